"""Keeps SuperOffice CRM and Outlook calendars equal, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> Flask:
    """The web application with the settings of the environment, its database migrated."""
    # imported late: the command line and the sandbox need none of it
    from backend import logs  # noqa: PLC0415
    from backend.api.app import make_app  # noqa: PLC0415
    from backend.cli import main  # noqa: PLC0415
    from backend.config import settings  # noqa: PLC0415
    from backend.jobs import schema  # noqa: PLC0415
    from backend.memory import spare_what_is_loaded  # noqa: PLC0415
    from backend.sync.service import open_product  # noqa: PLC0415

    logs.begin(settings().log_format)
    product = open_product(settings())
    schema.apply(product.settings)
    app = make_app(product)
    # `flask --app backend sync …` is `sosync sync …`
    app.cli = main
    spare_what_is_loaded()
    return app

"""What a view needs of the process: the product, and units of work in its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlmodel import Session

from backend.store import database
from backend.sync.service import Product

_KEY = "sosync"


def install(app: Flask, product: Product) -> None:
    """Make *product* the one that the views of *app* serve."""
    app.extensions[_KEY] = product


def product() -> Product:
    """The product of the running application."""
    found = current_app.extensions[_KEY]
    assert isinstance(found, Product)
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """A unit of work that is committed at its end, or undone by an exception."""
    with database.session(product().engine) as session, session.begin():
        yield session

"""The web application put together: which blueprint is there."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import logs
from backend.api import (
    addin,
    connect,
    context,
    dialog,
    headers,
    health,
    icons,
    metrics,
    portal,
    problems,
    webhooks_graph,
    webhooks_state,
    webhooks_superoffice,
)
from backend.api.v1 import surface as surface_v1
from backend.sync.service import Product

#: bytes of a request's body; a surface may allow less
BODY_LIMIT = 1024 * 1024


def make_app(product: Product) -> Flask:
    """The application that serves *product*."""
    app = Flask("backend.api", static_folder="static", static_url_path="/pages")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    # whatever of the header our own proxies have not written is not believed; PUBLIC_URL tells host and scheme
    proxies = product.settings.trusted_proxies
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]
    app.wsgi_app = logs.each_by_itself(app.wsgi_app)  # type: ignore[method-assign]
    context.install(app, product)
    problems.install(app)
    headers.install(app)
    for surface in (
        health, metrics, icons, addin, dialog, connect, portal,
        webhooks_graph, webhooks_state, webhooks_superoffice,
    ):  # fmt: skip
        app.register_blueprint(surface.blueprint)
    surface_v1.install(app)
    if product.settings.demo_sandbox_url:
        # the demonstration is no layer of the product: only this setting brings it in
        app.register_blueprint(import_module("backend.demo.blueprint").blueprint)
    return app

"""The web application of a test, really listening, so that both systems can ring it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

from backend.api.app import make_app
from backend.core.values import replace
from backend.sync.service import Product


@contextmanager
def served(product: Product, **settings: str) -> Iterator[Product]:
    """*product* with its public address being the one where it is served; *settings* override others."""
    # the port is known only when the server listens, and the application needs it
    server = make_server("127.0.0.1", 0, Flask("nothing yet"), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    public = replace(product, settings=product.settings.model_copy(update={"public_url": url, **settings}))
    server.app = make_app(public)
    thread = threading.Thread(target=server.serve_forever, name="web")
    thread.start()
    try:
        yield public
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Measures the pane's first paint against an empty page's: `python -m tests.bench.first_paint`.

On a slow machine (CPU ÷ 4) at 10 Mbit/s. Both pages are opened in turn, each time by a browser that has kept
nothing; the medians of what it calls first contentful paint are compared (contracts/addin.md §5.2, point 7).
"""

from __future__ import annotations

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from backend.api.app import make_app
from backend.config import Settings
from backend.store.database import open_engine
from backend.store.secrets import open_vault
from backend.sync.doors import Doors
from backend.sync.service import Product
from tests.addin.conftest import OFFICE_JS
from tests.browser import binary

#: milliseconds of a way, bytes a second, how many times slower
_LATENCY, _THROUGHPUT, _SLOWER = 20, 10_000_000 / 8, 4
_EMPTY: Final = "<!doctype html><html lang=en><title>Empty</title><p>Empty"
#: Outlook's script as it is outside of Outlook
_OFFICE: Final = "window.Office = {onReady: async () => ({host: null, platform: null}), context: {}}"
_PAINT: Final = """() => new Promise((seen) => new PerformanceObserver((paints) => {
  for (const one of paints.getEntriesByName("first-contentful-paint")) seen(one.startTime);
}).observe({ type: "paint", buffered: true }))"""


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: only figures are printed."""


def _app(folder: Path) -> Flask:
    """The web application; the pages that are measured ask for no database."""
    settings = Settings(_env_file=None, database_url="postgresql://nowhere", data_dir=folder)
    engine, vault = open_engine(settings), open_vault(settings)
    app = make_app(Product(settings, engine, vault, Doors(settings, engine, vault)))
    app.add_url_rule("/empty", view_func=lambda: _EMPTY)
    return app


@contextmanager
def _served() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        server = make_server("127.0.0.1", 0, _app(Path(folder)), threaded=True, request_handler=_Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()


def first_paint(browser: Browser, url: str) -> float:
    """Milliseconds until something is seen of *url*."""
    context = browser.new_context(viewport={"width": 320, "height": 600})
    try:
        context.route(OFFICE_JS, lambda route: route.fulfill(body=_OFFICE, content_type="text/javascript"))
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        rates = {"downloadThroughput": _THROUGHPUT, "uploadThroughput": _THROUGHPUT}
        line.send("Network.emulateNetworkConditions", {"offline": False, "latency": _LATENCY, **rates})
        line.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        page.goto(url)
        return float(page.evaluate(_PAINT))
    finally:
        context.close()


def main() -> None:
    """Print both medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    with _served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary(), args=["--no-sandbox"])
        pages = {"empty page": f"{base}/empty", "task pane": f"{base}/addin/taskpane.html"}
        for url in pages.values():
            first_paint(browser, url)
        paints: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(times):
            for name, url in pages.items():
                paints[name].append(first_paint(browser, url))
        browser.close()
    medians = {name: median(found) for name, found in paints.items()}
    for name, value in medians.items():
        print(f"{name:<12} {value:6.0f} ms")
    print(f"{'ratio':<12} {medians['task pane'] / medians['empty page']:6.2f}")


if __name__ == "__main__":
    main()

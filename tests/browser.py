"""A real browser for tests: Chromium of the machine, or the one that Playwright brought."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def binary() -> str | None:
    """The machine's Chromium; CHROMIUM names another. None for the one that Playwright brought."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


# not for the whole session: while Playwright is open, no other test of the process can run an event loop
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        # the sandbox of Chromium does not start for root, as whom containers run
        browser = playwright.chromium.launch(executable_path=binary(), args=["--no-sandbox"])
        yield browser
        browser.close()

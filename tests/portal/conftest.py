"""The built portal in a real browser, with Linda and Julie of the sandbox's company behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.addin.conftest import ROOT, Stage, complaints, stage
from tests.sync.conftest import company

__all__ = ["company", "complaints", "stage"]

# a machine that runs everything at once may be slow
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The front end is built."""
    assert (ROOT / "static" / "portal" / "index.html").exists(), "make setup builds the portal"


@dataclass
class Portal:
    """The portal as a person sees it."""

    page: Page
    stage: Stage
    complaints: list[str]

    def forgive(self, part: str) -> None:
        """The browser may complain of this: the test brings it about."""
        self.page.context.on("console", lambda said: self._forget(said.text, part))

    def _forget(self, said: str, part: str) -> None:
        if part in said and said in self.complaints:
            self.complaints.remove(said)

    def opens(self, path: str = "") -> None:
        """Open a page by its address."""
        self.page.goto(f"{self.stage.product.settings.public_url}/portal{path}")

    def signs_in(self, name: str) -> None:
        """Sign in on SuperOffice's own page."""
        self.opens()
        self.page.get_by_role("link", name="Login with SuperOffice").click()
        self.page.get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", name="Overview")).to_be_visible()

    def goes(self, name: str) -> None:
        """Choose a page in the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
        self.settles()

    def presses(self, name: str) -> None:
        """A button, wherever it stands."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def says(self, *texts: str) -> None:
        """The page shows each text."""
        for text in texts:
            expect(self.page.get_by_text(text, exact=True).first).to_be_visible()

    def settles(self) -> None:
        """Everything that was asked is answered."""
        expect(self.page.locator(".skeleton, [aria-busy=true]")).to_have_count(0)


@pytest.fixture
def browsing(chromium: Browser, complaints: list[str], stage: Stage) -> Iterator[BrowserContext]:
    """A browser that tells its complaints; it is closed before the server is."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/Berlin"
    )
    # SuperOffice's own pages are not ours to mend
    ours = stage.product.settings.public_url
    context.on(
        "console",
        lambda said: complaints.append(said.text) if said.type != "log" and ours in said.location["url"] else None,
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def portal(browsing: BrowserContext, stage: Stage, complaints: list[str]) -> Portal:
    """Nobody is signed in, and nothing is open."""
    return Portal(browsing.new_page(), stage, complaints)

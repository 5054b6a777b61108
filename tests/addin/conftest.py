"""The built pane in the frame of a page that plays Outlook, with Linda's mailbox in the sandbox behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Route, expect

from backend.sync.service import Product
from tests.api.v1.conftest import access_token
from tests.company import Company
from tests.jobs.test_worker import working
from tests.serving import served
from tests.sync.conftest import company

__all__ = ["company"]

ROOT = Path(__file__).parents[2]
#: what `make setup` builds: the pane, and the Office of the stage
BUILT = ROOT / "static" / "addin"
STAGE = ROOT / "build" / "stage" / "office.js"

#: an origin that may frame the pane, another one than the pane's
OUTLOOK = "https://outlook.office.com"
OFFICE_JS = "https://appsforoffice.microsoft.com/**"
_PAGE = """<!doctype html><html lang="en"><title>Outlook</title><body style="margin:0">
<iframe title="Pane" src="{pane}" style="border:0;width:{width}px;height:600px"
  sandbox="allow-scripts allow-same-origin allow-popups allow-forms"></iframe></body></html>"""

# a machine that runs everything at once may be slow
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The front end is built."""
    assert (BUILT / "taskpane.html").exists() and STAGE.exists(), "make setup builds the pane"


@dataclass
class Outlook:
    """Outlook on the web as a person sees it: an item is open, and the pane stands beside it."""

    page: Page
    pane_url: str
    complaints: list[str]
    width: int = 320
    scene: dict[str, Any] = field(default_factory=dict)

    def opens_pane(self, **scene: Any) -> None:
        """Open the pane beside what *scene* shows (addin/stage/office.ts)."""
        self.scene |= scene
        self.page.route(f"{OUTLOOK}/mail", self._serve)
        self.page.goto(f"{OUTLOOK}/mail")

    def shows(self, **scene: Any) -> None:
        """Something else is shown, or the theme changes."""
        self.scene |= scene
        self._tell(scene)

    def opens(self, item: str | None, **more: Any) -> None:
        """Another item is opened; None: none is."""
        self.shows(item=appointment(item, **more) if item else None)

    def forgive(self, part: str) -> None:
        """From now on the browser may complain of this: the test brings it about."""
        self.page.context.on("console", lambda message: self._forget(message.text, part))

    def _forget(self, said: str, part: str) -> None:
        if part in said and said in self.complaints:
            self.complaints.remove(said)

    def heard(self, what: str) -> list[str]:
        """What the pane let Outlook do: `opened` items, `browsed` pages."""
        found = self.page.evaluate("what => heard.map(one => one[what]).filter(Boolean)", what)
        return [str(one) for one in found]

    @property
    def pane(self) -> FrameLocator:
        """What stands in the frame."""
        return self.page.frame_locator("iframe")

    def evaluate(self, script: str) -> Any:
        """The value of *script* in the pane."""
        return self.page.frames[1].evaluate(script)

    def _serve(self, route: Route) -> None:
        route.fulfill(content_type="text/html", body=_PAGE.format(pane=self.pane_url, width=self.width))

    def _tell(self, scene: dict[str, Any]) -> None:
        self.page.evaluate("scene => frames[0].postMessage({scene}, '*')", scene)


def appointment(item: str | None, **more: Any) -> dict[str, Any]:
    """An appointment that is open for reading; its id is as REST spells it, or None before it is saved."""
    return {"kind": "appointment", "mode": "read", "id": item, **more}


def mail(sender: str, *recipients: str, **more: Any) -> dict[str, Any]:
    """A mail that is open for reading."""
    return {"kind": "message", "mode": "read", "id": "mail", "people": named(sender, *recipients)} | more


def named(*addresses: str) -> list[dict[str, str]]:
    """People as Outlook tells them."""
    return [{"emailAddress": one, "displayName": ""} for one in addresses]


def section(outlook: Outlook, name: str) -> Locator:
    """The item, its people or the mailbox."""
    return outlook.pane.get_by_role("region", name=name, exact=True)


def says(outlook: Outlook, *texts: str) -> None:
    """The pane shows each text."""
    for text in texts:
        expect(outlook.pane.get_by_text(text, exact=True).first).to_be_visible()


def presses(outlook: Outlook, name: str) -> None:
    """A button, wherever it stands."""
    outlook.pane.get_by_role("button", name=name, exact=True).first.click()


@dataclass
class Stage:
    """The product served, with people whose tokens Entra issues."""

    product: Product
    company: Company

    @property
    def pane_url(self) -> str:
        """The page of the pane."""
        return f"{self.product.settings.public_url}/addin/taskpane.html"

    def token(self, person: str) -> str:
        """What Outlook's nested app authentication would hand out."""
        settings = self.product.settings
        return access_token(settings, person, settings.tenant_ids[0])

    def works(self) -> None:
        """A worker does everything that waits."""
        with working(self.product):
            pass


@pytest.fixture
def stage(company: Company, product: Product) -> Iterator[Stage]:
    """The product served; Linda and Julie are connected, and their first runs are done."""
    with served(product) as public:
        running = Stage(public, company)
        running.works()
        yield running


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Whatever the browser complains of; it fails the test."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def browsing(chromium: Browser, complaints: list[str], stage: Stage) -> Iterator[BrowserContext]:
    """A browser in which Outlook's script is the stage's; it is closed before the server is."""
    # a page from outside frames one of this machine
    permissions = ["local-network-access"]
    context = chromium.new_context(viewport={"width": 400, "height": 620}, permissions=permissions)
    context.route(OFFICE_JS, lambda route: route.fulfill(path=STAGE, content_type="text/javascript"))
    context.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def outlook(browsing: BrowserContext, stage: Stage, complaints: list[str]) -> Outlook:
    """Linda's Outlook; nothing is open, and the pane is not either."""
    page = browsing.new_page()
    seen = Outlook(page, stage.pane_url, complaints)
    # the stage asks for its scene as soon as it is there
    page.expose_function("sceneOfTest", lambda: seen.scene)
    page.add_init_script(
        "if (window === top) addEventListener('message', async ({data, source}) => {"
        " (window.heard ??= []).push(data);"
        " if (data.stage === 'ready') source.postMessage({scene: await sceneOfTest()}, '*') })"
    )
    seen.scene = {"address": "linda@nordlys.example", "token": stage.token("linda"), "fault": ""}
    return seen

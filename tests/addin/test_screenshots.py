"""Pictures of the pane in its states, to be looked at: screenshots/pane-*.png."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addin.conftest import ROOT, Outlook, Stage, appointment
from tests.addin.test_shown import BACKGROUNDS, busy, opens_everything
from tests.company import at

__all__ = ["busy"]

SCREENSHOTS = ROOT / "screenshots"


def pictures(outlook: Outlook, name: str, shown: str) -> None:
    """Both themes, as soon as *shown* is there."""
    SCREENSHOTS.mkdir(exist_ok=True)
    expect(outlook.pane.get_by_text(shown, exact=True).first).to_be_visible()
    for theme, background in BACKGROUNDS.items():
        outlook.shows(background=background)
        expect(outlook.pane.locator(f"html[data-theme={theme}]")).to_be_attached()
        outlook.page.locator("iframe").screenshot(path=SCREENSHOTS / f"pane-{name}-{theme}.png")


def test_screenshots_of_signing_in(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(fault="needed")
    pictures(outlook, "signed-out", "Sign in")
    outlook.opens_pane(fault="consent")
    pictures(outlook, "consent", "Copy address")
    outlook.opens_pane(fault="", token=stage.token("julie"))
    pictures(outlook, "other-account", "Switch account")
    outlook.opens_pane(token=stage.token("john"), address="john@nordlys.example")
    pictures(outlook, "not-connected", "Connect SuperOffice")


def test_screenshots_of_items(outlook: Outlook, stage: Stage, busy: str) -> None:
    outlook.opens_pane(item=appointment(busy))
    pictures(outlook, "conflict", "Changed in both")
    there = stage.company["linda"].in_outlook
    private = there.item("Salary")["id"]
    stage.company.settles("linda")
    outlook.opens_pane(item=appointment(busy))
    pictures(outlook, "in-sync", "In sync")
    opens_everything(outlook)
    pictures(outlook, "in-sync-open", "In sync")
    outlook.opens_pane(item=appointment(private))
    pictures(outlook, "private", "Private")
    outlook.opens_pane(item=appointment(there.adds("Dinner", at(2, 19))))
    pictures(outlook, "not-linked", "Not in SuperOffice")
    outlook.pane.get_by_role("button", name="Sync now").first.click()
    pictures(outlook, "queued", "A sync is about to begin")
    outlook.opens_pane(item=None)
    pictures(outlook, "none", "No item is open")
    outlook.pane.get_by_role("button", name="Preferences").click()
    expect(outlook.pane.locator("[aria-busy=true]")).to_have_count(0)
    pictures(outlook, "preferences", "Preferences")
    outlook.page.set_viewport_size({"width": 400, "height": 5000})
    outlook.page.locator("iframe").evaluate("frame => { frame.style.height = '4900px' }")
    pictures(outlook, "preferences-long", "Preferences")

"""Pictures of the pane in its states, to be looked at: screenshots/pane-*.png."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addin.conftest import ROOT, Outlook, Stage, appointment, mail, presses
from tests.addin.test_shown import BACKGROUNDS, busy, opens_everything
from tests.api.v1.test_people import CLARA, NEW, adds_card, invites
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
    tall(outlook, 4900)
    pictures(outlook, "preferences-long", "Preferences")


def tall(outlook: Outlook, pixels: int) -> None:
    """The whole pane is seen without scrolling."""
    outlook.page.set_viewport_size({"width": 400, "height": pixels + 100})
    outlook.page.locator("iframe").evaluate(f"frame => {{ frame.style.height = '{pixels}px' }}")


def test_screenshots_of_acts(outlook: Outlook, stage: Stage, busy: str) -> None:
    company = stage.company
    event = invites(company, CLARA, NEW, company["julie"].address)
    adds_card(company, CLARA)
    adds_card(company, f"first@{NEW.partition('@')[2]}", "Elsewhere")
    stage.works()
    company.settles("linda")
    outlook.opens_pane(item=appointment(event))
    tall(outlook, 1100)
    pictures(outlook, "people", "Several in SuperOffice. Who is meant?")
    presses(outlook, "Add person")
    pictures(outlook, "add-person", "Or a new company")
    presses(outlook, "Cancel")
    outlook.pane.get_by_text("Concerns").click()
    outlook.pane.get_by_role("combobox", name="Company").fill("hav")
    expect(outlook.pane.get_by_role("option", name="Havbris")).to_be_visible()
    presses(outlook, "More")
    pictures(outlook, "concerns", "Take out of the sync")
    outlook.opens(busy)
    pictures(outlook, "conflict-settled", "counts now")
    outlook.shows(item=mail(NEW, CLARA, "linda@nordlys.example"))
    pictures(outlook, "mail", "Not in SuperOffice")
    outlook.opens(None)
    outlook.shows(item={"kind": "appointment", "mode": "compose", "id": None})
    presses(outlook, "Choose type, company and more")
    pictures(outlook, "unsaved", "Save and add")
    outlook.shows(item=appointment("AAMk", owner="julie@nordlys.example"))
    pictures(outlook, "shared", "In somebody else's calendar")
    outlook.opens(company["linda"].in_outlook.adds("Dinner", at(2, 19)))
    pictures(outlook, "add", "Add to SuperOffice")
    outlook.forgive("net::ERR_FAILED")
    outlook.page.route("**/api/v1/**", lambda route: route.abort())
    presses(outlook, "Refresh")
    pictures(outlook, "offline", "Nothing can be changed until the server answers again.")

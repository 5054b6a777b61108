"""Pictures of the portal's pages, to be looked at: screenshots/portal-*.png."""

from __future__ import annotations

from typing import Literal

from tests.addin.conftest import ROOT, Stage
from tests.company import at
from tests.portal.conftest import Portal
from tests.portal.lived import lives_a_month

SCREENSHOTS = ROOT / "screenshots"
PAGES = (
    "Overview", "Calendars", "Sync history", "Not synced", "Proposals", "Preferences",
    "Users", "Profile", "Health", "Audit log",
)  # fmt: skip
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def pictures(portal: Portal, name: str) -> None:
    """Both themes."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for theme in THEMES:
        portal.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        file = f"portal-{name.lower().replace(' ', '-')}-{theme}.png"
        portal.page.screenshot(path=SCREENSHOTS / file, full_page=True)


def test_screenshots_of_every_page(portal: Portal, stage: Stage) -> None:
    portal.opens("?trouble=refused")
    pictures(portal, "signed-out")
    happens(stage)
    lives_a_month(stage)
    portal.signs_in("Linda Lund")
    portal.settles()
    for name in PAGES:
        portal.goes(name)
        pictures(portal, name)
    portal.goes("Users")
    portal.presses("Julie Juul")
    pictures(portal, "user")
    portal.page.keyboard.press("Escape")
    portal.presses("Link all equal addresses…")
    portal.page.get_by_role("dialog").wait_for()
    pictures(portal, "link-all")
    portal.page.keyboard.press("Escape")
    portal.page.set_viewport_size({"width": 360, "height": 780})
    portal.opens("/calendar")
    portal.settles()
    pictures(portal, "narrow-calendar")
    portal.presses("Menu")
    pictures(portal, "narrow-menu")


def happens(stage: Stage) -> None:
    """A week with equal items, a difference and items that stay on one side."""
    people = stage.company["linda"]
    people.in_outlook.adds("Quarterly review with Havbris Shipping", at(0, 11), location={"displayName": "Oslo"})
    people.in_outlook.adds("Salary", at(0, 15), sensitivity="private")
    people.in_outlook.adds_days("Trade fair", at(0), 2)
    people.in_superoffice.adds("Budget", at(0, 13))
    stage.company.settles("linda")
    row = people.in_superoffice.item("Budget")["AppointmentId"]
    people.in_superoffice.changes(row, Title="Budget of next year")
    people.in_outlook.adds("Lunch", at(0, 12))

"""The preferences in the pane: each change is saved at once, and a fault stands beside its field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect
from sqlmodel import select

from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Organisation
from tests.addin.conftest import Outlook, Stage


@pytest.fixture
def page(outlook: Outlook) -> Outlook:
    """Linda has opened her preferences."""
    outlook.opens_pane()
    outlook.pane.get_by_role("button", name="Preferences").click()
    expect(outlook.pane.get_by_role("switch").first).to_be_visible()
    return outlook


def stored(stage: Stage) -> dict[str, object]:
    """What Linda has chosen herself."""
    with session(stage.product.engine) as work:
        own = mailboxes.by_address(work, "linda@nordlys.example")
        assert own is not None
        return dict(own.preferences)


def field(page: Outlook, key: str) -> Locator:
    """The control of a preference."""
    return page.pane.locator(f"[id='{key}']")


def row(page: Outlook, key: str) -> Locator:
    """Everything about a preference."""
    return page.pane.locator(".preference").filter(has=field(page, key))


def test_a_switch_is_saved_undone_and_taken_back(page: Outlook, stage: Stage) -> None:
    field(page, "all_day").click()
    expect(row(page, "all_day")).to_contain_text("Saved.")
    assert stored(stage) == {"all_day": False}
    row(page, "all_day").get_by_role("button", name="Undo").click()
    expect(field(page, "all_day")).to_be_checked()
    expect(row(page, "all_day").get_by_role("button", name="Undo")).to_be_visible()
    assert stored(stage) == {}


def test_a_choice_and_a_text(page: Outlook, stage: Stage) -> None:
    field(page, "direction").select_option("calendar-to-superoffice")
    expect(row(page, "direction")).to_contain_text("Saved.")
    field(page, "outgoing_category_appointment").fill("CRM")
    field(page, "outgoing_category_appointment").press("Enter")
    expect(row(page, "outgoing_category_appointment")).to_contain_text("Saved.")
    assert stored(stage) == {"direction": "calendar-to-superoffice", "outgoing_category_appointment": "CRM"}


def test_a_fault_stands_beside_its_field(page: Outlook, stage: Stage) -> None:
    page.forgive("400 (BAD REQUEST)")
    field(page, "time_zone_calendar").fill("Mars/Olympus")
    field(page, "time_zone_calendar").press("Enter")
    expect(row(page, "time_zone_calendar").get_by_role("alert")).to_contain_text("Mars/Olympus")
    expect(field(page, "time_zone_calendar")).to_have_attribute("aria-invalid", "true")
    assert stored(stage) == {}


def test_types_are_those_of_superoffice(page: Outlook, stage: Stage) -> None:
    types = page.pane.get_by_role("group", name="Types")
    types.get_by_role("checkbox").first.check()
    expect(page.pane.locator(".preference").filter(has=types)).to_contain_text("Saved.")
    assert len(stored(stage)["types"]) == 1  # type: ignore[arg-type]


def test_where_personal_preferences_are_off_there_are_none(outlook: Outlook, stage: Stage) -> None:
    with session(stage.product.engine) as work, work.begin():
        for organisation in work.scalars(select(Organisation)):
            organisation.preferences = {**organisation.preferences, "personal_preferences_allowed": False}
    outlook.opens_pane()
    outlook.pane.get_by_role("button", name="Preferences").click()
    expect(outlook.pane.get_by_text("Your administrator keeps the preferences for everybody.")).to_be_visible()
    expect(outlook.pane.locator(".preference")).to_have_count(0)

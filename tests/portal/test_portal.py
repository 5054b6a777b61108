"""The portal as people use it: from the sign-in at SuperOffice to what both systems hold afterwards."""

from __future__ import annotations

import re

import requests
from playwright.sync_api import expect
from sqlalchemy import update
from sqlmodel import col, select

from backend.store.database import session
from backend.store.tables import Mailbox
from tests.addin.conftest import Stage
from tests.company import at
from tests.portal.conftest import Portal


def preference(stage: Stage, person: str, key: str) -> object:
    """The value that counts, as the API tells it."""
    url = f"{stage.product.settings.public_url}/api/v1/preferences"
    answer = requests.get(url, headers={"Authorization": f"Bearer {stage.token(person)}"}, timeout=30)
    return {one["key"]: one["value"] for one in answer.json()["preferences"]}[key]


def test_somebody_signs_in_syncs_and_signs_out(portal: Portal, stage: Stage) -> None:
    portal.opens("/preferences?trouble=<b>")
    portal.says("Outlook and SuperOffice, always equal", "The sign-in did not succeed. Begin again.")
    portal.signs_in("Linda Lund")
    stage.company["linda"].in_outlook.adds("Lunch", at(1, 11))
    portal.presses("Sync now")
    portal.says("A sync is about to begin")
    portal.presses("Cancel the sync")
    portal.says("Synced")
    stage.works()
    assert stage.company["linda"].in_superoffice.titles() == []
    portal.presses("Sync now")
    portal.says("A sync is about to begin")
    stage.works()
    expect(portal.page.get_by_role("row", name="SuperOffice 1 0 0")).to_be_visible()
    assert stage.company["linda"].in_superoffice.titles() == ["Lunch"]
    portal.goes("Sync history")
    expect(portal.page.get_by_role("row", name=re.compile("Synced You asked"))).to_have_count(1)
    portal.presses("Sign out")
    portal.says("Outlook and SuperOffice, always equal")


def test_preferences_are_found_changed_and_put_back(portal: Portal, stage: Stage) -> None:
    portal.signs_in("Linda Lund")
    portal.goes("Preferences")
    portal.page.get_by_role("searchbox", name="Search preferences").fill("all-day")
    switch = portal.page.get_by_role("switch", name="All-day events")
    expect(portal.page.get_by_role("switch")).to_have_count(1)
    switch.click()
    expect(portal.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    portal.says("Own")
    assert preference(stage, "linda", "all_day") is False
    portal.presses("Undo")
    portal.settles()
    assert preference(stage, "linda", "all_day") is True


def test_a_week_shows_what_is_equal_what_differs_and_why_something_is_alone(portal: Portal, stage: Stage) -> None:
    people = stage.company["linda"]
    people.in_outlook.adds("<b>Review</b>", at(0, 11))
    people.in_superoffice.adds("Budget", at(0, 13))
    people.in_outlook.adds("Salary", at(0, 15), sensitivity="private")
    stage.company.settles("linda")
    people.in_superoffice.changes(people.in_superoffice.item("Budget")["AppointmentId"], Title="Budget, moved")
    portal.signs_in("Linda Lund")
    portal.goes("Calendars")
    pairs = portal.page.get_by_role("listitem")
    expect(pairs.filter(has_text="<b>Review</b>")).to_contain_text("Equal")
    expect(pairs.filter(has_text="Budget, moved")).to_contain_text("Differs: Title")
    alone = pairs.filter(has_text="Salary")
    expect(alone).to_contain_text("Only in Outlook")
    expect(alone).to_contain_text("private events stay in Outlook")
    portal.page.get_by_label("What is not equal").check()
    expect(pairs.filter(has_text="<b>Review</b>")).to_have_count(0)
    portal.page.get_by_role("link", name="Next week").click()
    portal.says("Nothing this week")
    portal.page.go_back()
    expect(pairs.filter(has_text="Budget, moved")).to_be_visible()


def test_an_administrator_pauses_a_user_and_the_log_tells(portal: Portal, stage: Stage) -> None:
    portal.signs_in("Linda Lund")
    portal.goes("Users")
    portal.presses("Julie Juul")
    portal.presses("Pause")
    portal.says("An administrator has paused it.")
    with session(stage.product.engine) as work:
        states = {one.address: one.state for one in work.scalars(select(Mailbox))}
    assert states == {"linda@nordlys.example": "active", "julie@nordlys.example": "paused"}
    portal.page.keyboard.press("Escape")
    # where the person was before
    expect(portal.page.get_by_role("button", name="Julie Juul")).to_be_focused()
    portal.page.get_by_label("State", exact=True).select_option("resting")
    expect(portal.page.get_by_role("rowheader", name=re.compile("Linda Lund"))).to_have_count(0)
    with portal.page.expect_download() as table:
        portal.page.get_by_role("link", name="CSV").click()
    assert "julie@nordlys.example" in table.value.path().read_text(encoding="utf-8")
    portal.goes("Audit log")
    expect(portal.page.get_by_role("row", name=re.compile("Paused julie@nordlys.example"))).to_be_visible()
    with session(stage.product.engine) as work:
        work.execute(update(Mailbox).where(col(Mailbox.name) == "Julie Juul").values(state="active", failures=4))
        work.commit()
    portal.goes("Health")
    portal.page.get_by_role("link", name="Julie Juul").click()
    expect(portal.page.get_by_role("dialog").get_by_role("heading", name="Julie Juul")).to_be_visible()


def test_what_only_administrators_may_see_is_neither_offered_nor_shown(portal: Portal, stage: Stage) -> None:
    portal.forgive("403 (FORBIDDEN)")
    portal.signs_in("Julie Juul")
    expect(portal.page.get_by_role("link", name="Users")).to_have_count(0)
    portal.opens("/audit")
    expect(portal.page.get_by_role("heading", level=2)).to_contain_text("administrator")
    unlinked_by_linda(stage, "julie@nordlys.example")
    portal.opens()
    portal.says("Connect SuperOffice")


def unlinked_by_linda(stage: Stage, address: str) -> None:
    """Linda unlinks somebody elsewhere."""
    url = f"{stage.product.settings.public_url}/api/v1/admin/mailboxes"
    headers = {"Authorization": f"Bearer {stage.token('linda')}"}
    listed = requests.get(url, headers=headers, timeout=30).json()["items"]
    (found,) = [one["id"] for one in listed if one["address"] == address]
    assert requests.post(f"{url}/{found}/unlink", headers=headers, timeout=30).ok


def test_what_was_known_stays_without_a_server_and_an_ended_session_is_told(portal: Portal) -> None:
    portal.forgive("ERR_INTERNET_DISCONNECTED")
    portal.forgive("401 (UNAUTHORIZED)")
    portal.signs_in("Linda Lund")
    portal.goes("Not synced")
    portal.says("Everything is in sync")
    portal.goes("Overview")
    portal.page.context.set_offline(True)
    portal.goes("Not synced")
    portal.says("Everything is in sync")
    expect(portal.page.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(portal.page.get_by_text("This was known at")).to_be_visible()
    portal.page.context.set_offline(False)
    portal.page.context.clear_cookies()
    portal.page.get_by_role("navigation").get_by_role("link", name="Overview").click()
    expect(portal.page.get_by_role("link", name="Login with SuperOffice")).to_be_visible()

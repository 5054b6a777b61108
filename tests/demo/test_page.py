"""The demonstration page in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.demo.conftest import Demo


def side(page: Page, name: str) -> Locator:
    """One of the two calendars."""
    return page.get_by_role("region", name=name, exact=True)


def form(page: Page, where: str) -> Locator:
    """Where an item is written: in Outlook beside the calendar, in SuperOffice a dialog."""
    return page.get_by_role("dialog") if where == "SuperOffice" else side(page, where)


def add(page: Page, where: str, title: str, start: str = "14:00", end: str = "15:00") -> None:
    side(page, where).get_by_role("button", name=re.compile("Add item|New appointment")).click()
    write(form(page, where), title, start, end)


def write(form: Locator, title: str, start: str, end: str) -> None:
    """Fill in the form and save, and wait until the system has taken the change."""
    form.get_by_label("Title").fill(title)
    form.get_by_label("From").fill(start)
    form.get_by_label("To", exact=True).fill(end)
    with form.page.expect_response("**/demo/api/changes"):
        form.get_by_role("button", name="Save").click()


def unequal(page: Page) -> Locator:
    """The rows about what is not the same in both."""
    return page.get_by_role("region", name="Not the same in both").get_by_role("listitem")


def sync_now(page: Page) -> None:
    """Press the button, and wait until the run is queued."""
    with page.expect_response("**/demo/api/sync"):
        page.get_by_role("button", name="Sync now").click()


def test_an_item_of_either_side_appears_on_the_other(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    add(page, "SuperOffice", "Offer for Havbris")
    add(page, "Outlook", "Dentist", "09:00", "09:30")
    expect(unequal(page)).to_have_count(2)
    expect(page.get_by_text("Not in the other calendar yet.").first).to_be_visible()
    sync_now(page)
    demo.work()
    expect(page.get_by_text("This week is the same in both calendars.")).to_be_visible()
    for where in ("SuperOffice", "Outlook"):
        expect(side(page, where).get_by_role("button", name="Offer for Havbris")).to_be_visible()
        expect(side(page, where).get_by_role("button", name="Dentist")).to_be_visible()
    joined = [
        side(page, where).get_by_role("button", name="Dentist").get_attribute("class")
        for where in ("SuperOffice", "Outlook")
    ]
    assert joined[0] == joined[1]
    expect(page.get_by_role("status")).to_contain_text("2 changes")


def test_moving_renaming_and_deleting_reach_the_other_side(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    add(page, "Outlook", "Dentist", "09:00", "09:30")
    demo.rings()
    side(page, "SuperOffice").get_by_role("button", name="Dentist").click()
    write(form(page, "SuperOffice"), "Dentist, upper floor", "10:00", "11:00")
    expect(page.get_by_text("Differs in title, start, end.").first).to_be_visible()
    sync_now(page)
    demo.work()
    moved = side(page, "Outlook").get_by_role("button", name="Dentist, upper floor, 10:00–11:00")
    moved.click()
    with page.expect_response("**/demo/api/changes"):
        form(page, "Outlook").get_by_role("button", name="Delete").click()
    sync_now(page)
    demo.work()
    expect(side(page, "SuperOffice").get_by_role("button", name="Dentist")).to_have_count(0)


def test_what_is_not_synced_says_why(page: Page, demo: Demo) -> None:
    monday = page.request.get(f"{demo.url}/api/week?person=linda").json()["monday"]
    demo.sandbox.graph_session("linda").post(
        "/me/events",
        json={
            "subject": "Salary talk",
            "start": {"dateTime": f"{monday}T09:00:00", "timeZone": "UTC"},
            "end": {"dateTime": f"{monday}T09:30:00", "timeZone": "UTC"},
            "sensitivity": "private",
        },
    ).raise_for_status()
    demo.rings()
    page.goto(demo.url)
    row = unequal(page).filter(has_text="Salary talk")
    expect(row).to_contain_text("Not synced")
    expect(row).to_contain_text("private events stay in Outlook")


def test_another_person_and_another_week(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    add(page, "Outlook", "Only Linda's")
    expect(side(page, "Outlook").get_by_role("button", name="Only Linda's")).to_be_visible()
    page.get_by_role("button", name="Julie Juul").click()
    expect(page.get_by_role("button", name="Julie Juul")).to_have_attribute("aria-pressed", "true")
    expect(side(page, "Outlook").get_by_role("button", name="Only Linda's")).to_have_count(0)
    page.get_by_role("button", name="Linda Lund").click()
    page.get_by_role("button", name="Next week").click()
    expect(side(page, "Outlook").get_by_role("button", name="Only Linda's")).to_have_count(0)
    page.get_by_role("button", name="Today").click()
    expect(side(page, "Outlook").get_by_role("button", name="Only Linda's")).to_be_visible()


def test_a_person_without_a_mouse_can_change_an_item(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    add(page, "SuperOffice", "By keyboard")
    item = side(page, "SuperOffice").get_by_role("button", name="By keyboard")
    item.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    page.keyboard.type("Typed over")
    page.keyboard.press("Enter")
    expect(side(page, "SuperOffice").get_by_role("button", name="Typed over")).to_be_visible()

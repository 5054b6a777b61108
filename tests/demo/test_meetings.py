"""Meetings on the demonstration page: steps of a scenario, what both calendars then show, the mails that left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.demo.conftest import Demo
from tests.demo.test_page import side, sync_now

INSPECTION, STATUS, RENEWAL = "Inspection of the quay", "Project status", "Renewal of the contract"
BOTH = ("SuperOffice", "Outlook")


@pytest.fixture
def opened(page: Page, demo: Demo) -> Page:
    page.goto(demo.url)
    return page


def choose(page: Page, scenario: int) -> None:
    page.get_by_role("combobox", name="Scenario").select_option(str(scenario))


def step(page: Page, demo: Demo, sentence: str) -> None:
    """Take the next step, which is this one, and let the mailboxes run."""
    expect(page.locator("[aria-current=step]")).to_have_text(sentence)
    with page.expect_response("**/demo/api/plays"):
        page.get_by_role("button", name="Next step").click()
    expect(page.locator("[aria-current=step]")).not_to_have_text(sentence)
    demo.rings()
    demo.rings()


def item(page: Page, where: str, title: str) -> Locator:
    return side(page, where).get_by_role("button", name=title)


def are_equal(page: Page) -> None:
    expect(page.get_by_text("This week is the same in both calendars.")).to_be_visible()


def answer_of(page: Page, where: str, title: str, name: str) -> Locator:
    """The mark of somebody's answer."""
    return item(page, where, title).locator(f'.mark-of[title^="{name}"]')


def mails(page: Page) -> Locator:
    return page.get_by_role("table").locator("tbody tr")


def changed(page: Page, *lines: str) -> None:
    """The page tells that the last step changed this."""
    for line in lines:
        expect(page.get_by_role("list", name="What changed").get_by_text(line)).to_be_visible()


def test_clara_invites_linda_and_julie(opened: Page, demo: Demo) -> None:
    choose(opened, 7)
    step(opened, demo, "Clara invites Linda and Julie in Outlook.")
    are_equal(opened)
    for where in BOTH:
        shown = item(opened, where, INSPECTION)
        expect(shown).to_have_accessible_name(re.compile("09:00–10:00"))
        expect(shown).to_contain_text("Clara")
        expect(answer_of(opened, where, INSPECTION, "Own answer")).to_have_text("T")
    expect(mails(opened)).to_have_count(2)
    expect(mails(opened).first).to_contain_text("Invitation")
    expect(mails(opened).filter(has_text="Julie Juul")).to_contain_text(INSPECTION)
    changed(opened, "SuperOffice new,", "Outlook new,", "Mail Invitation, Clara Customer to Linda Lund")

    step(opened, demo, "Julie accepts in Outlook.")
    expect(answer_of(opened, "SuperOffice", INSPECTION, "Julie")).to_have_text("A")
    expect(answer_of(opened, "Outlook", INSPECTION, "Julie")).to_have_text("?")
    changed(opened, "SuperOffice Julie Juul: accepted")
    expect(mails(opened).first).to_contain_text("Answer")
    expect(opened.locator("#mails-people")).to_contain_text("Julie Juul1 sent · 1 received")
    opened.get_by_role("button", name="Julie Juul", exact=True).click()
    for where in BOTH:
        expect(answer_of(opened, where, INSPECTION, "Own answer")).to_have_text("A")
    opened.get_by_role("button", name="Linda Lund", exact=True).click()
    before = item(opened, "SuperOffice", INSPECTION).get_attribute("aria-label")

    step(opened, demo, "Linda declines in SuperOffice.")
    for where in BOTH:
        expect(item(opened, where, INSPECTION)).to_have_count(0)
    expect(mails(opened).first).to_contain_text("Declined")
    changed(opened, "SuperOffice gone", "Outlook gone")

    step(opened, demo, "Clara moves it in Outlook.")
    are_equal(opened)
    for where in BOTH:
        expect(item(opened, where, INSPECTION)).to_have_count(1)
        assert item(opened, where, INSPECTION).get_attribute("aria-label") != before
    expect(mails(opened).first).to_contain_text("Update")


def test_a_series_has_its_glyph_in_both_and_comes_every_week(opened: Page, demo: Demo) -> None:
    choose(opened, 6)
    step(opened, demo, "Linda lets private items be synced, in her preferences.")
    step(opened, demo, "Clara invites Linda to six weeks in Outlook.")
    for _ in range(2):
        are_equal(opened)
        for where in BOTH:
            expect(item(opened, where, STATUS).locator(".repeat")).to_be_visible()
        opened.get_by_role("button", name="Next week").click()


def test_linda_invites_clara_from_superoffice(opened: Page, demo: Demo) -> None:
    choose(opened, 1)
    step(opened, demo, "Linda invites Clara in SuperOffice.")
    are_equal(opened)
    for where in BOTH:
        expect(answer_of(opened, where, RENEWAL, "Clara Customer")).to_have_text("T")
    expect(mails(opened)).to_have_count(1)
    expect(mails(opened).first).to_contain_text("Linda LundClara CustomerInvitation")


def test_what_has_to_arrive_before_is_told(opened: Page, demo: Demo) -> None:
    choose(opened, 4)
    opened.get_by_role("button", name="Next step").click()
    expect(opened.locator("[aria-current=step]")).to_have_text("Linda looks into Julie's diary in SuperOffice.")
    opened.get_by_role("button", name="Next step").click()
    expect(opened.locator("#told")).to_contain_text("SuperOffice does not show “Inspection of the crane” to Julie")
    expect(opened.get_by_role("button", name="Julie Juul")).to_have_attribute("aria-pressed", "true")


def test_private_and_alarm_are_seen_in_both(opened: Page, demo: Demo) -> None:
    monday = opened.request.get(f"{demo.url}/api/week?person=linda").json()["monday"]
    made = demo.sandbox.superoffice_session("linda").post(
        "/v1/Appointment",
        json={
            "Type": "inDiary",
            "Title": "Physiotherapist",
            "StartDate": f"{monday}T10:00:00Z",
            "EndDate": f"{monday}T11:00:00Z",
            "Associate": {"AssociateId": 5},
            "VisibleFor": [{"VisibleId": 5, "Visibility": "Associate"}],
            "HasAlarm": True,
            "AlarmLeadTime": "00:30:00",
        },
    )
    made.raise_for_status()
    sync_now(opened)
    demo.work()
    are_equal(opened)
    for where in BOTH:
        shown = item(opened, where, "Physiotherapist")
        expect(shown.locator(".lock")).to_be_visible()
        expect(shown.locator(".bell")).to_be_visible()

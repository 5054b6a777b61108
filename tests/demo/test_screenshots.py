"""Pictures of the demonstration page with a believable week, to be looked at: screenshots/demo-*.png."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.demo.conftest import Demo
from tests.demo.test_meetings import choose, step
from tests.demo.test_page import side, unequal

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
#: side, weekday, from, to, title
WEEK = (
    ("calendar", 0, "09:00", "09:30", "Stand-up"),
    ("calendar", 0, "10:00", "11:30", "Budget 2027"),
    ("superoffice", 0, "13:00", "14:00", "Call Havbris Shipping"),
    ("superoffice", 1, "09:30", "11:00", "Offer for Xylo Design"),
    ("calendar", 1, "10:00", "11:00", "Interview"),
    ("calendar", 1, "12:00", "13:00", "Lunch with Julie"),
    ("superoffice", 2, "08:30", "10:00", "Visit Havbris Shipping"),
    ("calendar", 2, "14:00", "15:00", "Dentist"),
    ("superoffice", 3, "11:00", "12:00", "Renewal talk"),
    ("calendar", 3, "13:00", "16:00", "Workshop: new CRM process"),
    ("calendar", 4, "09:00", "10:00", "Weekly review"),
    ("superoffice", 4, "14:00", "15:30", "Demo for a prospect"),
)
LATER = (
    ("superoffice", 2, "11:00", "12:00", "Added in SuperOffice"),
    ("calendar", 4, "11:00", "12:00", "Added in Outlook"),
)


def add(demo: Demo, monday: date, items: tuple[tuple[str, int, str, str, str], ...]) -> None:
    changes = f"{demo.url}/api/changes"
    for where, weekday, start, end, title in items:
        day = monday + timedelta(days=weekday)
        body = {"person": "linda", "side": where, "title": title, "zone": "Europe/Berlin"}
        body |= {"start": f"{day}T{start}:00", "end": f"{day}T{end}:00"}
        demo.sandbox.session.post(changes, json=body).raise_for_status()


def made_in_outlook(demo: Demo, monday: date) -> None:
    """Something private and a whole day, made in Outlook."""
    outlook = demo.sandbox.graph_session("linda")
    times = [
        {"dateTime": f"{monday + timedelta(days=3)}T{clock}:00", "timeZone": "UTC"} for clock in ("09:00", "09:45")
    ]
    outlook.post(
        "/me/events",
        json={"subject": "Physiotherapist", "start": times[0], "end": times[1], "sensitivity": "private"},
    ).raise_for_status()
    whole = [{"dateTime": f"{monday + timedelta(days=day)}T00:00:00", "timeZone": "UTC"} for day in (2, 4)]
    outlook.post(
        "/me/events", json={"subject": "Trade fair", "start": whole[0], "end": whole[1], "isAllDay": True}
    ).raise_for_status()


def play(demo: Demo, scenario: int, step: int, day: date) -> None:
    """Somebody takes a step of a scenario, and the mailboxes run."""
    body = {"scenario": scenario, "step": step, "day": day.isoformat(), "zone": "Europe/Berlin"}
    answer = demo.sandbox.session.post(f"{demo.url}/api/plays", json=body)
    answer.raise_for_status()
    assert not answer.json()["wait"], answer.text
    demo.rings()


@pytest.fixture
def monday(demo: Demo) -> date:
    """The week shown: next week, which has all of its days before it."""
    today = date.today()
    monday = today + timedelta(days=7 - today.weekday())
    add(demo, monday, WEEK)
    made_in_outlook(demo, monday)
    demo.rings()
    play(demo, 6, 2, monday)
    play(demo, 7, 1, monday + timedelta(days=1))
    play(demo, 7, 2, monday)
    play(demo, 1, 1, monday + timedelta(days=4))
    demo.rings()
    add(demo, monday, LATER)
    return monday


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshots(page: Page, demo: Demo, monday: date, scheme: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{demo.url}?person=linda&week={monday}")
    expect(unequal(page)).to_have_count(3)
    choose(page, 10)
    step(page, demo, "Xavier invites Linda and Julie in Outlook.")
    outlook = side(page, "Outlook")
    outlook.get_by_role("button", name="Design of the brochure").click()
    expect(page.frame_locator("iframe").get_by_text("In sync").first).to_be_visible()
    for width in (1600, 1280, 1024):
        take(page, f"{width}-{scheme}", width)
    outlook.get_by_role("button", name="Mail").click()
    outlook.get_by_role("listitem").filter(has_text="Design of the brochure").get_by_role("button").click()
    expect(page.frame_locator("iframe").get_by_text("This mail belongs to a meeting")).to_be_visible()
    take(page, f"mail-{scheme}")
    outlook.get_by_role("button", name="New appointment").click()
    expect(page.frame_locator("iframe").get_by_text("Not saved yet")).to_be_visible()
    take(page, f"compose-{scheme}")
    side(page, "SuperOffice").get_by_role("button", name="Design of the brochure").click()
    take(page, f"dialog-{scheme}")


def take(page: Page, name: str, width: int = 1600) -> None:
    """A picture, when nothing reaches over the edge."""
    page.set_viewport_size({"width": width, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=SCREENSHOTS / f"demo-{name}.png", full_page=not page.get_by_role("dialog").is_visible())

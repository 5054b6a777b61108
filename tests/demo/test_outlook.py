"""The simulated Outlook of the stage, with the real pane in a frame of another origin."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import FrameLocator, Page, expect

from tests.demo.conftest import Demo
from tests.demo.test_meetings import choose, item, step
from tests.demo.test_page import add, side, unequal

AXE = Path(__file__).parents[2] / "addin" / "node_modules" / "axe-core" / "axe.min.js"


def pane(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Task pane']")


def says(page: Page, text: str) -> None:
    expect(pane(page).get_by_text(text).first).to_be_visible()


def test_from_a_click_in_the_pane_to_the_diary_of_superoffice(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    says(page, "Linda Lund")
    add(page, "Outlook", "Visit of the yard")
    expect(unequal(page).filter(has_text="Visit of the yard")).to_be_visible()
    with page.expect_response("**/api/v1/sync"):
        pane(page).get_by_role("button", name="Sync now").click()
    demo.work()
    expect(item(page, "SuperOffice", "Visit of the yard")).to_be_visible()
    expect(page.get_by_text("This week is the same in both calendars.")).to_be_visible()
    # the new appointment stayed open, and the pane with it
    says(page, "In sync")


def test_the_pane_follows_what_is_open_and_who_sits_there(page: Page, demo: Demo) -> None:
    page.goto(demo.url)
    choose(page, 7)
    step(page, demo, "Clara invites Linda and Julie in Outlook.")
    says(page, "No item is open")
    item(page, "Outlook", "Inspection of the quay").click()
    says(page, "Clara Customer")
    says(page, "In sync")
    with page.expect_response("**/demo/api/changes"):
        side(page, "Outlook").get_by_role("button", name="Accept").click()
    expect(page.get_by_role("row").filter(has_text="Accepted")).to_be_visible()
    side(page, "Outlook").get_by_role("button", name="Mail").click()
    side(page, "Outlook").get_by_role("listitem").get_by_role("button").click()
    says(page, "This mail belongs to a meeting")
    pane(page).get_by_role("button", name="Open the meeting").click()
    says(page, "Waiting for the next sync")
    side(page, "Outlook").get_by_role("button", name="New appointment").click()
    says(page, "Not saved yet")
    pane(page).get_by_role("button", name="Save and add").click()
    says(page, "A sync is about to begin")
    demo.work()
    expect(item(page, "SuperOffice", "New item")).to_be_visible()
    page.get_by_role("button", name="Julie Juul", exact=True).click()
    says(page, "Julie Juul")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(page: Page, demo: Demo, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(demo.url)
    choose(page, 7)
    step(page, demo, "Clara invites Linda and Julie in Outlook.")
    item(page, "Outlook", "Inspection of the quay").click()
    says(page, "Clara Customer")
    # by the tools of the browser: the page's own rules let no foreign script in
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (1600, 1280, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("rules => axe.run({runOnly: rules, iframes: false}).then(one => one.violations)", rules)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_the_pane_of_the_stage_is_framed_by_the_stage_alone(demo: Demo) -> None:
    public = demo.product.settings.public_url
    answer = requests.get(f"{public}/demo/pane", timeout=10)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    stage = f"http://localhost:{urlsplit(public).port}"
    assert stage in policy["frame-ancestors"].split()
    assert '<script async src="/demo/office.js">' in answer.text
    moved = requests.get(demo.url, params={"person": "julie"}, allow_redirects=False, timeout=10)
    assert moved.headers["Location"] == f"{stage}/demo?person=julie"
    of_production = requests.get(f"{public}/addin/taskpane.html", timeout=10)
    assert stage not in of_production.headers["Content-Security-Policy"]
    assert "/demo/" not in of_production.text

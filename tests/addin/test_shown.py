"""How the pane looks and is read: themes, languages, narrow frames, keyboards, screen readers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.addin.conftest import ROOT, Outlook, Stage, appointment, mail
from tests.api.v1.test_people import CLARA, NEW, adds_card, invites
from tests.company import at

AXE = ROOT / "addin" / "node_modules" / "axe-core" / "axe.min.js"
BACKGROUNDS = {"light": "#ffffff", "dark": "#1f1f1f"}
LANGUAGES = {"en-US": "en", "nb-NO": "nb", "da-DK": "da", "sv-SE": "sv", "de-DE": "de", "nl-NL": "nl"}


def violations(outlook: Outlook | Frame) -> list[str]:
    """What axe finds in the pane, as rule and place."""
    if not outlook.evaluate("'axe' in window"):
        # the policy of the page lets no script in, and the browser's own door passes it
        outlook.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = outlook.evaluate(
        "axe.run({resultTypes: ['violations'],"
        " runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then(({violations}) => violations.map(({id, nodes}) => id + ' ' + nodes.map(n => n.html).join(' ')))"
    )
    return list(found)


def violations_in_every_theme(outlook: Outlook) -> list[str]:
    """What axe finds in any theme, as theme, rule and place."""
    found = []
    # forced colours come over light ones: axe takes the fill of text for its colour, dark over what is forced
    for theme in ("dark", "light"):
        outlook.shows(background=BACKGROUNDS[theme])
        expect(outlook.pane.locator(f"html[data-theme={theme}]")).to_be_attached()
        found += [f"{theme}: {one}" for one in violations(outlook)]
    outlook.page.emulate_media(forced_colors="active")
    found += [f"forced: {one}" for one in violations(outlook)]
    outlook.page.emulate_media(forced_colors="none")
    return found


@pytest.fixture
def busy(outlook: Outlook, stage: Stage) -> str:
    """Linda has an item with a history, and others that are not synced; the id of the first."""
    people = stage.company["linda"]
    event = people.in_outlook.adds("Quarterly review with Havbris Shipping", at(2, 11))
    people.in_outlook.adds("Salary", at(3, 11), sensitivity="private")
    stage.company.settles("linda")
    row = people.in_superoffice.item("Quarterly review with Havbris Shipping")["AppointmentId"]
    people.in_superoffice.changes(row, Title="Quarterly review")
    people.in_outlook.changes(event, subject="Quarterly review, moved")
    return event


def opens_everything(outlook: Outlook) -> None:
    """Unfold what is folded."""
    for summary in outlook.pane.locator("summary").all():
        summary.click()


def test_nobody_is_shut_out(outlook: Outlook, stage: Stage, busy: str) -> None:
    adds_card(stage.company, CLARA)
    met = invites(stage.company, CLARA, NEW)
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(busy))
    expect(outlook.pane.get_by_text("Changed in both", exact=True)).to_be_visible()
    opens_everything(outlook)
    assert violations_in_every_theme(outlook) == []
    outlook.opens(met)
    outlook.pane.get_by_role("button", name="Add person").click()
    expect(outlook.pane.get_by_label("Last name")).to_be_visible()
    outlook.pane.get_by_text("Concerns").click()
    outlook.pane.get_by_role("combobox", name="Project").fill("nothing of that kind")
    expect(outlook.pane.get_by_text("Nothing found.")).to_be_visible()
    outlook.pane.get_by_role("button", name="More", exact=True).click()
    assert violations_in_every_theme(outlook) == []
    outlook.page.keyboard.press("Escape")
    outlook.pane.get_by_role("button", name="Preferences").click()
    expect(outlook.pane.get_by_role("switch").first).to_be_visible()
    expect(outlook.pane.locator("[aria-busy=true]")).to_have_count(0)
    assert violations_in_every_theme(outlook) == []
    outlook.pane.get_by_role("button", name="Back").click()
    outlook.pane.get_by_role("button", name="Sign out").click()
    expect(outlook.pane.get_by_role("button", name="Sign in")).to_be_visible()
    assert violations_in_every_theme(outlook) == []


def test_nothing_is_wider_than_a_narrow_frame(outlook: Outlook, busy: str, subtests: pytest.Subtests) -> None:
    outlook.width = 300
    for language in LANGUAGES:
        with subtests.test(language):
            is_narrow_enough(outlook, busy, language)


def is_narrow_enough(outlook: Outlook, busy: str, language: str) -> None:
    """The pane in a language, with what can be unfolded."""
    outlook.opens_pane(item=appointment(busy), language=language)
    expect(outlook.pane.locator(f"html[lang={LANGUAGES[language]}]")).to_be_attached()
    expect(outlook.pane.locator("details")).to_have_count(4)
    opens_everything(outlook)
    expect(outlook.pane.locator("select")).to_be_visible()
    outlook.pane.locator(".menu > button").click()
    assert overflow(outlook) <= 0
    outlook.shows(item=mail(NEW, CLARA))
    outlook.pane.locator(".person button").first.click()
    expect(outlook.pane.get_by_role("form")).to_be_visible()
    assert overflow(outlook) <= 0
    outlook.pane.locator("button.row").click()
    expect(outlook.pane.get_by_role("switch").first).to_be_visible()
    assert overflow(outlook) <= 0


def overflow(outlook: Outlook | Frame) -> int:
    """Pixels by which the pane is wider than its frame."""
    return int(outlook.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_theme_follows_outlook(outlook: Outlook) -> None:
    outlook.opens_pane()
    expect(outlook.pane.locator("html[data-theme=light]")).to_be_attached()
    outlook.shows(background="#1f1f1f")
    expect(outlook.pane.locator("html[data-theme=dark]")).to_be_attached()


def test_a_person_without_a_mouse_reaches_everything(outlook: Outlook, stage: Stage) -> None:
    event = invites(stage.company, NEW, title="Lunch")
    outlook.opens_pane(item=appointment(event))
    expect(outlook.pane.get_by_role("button", name="Add person")).to_be_visible()
    keyboard = outlook.page.keyboard
    keyboard.press("Tab")
    reached = [focused(outlook)]
    for _ in range(8):
        keyboard.press("Tab")
        reached.append(focused(outlook))
    assert reached == [
        "Refresh",
        "More",
        "Add to SuperOffice",
        "Choose type, company and more",
        "Add person",
        "Link to an existing one",
        "Sync now",
        "Preferences›",
        "Sign out",
    ]
    for _ in range(7):
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(outlook.pane.get_by_role("menuitem", name="Refresh")).to_be_focused()
    keyboard.press("Escape")
    expect(outlook.pane.get_by_role("menu")).to_have_count(0)
    expect(outlook.pane.get_by_role("button", name="More", exact=True)).to_be_focused()


def focused(outlook: Outlook) -> str:
    """The name of what has the focus."""
    named = "(one => one.getAttribute('aria-label') ?? one.textContent.trim())(document.activeElement)"
    return str(outlook.evaluate(named))


def test_html_in_a_title_is_text(outlook: Outlook, stage: Stage) -> None:
    event = stage.company["linda"].in_outlook.adds("<img src=x onerror=alert(1)><b>bold</b>", at(2, 11))
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(event))
    outlook.pane.get_by_text("What each side shows").click()
    expect(outlook.pane.get_by_text("<b>bold</b>").first).to_be_visible()
    expect(outlook.pane.locator("img")).to_have_count(0)

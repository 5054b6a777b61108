"""How the portal looks and is read: themes, languages, narrow windows, keyboards, screen readers."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.addin.conftest import Stage
from tests.addin.test_shown import AXE, LANGUAGES
from tests.portal.conftest import Portal
from tests.portal.lived import lives_a_month
from tests.portal.test_screenshots import PAGES, happens

#: as Playwright emulates them
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "active"},
)


def violations(portal: Portal) -> list[str]:
    """What axe finds in every look of the page, as look, rule and place."""
    # the policy of the page lets no script in, and the browser's own door passes it
    portal.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = []
    for look in LOOKS:
        portal.page.emulate_media(reduced_motion="reduce", **look)
        told: Any = portal.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then(({violations}) => violations.map(({id, nodes}) => id + ' ' + nodes.map(n => n.html).join(' ')))"
        )
        found += [f"{look}: {one}" for one in told]
    return found


def test_nobody_is_shut_out(portal: Portal, stage: Stage) -> None:
    happens(stage)
    portal.opens("?trouble=over")
    assert violations(portal) == []
    portal.signs_in("Linda Lund")
    for name in PAGES:
        portal.goes(name)
        for summary in portal.page.locator("summary").all():
            summary.click()
        assert violations(portal) == [], name
    portal.goes("Users")
    for button in ("Julie Juul", "Link all equal addresses…", "Mails"):
        portal.presses(button)
        expect(portal.page.get_by_role("dialog")).to_be_visible()
        portal.settles()
        assert violations(portal) == [], button
        portal.page.keyboard.press("Escape")


def test_nothing_is_wider_than_a_telephone_in_any_language(portal: Portal, stage: Stage) -> None:
    happens(stage)
    lives_a_month(stage)
    portal.signs_in("Linda Lund")
    portal.page.set_viewport_size({"width": 360, "height": 780})
    for language, spoken in LANGUAGES.items():
        portal.page.add_init_script(
            f"Object.defineProperty(navigator, 'language', {{get: () => '{language}', configurable: true}})"
        )
        portal.opens()
        expect(portal.page.locator(f"html[lang={spoken}]")).to_be_attached()
        for link in portal.page.locator("nav a").all():
            # the menu is folded away
            link.dispatch_event("click")
            expect(link).to_have_attribute("aria-current", "page")
            portal.settles()
            wider = portal.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, f"{language}: {link.get_attribute('href')}"


def test_a_person_without_a_mouse_finds_the_way(portal: Portal) -> None:
    portal.signs_in("Linda Lund")
    portal.opens()
    portal.settles()
    portal.page.keyboard.press("Tab")
    expect(portal.page.get_by_role("link", name="Skip to the page")).to_be_focused()
    for _ in range(3):
        portal.page.keyboard.press("Tab")
    portal.page.keyboard.press("Enter")
    # the page that opened is read from its name on
    expect(portal.page.get_by_role("heading", name="Sync history")).to_be_focused()
    assert portal.page.title() == "Sync history · SuperOffice sync"

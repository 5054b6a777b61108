"""The ten scenarios of the menu, played step by step through what the page calls."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.demo.scenarios import SCENARIOS, Scenario
from tests.demo.conftest import Demo

ZONE = "Europe/Oslo"


def play(demo: Demo, scenario: Scenario, step: int) -> dict[str, Any]:
    """Take one step, and let the mailboxes run."""
    body = {"scenario": scenario.number, "step": step, "day": date.today().isoformat(), "zone": ZONE}
    answer = demo.sandbox.session.post(f"{demo.url}/api/plays", json=body)
    assert answer.ok, (scenario.steps[step - 1].sentence, answer.text)
    demo.rings()
    played: dict[str, Any] = answer.json()
    assert not played["wait"], (scenario.steps[step - 1].sentence, played["wait"])
    return played


def shown(demo: Demo, scenario: Scenario, day: str) -> dict[str, list[dict[str, Any]]]:
    """The items of the scenario in the week of *day*, by side."""
    asked = f"{demo.url}/api/week?person={scenario.watch}&monday={day}"
    week = demo.sandbox.session.get(asked).json()
    return {
        side: [item for item in items if scenario.subject in item["title"]]
        for side, items in week["items"].items()
    }


def test_every_scenario_plays_through_and_leaves_both_calendars_equal(demo: Demo) -> None:
    seen: dict[int, list[str]] = {}
    last: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for scenario in SCENARIOS:
        day = ""
        for number in range(1, len(scenario.steps) + 1):
            played = play(demo, scenario, number)
            day = played["day"] or day
            seen.setdefault(scenario.number, []).append(played["seen"])
            items = shown(demo, scenario, day) if day else {}
            states = {side: [item["state"] for item in listed] for side, listed in items.items()}
            assert all(state == "linked" for listed in states.values() for state in listed), (
                scenario.number, scenario.steps[number - 1].sentence, items,
            )  # fmt: skip
        last[scenario.number] = items
    gone = {number for number, items in last.items() if not items["superoffice"] and not items["calendar"]}
    assert gone == {7, 10}
    assert "Linda is busy" in seen[1][2]
    assert "the time is taken" in seen[3][2] and "the time is taken" in seen[4][1]
    assert "without a text" in seen[8][4]
    for side in ("superoffice", "calendar"):
        (hidden,) = last[8][side]
        assert (hidden["private"], hidden["alarm"], hidden["answer"]) == (True, 40, "A")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scenario": 11, "step": 1, "day": "2026-01-05"}, "scenario"),
        ({"scenario": 2, "step": 3, "day": "2026-01-05"}, "step"),
        ({"scenario": 2, "step": 1, "day": "soon"}, "day"),
    ],
)
def test_a_step_that_is_not_there_is_refused(demo: Demo, body: dict[str, Any], field: str) -> None:
    answer = demo.sandbox.session.post(f"{demo.url}/api/plays", json=body)
    assert answer.status_code in (400, 404, 422)
    assert field in answer.text


def test_what_has_to_be_done_before_is_told(demo: Demo) -> None:
    body = {"scenario": 7, "step": 2, "day": date.today().isoformat()}
    answer = demo.sandbox.session.post(f"{demo.url}/api/plays", json=body).json()
    assert answer == {"wait": "Clara's Outlook has no “Inspection of the quay” yet.", "seen": "", "day": None}

"""Scenario 17: a Teams meeting with a long text, edited on both sides in turn: nothing grows, nothing is lost."""

from __future__ import annotations

import re

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting

#: every run is asked for here
pytestmark = pytest.mark.one_pace("after_every_act")

PARAGRAPHS = 60
#: what both systems support (spec/mapping.md, appointment body)
FORMATTED = (
    "<h2>Agenda</h2>", "<b>bold</b>", "<i>slanted</i>", "<u>underlined</u>", "<li>second</li>",
    '<a href="https://havbris.example/offer?a=1&amp;b=2">the offer</a>', "<td>cell</td>", "H<sub>2</sub>O",
)  # fmt: skip
TEXT = (
    "<h2>Agenda</h2><p>Version 0</p><p><b>bold</b> <i>slanted</i> <u>underlined</u> H<sub>2</sub>O</p>"
    "<ul><li>first</li><li>second</li></ul>"
    '<p><a href="https://havbris.example/offer?a=1&amp;b=2">the offer</a></p>'
    "<table><tbody><tr><td>cell</td><td>other</td></tr></tbody></table>"
    + "".join(f"<p>Paragraph {number} of what nobody reads, &lt;really&gt;.</p>" for number in range(PARAGRAPHS))
)  # fmt: skip
TURNS = 10
#: characters by which the shape of one version may differ from that of another
SLACK = 20
#: characters of the list of participants, which Outlook's text gets once
LIST = 250


@pytest.fixture(params=["appointment", "meeting"])
def board(request: pytest.FixtureRequest, company: Company, linda: Person, julie: Person, c: Person) -> Meeting:
    """Linda's online meeting, alone or with guests."""
    guests = [julie, c] if request.param == "meeting" else []
    return linda.in_outlook.invites(
        "Board", *guests, start=at(3, 9), text=TEXT, isOnlineMeeting=True, onlineMeetingProvider="teamsForBusiness"
    )


def turned(text: str, turn: int) -> str:
    """The same text, a version on."""
    assert text.count(f"Version {turn - 1}<") == 1, f"turn {turn}"
    return text.replace(f"Version {turn - 1}<", f"Version {turn}<")


def test_texts_edited_on_both_sides_in_turn_do_not_grow(company: Company, linda: Person, board: Meeting) -> None:
    event, row = linda.in_outlook.event_of(board), linda.in_superoffice.row_of(board)
    sizes = len(event["body"]["content"]), len(row["Agenda"])
    join = event["onlineMeeting"]["joinUrl"]
    for turn in range(1, TURNS + 1):
        if turn % 2:
            linda.in_superoffice.writes(board, turned(linda.in_superoffice.row_of(board)["Agenda"], turn))
        else:
            linda.in_outlook.writes(board, turned(linda.in_outlook.event_of(board)["body"]["content"], turn))
        event, row = linda.in_outlook.event_of(board), linda.in_superoffice.row_of(board)
        assert (event["subject"], row["Title"]) == ("Board", "Board")
        assert f"Version {turn}<" in event["body"]["content"]
        assert f"Version {turn}<" in row["Agenda"]
        is_still_online(event, join)
        for part in FORMATTED:
            assert part in row["Agenda"], f"turn {turn}: SuperOffice lost {part}"
            assert part in event["body"]["content"], f"turn {turn}: Outlook lost {part}"
        assert len(row["Agenda"]) <= sizes[1] + SLACK, f"turn {turn}"
        assert len(event["body"]["content"]) <= sizes[0] + SLACK + LIST, f"turn {turn}"
        assert len(re.findall("Paragraph", row["Agenda"])) == PARAGRAPHS


def is_still_online(event: dict[str, object], join: str) -> None:
    """The block with which people join is there once, and Outlook knows the meeting as online."""
    meeting, body = event["onlineMeeting"], event["body"]
    assert isinstance(meeting, dict)
    assert isinstance(body, dict)
    assert event["isOnlineMeeting"] is True
    assert meeting["joinUrl"] == join
    assert body["content"].count(join) == 1
    assert body["content"].count("Join the meeting now") == 1


def test_titles_edited_on_both_sides_in_turn_do_not_grow(company: Company, linda: Person, board: Meeting) -> None:
    for turn in range(1, TURNS + 1):
        side = linda.in_superoffice if turn % 2 else linda.in_outlook
        side.retitles(board, f"Board {turn}")
        row, event = linda.in_superoffice.sees(board), linda.in_outlook.sees(board)
        assert row and event
        assert row.title == event.title == f"Board {turn}"


def test_the_join_link_is_known_in_superoffice(company: Company, linda: Person, board: Meeting) -> None:
    """spec/mapping.md: JoinVideomeetUrl is the link; the block around it is no text of the meeting."""
    event, row = linda.in_outlook.event_of(board), linda.in_superoffice.row_of(board)
    assert row["JoinVideomeetUrl"] == event["onlineMeeting"]["joinUrl"]
    assert "Join the meeting now" not in row["Agenda"]


def test_an_online_meeting_of_somebody_else(company: Company, linda: Person, c: Person) -> None:
    """C edits, Linda's edits in SuperOffice are put back: her copy stays the organiser's, with its link."""
    meeting = c.in_outlook.invites(
        "Board", linda, start=at(3, 9), text=TEXT, isOnlineMeeting=True, onlineMeetingProvider="teamsForBusiness"
    )
    join = c.in_outlook.event_of(meeting)["onlineMeeting"]["joinUrl"]
    size = len(linda.in_superoffice.row_of(meeting)["Agenda"])
    for turn in range(1, 4):
        c.in_outlook.writes(meeting, turned(c.in_outlook.event_of(meeting)["body"]["content"], turn))
        linda.in_superoffice.writes(meeting, "<p>Mine</p>")
        row = linda.in_superoffice.row_of(meeting)
        assert f"Version {turn}<" in row["Agenda"]
        assert len(row["Agenda"]) <= size + SLACK
        assert linda.in_outlook.event_of(meeting)["body"]["content"].count(join) == 1

"""The import command as a whole: broken files, repeated imports, its endings, and big files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from backend.sandbox.cli import sandbox as command
from tests.sandbox.imports import CORPUS, LINDA, Calendar, imported, run
from tests.sandbox_client import ControlRefused, SandboxClient

HOLIDAYS = Path(__file__).parents[2] / "docs" / "examples" / "public-holidays-norway.ics"


class TestBrokenFiles:
    def test_readable_events_are_taken(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, "broken.ics")
        subjects = [event["subject"] for event in Calendar(sandbox).events()]
        assert subjects == ["good one", "bad alarm", "garbage", "open alarm", "after it", "no uid"]
        assert report["imported"] == 6

    def test_the_rest_is_listed_by_line(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, "broken.ics")
        lines = (CORPUS / "broken.ics").read_text().split("\n")
        assert [(each["line"], each["uid"].partition("@")[0]) for each in report["skipped"]] == [
            (13, "bad start"), (17, "no start"), (52, "not closed"), (68, "year one"), (77, "cut off"),
        ]  # fmt: skip
        assert lines[12].startswith("DTSTART:2027-99")
        assert all(each["reason"].endswith(".") for each in report["skipped"])

    def test_what_was_mended_is_told_by_line(self, sandbox: SandboxClient) -> None:
        warnings = {each["line"]: each["reason"] for each in imported(sandbox, "broken.ics")["warnings"]}
        assert warnings[28] == "PRIORITY cannot be read and is left out."
        assert warnings[29] == "An alarm cannot be read and is left out."
        assert warnings[40] == "The line is not of the form NAME:value and is left out."
        assert warnings[51] == "VALARM is not closed before VEVENT ends."

    def test_the_newest_version_of_an_event_counts(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, "duplicates.ics")
        subjects = {event["subject"] for event in Calendar(sandbox).events()}
        assert subjects == {"new title", "reused here", "reused there"}
        assert len(report["skipped"]) == 2

    @pytest.mark.parametrize("file", ["nothing-readable.ics", "not-a-calendar.ics", "empty.ics"])
    def test_a_file_without_anything_readable_ends_with_1(self, sandbox: SandboxClient, file: str) -> None:
        outcome = run(sandbox, file, "--json")
        assert outcome.code == 1
        assert outcome.report["skipped"]

    def test_a_calendar_without_events_ends_with_0(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, "no-events.ics")
        assert (report["imported"], report["ignored"]) == (0, {"VTODO": 1})


class TestAgain:
    @pytest.mark.parametrize(
        "file", ["series.ics", "exceptions.ics", "inexpressible.ics", "broken.ics", "duplicates.ics"]
    )
    def test_the_same_file_changes_nothing(self, sandbox: SandboxClient, file: str) -> None:
        first = imported(sandbox, file)
        before = Calendar(sandbox).events()
        report = imported(sandbox, file)
        assert (report["created"], report["replaced"], report["left"]) == (0, 0, first["imported"])
        assert Calendar(sandbox).events() == before

    def test_a_changed_event_is_replaced(self, sandbox: SandboxClient, tmp_path: Path) -> None:
        imported(sandbox, "series.ics")
        changed = tmp_path / "changed.ics"
        changed.write_bytes((CORPUS / "series.ics").read_bytes().replace(b"SUMMARY:endless", b"SUMMARY:unending"))
        report = imported(sandbox, changed)
        assert (report["created"], report["replaced"], report["left"]) == (0, 1, 11)
        events = Calendar(sandbox).events()
        assert len(events) == 12
        assert "unending" in {event["subject"] for event in events}

    def test_a_meeting_that_is_there_by_invitation_is_left(self, sandbox: SandboxClient, tmp_path: Path) -> None:
        clara = sandbox.graph_session("clara@havbris.example")
        time_of = {"dateTime": "2027-03-01T10:00:00", "timeZone": "UTC"}
        guests = [{"emailAddress": {"address": LINDA}}]
        meeting = {"subject": "Invited", "start": time_of, "end": time_of, "attendees": guests}
        uid = clara.post("/me/events", json=meeting).json()["iCalUId"]
        file = tmp_path / "export.ics"
        file.write_text(
            f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{uid}\nDTSTART:20270301T100000Z\nSUMMARY:Old\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        assert imported(sandbox, file)["left"] == 1
        assert [event["subject"] for event in Calendar(sandbox).events()] == ["Invited"]


class TestEndings:
    def test_a_missing_file(self, sandbox: SandboxClient) -> None:
        outcome = run(sandbox, Path("no-such.ics"))
        assert (outcome.code, outcome.text) == (
            2,
            "Error: no-such.ics cannot be read: No such file or directory\n",
        )

    def test_an_unknown_mailbox(self, sandbox: SandboxClient) -> None:
        outcome = run(sandbox, "bom.ics", mailbox="nobody@nordlys.example")
        assert outcome.code == 2
        assert outcome.text.startswith("Error: there is no mailbox nobody@nordlys.example; there are linda@")

    def test_no_running_sandbox(self) -> None:
        outcome = run(SandboxClient("http://127.0.0.1:9"), "bom.ics")
        assert (outcome.code, outcome.text) == (
            2, "Error: no sandbox answers at http://127.0.0.1:9; start one with: sosync sandbox\n",
        )  # fmt: skip

    def test_words_for_people(self, sandbox: SandboxClient) -> None:
        text = run(sandbox, "broken.ics").text
        assert "6 events created" in text
        assert "line 13: It has no DTSTART that can be read." in text


class TestControl:
    def test_wrong_input_is_named(self, sandbox: SandboxClient) -> None:
        for body, field in (({"mailbox": "nobody"}, "mailbox"), ({"mailbox": "linda", "events": {}}, "events")):
            with pytest.raises(ControlRefused, match=f'400.*"field":"{field}"'):
                sandbox.control("POST", "import", body)

    @pytest.mark.parametrize(
        "extra",
        [
            {"iCalUId": 7},
            {"start": "soon"},
            {"exceptions": [{"originalDate": "x"}]},
            {"exceptions": 5},
            {"cancelled": ["2027-13-01"]},
            {"cancelled": [None]},
            {"organizer": {"emailAddress": "me"}},
            {"organizer": {"emailAddress": {"address": "a@b.c"}}, "responseStatus": 3},
            {"attendees": [{"emailAddress": {"address": "a@b.c"}, "status": {"response": "maybe"}}]},
            {"attendees": [{"EmailAddress": {"Address": "a@b.c"}, "status": [1]}]},
            {"lone": 3},
        ],
    )
    def test_a_hostile_event_is_refused_and_leaves_nothing(self, sandbox: SandboxClient, extra: object) -> None:
        when = {"dateTime": "2027-03-01T10:00:00", "timeZone": "UTC"}
        assert isinstance(extra, dict)
        event = {"iCalUId": "a", "start": when, "end": when, **extra}
        [result] = sandbox.control("POST", "import", {"mailbox": "linda", "events": [event]})["results"]
        assert result["outcome"] == "refused", result
        assert Calendar(sandbox).events() == []

    def test_subscriptions_hear_of_imported_events_in_the_log(self, sandbox: SandboxClient) -> None:
        http = sandbox.graph_session("linda")
        first = http.get("/me/calendarView/delta?startDateTime=2027-01-01&endDateTime=2028-01-01").json()
        imported(sandbox, "bom.ics")
        after = http.get(first["@odata.deltaLink"]).json()["value"]
        assert [event["subject"] for event in after] == ["Blåbærtur"]


def test_ten_thousand_events_take_seconds(sandbox: SandboxClient, tmp_path: Path) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}@big\r\n"
        f"DTSTART;TZID=Europe/Oslo:2027{number % 12 + 1:02}{number % 28 + 1:02}T090000\r\n"
        f"DURATION:PT30M\r\nSUMMARY:Item {number}\r\nEND:VEVENT\r\n"
        for number in range(10_000)
    )
    file = tmp_path / "big.ics"
    file.write_text(f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")
    begun = time.monotonic()
    assert imported(sandbox, file)["imported"] == 10_000
    assert time.monotonic() - begun < 60


class TestHolidays:
    def test_the_example_of_the_documentation_imports_without_a_remark(self, sandbox: SandboxClient) -> None:
        report = imported(sandbox, HOLIDAYS)
        assert report["skipped"] == report["warnings"] == []
        assert report["series"] == 5

    @pytest.mark.parametrize(("year", "easter"), [(2026, "04-05"), (2027, "03-28"), (2028, "04-16")])
    def test_every_year_has_its_twelve_days(self, sandbox: SandboxClient, year: int, easter: str) -> None:
        imported(sandbox, HOLIDAYS)
        days = Calendar(sandbox).view(f"{year}-01-01T06:00:00", f"{year}-12-31T12:00:00")
        assert len(days) == 12
        assert all(day["isAllDay"] and day["showAs"] == "free" for day in days)
        [sunday] = [day for day in days if "Easter Sunday" in day["subject"]]
        assert sunday["start"]["dateTime"][5:10] == easter


def test_the_control_refuses_what_is_no_json(sandbox: SandboxClient) -> None:
    answer = requests.post(f"{sandbox.base}/sandbox/import", data=b"{", timeout=10)
    assert answer.status_code == 400


def test_the_sandbox_of_the_settings_is_found(sandbox: SandboxClient) -> None:
    answer = CliRunner().invoke(
        command, ["import", str(HOLIDAYS), "--mailbox", LINDA], env={"GRAPH_URL": f"{sandbox.base}/graph/v1.0"}
    )
    assert answer.exit_code == 0, answer.output
    assert Calendar(sandbox).events()

"""Importing calendar files into a running sandbox, as the command does it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from backend.sandbox.cli import sandbox as command
from tests.sandbox_client import SandboxClient

CORPUS = Path(__file__).parent / "ics"
DOMAIN = "@corpus.example"
LINDA = "linda@nordlys.example"
Json = dict[str, Any]


@dataclass
class Outcome:
    """What the command printed and how it ended."""

    code: int
    text: str

    @property
    def report(self) -> Json:
        """The report of --json."""
        found: Json = json.loads(self.text)
        return found


def run(sandbox: SandboxClient, file: Path | str, *options: str, mailbox: str = LINDA) -> Outcome:
    """`sosync sandbox import FILE --mailbox …` against *sandbox*; a name is a file of the corpus."""
    path = CORPUS / file if isinstance(file, str) else file
    result = CliRunner().invoke(
        command,
        ["import", str(path), "--mailbox", mailbox, "--url", sandbox.base, *options],
        catch_exceptions=False,
    )
    return Outcome(result.exit_code, result.output)


def imported(sandbox: SandboxClient, file: Path | str, mailbox: str = LINDA) -> Json:
    """The report of an import that took something, on a day before the corpus begins."""
    sandbox.set_clock("2026-11-21T12:00:00Z")
    outcome = run(sandbox, file, "--json", mailbox=mailbox)
    assert outcome.code == 0, outcome.text
    return outcome.report


class Calendar:
    """What a mailbox shows over Graph."""

    def __init__(self, sandbox: SandboxClient, user: str = "linda") -> None:
        self._http = sandbox.graph_session(user)

    def events(self) -> list[Json]:
        """Singles and masters."""
        found: list[Json] = []
        path = "/me/events?$top=500"
        while path:
            page = self._http.get(path).json()
            found += page["value"]
            path = page.get("@odata.nextLink", "")
        return found

    def by_uid(self) -> dict[str, Json]:
        """Events by UID without the domain of the corpus."""
        return {event["iCalUId"].replace(DOMAIN, ""): event for event in self.events()}

    def view(self, start: str, end: str) -> list[Json]:
        """Occurrences, exceptions and singles of a time, by start."""
        answer = self._http.get(f"/me/calendarView?startDateTime={start}&endDateTime={end}&$top=500")
        found: list[Json] = answer.json()["value"]
        return found

    def days(self, uid: str) -> list[str]:
        """Starts of the occurrences of a series in 2027 to 2030, "03-01 08:00" UTC each."""
        master = self.by_uid()[uid]
        answer = self._http.get(
            f"/me/events/{master['id']}/instances?startDateTime=2027-01-01&endDateTime=2030-12-31&$top=500"
        )
        return sorted(each["start"]["dateTime"][5:16].replace("T", " ") for each in answer.json()["value"])

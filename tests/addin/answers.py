"""What the server answers the pane, made of the API's own models in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from backend.api.v1 import models, models_acts, models_people, models_preferences
from backend.api.v1.language import CATALOGUE
from backend.core.catalogues import Words
from backend.core.reasons import Reason
from backend.core.words import explain, say

LINDA: Final = "linda@nordlys.example"
NOW: Final = datetime.now(UTC)
_CONNECT: Final = "https://sosync.example/connect/superoffice/start"
_LONG: Final = "Quarterly review of all deliveries with Havbris Shipping and its Rotterdam subsidiary"
_NOTHING: Final = models_acts.Subject(id=0, name="")

#: what a route answers to somebody who reads a language
Answer = Callable[[str], models.Model]


@dataclass(frozen=True)
class Refusal:
    """A route refuses."""

    status: int
    code: str

    def __call__(self, language: str) -> models.Model:
        """The problem."""
        said = CATALOGUE.words(f"problem.{self.code}", language)
        told = {"code": self.code, "detail": said.sentence, "remedy": said.remedy}
        return models.ProblemDetails(type="about:blank", title="", status=self.status, **told)


def session(
    state: Literal["not_connected", "active", "paused", "needs_sign_in"] = "active", address: str = LINDA
) -> Answer:
    """Who is signed in; where the connection is over, that with SuperOffice is."""
    key = "session.needs_sign_in.superoffice" if state == "needs_sign_in" else f"session.{state}"

    def answer(language: str) -> models.Model:
        said = CATALOGUE.words(key, language)
        connected = models.Connection(state="connected", since=None, connect_url=_CONNECT)
        over = {"not_connected": "missing", "needs_sign_in": "expired"}.get(state)
        lost = {"state": over, "since": NOW if over == "expired" else None}
        return models.Session(
            state=state,
            sentence=said.sentence,
            remedy=said.remedy,
            account=models.Account(name="Linda Lund", address=address),
            mailbox=None if state == "not_connected" else _mailbox(address),
            superoffice=connected.model_copy(update=lost) if over else connected,
            calendar=connected,
            rights=models.Rights(administrator=False, hides_texts=True),
        )

    return answer


def _mailbox(address: str) -> models.ConnectedMailbox:
    return models.ConnectedMailbox(
        address=address, name="", zone="Europe/Oslo", since=None, superoffice_user=6, organisation="Cust12345"
    )


Agreed = Literal["equal", "changed_superoffice", "changed_calendar", "changed_both", "not_agreed"]


def fields(title: Agreed, place: Agreed = "equal") -> list[models.FieldState]:
    """Title and place of an item on both sides."""
    told = (("title", _LONG, title), ("place", "Havnegata 1", place))
    return [
        models.FieldState(
            field=name,
            superoffice=value,
            calendar=value if agreed == "equal" else f"{value}, moved",
            agreed=agreed,
        )
        for name, value, agreed in told
    ]


def item(
    state: Literal["not_linked", "linked", "skipped", "parked", "held"],
    reason: Reason | None = None,
    said: Answer | Callable[[str], Words] | None = None,
    **more: Any,
) -> Answer:
    """The state of an item: its *reason* says why, or what is *said*, and else that both sides are equal."""

    def answer(language: str) -> models.Model:
        words = _words(language, reason, said)
        return models.Item.model_validate(
            {
                "kind": "appointment",
                "state": state,
                "reason": reason or "",
                "sentence": words.sentence,
                "remedy": words.remedy,
                "superoffice_id": None if state == "not_linked" else "4711",
                "calendar_id": "AAMk",
                "open_url": None if state == "not_linked" else "https://online.superoffice.com/4711",
                "read_at": NOW,
                "meeting": None,
                "series": None,
                "whole": None,
                "put_back": [],
                "fields": [] if state == "not_linked" else fields("equal"),
                "history": [] if state == "not_linked" else [_entry(language)],
                **{name: value(language) if callable(value) else value for name, value in more.items()},
            }
        )

    return answer


def _words(language: str, reason: Reason | None, said: Callable[[str], Any] | None) -> Words:
    if reason:
        return explain(reason, language)
    found = said(language) if said else Words(say("item.equal", language), "")
    assert isinstance(found, Words)
    return found


def of_api(key: str) -> Callable[[str], Words]:
    """Words of the API's own catalogue."""
    return lambda language: CATALOGUE.words(key, language)


def _entry(language: str) -> models.HistoryEntry:
    said = say("action.conflict", language, side="Outlook", field=say("field.title", language))
    return models.HistoryEntry(
        id=UUID(int=1), at=NOW, side="calendar", action="conflict", field="title", sentence=said, can_undo=True
    )


def meeting(language: str) -> models.MeetingState:
    """A meeting of somebody else, accepted here and not answered there."""
    return models.MeetingState(
        part="attended",
        organiser="Clara Customer",
        sentence=say("part.attended", language, organiser="Clara Customer"),
        superoffice_answer="none",
        calendar_answer="accepted",
    )


def series(synced: int, left_out: int) -> Callable[[str], models.SeriesState]:
    """A series without end of twelve items."""

    def answer(language: str) -> models.SeriesState:
        return models.SeriesState(
            sentence=say("series.endless", language),
            endless=True,
            until=None,
            held_until=None,
            items=12,
            synced=synced,
            left_out=left_out,
        )

    return answer


def whole(exceptions: int | None) -> models.WholeSeries:
    """The series itself."""
    return models.WholeSeries(exceptions=exceptions)


def subjects(language: str) -> models.Model:
    """What SuperOffice's row concerns."""
    company = models_acts.Subject(id=1, name="Havbris Shipping and Offshore Logistics AS")
    return models_acts.Subjects(
        type=models_acts.Subject(id=2, name="Meeting"),
        company=company,
        person=_NOTHING,
        project=_NOTHING,
        sale=_NOTHING,
    )


def types(language: str) -> models.Model:
    """Types that a row may have."""
    names = ("Meeting", "Lunch with a customer or a supplier")
    return models_preferences.Choices(
        items=[models_preferences.Choice(value=number, label=name) for number, name in enumerate(names, 2)]
    )


def conflicts(*found: str) -> Answer:
    """Fields that a sync has settled."""
    rows = [
        models_acts.Conflict(
            field=one, at=NOW, lost="calendar", superoffice=_LONG, calendar=f"{_LONG}, moved", can_resolve=True
        )
        for one in found
    ]
    return lambda language: models_acts.Conflicts(items=rows)


def people(language: str) -> models.Model:
    """Somebody of every kind, of an item."""
    return models_people.People(
        items=[
            models_people.Somebody(**one.model_dump(), part="required", answer="none") for one in _acquaintances()
        ]
    )


def acquaintances(language: str) -> models.Model:
    """Somebody of every kind, of a mail."""
    return models_people.Acquaintances(items=_acquaintances())


def _acquaintances() -> list[models_people.Acquaintance]:
    cards = [
        models_people.Match(person_id=n, name="Clara Customer", company_id=n, company=company, last_activity=last)
        for n, company, last in ((1, "Havbris Shipping", "2026-03-05"), (2, "Another AS", ""))
    ]
    found: Sequence[tuple[str, str, Literal["unknown", "several_matches", "one_match", "colleague"], int]] = (
        ("a.new.and.rather.long.address@rotterdam.havbris-shipping.example", "", "unknown", 0),
        ("clara@havbris.example", "Clara Customer", "several_matches", 2),
        ("carl@havbris.example", "Carl", "one_match", 1),
        ("julie@nordlys.example", "Julie Juul", "colleague", 0),
    )
    return [
        models_people.Acquaintance(address=address, name=name, state=state, matches=cards[:n], chosen=0)
        for address, name, state, n in found
    ]


def sync(state: Literal["idle", "queued", "running"] = "idle", run: models.Run | None = None) -> Answer:
    """How syncing goes."""
    return lambda language: models.SyncState(
        state=state, sentence=CATALOGUE.words(f"sync.{state}", language).sentence, run=run
    )


def run(outcome: str = "ok", **more: Any) -> models.Run:
    """The last run; it changed a little on both sides."""
    return models.Run.model_validate(
        {
            "id": UUID(int=2),
            "state": "ended",
            "trigger": "test",
            "began_at": NOW - timedelta(minutes=1),
            "ended_at": NOW,
            "outcome": outcome,
            "sentence": "",
            "created": models.Counts(superoffice=12, calendar=3),
            "updated": models.Counts(superoffice=1),
            "deleted": models.Counts(),
            "skipped": {},
            "conflicts": 0,
            "progress": models.Progress(read=models.Counts(superoffice=120, calendar=95), done=16, planned=16),
            "seconds": 4.2,
            **more,
        }
    )


def failures(*reasons: Reason, **held: int) -> Answer:
    """Items that are not synced, and what waits for the person."""

    def answer(language: str) -> models.Model:
        rows = [
            models.Failure(
                link=UUID(int=number),
                state="skipped",
                reason=reason,
                sentence=explain(reason, language).sentence,
                remedy=explain(reason, language).remedy,
                superoffice_id=None,
                calendar_id="AAMk",
                when="2026-11-23T10:00:00Z/2026-11-23T11:00:00Z",
                since=NOW,
                attempts=1,
                retry_at=None,
            )
            for number, reason in enumerate(reasons, 1)
        ]
        return models.Failures(items=rows, total=len(rows), held=held, next="")

    return answer

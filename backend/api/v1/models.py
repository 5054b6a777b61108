"""What the API takes and gives: the models that validate, and of which the OpenAPI document is made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from backend.api.v1.cursors import After
from backend.core.items import Kind, Side
from backend.core.reasons import Reason

#: longest page of a list
PAGE_LIMIT = 100


_Answer = Annotated[
    Literal["none", "tentative", "accepted", "declined"] | None,
    Field(description="Null where the side does not show the item, or its owner organises."),
]


class Model(BaseModel):
    """A closed object: what is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProblemPart(Model):
    """One wrong part of a request of which all wrong parts are told."""

    key: str
    code: Annotated[str, Field(description="Stable, for programs.")]
    sentence: Annotated[str, Field(description="For a person.")]


class ProblemDetails(Model):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    code: Annotated[str, Field(description="Stable, for programs.")]
    detail: Annotated[str, Field(description="One sentence for a person.")]
    remedy: Annotated[str, Field(description="What to do about it.")] = ""
    field: Annotated[str, Field(description="The part of the request that is wrong.")] = ""
    errors: Annotated[list[ProblemPart], Field(description="Every wrong part, where all are told.")] = []
    person_id: Annotated[int | None, Field(description="The card that is there already.")] = None


class Account(Model):
    """The Microsoft account that is signed in."""

    name: str
    address: str


class Connection(Model):
    """Whether one system lets us in on behalf of the mailbox."""

    state: Literal["connected", "missing", "expired"]
    since: Annotated[AwareDatetime | None, Field(description="When it expired.")]
    connect_url: Annotated[str, Field(description="Where a browser signs in to this system.")]


class ConnectedMailbox(Model):
    """A linked user."""

    address: str
    name: str
    zone: Annotated[str, Field(description="IANA time zone.")]
    since: Annotated[AwareDatetime | None, Field(description="When its state began.")]
    superoffice_user: Annotated[int, Field(description="Associate id.")]
    organisation: Annotated[str, Field(description="Context identifier of the SuperOffice tenant.")]


class Rights(Model):
    """What SuperOffice lets the signed-in person do; null while SuperOffice does not tell."""

    administrator: bool | None
    hides_texts: Annotated[
        bool | None,
        Field(description="The licence has confidential activities: private items can be kept from colleagues."),
    ]


class Session(Model):
    """Who is signed in, and the state of the mailbox."""

    state: Literal["not_connected", "active", "paused", "needs_sign_in"]
    sentence: str
    remedy: str
    account: Account
    mailbox: ConnectedMailbox | None
    superoffice: Connection
    calendar: Connection
    rights: Rights


class FieldState(Model):
    """One field of an item on both sides."""

    field: str
    superoffice: Annotated[str | None, Field(description="As text; null where the item is not there.")]
    calendar: str | None
    agreed: Literal["equal", "changed_superoffice", "changed_calendar", "changed_both", "not_agreed"]


class HistoryEntry(Model):
    """What a run did to the item."""

    id: UUID
    at: AwareDatetime
    side: Annotated[Side, Field(description="The side that was written.")]
    action: Annotated[
        str,
        Field(
            description="created, updated, deleted, restored, declined, cleared or replaced; conflict or put_back "
            "where a value lost."
        ),
    ]
    field: str
    sentence: str
    can_undo: Annotated[bool, Field(description="A value was kept and can be put back.")]


class MeetingState(Model):
    """Whose meeting an item is, and what the owner of the mailbox said to it."""

    part: Literal["own", "attended", "shared", "copy", "busy_only"]
    organiser: Annotated[str, Field(description="Name, else address.")]
    sentence: str
    superoffice_answer: _Answer
    calendar_answer: _Answer


class SeriesState(Model):
    """How far the series of an item goes, and how far SuperOffice holds it."""

    sentence: str
    endless: bool
    until: Annotated[date | None, Field(description="Its last day; null: without end, or not known.")]
    held_until: Annotated[date | None, Field(description="Last day that SuperOffice holds.")]
    items: Annotated[int, Field(description="Items of it that a sync has seen.")]
    synced: Annotated[int, Field(description="Of these, how many are in sync.")]
    left_out: Annotated[int, Field(description="Of these, how many come into the sync with the whole series.")]


class WholeSeries(Model):
    """A series, told as its next item."""

    exceptions: Annotated[
        int | None, Field(description="Items that differ from the rule; null while Outlook does not tell.")
    ]


class Item(Model):
    """The state of one item, and why."""

    kind: Kind
    state: Literal["not_linked", "linked", "skipped", "parked", "held"]
    reason: Annotated[str, Field(description="Code of the skip reason; empty for none.")]
    sentence: str
    remedy: str
    superoffice_id: str | None
    calendar_id: Annotated[str | None, Field(description="Immutable id of Graph.")]
    open_url: Annotated[str | None, Field(description="Where a browser opens SuperOffice's row; null for none.")]
    read_at: Annotated[
        AwareDatetime | None, Field(description="When both sides were read; null: a side did not answer.")
    ]
    meeting: Annotated[MeetingState | None, Field(description="Null where nobody else takes part.")]
    series: SeriesState | None
    whole: Annotated[WholeSeries | None, Field(description="Null for one item, also of a series.")]
    put_back: Annotated[list[str], Field(description="Fields put back, because only the organiser decides.")]
    fields: list[FieldState]
    history: Annotated[list[HistoryEntry], Field(description="Newest first.")]


class OutlookId(Model):
    """How Outlook's own script names an event."""

    id: Annotated[str, Field(description="EWS id.")]


class Undo(Model):
    """Which entry of an item's history to put back."""

    entry: UUID


class Counts(Model):
    """A number for each side."""

    superoffice: int = 0
    calendar: int = 0


class Progress(Model):
    """How far a run has come."""

    read: Counts
    done: int
    planned: int


class Run(Model):
    """One sync of the mailbox."""

    id: UUID
    state: Literal["running", "ended", "interrupted"]
    trigger: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    outcome: Annotated[str, Field(description="ok, partial, held, or the code that ended it; empty until then.")]
    sentence: str
    created: Counts
    updated: Counts
    deleted: Counts
    skipped: Annotated[dict[str, int], Field(description="Items by skip reason.")]
    conflicts: int
    progress: Progress
    seconds: float


class SyncState(Model):
    """Whether a sync is going on, and the running or last run."""

    state: Literal["idle", "queued", "running"]
    sentence: str
    run: Run | None


class RunsQuery(Model):
    """How many runs to list."""

    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT)] = 20


class Runs(Model):
    """Runs, newest first."""

    items: list[Run]


class Failure(Model):
    """An item that is not synced, and why."""

    link: UUID
    state: Literal["skipped", "parked", "held"]
    reason: str
    sentence: str
    remedy: str
    superoffice_id: str | None
    calendar_id: str | None
    when: Annotated[str, Field(description="begin/end of the item as last known; empty when it is not.")]
    since: AwareDatetime
    attempts: Annotated[int, Field(description="Failures in a row.")]
    retry_at: AwareDatetime | None


class FailuresQuery(Model):
    """Which page of the failures, of one reason or of all."""

    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT)] = 50
    after: After = ""
    reason: Reason | None = None


class Failures(Model):
    """One page of items that are not synced, latest first."""

    items: list[Failure]
    total: int
    held: Annotated[dict[str, int], Field(description="Items that wait for a person, by reason.")]
    next: Annotated[str, Field(description="`after` of the next page; empty on the last.")]

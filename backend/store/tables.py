"""The tables. One class a table, one comment a column that does not speak for itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, Column, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

_JSON = JSON().with_variant(JSONB(), "postgresql")
_LINKED = text("state <> 'unlinked'")


def _when(*, null: bool = True) -> Any:
    """A moment with its zone."""
    return Column(DateTime(timezone=True), nullable=null)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Organisation(SQLModel, table=True):
    """A SuperOffice tenant."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    #: context identifier, "Cust12345"
    context: str = Field(unique=True)
    name: str = ""
    #: running, maintenance, suspended, deleted
    state: str = "running"
    #: while it is closed, when SuperOffice is asked again
    look_at: datetime | None = Field(default=None, sa_column=_when())
    #: runs in a row to which a system gave no answer
    failures: int = 0
    #: after too many of these, when one mailbox tries again; until then the others wait. Null: all run
    rests_until: datetime | None = Field(default=None, sa_column=_when())
    #: encrypted system token of the app in this tenant; empty before an administrator approved
    system_token: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    #: the administrator's switches and profile defaults (core.preferences)
    preferences: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))


class Mailbox(SQLModel, table=True):
    """A linked user: one SuperOffice associate and one calendar account."""

    __table_args__ = (
        # what an administrator unlinked stays for a while beside a new mailbox of the same address or user
        Index("mailbox_address", "address", unique=True, postgresql_where=_LINKED),
        Index("mailbox_user", "organisation_id", "associate_id", unique=True, postgresql_where=_LINKED),
        Index("mailbox_account", "tenant_id", "account_id", postgresql_where=_LINKED),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    associate_id: int
    #: primary address of the mailbox, lower case
    address: str
    name: str = ""
    #: IANA zone of the mailbox
    zone: str = "UTC"
    #: Entra tenant and object id of the account
    tenant_id: str = ""
    account_id: str = ""
    #: encrypted MSAL cache, encrypted SuperOffice refresh token
    calendar_tokens: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    superoffice_tokens: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    #: encrypted secret from which the digests of texts are made
    salt: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    preferences: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: active, paused, needs_sign_in, unlinked
    state: str = "active"
    #: when the state began, and the side that caused it
    state_since: datetime | None = Field(default=None, sa_column=_when())
    state_side: str = ""
    #: grows with each doorbell; a run that began before the last one leaves the mailbox due
    dirty: int = 0
    seen_dirty: int = 0
    due_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), index=True))
    lease_owner: str = ""
    lease_until: datetime | None = Field(default=None, sa_column=_when())
    #: grows with each lease; a run writes only while it is the newest
    fence: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    #: fence of the lease whose run its owner cancelled
    cancelled: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    #: whole-run failures in a row
    failures: int = 0
    #: deletions an administrator or the person let through (mass-deletion guard)
    deletions_confirmed: bool = False
    #: digest of the preferences by which all goes that is remembered; store.runs.IN_PART until a run is whole
    preferences_seen: str = ""
    #: number of the last address of a card that was compared with strangers in meetings; 0 before the first
    addresses_seen: int = 0
    #: when the mailbox was linked: meetings made before invite nobody
    linked_at: datetime = Field(default_factory=_utc_now, sa_column=_when(null=False))
    #: invitations that a first sync held back and the person let through (mail guard)
    invitations_confirmed: bool = False
    #: in which the owner is written to, "da"; empty while it is not known
    language: str = ""
    #: when the owner was last reminded of a sign-in that is over
    reminded_at: datetime | None = Field(default=None, sa_column=_when())
    #: id of the calendar that the last whole run synced, empty for the primary one; store.runs.IN_PART once a run
    #: began with another
    calendar_seen: str = ""
    #: chosen values that a system no longer has, by key: [value, core.choices.Refusal]
    vanished: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: digest of the chosen values for which that was found out, and when
    choices_checked: str = ""
    choices_checked_at: datetime | None = Field(default=None, sa_column=_when())
    #: when it became known that SuperOffice was restored from a backup; null once all is compared again
    restored_at: datetime | None = Field(default=None, sa_column=_when())


class Cursor(SQLModel, table=True):
    """How far one side of one mailbox has been read for one kind of items."""

    mailbox_id: UUID = Field(foreign_key="mailbox.id", primary_key=True)
    #: core.items.Kind
    kind: str = Field(primary_key=True)
    side: str = Field(primary_key=True)
    #: opaque text of the gateway, encrypted nowhere: it names no texts
    value: str
    moved_at: datetime = Field(sa_column=_when(null=False))


class Link(SQLModel, table=True):
    """One item of a mailbox: its ids on both sides and what each side may show (engine.md §2.3)."""

    __table_args__ = (
        # judged at the end of a transaction: items of a series may change places within one
        UniqueConstraint("mailbox_id", "kind", "superoffice_id", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("mailbox_id", "kind", "calendar_id", deferrable=True, initially="DEFERRED"),
        Index("link_waiting", "mailbox_id", "retry_at", postgresql_where=text("retry_at IS NOT NULL")),
        Index("link_wish", "mailbox_id", postgresql_where=text("wish <> '{}'")),
        Index("link_held", "mailbox_id", postgresql_where=text("state = 'held'")),
        Index("link_reason", "mailbox_id", "reason", postgresql_where=text("reason <> ''")),
        Index("link_uid", "uid", postgresql_where=text("uid <> ''")),
        Index("link_booking", "mother", postgresql_where=text("mother <> ''")),
        Index("link_row", "superoffice_id"),
        Index("link_strangers", "mailbox_id", postgresql_where=text("strangers <> '[]'")),
        Index(
            "link_calendar_series", "mailbox_id", "calendar_series", postgresql_where=text("calendar_series <> ''")
        ),
        Index(
            "link_superoffice_series",
            "mailbox_id",
            "superoffice_series",
            postgresql_where=text("superoffice_series <> ''"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id")
    #: core.items.Kind
    kind: str = "appointment"
    #: null: never existed there, or not yet
    superoffice_id: str | None = None
    calendar_id: str | None = None
    #: the side on which it was born; it owns time and place in a conflict
    origin: str
    #: iCalUId; several mailboxes of one meeting share it, and all occurrences of a series
    uid: str = ""
    #: core.meetings.Part
    part: str = "own"
    #: SuperOffice's row that is the meeting, and the associate in whose diary it lies; empty for no booking
    mother: str = ""
    mother_owner: int = 0
    #: master and recurrence rule of which it is an item, and where in them (core.sides.Place)
    calendar_series: str = ""
    superoffice_series: str = ""
    original: str = ""
    #: fields that were put back, because only the organiser decides about them
    put_back: list[str] = Field(default_factory=list, sa_column=Column(_JSON, nullable=False))
    #: core.mentions.Mentions
    mentions: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: digests of people of the meeting who have no card in SuperOffice
    strangers: list[str] = Field(default_factory=list, sa_column=Column(_JSON, nullable=False))
    #: associates whom the organiser's own calendar shows as not coming
    declined: list[int] = Field(default_factory=list, sa_column=Column(_JSON, nullable=False))
    #: digests of what stands around the first line in the calendar's subject (core.subject.Trail)
    trail: str = ""
    #: core.wishes.Wish
    wish: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: linked, skipped, parked, held
    state: str = "linked"
    #: code of core.reasons while skipped, parked or held
    reason: str = ""
    #: per field, the marks that the side may show without a user having said so; the expected one first
    superoffice_shown: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    calendar_shown: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    superoffice_version: str = ""
    calendar_version: str = ""
    #: failures of this item in a row, and when it is read again on both sides
    failures: int = 0
    retry_at: datetime | None = Field(default=None, sa_column=_when())
    changed_at: datetime = Field(sa_column=_when(null=False))


class Journal(SQLModel, table=True):
    """One intended outgoing write. Open while `outcome` is empty."""

    __table_args__ = (Index("journal_open", "mailbox_id", postgresql_where=text("outcome = ''")),)

    #: the idempotency key: it names the intent, not the item
    key: str = Field(primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id")
    run_id: UUID
    link_id: UUID
    side: str
    #: create, update, delete
    operation: str
    at: datetime = Field(sa_column=_when(null=False))
    #: done, gone, stale, refused, dropped
    outcome: str = ""
    outcome_at: datetime | None = Field(default=None, sa_column=_when())


class History(SQLModel, table=True):
    """What a run changed in an item, with the value that lost; kept for 30 days."""

    __table_args__ = (Index("history_item", "link_id", "at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id", index=True)
    link_id: UUID
    run_id: UUID
    at: datetime = Field(sa_column=_when(null=False))
    #: the side that was written
    side: str
    #: created, updated, deleted, restored, conflict
    action: str
    field: str = ""
    #: encrypted value that lost, for undo; empty where nothing was lost
    lost: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class Run(SQLModel, table=True):
    """One sync of one mailbox."""

    __table_args__ = (Index("run_of_mailbox", "mailbox_id", "began_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id")
    trigger: str
    began_at: datetime = Field(sa_column=_when(null=False))
    ended_at: datetime | None = Field(default=None, sa_column=_when())
    #: core.report.Report as JSON; grows while the run goes on
    report: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    #: ok, partial, held, or the state that ended it
    outcome: str = ""


class Subscription(SQLModel, table=True):
    """One webhook registration on either side."""

    #: the side's own id; of a SuperOffice webhook its name and organisation
    id: str = Field(primary_key=True)
    side: str
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    #: empty for registrations of a whole organisation
    mailbox_id: UUID | None = Field(default=None, foreign_key="mailbox.id", index=True)
    #: encrypted clientState or signing secret
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    #: half of its life is over then; null: to be seen to at once
    renew_at: datetime | None = Field(default=None, sa_column=_when())


class Mail(SQLModel, table=True):
    """One mail to the owner of a mailbox. It is marked before it leaves, so that it never leaves twice."""

    __table_args__ = (Index("mail_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    mailbox_id: UUID = Field(foreign_key="mailbox.id", index=True)
    #: connect, reminder
    kind: str
    #: the owner's own address, as SuperOffice or the sign-in to Outlook tells it
    address: str
    asked_at: datetime = Field(sa_column=_when(null=False))
    #: waiting, sending, sent, refused; one that stays at sending was overtaken by a crash
    state: str = "waiting"
    state_since: datetime = Field(sa_column=_when(null=False))


class Act(SQLModel, table=True):
    """What an administrator did; the database refuses to change it (migration 0005)."""

    __table_args__ = (Index("act_of_organisation", "organisation_id", "at", "id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    at: datetime = Field(sa_column=_when(null=False))
    #: address of the administrator, or the operator's name on the command line
    who: str
    #: link, pause, resume, unlink, …
    what: str
    #: address of the mailbox; empty for the organisation
    whom: str = ""
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(_JSON, nullable=False))

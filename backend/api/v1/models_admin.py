"""What the API takes and gives about administration."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, GetJsonSchemaHandler, RootModel, StringConstraints
from pydantic_core import CoreSchema

from backend.api.v1.cursors import After
from backend.api.v1.models import PAGE_LIMIT, Counts, Model
from backend.api.v1.models_preferences import Preference, changes_schema
from backend.core.languages import Language
from backend.core.preferences import Level
from backend.sync.administration.acts import What
from backend.sync.administration.users import Verdict
from backend.sync.mails.writing import Kind

_Address = Annotated[str, StringConstraints(pattern=r"^[!-;=?A-~]{1,64}@[A-Za-z0-9.-]{1,190}$", to_lower=True)]


class AdminOrganisation(Model):
    """The organisation, and whether SuperOffice lets the service in."""

    context: Annotated[str, Field(description="Context identifier of the SuperOffice tenant.")]
    name: str
    state: Annotated[str, Field(description="What SuperOffice says of the tenant: running, maintenance, …")]
    consent: Literal["approved", "not_approved", "revoked", "unavailable"]
    sentence: str
    remedy: str
    connect_url: Annotated[str, Field(description="Where an administrator's browser approves the service.")]


class AdminMail(Model):
    """The mail to the owner that was asked for last."""

    kind: Kind
    address: str
    state: Annotated[
        Literal["waiting", "sending", "sent", "refused"],
        Field(description="One that stays at sending was overtaken by a crash; nobody knows whether it left."),
    ]
    since: AwareDatetime


class AdminRun(Model):
    """The last run of a mailbox."""

    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    outcome: Annotated[str, Field(description="Empty while it goes on.")]
    sentence: str
    created: Counts
    updated: Counts
    deleted: Counts


class AdminMailbox(Model):
    """One mailbox: its state in words, its runs, and what waits for a person. It shows no texts of items."""

    id: UUID
    address: str
    name: str
    associate_id: int
    state: Annotated[
        str,
        Field(
            description="active, waiting, failing, held, paused, invited, needs_sign_in with .superoffice or "
            ".calendar where the side is known, resting while a system answers nobody of the organisation, "
            "maintenance, suspended or deleted as SuperOffice says of the organisation, or unlinked."
        ),
    ]
    sentence: str
    remedy: str
    since: Annotated[AwareDatetime | None, Field(description="When it was entered; null: since it was linked.")]
    last_run: AdminRun | None
    next_run_at: AwareDatetime | None
    linked: int
    parked: int
    skipped: Annotated[dict[str, int], Field(description="Items by skip reason.")]
    held_deletions: int
    held_invitations: int
    to_repair: Annotated[int, Field(description="Items that look like one of the other side.")]
    last_mail: AdminMail | None
    forgotten_at: Annotated[AwareDatetime | None, Field(description="Until then an unlinked one may be relinked.")]


class AdminMailboxes(Model):
    """Every mailbox of the organisation, by address."""

    items: list[AdminMailbox]


class AdminUser(Model):
    """A user of SuperOffice, and the mailbox if there is one."""

    associate_id: int
    name: str
    address: Annotated[str, Field(description="As SuperOffice knows it; empty for none.")]
    active: Annotated[bool, Field(description="In use in SuperOffice.")]
    mailbox: UUID | None
    linked_address: str | None
    state: Annotated[
        Literal["active", "paused", "needs_sign_in", "unlinked"] | None, Field(description="Null: not linked.")
    ]
    same_address: Annotated[bool | None, Field(description="Null where one of the addresses is missing.")]


class AdminUsers(Model):
    """Users by name."""

    items: list[AdminUser]


class LinkRequest(Model):
    """Which user of SuperOffice and which mailbox belong together."""

    associate_id: Annotated[int, Field(ge=1, lt=2**31)]
    address: _Address


class LinkAllRequest(Model):
    """Whether to link, or only to tell what would be linked."""

    dry_run: bool


class LinkVerdict(Model):
    """What becomes of one user, and why."""

    associate_id: int
    name: str
    address: str
    verdict: Annotated[Verdict, Field(description="link: it is, or would be, linked.")]
    sentence: str
    remedy: str


class LinkAllAnswer(Model):
    """What was linked, or would be."""

    dry_run: bool
    items: list[LinkVerdict]


class LookAlike(Model):
    """An item that looks like one of the other side although nothing says that the two are one."""

    superoffice_id: str | None
    calendar_id: str | None
    when: Annotated[str, Field(description="begin/end as last known; empty when it is not.")]


class LookAlikes(Model):
    """Items that may be joined with the one that they look like."""

    items: list[LookAlike]


class RepairRequest(Model):
    """The item to join with the one that it looks like."""

    item: Annotated[str, Field(min_length=1, max_length=500, description="Its SuperOffice id or its Outlook id.")]


class Profile(Model):
    """The profile: what counts for everybody without values of one's own."""

    preferences: list[Preference]


class ProfileValues(RootModel[dict[str, Any]]):
    """Values by key; null takes one away. With one wrong value nothing is changed."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Of the catalogue; the values are checked by core.preference_values, which tells all faults."""
        return changes_schema(Level.PROFILE)


class ProfileChanges(Model):
    """New values of the profile, and what becomes of personal ones."""

    values: ProfileValues
    personal: Annotated[
        Literal["keep", "overwrite"],
        Field(description="overwrite: everybody's own values are dropped, so that the profile counts for all."),
    ]


class MailQuery(Model):
    """Which mail to show."""

    kind: Kind = "connect"
    language: Language = "en"


class MailPreview(Model):
    """A mail as it would be sent to the administrator."""

    language: Language
    sender: str
    subject: str
    text: str
    html: str


class AuditQuery(Model):
    """Which page of the log."""

    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT)] = 50
    after: After = ""


class AuditEntry(Model):
    """What an administrator did."""

    at: AwareDatetime
    who: str
    what: What
    whom: Annotated[str, Field(description="Address of the mailbox; empty for the organisation.")]
    before: dict[str, Any]
    after: dict[str, Any]


class Audit(Model):
    """One page of the log, newest first."""

    items: list[AuditEntry]
    next: Annotated[str, Field(description="`after` of the next page; empty on the last.")]

"""Mailboxes for administrators: how each does, as a list and as a file, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response

from backend.api.context import product
from backend.api.language import language
from backend.api.v1 import models_admin as models
from backend.api.v1.administrator import administrator, surface
from backend.api.v1.language import problem
from backend.api.v1.models import Counts
from backend.api.v1.openapi import describes, offers_file
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.report import sentence_of
from backend.store import links
from backend.store.tables import Run
from backend.sync.administration import mailbox_acts
from backend.sync.administration.acts import Administrator
from backend.sync.administration.export import as_csv, as_xlsx
from backend.sync.administration.status import Status, statuses
from backend.sync.service import Product

blueprint = surface("admin_mailboxes", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_Act = Callable[[Product, Administrator, UUID], None]


@blueprint.get("/mailboxes")
@describes(models.AdminMailboxes, 403, 409)
def list_mailboxes() -> models.AdminMailboxes:
    """Every mailbox: its state in words, last and next run, counts, and what waits for a person."""
    return models.AdminMailboxes(items=[_shown(one) for one in _statuses()])


@blueprint.get("/mailboxes.csv")
@offers_file("text/csv", 403, 409)
def export_csv() -> Response:
    """Every mailbox as a line of CSV, in UTF-8."""
    return _file(as_csv(_statuses(), language()), "text/csv; charset=utf-8", "mailboxes.csv")


@blueprint.get("/mailboxes.xlsx")
@offers_file(XLSX, 403, 409)
def export_xlsx() -> Response:
    """Every mailbox as a row of an Excel workbook."""
    return _file(as_xlsx(_statuses(), language()), XLSX, "mailboxes.xlsx")


@blueprint.post("/mailboxes/<uuid:mailbox_id>/pause")
@describes(models.AdminMailbox, 403, 404, 409)
def pause_mailbox(mailbox_id: UUID) -> models.AdminMailbox:
    """Let the mailbox rest; a run that is under way stops before its next write."""
    return _after(mailbox_acts.pause, mailbox_id)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/resume")
@describes(models.AdminMailbox, 403, 404, 409)
def resume_mailbox(mailbox_id: UUID) -> models.AdminMailbox:
    """Let a paused mailbox go on."""
    return _after(mailbox_acts.resume, mailbox_id)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/unlink")
@describes(models.AdminMailbox, 403, 404, 409)
def unlink_mailbox(mailbox_id: UUID) -> models.AdminMailbox:
    """Stop the sync at once and drop the sign-ins; both calendars stay. It may be undone for 30 days."""
    return _after(mailbox_acts.unlink, mailbox_id)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/relink")
@describes(models.AdminMailbox, 403, 404, 409)
def relink_mailbox(mailbox_id: UUID) -> models.AdminMailbox:
    """Undo the unlinking: when the owner has signed in again, what changed meanwhile is merged."""
    return _after(mailbox_acts.relink, mailbox_id)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/connect-mail")
@describes(models.AdminMailbox, 403, 404, 409)
def send_connect_mail(mailbox_id: UUID) -> models.AdminMailbox:
    """Write to the owner, once more, how to connect."""
    return _after(mailbox_acts.send_connect_mail, mailbox_id)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/deletions/confirm")
@describes(models.AdminMailbox, 403, 404, 409)
def confirm_deletions_of(mailbox_id: UUID) -> models.AdminMailbox:
    """Let the deletions through that the guard against mass deletion holds in this mailbox."""
    return _confirmed(mailbox_id, Reason.MASS_DELETION)


@blueprint.post("/mailboxes/<uuid:mailbox_id>/invitations/confirm")
@describes(models.AdminMailbox, 403, 404, 409)
def confirm_invitations_of(mailbox_id: UUID) -> models.AdminMailbox:
    """Let the invitations through that a first sync of this mailbox held back; they are mailed."""
    return _confirmed(mailbox_id, Reason.INVITATIONS)


@blueprint.get("/mailboxes/<uuid:mailbox_id>/pairs")
@describes(models.LookAlikes, 403, 404, 409)
def list_pairs(mailbox_id: UUID) -> models.LookAlikes:
    """Items that look like one of the other side although nothing says that the two are one."""
    mailbox = mailbox_acts.mailbox_of(product(), administrator(), mailbox_id)
    with product().engine.connect() as connection:
        found = links.by_reason(connection, mailbox.id, Reason.NOT_JOINED)
    return models.LookAlikes(
        items=[
            models.LookAlike(
                superoffice_id=one.ids[Side.SUPEROFFICE],
                calendar_id=one.ids[Side.CALENDAR],
                when=next((spans[0] for shown in one.shown.values() if (spans := shown.get("span"))), ""),
            )
            for one in found
        ]
    )


@blueprint.post("/mailboxes/<uuid:mailbox_id>/pairs/repair")
@describes(models.AdminMailbox, 403, 404, 409)
def repair_pair(mailbox_id: UUID, json: models.RepairRequest) -> models.AdminMailbox:
    """Join an item with the one that it looks like; the next run makes both equal."""
    mailbox_acts.repair(product(), administrator(), mailbox_id, json.item)
    return shown(mailbox_id)


def shown(mailbox_id: UUID) -> models.AdminMailbox:
    """A mailbox of the administrator's organisation as it is now."""
    (found,) = statuses(product(), administrator().organisation_id, mailbox_id)
    return _shown(found)


def _after(act: _Act, mailbox_id: UUID) -> models.AdminMailbox:
    act(product(), administrator(), mailbox_id)
    return shown(mailbox_id)


def _confirmed(mailbox_id: UUID, held: Reason) -> models.AdminMailbox:
    if not mailbox_acts.confirm(product(), administrator(), mailbox_id, held):
        raise problem(409, "nothing_held")
    return shown(mailbox_id)


def _statuses() -> list[Status]:
    return statuses(product(), administrator().organisation_id)


def _file(content: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=media_type, headers=headers)


def _shown(one: Status) -> models.AdminMailbox:
    mailbox, mail, said = one.mailbox, one.last_mail, one.words(language())
    return models.AdminMailbox.model_validate(
        {
            "id": mailbox.id,
            "address": mailbox.address,
            "name": mailbox.name,
            "associate_id": mailbox.associate_id,
            "state": one.state,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "since": mailbox.state_since,
            "last_run": one.last_run and _run(one.last_run),
            "next_run_at": one.next_run,
            "linked": one.items.linked,
            "parked": one.items.parked,
            "skipped": dict(one.items.skipped),
            "held_deletions": one.held_deletions,
            "held_invitations": one.held_invitations,
            "to_repair": one.to_repair,
            "last_mail": mail
            and {"kind": mail.kind, "address": mail.address, "state": mail.state, "since": mail.state_since},
            "forgotten_at": one.forgotten_at,
        }
    )


def _run(run: Run) -> models.AdminRun:
    counts = {name: Counts.model_validate(run.report.get(name, {})) for name in ("created", "updated", "deleted")}
    return models.AdminRun(
        began_at=run.began_at,
        ended_at=run.ended_at,
        outcome=run.outcome,
        sentence=sentence_of(run.report, language()),
        **counts,
    )

"""Saving an appointment: a new one, one changed, and the two switches about other people's diaries."""

from __future__ import annotations

from backend.sandbox.superoffice import bookings, mails, series
from backend.sandbox.superoffice.appointment_fields import EVERYBODY, Draft, read_draft
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    MODE_FORWARD,
    MODE_ONLY_THIS,
    MODE_STOP,
    STATUS_ASSIGNMENT,
    TYPE_BOOKING,
    TYPE_BOOKING_CHECKLIST,
    TYPE_IN_CHECKLIST,
)
from backend.sandbox.superoffice.participants import Participant, booking_rows, person_of_row
from backend.sandbox.superoffice.permissions import check_change, forbidden, is_child, may_read_text, visible_rows
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.rows import insert_row, set_visible, write_text


def create(ctx: Context, body: Fields, *, mail: bool = False) -> Row:
    """Store a new appointment, with its bookings and its series. Returns the row the caller asked for.

    *mail* is SendEmailToParticipants. Raises SuperOfficeError 400 and 403.
    """
    draft = read_draft(ctx, body, None)
    _check_private(ctx, draft)
    columns = draft.columns
    master = _insert(ctx, draft)
    row = master
    if columns["associate_id"] != ctx.caller.associate_id:
        row = _into_other_diary(ctx, master)
    guests = bookings.apply_participants(ctx, master, draft.participants) if draft.participants else []
    if draft.recurrence.flag("IsRecurrence"):
        series.spread(ctx, master, series.read(ctx, draft.recurrence, master), draft.participants or [])
    mails.tell(ctx, master, guests, "REQUEST", asked=mail)
    return row


def _insert(ctx: Context, draft: Draft) -> Row:
    text = ctx.db.insert("text", {**draft.text, "text": ""}, ctx.caller.associate_id)
    row = {**draft.columns, "text_id": text["text_id"]}
    associate = ctx.db.table("associate").get(row["associate_id"]) or {}
    row["group_idx"] = associate.get("group_idx") or 0
    return insert_row(ctx, row, draft.visible or EVERYBODY)


def _into_other_diary(ctx: Context, row: Row) -> Row:
    """What a save into somebody else's diary does is undocumented: a switch (contract §3.5)."""
    mode = ctx.world.switches.superoffice_cross_diary_create
    by = ctx.caller.associate_id
    if mode == "assignment":
        kind = TYPE_BOOKING_CHECKLIST if row["type"] == TYPE_IN_CHECKLIST else TYPE_BOOKING
        changes = {"type": kind, "status": STATUS_ASSIGNMENT, "assignedBy": by}
        return ctx.db.update("appointment", row["appointment_id"], changes, by)
    if mode == "two_rows":
        target = Participant(associate_id=row["associate_id"], person_id=person_of_row(ctx.db, row))
        ctx.db.update("appointment", row["appointment_id"], {"associate_id": by}, by)
        bookings.apply_participants(ctx, row, [target])
        return booking_rows(ctx.db, row)[-1]
    return row


def update(ctx: Context, row: Row, body: Fields, mode: int = MODE_ONLY_THIS, *, mail: bool = False) -> Row:
    """Change a stored appointment, alone or with the later rows of its series. Returns the row.

    Raises SuperOfficeError 400 and 403.
    """
    draft = read_draft(ctx, body, row)
    changes = {column: value for column, value in draft.columns.items() if row.get(column) != value}
    _check(ctx, row, draft, changes)
    becomes_series = draft.recurrence.flag("IsRecurrence") and not row["recurrenceRuleId"]
    if mode == MODE_STOP:
        series.stop(ctx, row)
    elif becomes_series or (mode == MODE_FORWARD and series.changes_rule(ctx, row, draft.recurrence)):
        _write(ctx, row, draft, changes)
        series.replace_from(ctx, row, series.read(ctx, draft.recurrence, row), draft.participants)
        return row
    elif mode == MODE_FORWARD:
        for later, its_changes in series.forward(ctx, row, changes):
            _write(ctx, later, draft, its_changes)
    if row["recurrenceRuleId"] and "do_by" in changes and row["original_start_date"] is None:
        changes["original_start_date"] = row["do_by"]
    new, moved = _write(ctx, row, draft, changes)
    if moved:
        mails.tell_booking(ctx, row, "REQUEST", asked=mail)
    else:
        mails.tell(ctx, row, new, "REQUEST", asked=mail)
    return row


def _check(ctx: Context, row: Row, draft: Draft, changes: Row) -> None:
    """Raises SuperOfficeError 403 when the caller may not make these changes."""
    columns = set(changes)
    stored = ctx.db.table("text").get(row["text_id"]) or {}
    columns |= {column for column, value in draft.text.items() if (stored.get(column) or "") != value}
    if draft.visible is not None and set(draft.visible) != _visible_of(ctx, row):
        columns.add("VisibleFor")
    if is_child(row) and draft.participants is not None:
        draft.participants = None  # the list that an invitee sends back is the owner's
    check_change(ctx.caller, row, columns)
    if columns and not may_read_text(ctx.db, ctx.caller, row):
        raise forbidden("The follow-up is not visible for you")
    if "VisibleFor" in columns:
        _check_private(ctx, draft)


def _visible_of(ctx: Context, row: Row) -> set[tuple[int, int]]:
    return {(rule["forAssocId"], rule["forGroupId"]) for rule in visible_rows(ctx.db, row["appointment_id"])}


def _check_private(ctx: Context, draft: Draft) -> None:
    """Hiding a text takes the licence Confidential activities (contract §3.7). Raises SuperOfficeError 403."""
    person = ctx.caller.person
    hides = draft.visible is not None and draft.visible != EVERYBODY
    if hides and person and person.superoffice and not person.superoffice.confidential:
        raise forbidden("Private follow-ups need the licence Confidential activities")


def _write(ctx: Context, row: Row, draft: Draft, changes: Row) -> tuple[list[Participant], bool]:
    """Write one row and its children. Returns the new participants, and whether the time moved."""
    db, by = ctx.db, ctx.caller.associate_id
    previous_owner = row["associate_id"]
    write_text(ctx, row, draft.text, bump=not changes)
    if draft.visible is not None:
        set_visible(ctx, row, draft.visible)
    db.update("appointment", row["appointment_id"], changes, by)
    if "associate_id" in changes:
        db.moved_owner("appointment", row["appointment_id"], previous_owner, by)
    bookings.propagate(ctx, row, set(changes))
    new = [] if draft.participants is None else bookings.apply_participants(ctx, row, draft.participants)
    return new, bool(bookings.TIMES & set(changes))

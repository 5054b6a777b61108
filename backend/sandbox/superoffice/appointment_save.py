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
from backend.sandbox.superoffice.rows import insert_row, touch_unchanged, versions, write_text


def create(ctx: Context, body: Fields, *, mail: bool | None = None) -> Row:
    """Store a new appointment, with its bookings and its series. Returns the row the caller asked for.

    *mail* is SendEmailToParticipants. Raises SuperOfficeError 400 and 403.
    """
    draft = read_draft(ctx, body, None)
    _check_private(ctx, draft)
    plan = _plan(ctx, draft)
    row = master = _insert(ctx, draft)
    wanted = draft.participants or []
    target = row["associate_id"]
    if target != ctx.caller.associate_id:
        wanted = _into_other_diary(ctx, master, wanted)
    guests = bookings.apply_participants(ctx, master, wanted) if wanted else []
    if plan:
        series.spread(ctx, master, plan, wanted)
    mails.tell(ctx, master, guests, "REQUEST", asked=mail)
    if master["associate_id"] != target:
        row = next(one for one in booking_rows(ctx.db, master) if one["associate_id"] == target)
    return row


def _plan(ctx: Context, draft: Draft) -> series.Plan | None:
    """The series that an entity asks for; None for a single one. Raises SuperOfficeError 400."""
    if not draft.recurrence.flag("IsRecurrence"):
        return None
    return series.read(ctx, draft.recurrence, draft.columns["do_by"].date())


def _insert(ctx: Context, draft: Draft) -> Row:
    text = ctx.db.insert("text", {**draft.text, "text": ""}, ctx.caller.associate_id)
    row = {**draft.columns, "text_id": text["text_id"]}
    associate = ctx.db.table("associate").get(row["associate_id"]) or {}
    row["group_idx"] = associate.get("group_idx") or 0
    return insert_row(ctx, row, draft.visible or EVERYBODY)


def _into_other_diary(ctx: Context, row: Row, wanted: list[Participant]) -> list[Participant]:
    """What a save into somebody else's diary does is undocumented: a switch (contract §3.5).

    The row stays as it is, or becomes an assignment, or becomes the caller's with an invitation of the other.
    Returns the participants that the row is to have.
    """
    mode = ctx.world.switches.superoffice_cross_diary_create
    db, by = ctx.db, ctx.caller.associate_id
    if mode == "assignment":
        kind = TYPE_BOOKING_CHECKLIST if row["type"] == TYPE_IN_CHECKLIST else TYPE_BOOKING
        changes = {"type": kind, "status": STATUS_ASSIGNMENT, "assignedBy": by}
        db.update("appointment", row["appointment_id"], changes, by)
    elif mode == "two_rows":
        other = Participant(associate_id=row["associate_id"], person_id=person_of_row(db, row))
        db.update("appointment", row["appointment_id"], {"associate_id": by}, by)
        return [*wanted, other]
    return wanted


def update(ctx: Context, row: Row, body: Fields, mode: int = MODE_ONLY_THIS, *, mail: bool | None = None) -> Row:
    """Change a stored appointment, alone or with the later rows of its series. Returns the row.

    Raises SuperOfficeError 400 and 403.
    """
    draft = _changes(ctx, row, read_draft(ctx, body, row))
    starts_rule = draft.recurrence.flag("IsRecurrence") and not row["recurrenceRuleId"]
    new_rule = starts_rule or (mode == MODE_FORWARD and series.changes_rule(ctx, row, draft.recurrence))
    _check(ctx, row, draft, of_series=mode == MODE_STOP or new_rule)
    if new_rule:
        start = draft.columns.get("do_by") or row["do_by"]
        plan = series.read(ctx, draft.recurrence, start.date())
        later = _later(ctx, row, draft)
        _write(ctx, row, draft)
        for other, its_draft in later:
            _write(ctx, other, its_draft)
        return series.replace_from(ctx, row, plan, draft.participants)
    if mode == MODE_STOP:
        series.stop(ctx, row)
    later = _later(ctx, row, draft) if mode == MODE_FORWARD else []
    if mode == MODE_ONLY_THIS and row["recurrenceRuleId"] and row["original_start_date"] is None:
        draft.columns |= {"original_start_date": row["do_by"]} if "do_by" in draft.columns else {}
    new = _write(ctx, row, draft)
    for other, its_draft in later:
        _write(ctx, other, its_draft)
    if bookings.TIMES & set(draft.columns):
        mails.tell_booking(ctx, row, "REQUEST", asked=mail)
    else:
        mails.tell(ctx, row, new, "REQUEST", asked=mail)
    return row


def _changes(ctx: Context, row: Row, draft: Draft) -> Draft:
    """What of *draft* differs from what is stored."""
    text = ctx.db.table("text").get(row["text_id"]) or {}
    rules = visible_rows(ctx.db, row["appointment_id"])
    visible, participants = draft.visible, draft.participants
    if visible is not None and set(visible) == {(rule["forAssocId"], rule["forGroupId"]) for rule in rules}:
        visible = None
    # the list that an invitee sends back is the owner's
    if participants is not None and (is_child(row) or not bookings.differs(ctx.db, row, participants)):
        participants = None
    return Draft(
        {column: value for column, value in draft.columns.items() if row.get(column) != value},
        {column: value for column, value in draft.text.items() if (text.get(column) or "") != value},
        visible, participants, draft.recurrence,
    )  # fmt: skip


def _later(ctx: Context, row: Row, draft: Draft) -> list[tuple[Row, Draft]]:
    """What the later rows of the series take over: a text only where it is still the same as in *row*."""
    texts = ctx.db.table("text")
    old = dict(texts.get(row["text_id"]) or {})
    result = []
    for other, columns in series.forward(ctx, row, draft.columns):
        own = texts.get(other["text_id"]) or {}
        text = {column: value for column, value in draft.text.items() if own.get(column) == old.get(column)}
        result.append((other, Draft(columns, text, draft.visible, draft.participants, draft.recurrence)))
    return result


def _check(ctx: Context, row: Row, draft: Draft, *, of_series: bool) -> None:
    """Raises SuperOfficeError 403 when the caller may not make these changes. *draft* holds nothing else."""
    touched = set(draft.columns) | set(draft.text)
    touched |= {"VisibleFor"} if draft.visible is not None else set()
    touched |= {"Participants"} if draft.participants is not None else set()
    touched |= {"Recurrence"} if of_series else set()
    check_change(ctx.caller, row, touched)
    if touched and not may_read_text(ctx.db, ctx.caller, row):
        raise forbidden("The follow-up is not visible for you")
    _check_private(ctx, draft)


def _check_private(ctx: Context, draft: Draft) -> None:
    """Hiding a text takes the licence Confidential activities (contract §3.7). Raises SuperOfficeError 403."""
    person = ctx.caller.person
    hides = draft.visible is not None and draft.visible != EVERYBODY
    if hides and person and person.superoffice and not person.superoffice.confidential:
        raise forbidden("Private follow-ups need the licence Confidential activities")


def _write(ctx: Context, row: Row, draft: Draft) -> list[Participant]:
    """Write one row and its children. Returns the new participants."""
    db, by = ctx.db, ctx.caller.associate_id
    previous_owner = row["associate_id"]
    before = versions(ctx, row)
    text_changed = write_text(ctx, row, draft.text)
    if draft.visible is not None:
        bookings.show_to(ctx, row, draft.visible)
    db.update("appointment", row["appointment_id"], draft.columns, by)
    if row["associate_id"] != previous_owner:
        db.moved_owner("appointment", row["appointment_id"], previous_owner, by)
    bookings.propagate(ctx, row, set(draft.columns))
    new = [] if draft.participants is None else bookings.apply_participants(ctx, row, draft.participants)
    if text_changed:
        touch_unchanged(ctx, before)
    return new

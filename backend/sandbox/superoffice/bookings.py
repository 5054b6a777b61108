"""Rows of a meeting: the master, one child a participant, and how their statuses move (contract §3.4)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import (
    STATUS_ASSIGNMENT,
    STATUS_ASSIGNMENT_DECLINED,
    STATUS_ASSIGNMENT_SEEN,
    STATUS_BOOKING,
    STATUS_DECLINED,
    STATUS_DELETED,
    STATUS_MOVED,
    STATUS_MOVED_SEEN,
    STATUS_NOT_STARTED,
    STATUS_SEEN,
    STATUS_STARTED,
    TYPE_BOOKING,
    TYPE_BOOKING_CHECKLIST,
    TYPE_IN_CHECKLIST,
    TYPE_IN_DIARY,
)
from backend.sandbox.superoffice.participants import (
    Participant,
    booking_rows,
    dump_externals,
    externals_of,
    is_resource,
    person_of_row,
)
from backend.sandbox.superoffice.permissions import is_child, visible_rows
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.rows import delete_row, insert_row, set_visible

#: columns that the master gives to its children
SHARED = (
    "contact_id", "project_id", "sale_id", "task_idx", "do_by", "endDate", "activeDate", "isAlldayEvent",
    "freeBusy", "location", "leadtime", "lagtime", "preferredTZLocation", "joinVideomeetUrl", "text_id",
    "color_index", "person_id", "owned_externally", "recurrenceRuleId",
    "private",
)  # fmt: skip
TIMES = frozenset({"do_by", "endDate"})
#: answers that a move takes back
OPEN_OR_ANSWERED = frozenset(
    {STATUS_NOT_STARTED, STATUS_STARTED, STATUS_BOOKING, STATUS_SEEN, STATUS_MOVED_SEEN, STATUS_DECLINED}
)
SEEN = {
    STATUS_BOOKING: STATUS_SEEN, STATUS_MOVED: STATUS_MOVED_SEEN, STATUS_ASSIGNMENT: STATUS_ASSIGNMENT_SEEN,
}  # fmt: skip


def apply_participants(ctx: Context, master: Row, wanted: list[Participant]) -> list[Participant]:
    """Make the rows of a booking those of *wanted*. Returns the participants that are new.

    The owner needs no row of his own besides *master*; participants without rows are kept in a column.
    """
    db, by = ctx.db, ctx.caller.associate_id
    owner_person, version = person_of_row(db, master), master["updatedCount"]
    guests = guests_among(db, master, wanted)
    children = {identity(db, row): row for row in booking_rows(db, master) if is_child(row)}
    gone = [row for key, row in children.items() if key not in guests and row["status"] != STATUS_DELETED]
    for row in gone:
        withdraw(ctx, row)
    live = {key for key, row in children.items() if row["status"] != STATUS_DELETED}
    new = [guest for key, guest in guests.items() if key not in live]
    outside, known_outside = [p for p in wanted if p.is_external], externals_of(master)
    changes: Row = {}
    if guests:
        changes = {
            "mother_id": master["appointment_id"], "mother_associate_id": master["associate_id"],
            "invitedPersonId": owner_person,
        }  # fmt: skip
    elif master["mother_id"] == master["appointment_id"]:
        changes = {"mother_id": 0, "mother_associate_id": 0}
    db.update("appointment", master["appointment_id"], changes, by)
    for guest in new:
        invite(ctx, master, guest)
    keep_externals(ctx, master, outside)
    if (new or gone) and master["updatedCount"] == version:
        db.touch("appointment", master["appointment_id"], ("mother_id",), by)
    return [*new, *(participant for participant in outside if participant not in known_outside)]


def keep_externals(ctx: Context, row: Row, externals: list[Participant]) -> None:
    """Write the participants without rows of a booking: a change of its master, and the same in every row."""
    by, column = ctx.caller.associate_id, {"external_participants": dump_externals(externals)}
    master, *children = booking_rows(ctx.db, row)
    ctx.db.update("appointment", master["appointment_id"], column, by)
    for child in children:
        ctx.db.update("appointment", child["appointment_id"], column, by, silent=True)


def guests_among(db: Database, master: Row, wanted: list[Participant]) -> dict[tuple[int, int], Participant]:
    """Those of *wanted* who get a row besides the owner, by identity."""
    owner_person = person_of_row(db, master)
    return {
        participant.identity: participant
        for participant in wanted
        if not participant.is_external
        and participant.associate_id != master["associate_id"]
        and (not participant.person_id or participant.person_id != owner_person)
    }


def differs(db: Database, row: Row, wanted: list[Participant]) -> bool:
    """Whether *wanted* is another set of participants than a master or single row has."""
    present = {participant.identity for participant in guests_of(db, row) if not participant.is_external}
    externals = [participant for participant in wanted if participant.is_external]
    return set(guests_among(db, row, wanted)) != present or externals != externals_of(row)


def identity(db: Database, row: Row) -> tuple[int, int]:
    """Whose row it is, comparable with Participant.identity."""
    return (row["associate_id"], 0) if row["associate_id"] else (0, person_of_row(db, row))


def guests_of(db: Database, row: Row) -> list[Participant]:
    """The participants of a booking but its owner, as one would write them to have the same booking again."""
    children = [child for child in booking_rows(db, row) if is_child(child) and child["status"] != STATUS_DELETED]
    return [
        Participant(
            child["associate_id"], person_of_row(db, child), email_id=child["emailId"],
            send_email=bool(child["SendEmail"]),
        )
        for child in children
    ] + externals_of(row)  # fmt: skip


def invite(ctx: Context, master: Row, guest: Participant) -> Row:
    """Add the row of one participant. Persons without a user, and resources, accept at once."""
    db = ctx.db
    to_be_asked = bool(guest.associate_id) and not is_resource(db, guest.associate_id)
    booking = TYPE_BOOKING_CHECKLIST if master["type"] == TYPE_IN_CHECKLIST else TYPE_BOOKING
    row = {
        **{column: value for column, value in master.items() if column != "appointment_id"},
        "associate_id": guest.associate_id,
        "type": booking if to_be_asked else master["type"],
        "status": STATUS_BOOKING if to_be_asked else STATUS_NOT_STARTED,
        "mother_id": master["appointment_id"],
        "mother_associate_id": master["associate_id"],
        "invitedPersonId": 0 if is_resource(db, guest.associate_id) else guest.person_id,
        "SendEmail": int(guest.send_email), "emailId": guest.email_id,
        "hasAlarm": 0, "rejectCounter": 0, "rejectReason": "", "done": None,
    }  # fmt: skip
    visible = [(rule["forAssocId"], rule["forGroupId"]) for rule in visible_rows(db, master["appointment_id"])]
    return insert_row(ctx, row, _visible_of_child(visible, master, guest.associate_id))


def _visible_of_child(visible: list[tuple[int, int]], master: Row, associate_id: int) -> list[tuple[int, int]]:
    """What the owner keeps to himself his guest may read as well."""
    if associate_id and (master["associate_id"], 0) in visible:
        return [*visible, (associate_id, 0)]
    return visible


def show_to(ctx: Context, row: Row, visible: list[tuple[int, int]]) -> None:
    """Set who reads a row, (associate, group) each, and the children of a master with it."""
    set_visible(ctx, row, visible)
    if row["mother_id"] == row["appointment_id"]:
        for child in booking_rows(ctx.db, row)[1:]:
            set_visible(ctx, child, _visible_of_child(visible, row, child["associate_id"]))


def withdraw(ctx: Context, row: Row) -> None:
    """Take an invitation back: a user keeps it as cancelled until he cleans up, any other row goes."""
    if row["associate_id"] and not is_resource(ctx.db, row["associate_id"]):
        ctx.db.update("appointment", row["appointment_id"], {"status": STATUS_DELETED}, ctx.caller.associate_id)
    else:
        delete_row(ctx, row)


def propagate(ctx: Context, master: Row, changed: set[str]) -> None:
    """Give the children what changed in their master; a new time asks the users among them again."""
    if master["mother_id"] != master["appointment_id"]:
        return
    db, by = ctx.db, ctx.caller.associate_id
    shared = {column: master[column] for column in SHARED if column in changed}
    for row in booking_rows(db, master)[1:]:
        if row["status"] == STATUS_DELETED:
            continue
        changes = dict(shared)
        asked = row["associate_id"] and not is_resource(db, row["associate_id"])
        if TIMES & changed and asked and row["status"] in OPEN_OR_ANSWERED:
            checklist = row["type"] in (TYPE_IN_CHECKLIST, TYPE_BOOKING_CHECKLIST)
            changes |= {"status": STATUS_MOVED, "type": TYPE_BOOKING_CHECKLIST if checklist else TYPE_BOOKING}
        if changes:
            db.update("appointment", row["appointment_id"], changes, by)


def accept(ctx: Context, row: Row) -> None:
    """Accept an invitation or assignment; anything else is left as it is."""
    if row["type"] not in (TYPE_BOOKING, TYPE_BOOKING_CHECKLIST) or row["status"] == STATUS_DELETED:
        return
    kind = TYPE_IN_DIARY if row["type"] == TYPE_BOOKING else TYPE_IN_CHECKLIST
    changes = {"type": kind, "status": STATUS_NOT_STARTED}
    ctx.db.update("appointment", row["appointment_id"], changes, ctx.caller.associate_id)


def reject(ctx: Context, row: Row, reason: str) -> None:
    """Decline an invitation or assignment, also one accepted before; the owner's row counts it."""
    db, by = ctx.db, ctx.caller.associate_id
    assignment = row["status"] in (STATUS_ASSIGNMENT, STATUS_ASSIGNMENT_SEEN)
    if row["status"] in (STATUS_DECLINED, STATUS_DELETED, STATUS_ASSIGNMENT_DECLINED):
        return
    if not (is_child(row) or assignment):
        return
    checklist = row["type"] in (TYPE_IN_CHECKLIST, TYPE_BOOKING_CHECKLIST)
    changes = {
        "status": STATUS_ASSIGNMENT_DECLINED if assignment else STATUS_DECLINED,
        "type": TYPE_BOOKING_CHECKLIST if checklist else TYPE_BOOKING,
        "rejectReason": reason,
    }
    db.update("appointment", row["appointment_id"], changes, by)
    master = db.table("appointment").get(row["mother_id"])
    if master is not None and is_child(row):
        counted = {"rejectCounter": master["rejectCounter"] + 1, "rejectReason": reason}
        db.update("appointment", master["appointment_id"], counted, by)


def set_seen(ctx: Context, row: Row) -> None:
    """Note that the invitee has seen an invitation, a move or an assignment."""
    if seen := SEEN.get(row["status"]):
        ctx.db.update("appointment", row["appointment_id"], {"status": seen}, ctx.caller.associate_id)


def accept_rejected(ctx: Context, row: Row) -> None:
    """The owner has taken note of the refusals."""
    changes = {"rejectCounter": 0, "rejectReason": ""}
    ctx.db.update("appointment", row["appointment_id"], changes, ctx.caller.associate_id)


def clean_up(ctx: Context, rows: list[Row]) -> int:
    """Delete cancelled invitations of the caller. Returns how many went."""
    gone = 0
    for row in rows:
        own = ctx.caller.is_system or row["associate_id"] == ctx.caller.associate_id
        if own and row["status"] == STATUS_DELETED:
            delete_row(ctx, row)
            gone += 1
    return gone


def assign(ctx: Context, row: Row, associate_id: int) -> Row:
    """Hand a follow-up to a user, who may decline it; to its owner too, who is then asked for an answer."""
    db, by = ctx.db, ctx.caller.associate_id
    checklist = row["type"] in (TYPE_IN_CHECKLIST, TYPE_BOOKING_CHECKLIST)
    previous = row["associate_id"]
    db.update("appointment", row["appointment_id"], {
        "associate_id": associate_id, "assignedBy": by, "status": STATUS_ASSIGNMENT,
        "type": TYPE_BOOKING_CHECKLIST if checklist else TYPE_BOOKING,
    }, by)  # fmt: skip
    if associate_id != previous:
        db.moved_owner("appointment", row["appointment_id"], previous, by)
    return row


def delete(ctx: Context, row: Row) -> None:
    """Delete a follow-up: a master cancels its invitations, an invitee's deletion declines.

    A row already declined or cancelled goes for good.
    """
    db = ctx.db
    if is_child(row) and row["status"] not in (STATUS_DECLINED, STATUS_DELETED):
        master = db.table("appointment").get(row["mother_id"])
        if master is None or ctx.caller.associate_id != master["associate_id"]:
            reject(ctx, row, "")
            return
        row = master
    if row["mother_id"] == row["appointment_id"]:
        for child in booking_rows(db, row)[1:]:
            if child["status"] not in (STATUS_DECLINED, STATUS_DELETED):
                withdraw(ctx, child)
    delete_row(ctx, row)

"""Rows of a series: made from a rule, changed from one on, stopped (contract §3.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.sandbox.superoffice import bookings
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import MODE_FORWARD
from backend.sandbox.superoffice.participants import Participant
from backend.sandbox.superoffice.permissions import is_child, visible_rows
from backend.sandbox.superoffice.recurrence import BY_END_DATE, Rule, days_of, read_dates, read_rule
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.rows import insert_row
from backend.sandbox.superoffice.series_rows import in_mode, later_rows, own_rows
from backend.sandbox.superoffice.zones import from_base, location_by_id, to_base

#: rows of a series when the switch sets no limit; it only protects the sandbox
UNLIMITED = 10000
TIME_COLUMNS = frozenset({"do_by", "endDate", "activeDate"})


@dataclass(slots=True)
class Plan:
    """A rule with the days it is to have."""

    rule: Rule
    days: list[date]


def most_rows(ctx: Context) -> int:
    """How many rows a series may have; undocumented, so a switch (contract §10.7)."""
    limit = ctx.world.switches.superoffice_series_rows
    return UNLIMITED if limit == "unlimited" else int(limit)


def calculate(ctx: Context, info: Fields, start: date) -> Plan:
    """The rule of a RecurrenceInfo with the days that follow from it. Raises SuperOfficeError 400."""
    rule = read_rule(info, start, ctx.zone)
    clamp = ctx.world.switches.superoffice_month_end == "clamp"
    return Plan(rule, days_of(rule, clamp=clamp, most=most_rows(ctx)))


def read(ctx: Context, info: Fields, start: date) -> Plan:
    """The rule to save: with the days sent in `Dates`, else with those it names. Raises SuperOfficeError 400."""
    days = read_dates(info, ctx.zone)
    plan = Plan(read_rule(info, start, ctx.zone), days) if days else calculate(ctx, info, start)
    if len(plan.days) > most_rows(ctx):
        raise bad_request(f"{info.where('Dates')}: a series may have {most_rows(ctx)} dates")
    if not plan.days:
        raise bad_request(f"{info.where('Dates')}: the series has no dates")
    return plan


def spread(ctx: Context, first: Row, plan: Plan, participants: list[Participant]) -> None:
    """Make *first* the first row of a series and add the others, each with its own booking."""
    rule = ctx.db.insert("recurrencerule", plan.rule.row(), ctx.caller.associate_id)
    place(ctx, first, plan.days[0], rule["recurrencerule_id"])
    for day in plan.days[1:]:
        add(ctx, first, day, participants)


def place(ctx: Context, row: Row, day: date, rule_id: int) -> None:
    """Put a row on a day of a series, at its own time of day."""
    start, end = on_day(ctx, row, day)
    changes = {"recurrenceRuleId": rule_id, "do_by": start, "activeDate": start, "endDate": end}
    changed = {column for column, value in changes.items() if row[column] != value}
    ctx.db.update("appointment", row["appointment_id"], changes, ctx.caller.associate_id)
    bookings.propagate(ctx, row, changed)


def add(ctx: Context, model: Row, day: date, participants: list[Participant]) -> Row:
    """One more occurrence like *model*, with a text of its own."""
    db = ctx.db
    stored = db.table("text").get(model["text_id"]) or {}
    text = {column: stored.get(column) or "" for column in ("title", "agenda", "internal_notes", "text")}
    text_row = db.insert("text", text, ctx.caller.associate_id)
    start, end = on_day(ctx, model, day)
    row = {
        **{column: value for column, value in model.items() if column != "appointment_id"},
        "text_id": text_row["text_id"], "do_by": start, "activeDate": start, "endDate": end,
        "mother_id": 0, "mother_associate_id": 0, "original_start_date": None, "rejectCounter": 0,
    }  # fmt: skip
    visible = [(rule["forAssocId"], rule["forGroupId"]) for rule in visible_rows(db, model["appointment_id"])]
    new = insert_row(ctx, row, visible)
    if participants:
        bookings.apply_participants(ctx, new, participants)
    return new


def on_day(ctx: Context, row: Row, day: date) -> tuple[datetime, datetime]:
    """Start and end of *row* on another day, by the wall clock of its preferred zone."""
    length = row["endDate"] - row["do_by"]
    location = location_by_id(row["preferredTZLocation"])
    base = ctx.world.base_zone
    if location is None or location.iana == base:
        start = datetime.combine(day, row["do_by"].time())
    else:
        zone = ZoneInfo(location.iana)
        there = from_base(row["do_by"], base).astimezone(zone)
        start = to_base(datetime.combine(day, there.time(), zone), base)
    return start, start + length


def changes_rule(ctx: Context, row: Row, info: Fields) -> bool:
    """Whether a RecurrenceInfo asks for another pattern or other days than the series has."""
    if not row["recurrenceRuleId"] or not info.flag("IsRecurrence"):
        return False
    stored = ctx.db.table("recurrencerule").get(row["recurrenceRuleId"])
    if stored is None:
        return False
    new = read_rule(info, row["do_by"].date(), ctx.zone)
    if Rule.of_row(stored).meaning() != new.meaning():
        return True
    days = read_dates(info, ctx.zone)
    return bool(days) and set(days) != {other["do_by"].date() for other in own_rows(ctx.db, row)}


def forward(ctx: Context, row: Row, changes: Row) -> list[tuple[Row, Row]]:
    """What `ThisAndForward` changes in each later row: the same values, and times moved by the same step."""
    start, end = changes.get("do_by") or row["do_by"], changes.get("endDate") or row["endDate"]
    step, length = start - row["do_by"], end - start
    plain = {column: value for column, value in changes.items() if column not in TIME_COLUMNS}
    result = []
    for other in later_rows(ctx.db, row):
        moved = other["do_by"] + step
        times = {"do_by": moved, "activeDate": moved, "endDate": moved + length}
        wanted = plain | times if TIME_COLUMNS & set(changes) else plain
        result.append((other, {column: value for column, value in wanted.items() if other.get(column) != value}))
    return result


def replace_from(ctx: Context, row: Row, plan: Plan, participants: list[Participant] | None) -> Row:
    """Give the series a new rule from *row* on; the old rule ends before it.

    Rows on days that stay are kept with their own times, whatever brought them to these days. A row whose own day
    goes moves to the first day of the plan, or goes too where that day has a row. Returns the first row.
    """
    db, by = ctx.db, ctx.caller.associate_id
    first_day = row["do_by"].date()
    days = [day for day in plan.days if day >= first_day] or [first_day]
    later, old_rule = later_rows(db, row), row["recurrenceRuleId"]
    rule = db.insert("recurrencerule", replace(plan.rule, start=days[0]).row(), by)
    rule_id = rule["recurrencerule_id"]
    if participants is None:
        participants = bookings.guests_of(db, row)
    kept = {other["do_by"].date() for other in later if other["do_by"].date() in days}
    if days[0] != first_day and days[0] in kept:
        first = next(other for other in later if other["do_by"].date() == days[0])
        later.append(row)
    else:
        first = row
        place(ctx, row, days[0], rule_id)
        kept.add(days[0])
    for day in days:
        if day not in kept:
            add(ctx, {**row, "recurrenceRuleId": rule_id}, day, participants)
    for other in later:
        day = other["do_by"].date()
        if day in days:
            place(ctx, other, day, rule_id)
        else:
            bookings.delete(ctx, other)
    _end_rule(ctx, old_rule, first_day - timedelta(days=1))
    return first


def stop(ctx: Context, row: Row) -> None:
    """Delete the later rows; a first row that is left alone is single again."""
    rule_id = row["recurrenceRuleId"]
    if not rule_id:
        return
    for other in later_rows(ctx.db, row):
        bookings.delete(ctx, other)
    if len(own_rows(ctx.db, row)) == 1:
        ctx.db.update("appointment", row["appointment_id"], {"recurrenceRuleId": 0}, ctx.caller.associate_id)
        bookings.propagate(ctx, row, {"recurrenceRuleId"})
    _end_rule(ctx, rule_id, row["do_by"].date())


def delete(ctx: Context, row: Row, mode: int) -> None:
    """Delete a row, with ThisAndForward the later ones of its series too; an invitee's deletion declines."""
    rule_id, first_day = row["recurrenceRuleId"], row["do_by"].date()
    ends = rule_id and mode == MODE_FORWARD and not is_child(row)
    for one in in_mode(ctx.db, row, mode):
        bookings.delete(ctx, one)
    if ends:
        _end_rule(ctx, rule_id, first_day - timedelta(days=1))


def _end_rule(ctx: Context, rule_id: int, day: date) -> None:
    """Let a rule end on *day*, and drop it when no row follows it any more."""
    stored = ctx.db.table("recurrencerule").get(rule_id)
    if stored is None:
        return
    by = ctx.caller.associate_id
    if not ctx.db.table("appointment").where("recurrenceRuleId", rule_id):
        ctx.db.delete("recurrencerule", rule_id, by)
        return
    end = datetime(day.year, day.month, day.day)
    ctx.db.update("recurrencerule", rule_id, {"endDate": end, "endType": BY_END_DATE}, by)

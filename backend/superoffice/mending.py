"""Bringing rows of a series one by one to what they are to be, where one act did not reach all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from backend.core.fields import FIELDS, FieldName, as_shown, value_of, with_values
from backend.core.items import Appointment, Side
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Done, Gone, Made, Outcome, Saw, Update
from backend.superoffice.changing import Changer
from backend.superoffice.desk import Desk


def mend(
    desk: Desk, changer: Changer, intent: str, wanted: Mapping[str, Appointment], fields: Collection[str],
    model: Appointment | None = None, saw: Saw | None = None,
) -> Outcome:  # fmt: skip
    """Update what still differs in *fields* from *wanted*, by id. *model* is what the answer to a write of one of
    the rows told: SuperOffice's spelling of its texts is no difference. What *saw* does not know somebody wrote
    since, and it stays, as what somebody writes in a row meanwhile: the next reading finds it."""
    now = desk.diary.read(wanted)
    for item_id, target in wanted.items():
        content = _content(now[item_id])
        if content is None:
            continue
        chosen = [field for field in FIELDS if field in fields and (saw is None or saw(content, {field}))]
        differing = {field for field in chosen if _differs(field, content, target, model)}
        # a row does not tell all that it concerns: what was chosen is written again
        if left := frozenset(differing | {"chosen"} if target.chosen and "chosen" in fields else differing):
            outcome = changer.update(Update(intent, item_id, "", target, left))
            if not isinstance(outcome, Done | Gone):
                return outcome
            now[item_id] = _written(content, outcome.seen, left) if isinstance(outcome, Done) else Gone()
    return Made(tuple(seen for seen in now.values() if isinstance(seen, Seen)))


def _written(before: Appointment, seen: Seen | None, fields: Collection[str]) -> Seen | Gone:
    """A row as it was read *before*, with the *fields* that were written to it since."""
    if seen is None or not isinstance(seen.item, Appointment):
        return seen or Gone()
    item = with_values(before, {field: value_of(field, seen.item) for field in FIELDS if field in fields})
    same = all(value_of(field, item) == value_of(field, seen.item) for field in FIELDS)
    return seen if same else replace(seen, item=item, version="")


def _content(seen: object) -> Appointment | None:
    return seen.item if isinstance(seen, Seen) and isinstance(seen.item, Appointment) else None


def _differs(field: FieldName, content: Appointment, target: Appointment, model: Appointment | None) -> bool:
    there = _shown(field, content)
    return there != _shown(field, target) and (model is None or field == "span" or there != _shown(field, model))


def _shown(field: FieldName, item: Appointment) -> object:
    if field == "guests":
        return {guest.address for guest in item.guests if guest.address}
    return as_shown(field, value_of(field, item), Side.SUPEROFFICE)

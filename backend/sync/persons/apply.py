"""Steps carried out, a few at a time: written down, written out, settled (architecture.md, idea 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, timedelta
from typing import Any

from backend.core.items import Side
from backend.core.person_links import PersonLink
from backend.core.person_plan import Plan, Step
from backend.core.person_sides import ContactOutcome, MakeContact, RemoveContact, Written
from backend.core.persons import PersonCard
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.writes import Gone, Refused, Stale, Unsure
from backend.store import persons as store
from backend.sync.persons.planning import Planned
from backend.sync.persons.table import Table

#: writes of one request (contracts/graph.md §4)
_PORTION = 20
#: longest pause after refusals
_LONGEST = timedelta(days=1)


class Applier:
    """Carries out the steps of one pass. *links* are the remembered ones by person, kept up as it goes."""

    def __init__(self, table: Table, plan: Plan, links: dict[int, PersonLink]) -> None:
        self._table = table
        self._plan = plan
        self._links = links

    def apply(self, planned: Planned) -> None:
        """Carry out a portion. Raises SideError, LeaseLost."""
        desk, steps, forgotten = self._table.desk, planned.steps, planned.forgotten
        desk.report.planned[Side.CALENDAR] += sum(step.write is not None for step in steps)
        quiet = [step for step in steps if step.write is None]
        if quiet or forgotten:
            with desk.transaction() as connection:
                self._store(connection, [step.link for step in quiet])
                store.remove(connection, [link.id for link in forgotten])
            for link in forgotten:
                self._links.pop(link.person_id, None)
        writing = [step for step in steps if step.write is not None]
        for start in range(0, len(writing), _PORTION):
            self._carry_out(writing[start : start + _PORTION], planned.cards)
            desk.tell()

    def _carry_out(self, steps: Sequence[Step], cards: Mapping[int, PersonCard]) -> None:
        desk = self._table.desk
        by_person = {step.link.person_id: step for step in steps}
        lost = {
            (step.link.person_id, name): desk.vault.lock(json.dumps(_plain(value)))
            for step in steps
            for name, value in step.proposals.items()
        }
        with desk.before_writing() as connection:
            self._store(connection, [_in_doubt(step) for step in steps])
            store.propose(connection, desk.mailbox_id, lost, desk.now)
        done: list[PersonLink] = []
        removed: list[PersonLink] = []
        for write, outcome in self._table.sides.calendar.write([step.write for step in steps if step.write]):
            step = by_person[write.person_id]
            if isinstance(write, RemoveContact) and isinstance(outcome, Written | Gone):
                removed.append(step.link)
                desk.report.deleted[Side.CALENDAR] += isinstance(outcome, Written)
                continue
            done.append(self._after(step, outcome, cards))
        with desk.transaction() as connection:
            self._store(connection, done)
            store.remove(connection, [link.id for link in removed])
        for link in removed:
            self._links.pop(link.person_id, None)

    def _after(self, step: Step, outcome: ContactOutcome, cards: Mapping[int, PersonCard]) -> PersonLink:
        """The link after an outcome. Whatever is not certain is looked at by the next run."""
        report = self._table.desk.report
        match outcome:
            case Written(seen) if seen is not None:
                made = isinstance(step.write, MakeContact)
                (report.created if made else report.updated)[Side.CALENDAR] += 1
                return self._plan.written(step, cards[step.link.person_id], seen)
            case Refused(reason):
                report.put_off(reason)
                failures = step.link.failures + 1
                later = self._plan.now + min(timedelta(hours=2 ** min(failures - 1, 5)), _LONGEST)
                doubt = _in_doubt(step)
                return replace(doubt, state="parked", reason=reason.value, failures=failures, retry_at=later)
            case Gone() | Stale() | Unsure() | Written():
                report.put_off(Reason.PARKED)
                return _in_doubt(step)

    def _store(self, connection: Any, links: Sequence[PersonLink]) -> None:
        new = [link for link in links if not self._is_stored(link)]
        store.add(connection, self._table.desk.mailbox_id, new)
        store.save(connection, [link for link in links if self._is_stored(link)])
        self._links |= {link.person_id: link for link in links}

    def _is_stored(self, link: PersonLink) -> bool:
        known = self._links.get(link.person_id)
        return known is not None and known.id == link.id


def _in_doubt(step: Step) -> PersonLink:
    """A link while nobody knows whether its write took effect: its contact, or its absence, is to be looked at."""
    return replace(step.link, version="", contact_version="")


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else value

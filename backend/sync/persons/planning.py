"""From what both sides show to steps: who gets a contact, what is followed, put back or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from backend.core.items import Side
from backend.core.person_links import PersonLink
from backend.core.person_plan import Plan, Step
from backend.core.person_sides import SeenContact
from backend.core.persons import Contact, PersonCard, contact_of
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.writes import Gone, Refused
from backend.sync.persons.reasons import Reasons, is_live
from backend.sync.persons.table import READ_AGAIN, Table
from backend.sync.persons.watch import Watch

#: persons whose cards are in memory at once
PORTION = 500


@dataclass
class Planned:
    """The steps of one portion, and what they need afterwards."""

    steps: list[Step] = field(default_factory=list)
    cards: dict[int, PersonCard] = field(default_factory=dict)
    #: links that are no more, without a write
    forgotten: list[PersonLink] = field(default_factory=list)


class Planner:
    """Plans one pass."""

    def __init__(
        self, table: Table, reasons: Reasons, links: Mapping[int, PersonLink], versions: Mapping[int, str],
        watch: Watch,
    ) -> None:  # fmt: skip
        self._table = table
        self._reasons = reasons
        self._links = links
        self._versions = versions
        self._watch = watch
        self.plan = Plan(table.desk.rules.preferences, table.marker, table.desk.now)

    def _linked(self) -> frozenset[str]:
        return frozenset(link.contact_id for link in self._links.values() if link.contact_id)

    def due(self) -> list[int]:
        """Wanted persons whose cards have to be read, those with contacts first."""
        wanted = [person for person in self._reasons.wanted() if person in self._versions]
        return sorted((person for person in wanted if self._is_due(person)), key=self._order)

    def _order(self, person: int) -> tuple[bool, int]:
        return person not in self._links, person

    def _is_due(self, person: int) -> bool:
        link, now = self._links.get(person), self._table.desk.now
        if link is None:
            return True
        changed = link.version != self._versions[person]
        if link.retry_at and link.retry_at > now and not (changed and link.version):
            return False
        return (
            changed
            or not link.version
            or link.contact_id is None
            or link.contact_id in self._watch.touched
            or link.read_at <= now - READ_AGAIN
        )

    def steps(self, persons: list[int]) -> Planned:
        """What becomes of some wanted persons. Raises SideError."""
        planned = Planned()
        cards = self._table.sides.superoffice.cards(persons, self._table.desk.rules.preferences)
        self._table.desk.report.read[Side.SUPEROFFICE] += len(cards)
        planned.cards = dict(cards)
        new: dict[int, Contact] = {}
        for person in persons:
            if person not in cards:
                # gone since it was listed: the next run follows it
                continue
            link = self._links.get(person)
            if link is None or link.contact_id is None:
                new[person] = contact_of(cards[person], self.plan.preferences)
                continue
            seen = self._watch.touched.get(link.contact_id)
            match seen:
                case Gone():
                    self._deleted(planned, link, new, cards[person])
                case Refused(reason):
                    planned.steps.append(Step(self._put_off(link, reason)))
                case SeenContact(contact=None):
                    planned.steps.append(Step(self._put_off(link, Reason.UNREADABLE)))
                case _:
                    planned.steps.append(self.plan.follow(link, cards[person], self._versions[person], seen))
        planned.steps += self._new(new, cards)
        return planned

    def _deleted(self, planned: Planned, link: PersonLink, new: dict[int, Contact], card: PersonCard) -> None:
        """Somebody deleted the contact: it is made again for as long as somebody asks for the person."""
        names = self._reasons.wanted().get(link.person_id, frozenset())
        if is_live(self._reasons, names):
            new[link.person_id] = contact_of(card, self.plan.preferences)
            return
        self._reasons.replace_person(link.person_id, None)
        planned.forgotten.append(link)

    def _new(self, new: Mapping[int, Contact], cards: Mapping[int, PersonCard]) -> list[Step]:
        if not new:
            return []
        present = self._watch.candidates(self._table, new, self._linked())
        steps = []
        for person in new:
            known = self._links.get(person)
            link = known or PersonLink(id=uuid4(), person_id=person, read_at=self._table.desk.now)
            version = self._versions[person]
            if seen := present.get(person):
                steps.append(self.plan.join(link, cards[person], version, seen))
            else:
                steps.append(self.plan.make(link, cards[person], version))
        return steps

    def _put_off(self, link: PersonLink, reason: Reason) -> PersonLink:
        self._table.desk.report.put_off(reason)
        return replace(link, state="parked", reason=reason.value, contact_version="")

    def released(self) -> Planned:
        """Contacts that were to go and are wanted again."""
        wanted = self._reasons.wanted()
        held = [link for person, link in self._links.items() if link.state == "held" and person in wanted]
        return Planned([Step(replace(link, state="linked", reason="")) for link in held])

    def unwanted(self) -> Planned:
        """What becomes of contacts of persons whom nobody wants any more. Raises SideError."""
        planned = Planned()
        wanted = self._reasons.wanted()
        leaving = [link for person, link in self._links.items() if person not in wanted]
        ours = [link for link in leaving if link.made_by_us]
        planned.forgotten += [link for link in leaving if not link.made_by_us]
        unborn = {link.person_id: Contact() for link in ours if link.contact_id is None}
        found = self._watch.candidates(self._table, unborn, self._linked()) if unborn else {}
        ids = [link.contact_id for link in ours if link.contact_id]
        read = {one: self._watch.touched[one] for one in ids if one in self._watch.touched}
        unread = [one for one in ids if one not in read]
        read |= self._table.sides.calendar.read(unread) if unread else {}
        for link in ours:
            seen = read.get(link.contact_id) if link.contact_id else found.get(link.person_id, Gone())
            if isinstance(seen, SeenContact):
                planned.steps.append(self.plan.take_away(link, seen))
            elif isinstance(seen, Refused):
                planned.steps.append(Step(self._put_off(link, seen.reason)))
            else:
                planned.forgotten.append(link)
        return planned

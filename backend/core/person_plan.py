"""What becomes of a person's contact; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.core.person_links import PersonLink
from backend.core.person_marks import PersonMarker, changed_facts, changed_fields
from backend.core.person_sides import ChangeContact, ContactWrite, MakeContact, RemoveContact, SeenContact
from backend.core.persons import CONTACT_FIELDS, Contact, PersonCard, contact_of, facts_of
from backend.core.preferences import Preferences
from backend.core.spelling import tells
from backend.core.values import replace


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: the link as it is written down before, the write if there is one, and what people wrote."""

    link: PersonLink
    write: ContactWrite | None = None
    #: of the person in SuperOffice, to be remembered once the write took effect
    version: str = ""
    #: marks of what the contact shows before the write
    shown: Mapping[str, str] = field(default_factory=dict)
    #: by field what a person wrote that is put back, or goes with the contact
    proposals: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Decides for one mailbox at one moment, aware UTC."""

    preferences: Preferences
    marker: PersonMarker
    now: datetime

    def make(self, link: PersonLink, card: PersonCard, version: str) -> Step:
        """A contact for somebody who has none."""
        contact = contact_of(card, self.preferences)
        fresh = replace(link, contact_id=None, made_by_us=True, contact_version="", picture="")
        return Step(
            self._as_read(fresh, card, version),
            MakeContact(card.person_id, contact, self.preferences.outgoing_category_person),
            version,
        )

    def join(self, link: PersonLink, card: PersonCard, version: str, seen: SeenContact) -> Step:
        """Take over a contact that is there already: ours, found again, or one that the user made.

        What SuperOffice knows is written; what only the user knows stays, and what he knew otherwise is proposed,
        unless he only spelled it otherwise.
        """
        assert seen.contact is not None
        contact = contact_of(card, self.preferences)
        shown = self.marker.of_contact(seen.contact)
        wanted = self.marker.of_contact(contact)
        fields = frozenset(name for name in changed_fields(shown, wanted) if wanted[name])
        category = self.preferences.outgoing_category_person
        labelled = seen.categories if category in seen.categories else (*seen.categories, category)
        joined = replace(
            self._as_read(link, card, version),
            contact_id=seen.id,
            contact_version=seen.version,
            made_by_us=seen.person_id == card.person_id,
            shown=shown,
            birthday=self.marker.birthday(seen.contact),
        )
        if joined.made_by_us and not fields and labelled == seen.categories:
            return Step(joined)
        write = ChangeContact(
            card.person_id, seen.id, seen.version, contact, fields, labelled, named=joined.made_by_us
        )
        before = _values(seen.contact, [name for name in fields if shown[name]])
        lost = {name: value for name, value in before.items() if not tells(name, getattr(contact, name), value)}
        return Step(joined, write, version, shown, lost)

    def follow(self, link: PersonLink, card: PersonCard, version: str, seen: SeenContact | None) -> Step:
        """Write what changed in SuperOffice, and put back what somebody changed in the contact.

        *seen* is the contact where it may have changed. A field of which neither is true stays as it is, whatever
        the preferences make of it by now.
        """
        contact = contact_of(card, self.preferences)
        wanted = self.marker.of_contact(contact)
        shown: Mapping[str, str] = link.shown
        edited: frozenset[str] = frozenset()
        if seen is not None and seen.contact is not None:
            shown = self.marker.of_contact(seen.contact)
            edited = changed_fields(link.shown, shown)
            link = replace(link, contact_version=seen.version)
        facts = self.marker.of_facts(facts_of(card, self.preferences))
        due = edited | changed_facts(link.facts, facts)
        fields = frozenset(name for name in due if wanted[name] != shown.get(name, ""))
        if not fields:
            return Step(replace(self._as_read(link, card, version), shown=shown))
        assert link.contact_id is not None
        write = ChangeContact(
            card.person_id, link.contact_id, link.contact_version, contact, fields, named=link.made_by_us
        )
        lost = _values(seen.contact, edited & fields) if seen and seen.contact else {}
        # until it is written, what was remembered before is what counts
        return Step(link, write, version, shown, lost)

    def take_away(self, link: PersonLink, seen: SeenContact) -> Step:
        """Remove a contact of ours; what people wrote into it is kept."""
        lost: dict[str, Any] = {}
        if seen.contact is not None:
            edited = changed_fields(link.shown, self.marker.of_contact(seen.contact))
            lost = _values(seen.contact, edited)
        if seen.notes:
            lost["notes"] = seen.notes
        return Step(link, RemoveContact(link.person_id, seen.id, seen.version), proposals=lost)

    def written(self, step: Step, card: PersonCard, seen: SeenContact) -> PersonLink:
        """The link once its write took effect: what came back is what the contact shows (sync-rules 7)."""
        assert seen.contact is not None
        shown: Mapping[str, str] = self.marker.of_contact(seen.contact)
        if isinstance(step.write, ChangeContact):
            shown = {**step.shown, **{name: shown[name] for name in step.write.fields}}
        return replace(
            self._as_read(step.link, card, step.version),
            contact_id=seen.id,
            contact_version=seen.version,
            shown=shown,
            birthday=self.marker.birthday(seen.contact),
            state="linked",
            reason="",
            failures=0,
            retry_at=None,
        )

    def _as_read(self, link: PersonLink, card: PersonCard, version: str) -> PersonLink:
        facts = self.marker.of_facts(facts_of(card, self.preferences))
        return replace(link, facts={**link.facts, **facts}, version=version, read_at=self.now)


def _values(contact: Contact, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in CONTACT_FIELDS if name in names}

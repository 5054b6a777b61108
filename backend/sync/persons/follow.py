"""Persons who are gone, and persons who were merged into others (contracts/superoffice.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from backend.core.person_links import PersonLink
from backend.core.person_marks import may_be_one
from backend.core.persons import contact_of
from backend.core.values import replace
from backend.sync.persons.reasons import Reasons
from backend.sync.persons.table import Table

#: between the version of a person and that of his details
_DETAIL = "|"
#: how far off the zone may be in which SuperOffice reads times, and a clock
_ANY_ZONE = timedelta(hours=26)


def follow(table: Table, reasons: Reasons, links: dict[int, PersonLink]) -> dict[int, str]:
    """The versions of all persons, once those who are gone are wanted no more, or others in their place.

    *links* of merged persons move to the person that stays, unless he has one. Raises SideError.
    """
    me = table.sides.superoffice.own_person()
    reasons.replace_person(me, None)
    # a merged person may have left his selection for the other before anybody noticed
    concerned = reasons.wanted().keys() | links.keys()
    versions = dict(table.sides.superoffice.versions(concerned))
    gone = concerned - versions.keys()
    stayed = _merged(table, {one: links[one] for one in gone if one in links})
    versions |= table.sides.superoffice.versions(set(stayed.values()) - versions.keys())
    for person in gone:
        other = stayed.get(person)
        reasons.replace_person(person, other if other in versions else None)
        if other in versions and other not in links:
            links[other] = replace(links.pop(person), person_id=other, version="")
    return versions


def _merged(table: Table, links: Mapping[int, PersonLink]) -> dict[int, int]:
    """By person that is gone the one into whom he was merged.

    The log of merges tells of moves to companies as well, whose numbers are not those of persons: it counts only
    where the contact speaks for the person.
    """
    preferences = table.desk.rules.preferences
    found = table.sides.superoffice.merged(links.keys()) if links else {}
    cards = table.sides.superoffice.cards(set(found.values()), preferences) if found else {}
    return {
        person: other
        for person, other in found.items()
        if other in cards and may_be_one(links[person].shown, contact_of(cards[other], preferences), table.marker)
    }


def with_details(
    table: Table, versions: Mapping[int, str], links: Mapping[int, PersonLink], last: datetime
) -> dict[int, str]:
    """The versions with the last write of a telephone number or another detail; *last* is the last pass.

    A detail that is remembered counts until a later one is told: old ones are not told again. Raises SideError.
    """
    told = table.sides.superoffice.details(last - _ANY_ZONE) if versions else {}
    known = {person: link.version.partition(_DETAIL)[2] for person, link in links.items()}
    return {
        person: f"{version}{_DETAIL}{max(told.get(person, ''), known.get(person, ''))}"
        for person, version in versions.items()
    }

"""Pictures of persons: fetched and set only where they changed in SuperOffice."""

from __future__ import annotations

from collections.abc import Collection

from backend.core.items import Side
from backend.core.person_links import PersonLink
from backend.core.values import replace
from backend.store import persons as store
from backend.sync.persons.table import Table

#: pictures that are in memory at once
_PORTION = 20


def set_pictures(table: Table, links: dict[int, PersonLink], wanted: Collection[int]) -> None:
    """Give contacts the pictures of their persons. A picture that SuperOffice takes away stays: Graph documents no
    way to remove one. A picture that a user gave his own contact stays too. Raises SideError, LeaseLost."""
    with_contact = [person for person in wanted if person in links and links[person].contact_id]
    versions = table.sides.superoffice.pictures(with_contact) if with_contact else {}
    due = sorted(person for person, version in versions.items() if links[person].picture != version)
    for start in range(0, len(due), _PORTION):
        some = [links[person] for person in due[start : start + _PORTION]]
        table.desk.tell(at_once=True)
        _set(table, some)
        settled = [replace(link, picture=versions[link.person_id]) for link in some]
        with table.desk.transaction() as connection:
            store.save(connection, settled)
        links |= {link.person_id: link for link in settled}


def _set(table: Table, links: list[PersonLink]) -> None:
    theirs = [str(link.contact_id) for link in links if not link.made_by_us]
    kept = table.sides.calendar.with_photo(theirs) if theirs else frozenset()
    photos = {
        str(link.contact_id): photo
        for link in links
        if link.contact_id not in kept and (photo := table.sides.superoffice.picture(link.person_id))
    }
    if photos:
        taken = table.sides.calendar.put_photos(photos)
        table.desk.report.updated[Side.CALENDAR] += sum(taken.values())

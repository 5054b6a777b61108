"""Whether persons are still there, and what tells that they or their pictures changed (contracts §6)."""

from __future__ import annotations

from collections.abc import Collection

from backend.superoffice import archive, wire
from backend.superoffice.archive import DYNAMIC, chunks
from backend.superoffice.client import ApiError, Client
from backend.superoffice.lanes import as_done

#: ids of one condition: one row each, so that a page is never full and needs no next one
_CHUNK = archive.PAGE - 1
#: number of the table of persons
_PERSONS = 6
#: what is linked as a portrait (docs.superoffice.com, database/tables/enums/bloblinktype)
_PORTRAIT = 1


def read_versions(client: Client, ids: Collection[int]) -> dict[int, str]:
    """By person a text that changes with his row or his company's; those that are deleted are left out.

    Whether an edit of telephone numbers alone counts as one of the person is not documented. Raises SideError,
    ApiError.
    """
    key, company, deleted = "person.person_id", "person.contact_id", "person.deletedDate"
    stamps = ("person.updated", "person.registered", f"{company}.updated", f"{company}.registered")
    counts = (company, "person.updatedCount", f"{company}.updatedCount")
    found: dict[int, str] = {}
    told: set[int] = set()
    for some in chunks(sorted(ids), _CHUNK):
        restriction = f"{key} in ({_list(some)})"
        for page in archive.walk(client, DYNAMIC, (*stamps, *counts, deleted), restriction, key):
            for row in page.rows:
                told.add(archive.integer(row, key))
                if not wire.stamp(row.get(deleted)):
                    parts = [wire.stamp(row.get(name)) for name in stamps]
                    parts += [str(archive.integer(row, name)) for name in counts]
                    found[archive.integer(row, key)] = "/".join(parts)
    untold = sorted(set(ids) - told)
    return found | {one: "" for one, there in as_done(lambda one: _is_there(client, one), untold) if there}


def _is_there(client: Client, person: int) -> bool:
    """Whether a person whom a listing left out can be read: the listing is a rumour."""
    try:
        entity = client.get(f"v1/Person/{person}", {"$select": "PersonId"}).data
    except ApiError as error:
        if error.status == 404:
            return False
        raise
    if not isinstance(entity, dict):
        raise ApiError(502, "MalformedPerson")
    return True


def read_merges(client: Client, ids: Collection[int]) -> dict[int, int]:
    """Of persons that are gone, into whom they may have been merged; the last entry of the log counts.

    A move to another company is in the same log, so the caller compares who it is. Raises as above.
    """
    line, table = "mergemovelog.mergemovelog_id", "mergemovelog.tableNumber"
    source, destination = "mergemovelog.sourceRecord", "mergemovelog.destinationRecord"
    found: dict[int, int] = {}
    for some in chunks(sorted(ids), _CHUNK):
        restriction = f"{table} = {_PERSONS} and {source} in ({_list(some)})"
        for page in archive.walk(client, DYNAMIC, (source, destination), restriction, line):
            pairs = [(archive.integer(row, source), archive.identity(row, destination)) for row in page.rows]
            found |= {one: other for one, other in pairs if other and other != one}
    return found


def read_pictures(client: Client, ids: Collection[int]) -> dict[int, str]:
    """By person who has a portrait, a text that changes with it. Raises as above."""
    link, owner, blob = "binaryobjectlink.binaryobjectlink_id", "binaryobjectlink.ownerRecord", "binaryObjectId"
    stamps = [
        f"binaryobjectlink.{name}" for name in ("registered", "updated", f"{blob}.registered", f"{blob}.updated")
    ]
    counts = [f"binaryobjectlink.{name}" for name in (blob, "updatedCount", f"{blob}.updatedCount")]
    portraits = f"binaryobjectlink.ownerTable = {_PERSONS} and binaryobjectlink.linkType = {_PORTRAIT}"
    found: dict[int, str] = {}
    for some in chunks(sorted(ids), _CHUNK):
        restriction = f"{portraits} and {owner} in ({_list(some)})"
        for page in archive.walk(client, DYNAMIC, (owner, *stamps, *counts), restriction, link):
            for row in page.rows:
                parts = [wire.stamp(row.get(name)) for name in stamps]
                parts += [str(archive.integer(row, name)) for name in (link, *counts)]
                found[archive.integer(row, owner)] = "/".join(parts)
    return found


def _list(ids: Collection[int]) -> str:
    return ",".join(map(str, ids))

"""Ids of items as Exchange writes them: an entry id in base64, and what can be read back out of it.

Layout from contracts/graph.md §1.4; the id of an occurrence is computed from the master's entry id and the
occurrence's original local date, so a rescheduled series has new ids and an exception keeps its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from backend.sandbox.graph.model import Item

_HEAD = bytes.fromhex("00032400")
_STORED = bytes.fromhex("004600")
_OCCURRENCE = bytes.fromhex("01510008")
_IMMUTABLE = bytes.fromhex("0009002e00") + bytes(4) + bytes.fromhex("1d840311aa6611cd9bc800aa002fc45a")
_IMMUTABLE_OCCURRENCE = bytes.fromhex("0109002e00") + _IMMUTABLE[5:]
_TICKS_A_DAY = 864_000_000_000


@dataclass(slots=True, frozen=True)
class ItemRef:
    """What an item id says."""

    key: int
    #: original local date of an occurrence; None for a stored item
    occurrence: date | None = None
    #: digest of the container in a mutable id; None in an immutable one
    container: bytes | None = None


def item_id(
    owner: str, container: str, key: int, *, occurrence: date | None = None, immutable: bool = False
) -> str:
    """Id of an item of mailbox *owner*. A mutable id changes with *container*, an immutable one does not."""
    ticks = _ticks(occurrence) if occurrence else b""
    if immutable:
        head = _IMMUTABLE_OCCURRENCE if occurrence else _IMMUTABLE
        return _text(head + _owner_bytes(owner) + key.to_bytes(8, "big") + ticks)
    marker = _OCCURRENCE + ticks if occurrence else b""
    entry = bytes(4) + _owner_bytes(owner) + b"\x07\x00" + digest(container) + bytes(8) + _message(key)
    return _text(_HEAD + owner.encode().ljust(36)[:36] + marker + _STORED + entry)


def parse(owner: str, text: str) -> ItemRef | None:
    """Read an id of mailbox *owner*, mutable or immutable; None when it is no such id."""
    try:
        raw = base64.b64decode(text.replace("-", "/").replace("_", "+"), validate=True)
    except (binascii.Error, ValueError):
        return None
    own = _owner_bytes(owner)
    if raw.startswith((_IMMUTABLE, _IMMUTABLE_OCCURRENCE)):
        return _parse_immutable(own, raw)
    if not raw.startswith(_HEAD) or raw[4:40] != owner.encode().ljust(36)[:36]:
        return None
    occurrence: date | None = None
    rest = raw[40:]
    if rest.startswith(_OCCURRENCE):
        occurrence = _date(rest[4:12])
        if occurrence is None:
            return None
        rest = rest[12:]
    if not rest.startswith(_STORED) or len(rest) != 73 or rest[7:23] != own:
        return None
    return ItemRef(int.from_bytes(rest[49:57], "big"), occurrence, rest[25:41])


def of_entry(owner: str, entry: bytes) -> str:
    """The mutable id that ends in *entry*, the seventy bytes of a stored item's entry id."""
    return _text(_HEAD + owner.encode().ljust(36)[:36] + _STORED + entry)


def container_id(owner: str, number: int) -> str:
    """Id of a calendar or folder; containers have no immutable form (contracts/graph.md §1.4)."""
    entry = bytes(4) + _owner_bytes(owner) + b"\x01\x00" + number.to_bytes(8, "big") + bytes(16)
    return _text(_HEAD + owner.encode().ljust(36)[:36] + b"\x00\x2e\x00" + entry)


@lru_cache(maxsize=4096)
def digest(container: str) -> bytes:
    """The sixteen bytes that stand for a container inside a mutable id."""
    return hashlib.blake2b(container.encode(), digest_size=16).digest()


def change_key(item: Item) -> str:
    """changeKey of the item's present version."""
    return base64.b64encode(item.key.to_bytes(10, "big") + item.version.to_bytes(12, "big")).decode()


def etag(item: Item) -> str:
    """@odata.etag: the changeKey as a weak tag (contracts/graph.md §1.4)."""
    return f'W/"{change_key(item)}"'


def _message(key: int) -> bytes:
    return key.to_bytes(8, "big") + bytes(16)


@lru_cache(maxsize=4096)
def _owner_bytes(owner: str) -> bytes:
    return UUID(owner).bytes


def _ticks(day: date) -> bytes:
    return ((day.toordinal() - 1) * _TICKS_A_DAY).to_bytes(8, "big")


def _date(raw: bytes) -> date | None:
    days, rest = divmod(int.from_bytes(raw, "big"), _TICKS_A_DAY)
    if rest or days > date.max.toordinal() - 1:
        return None
    return date.min + timedelta(days=days)


def _parse_immutable(own: bytes, raw: bytes) -> ItemRef | None:
    start = len(_IMMUTABLE)
    is_occurrence = raw.startswith(_IMMUTABLE_OCCURRENCE)
    if len(raw) != start + (32 if is_occurrence else 24) or raw[start : start + 16] != own:
        return None
    key = int.from_bytes(raw[start + 16 : start + 24], "big")
    if not is_occurrence:
        return ItemRef(key)
    occurrence = _date(raw[start + 24 :])
    return ItemRef(key, occurrence) if occurrence else None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode().replace("/", "-").replace("+", "_")

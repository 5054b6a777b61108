"""One value of an archive's row, and the three ways to write it: slim, full, and encoded for the agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.sandbox.superoffice.predicates import ColumnKind
from backend.sandbox.superoffice.zones import RequestZone


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as stored, with the name behind the id of a list or associate."""

    kind: ColumnKind
    value: Any
    name: str = ""


def slim(cell: Cell | None, zone: RequestZone) -> Any:
    """The bare value of `$mode=Slim`: names for lists and associates (contracts/superoffice.md §2.4)."""
    if cell is None:
        return None
    match cell.kind:
        case "int":
            return int(cell.value or 0)
        case "float":
            return float(cell.value or 0)
        case "bool":
            return bool(cell.value)
        case "base":
            return zone.show(cell.value)
        case "day":
            return zone.show_day(cell.value)
        case "utc":
            return zone.show_stamp(cell.value)
        case "list" | "associate":
            return cell.name
    return cell.value or ""


def display(cell: Cell | None, zone: RequestZone) -> str:
    """The text that a user reads."""
    value = slim(cell, zone)
    return "" if value is None else str(value)


def full(cell: Cell | None, zone: RequestZone) -> dict[str, Any]:
    """The column object of `$mode=Full`."""
    raw = cell.value or 0 if cell is not None and cell.kind in ("list", "associate") else slim(cell, zone)
    return {"RawValue": raw, "DisplayValue": display(cell, zone), "LinkHint": "", "TooltipHint": ""}


def encoded(cell: Cell | None, zone: RequestZone) -> str:
    """The value as the archive agents write it, `[I:3]` (contracts/superoffice.md §2.5)."""
    value = slim(cell, zone)
    if cell is None or value is None:
        return ""
    match cell.kind:
        case "int":
            return f"[I:{value}]"
        case "float":
            return f"[F:{value}]"
        case "bool":
            return f"[B:{value}]"
        case "base" | "utc":
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
            return f"[DT:{moment:%m/%d/}{moment.year:04}{moment: %H:%M:%S}.0000000]"
        case "day":
            moment = datetime.fromisoformat(value)
            return f"[D:{moment:%m/%d/}{moment.year:04}]"
    return str(value)

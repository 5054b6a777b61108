"""What brings people together in the demo: series and meetings in Outlook, bookings in SuperOffice.

Weeks count from now, weekdays from Monday = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that travels from its organiser's mailbox; *guests* are short names of people."""

    organiser: str
    subject: str
    guests: tuple[str, ...]
    week: int
    weekday: int
    minutes: int
    place: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class Regular:
    """A series. `pattern` is Graph's; *weeks* None goes on without end, the start is the first matching day."""

    organiser: str
    subject: str
    guests: tuple[str, ...]
    pattern: dict[str, Any]
    start: time
    minutes: int
    place: str = ""
    weeks: int | None = None
    private: bool = False
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting planned in SuperOffice; *guests* are short names or full names of persons with a card."""

    owner: str
    subject: str
    guests: tuple[str, ...]
    company: str
    week: int
    weekday: int
    minutes: int
    place: str = ""


def _weekly(*days: str, interval: int = 1) -> dict[str, Any]:
    return {"type": "weekly", "interval": interval, "daysOfWeek": list(days), "firstDayOfWeek": "monday"}


def _monthly(day: str, index: str) -> dict[str, Any]:
    return {"type": "relativeMonthly", "interval": 1, "daysOfWeek": [day], "index": index}


REGULARS = (
    Regular(
        "john", "Daily stand-up", ("linda", "julie", "mike"),
        _weekly("monday", "tuesday", "wednesday", "thursday", "friday"), time(9), 15, "Teams",
    ),
    Regular(
        "linda", "Weekly team meeting", ("julie", "john", "mike", "room"), _weekly("monday"), time(10), 60,
        "Fjord Room, Storgata 12", weeks=26,
    ),
    Regular(
        "julie", "Pipeline review", ("linda",), _weekly("thursday", interval=2), time(12), 60, "Prestvannet",
        weeks=24,
    ),
    Regular("linda", "Monthly report", (), _monthly("friday", "last"), time(15), 60, weeks=52),
    Regular(
        "c", "Operations status Havbris Shipping", ("linda", "julie"), _monthly("tuesday", "second"), time(16), 45,
        "Teams", weeks=40,
    ),
    Regular("linda", "Pilates", (), _weekly("wednesday"), time(17, 30), 60, "Treningssenteret", private=True),
    Regular("julie", "Choir practice", (), _weekly("tuesday"), time(18), 120, "Kulturhuset", private=True),
    Regular(
        "mike", "Mike's birthday", (), {"type": "absoluteYearly", "interval": 1, "dayOfMonth": 14, "month": 3},
        time(0), 1440, all_day=True,
    ),
)  # fmt: skip
#: occurrences that differ: subject of the series, how many weeks from now, and hours to move by; None: called off
CHANGED_OCCURRENCES = (
    ("Weekly team meeting", 2, 3), ("Weekly team meeting", 5, None), ("Weekly team meeting", -2, None),
    ("Pilates", 1, 1), ("Choir practice", 3, None),
)  # fmt: skip

MEETINGS = (
    Meeting("linda", "Kick-off: booking system for Havbris", ("julie", "c", "room"), 0, 2, 90, "Fjord Room"),
    Meeting("linda", "Staffing plan", ("john", "mike"), -3, 3, 60, "Prestvannet"),
    Meeting("linda", "Risk review: data warehouse", ("john", "julie"), -1, 1, 60, "Teams", online=True),
    Meeting("linda", "Price list: last questions", ("julie",), 1, 1, 30),
    Meeting("linda", "Scope of the second phase", ("c",), 2, 2, 60, "Teams", online=True),
    Meeting("linda", "Design sprint with Xylo Design", ("x", "john"), 4, 2, 120, "Teams", online=True),
    Meeting("linda", "Talk about the office move", ("mike", "room"), 7, 0, 60, "Fjord Room"),
    Meeting("linda", "Half-year planning", ("julie", "john", "mike", "room"), 10, 1, 180, "Fjord Room"),
    Meeting("julie", "Offer for the fleet app", ("linda", "c"), -2, 4, 60, "Teams", online=True),
    Meeting("julie", "Campaign: texts and pictures", ("x",), 1, 2, 60, "Teams", online=True),
    Meeting("julie", "Handover: customer portal", ("john",), 3, 4, 45),
    Meeting("julie", "Prepare the customer day", ("linda", "mike", "room"), 8, 3, 60, "Fjord Room"),
    Meeting("julie", "Forecast for spring", ("linda",), 12, 4, 60),
    Meeting("julie", "Demo for Havbris Shipping", ("c", "mike"), 14, 1, 90, "Strandkaien 4, Bergen"),
    Meeting("john", "Architecture: single sign-on", ("linda", "mike"), 0, 4, 60, "Prestvannet"),
    Meeting("john", "Release plan", ("julie", "linda"), 3, 1, 45, "Teams", online=True),
    Meeting("john", "Code freeze: what still goes in", ("mike", "linda"), 6, 3, 30),
    Meeting("mike", "New laptops", ("linda", "julie", "john"), 1, 0, 30, "Storeroom"),
    Meeting("mike", "Support rota", ("john", "julie"), 5, 2, 45, "Prestvannet"),
    Meeting("c", "Fleet app: wishes of the crews", ("linda",), 2, 3, 60, "Strandkaien 4, Bergen"),
    Meeting("c", "Budget round Havbris", ("linda", "julie"), 9, 2, 60, "Teams"),
    Meeting("c", "Yearly review of our cooperation", ("julie",), 11, 3, 90, "Strandkaien 4, Bergen"),
    Meeting("x", "Look and feel of the portal", ("linda", "julie"), 3, 2, 60, "Online"),
    Meeting("x", "Invoice for the pictures", ("julie",), -1, 4, 30, "Online"),
)

BOOKINGS = (
    Booking("linda", "Requirements of the crews", ("Anders Aas", "Dag Dahl"), "Havbris Shipping", 0, 1, 90),
    Booking("linda", "Grid planning workshop", ("Mona Moe", "julie"), "Polarlys Energi", 1, 4, 120, "Bodø"),
    Booking("linda", "Final account with Berit", ("Berit Bakke",), "Havbris Shipping", -2, 3, 45),
    Booking("linda", "Lettings module: first look", ("Hanne Hauge", "Frida Foss"), "Fjellheim Eiendom", 3, 0, 60),
    Booking("linda", "Offer walk-through", ("Lars Larsen", "julie"), "Polarlys Energi", 5, 1, 60, "Teams"),
    Booking("linda", "Terminal visit", ("Siri Sand",), "Kystlinjen Logistikk", 8, 4, 120, "Skansekaia 2, Ålesund"),
    Booking("linda", "Steering group: booking system", ("julie", "Clara Customer"), "Havbris Shipping", 12, 3, 90),
    Booking("julie", "Export figures", ("Ingrid Isaksen",), "Bryggen Seafood", -1, 2, 60),
    Booking("julie", "Drawing archive: pilot start", ("Olga Olsen", "linda"), "Stavne Arkitekter", 2, 0, 90),
    Booking("julie", "Conference package", ("Wenche Wold", "Vidar Vik"), "Solvang Hotell", 3, 2, 60, "Teams"),
    Booking("julie", "Customs interface", ("Tor Thune", "linda"), "Kystlinjen Logistikk", 4, 4, 60, "Teams"),
    Booking("julie", "Purchasing terms", ("Kari Knutsen",), "Bryggen Seafood", 7, 1, 45),
    Booking("julie", "Key account plan", ("Unni Ulven",), "Kystlinjen Logistikk", 11, 0, 60, "Ålesund"),
    Booking("julie", "Reference story", ("Ragnhild Roald", "linda"), "Stavne Arkitekter", 16, 2, 45, "Teams"),
)  # fmt: skip

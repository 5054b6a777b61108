"""The lists of a fresh tenant: task types, priorities, titles, positions and the rest, in several languages."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database
from backend.sandbox.superoffice.enums import TASK_DIRECTION, TASK_TYPE
from backend.sandbox.superoffice.state import SYSTEM_ASSOCIATE_ID

#: (id, English, Norwegian, type, direction), in the order of rank; ids are those of a default tenant
TASKS = (
    (1, "Meeting (Internal)", "Møte inne", "Appointment", "Unknown"),
    (2, "Meeting (External)", "Møte ute", "Appointment", "Unknown"),
    (3, "Phone-Out", "Telefon ut", "Phone", "Outgoing"),
    (4, "Phone-In", "Telefon inn", "Phone", "Incoming"),
    (5, "Follow-up", "Oppfølging", "ToDo", "Unknown"),
    (6, "Planning", "Planlegging", "ToDo", "Unknown"),
    (7, "Visit", "Besøk", "Appointment", "Unknown"),
    (8, "Lunch", "Lunsj", "Appointment", "Unknown"),
    (9, "Proposal", "Tilbud", "ToDo", "Unknown"),
    (10, "Service", "Service", "ToDo", "Unknown"),
    (11, "Private", "Privat", "Appointment", "Unknown"),
    (12, "Other", "Annet", "ToDo", "Unknown"),
)

#: (id, English, Norwegian)
PRIORITIES = ((2, "1 High", "1 Høy"), (1, "2 Medium", "2 Middels"), (3, "3 Low", "3 Lav"))
GROUPS = ((1, "Consulting", "Rådgivning"), (2, "Sales", "Salg"), (3, "Administration", "Administrasjon"))

#: MDO name -> (id, English, Norwegian)
LISTS: dict[str, tuple[tuple[int, str, str], ...]] = {
    "mrmrs": ((1, "Mr.", "Herr"), (2, "Mrs.", "Fru"), (3, "Ms.", "Frk.")),
    "perspos": (
        (1, "Unknown", "Ukjent"),
        (2, "Top management", "Toppledelse"),
        (3, "Administration", "Administrasjon"),
        (4, "Sales", "Salg"),
        (5, "Marketing", "Markedsføring"),
        (6, "Technical", "Teknisk person"),
    ),
    "category": (
        (1, "Customer", "Kunde"),
        (2, "Potential customer", "Potensiell kunde"),
        (3, "Supplier", "Leverandør"),
        (4, "Partner", "Samarbeidspartner"),
        (5, "Lost customer", "Tapt kunde"),
        (6, "Competitor", "Konkurrent"),
    ),
    "business": (
        (1, "Law", "Advokater"),
        (2, "Bank and finance", "Bank/finans"),
        (4, "IT", "IT"),
        (6, "Retail", "Handel"),
        (7, "Hotel and restaurant", "Hotell/restaurant"),
        (8, "Industry", "Industri"),
        (11, "Service", "Service"),
        (12, "Transport", "Transport"),
        (13, "Other", "Annet"),
    ),
    "projtype": ((1, "Campaign", "Kampanje"), (2, "Internal", "Internt"), (3, "Other", "Annet")),
    "projstatus": ((1, "Planned", "Planlagt"), (2, "In progress", "Under arbeid"), (3, "Finished", "Avsluttet")),
    "pmembtype": (
        (1, "Customer", "Oppdragsgiver"),
        (2, "Project manager", "Prosjektleder"),
        (4, "Member", "Medlem"),
    ),
    "searchcat": ((1, "Campaign", "Kampanje"), (2, "Mailing list", "Utsendelse"), (3, "Private", "Privat")),
    "persint": ((1, "Reference", "Referanse"), (2, "Newsletter", "Nyhetsbrev"), (3, "Seminars", "Seminarer")),
    "contint": ((1, "Newsletter", "Nyhetsbrev"), (2, "Seminars", "Seminarer")),
    "intent": ((1, "Good", "God"), (2, "Private", "Privat")),
    "rejectreason": ((1, "Not available", "Opptatt"), (2, "Not relevant", "Ikke aktuelt")),
}

#: (ISO number, English, own name, two letters, three letters, dial-in prefix)
COUNTRIES = (
    (578, "Norway", "Norge", "NO", "NOR", "47"),
    (752, "Sweden", "Sverige", "SE", "SWE", "46"),
    (208, "Denmark", "Danmark", "DK", "DNK", "45"),
    (246, "Finland", "Suomi", "FI", "FIN", "358"),
    (276, "Germany", "Deutschland", "DE", "DEU", "49"),
    (528, "Netherlands", "Nederland", "NL", "NLD", "31"),
    (826, "United Kingdom", "United Kingdom", "GB", "GBR", "44"),
    (250, "France", "France", "FR", "FRA", "33"),
    (840, "United States", "United States", "US", "USA", "1"),
)

#: colours of task types by id, as indexes; the rest are light blue
_COLOURS = {9: 3}


def both(english: str, norwegian: str) -> str:
    """A text in two languages as the database holds it."""
    return f'US:"{english}";NO:"{norwegian}"'


def fill_lists(db: Database) -> None:
    """Write every list."""
    by = SYSTEM_ASSOCIATE_ID
    types = {name: number for number, name in TASK_TYPE.items()}
    directions = {name: number for number, name in TASK_DIRECTION.items()}
    for rank, (task_id, english, norwegian, kind, direction) in enumerate(TASKS, start=1):
        row = {
            "task_id": task_id, "name": both(english, norwegian), "tooltip": "", "type": types[kind],
            "direction": directions[direction], "rank": rank, "deleted": 0, "intent_id": 2 if task_id == 11 else 0,
            "isDefaultAlldayEvent": 0, "isDefaultFree": 0, "color_index": _COLOURS.get(task_id, 0),
        }  # fmt: skip
        db.insert("task", row, by)
    for table, entries in (("priority", PRIORITIES), ("usergroup", GROUPS)):
        for rank, (item_id, english, norwegian) in enumerate(entries, start=1):
            row = {
                f"{table}_id": item_id,
                "name": both(english, norwegian),
                "tooltip": "",
                "rank": rank,
                "deleted": 0,
            }
            db.insert(table, row, by)
    for name, items in LISTS.items():
        for rank, (item_id, english, norwegian) in enumerate(items, start=1):
            row = {
                "list": name, "item_id": item_id, "name": both(english, norwegian), "tooltip": "", "rank": rank,
                "deleted": 0,
            }  # fmt: skip
            db.insert("list_item", row, by)
    for rank, (number, english, own, two, three, dial) in enumerate(COUNTRIES, start=1):
        row = {
            "country_id": number, "iso_number": number, "name": own, "english_name": english, "two_letter": two,
            "three_letter": three, "dial_in": dial, "domain": two.lower(), "rank": rank, "deleted": 0,
            "currency_id": 0,
        }  # fmt: skip
        db.insert("country", row, by)

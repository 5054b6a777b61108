"""The companies that the sandbox company deals with, and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person's card."""

    first_name: str
    last_name: str
    email: str
    title: str = ""
    mobile: str = ""
    #: year, month, day; zeros when unknown
    born: tuple[int, int, int] = (0, 0, 0)
    mrmrs: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """A company's card."""

    name: str
    domain: str
    city: str
    street: str
    zipcode: str
    phone: str
    #: ids of lists "category" and "business"
    category: int = 1
    business: int = 13
    people: tuple[Somebody, ...] = ()


def _people(domain: str, *lines: tuple[str, str, str, str]) -> tuple[Somebody, ...]:
    """Cards from (first name, last name, title, mobile)."""
    return tuple(
        Somebody(first, last, f"{first.lower()}.{last.lower()}@{domain}", title, mobile)
        for first, last, title, mobile in lines
    )


OWNER = Company("Nordlys Consulting", "nordlys.example", "Tromsø", "Storgata 12", "9008", "+47 77 00 01 00", 4, 4)

#: the customer of the scenarios comes first
COMPANIES = (
    Company(
        "Havbris Shipping", "havbris.example", "Bergen", "Strandkaien 4", "5013", "+47 55 00 02 00", 1, 12,
        (
            Somebody(
                "Clara", "Customer", "clara@havbris.example", "Head of operations", "+47 900 02 101",
                (1984, 6, 17), "Ms.",
            ),
            *_people(
                "havbris.example",
                ("Anders", "Aas", "Fleet manager", "+47 900 02 102"),
                ("Berit", "Bakke", "Accountant", "+47 900 02 103"),
                ("Dag", "Dahl", "Crewing", ""),
            ),
        ),
    ),
    Company(
        "Fjellheim Eiendom", "fjellheim.example", "Oslo", "Karl Johans gate 20", "0159", "+47 22 00 03 00", 1, 13,
        _people(
            "fjellheim.example",
            ("Eirik", "Eide", "Managing director", "+47 900 03 101"),
            ("Frida", "Foss", "Project developer", "+47 900 03 102"),
            ("Geir", "Gran", "Facilities", ""),
            ("Hanne", "Hauge", "Lettings", "+47 900 03 104"),
        ),
    ),
    Company(
        "Bryggen Seafood", "bryggen.example", "Bergen", "Bryggen 7", "5003", "+47 55 00 04 00", 1, 8,
        _people(
            "bryggen.example",
            ("Ingrid", "Isaksen", "Export manager", "+47 900 04 101"),
            ("Jon", "Jakobsen", "Quality", ""),
            ("Kari", "Knutsen", "Purchasing", "+47 900 04 103"),
        ),
    ),
    Company(
        "Polarlys Energi", "polarlys.example", "Bodø", "Sjøgata 31", "8006", "+47 75 00 05 00", 2, 8,
        _people(
            "polarlys.example",
            ("Lars", "Larsen", "Technical director", "+47 900 05 101"),
            ("Mona", "Moe", "Grid planning", "+47 900 05 102"),
            ("Nils", "Ness", "Procurement", ""),
        ),
    ),
    Company(
        "Stavne Arkitekter", "stavne.example", "Trondheim", "Dronningens gate 15", "7011", "+47 73 00 06 00",
        4, 11,
        _people(
            "stavne.example",
            ("Olga", "Olsen", "Partner", "+47 900 06 101"),
            ("Petter", "Pedersen", "Architect", ""),
            ("Ragnhild", "Roald", "Architect", "+47 900 06 103"),
        ),
    ),
    Company(
        "Kystlinjen Logistikk", "kystlinjen.example", "Ålesund", "Skansekaia 2", "6002", "+47 70 00 07 00", 1, 12,
        _people(
            "kystlinjen.example",
            ("Siri", "Sand", "Terminal manager", "+47 900 07 101"),
            ("Tor", "Thune", "Customs", ""),
            ("Unni", "Ulven", "Key accounts", "+47 900 07 103"),
        ),
    ),
    Company(
        "Solvang Hotell", "solvang.example", "Lillehammer", "Storgata 84", "2615", "+47 61 00 08 00", 2, 7,
        _people(
            "solvang.example",
            ("Vidar", "Vik", "Hotel manager", "+47 900 08 101"),
            ("Wenche", "Wold", "Conferences", "+47 900 08 102"),
            ("Yngve", "Ytre", "Kitchen", ""),
        ),
    ),
)  # fmt: skip

PROJECTS = ("New booking system", "Office move", "Spring campaign")

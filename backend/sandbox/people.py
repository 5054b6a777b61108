"""The cast of the sandbox: the company, its customers, and an outsider (spec/scenarios.md)."""

from __future__ import annotations

from typing import Literal

from backend.sandbox.world import Person, SuperOfficeUser, Tenant, World

COMPANY = Tenant("72f988bf-0000-4000-8000-00000000c0de", "Nordlys Consulting", "nordlys.example")
CUSTOMER = Tenant("5d0f4a4e-0000-4000-8000-00000000c001", "Havbris Shipping", "havbris.example")
OUTSIDER = Tenant("a1b2c3d4-0000-4000-8000-00000000c002", "Xylo Design", "xylo.example")


def _oid(number: int) -> str:
    return f"00000000-0000-4000-a000-{number:012d}"


def cast() -> list[Person]:
    """Linda and Julie have both systems; John and Mike Outlook only; C has a card, X is unknown to SuperOffice."""
    return [
        Person(
            "linda", "Linda", "Lund", "linda@nordlys.example", _oid(1), COMPANY,
            aliases=("linda.lund@nordlys.example",),
            superoffice=SuperOfficeUser(5, 15, 1, "LL", is_administrator=True, has_mail=True),
        ),
        Person(
            "julie", "Julie", "Juul", "julie@nordlys.example", _oid(2), COMPANY,
            superoffice=SuperOfficeUser(6, 16, 1, "JJ", has_mail=False),
        ),
        Person("john", "John", "Jansen", "john@nordlys.example", _oid(3), COMPANY),
        Person("mike", "Mike", "Moen", "mike@nordlys.example", _oid(4), COMPANY),
        Person("c", "Clara", "Customer", "clara@havbris.example", _oid(5), CUSTOMER),
        Person("x", "Xavier", "Unknown", "xavier@xylo.example", _oid(6), OUTSIDER, zone="Romance Standard Time"),
        Person(
            "room", "Fjord", "Room", "fjord@nordlys.example", _oid(7), COMPANY, kind="room",
        ),
    ]  # fmt: skip


def make_world(company: Literal["demo", "small", "empty"]) -> World:
    """A world with its people; calendars are filled by the hosts' own set-up."""
    return World(company, tenants=[COMPANY, CUSTOMER, OUTSIDER], people=cast())

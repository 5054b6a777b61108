"""The company in the sandbox: tenants and people that all hosts share."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from backend.sandbox.apps import App
from backend.sandbox.clock import Clock
from backend.sandbox.entra.model import EntraState
from backend.sandbox.switches import Switches

#: how much is there: months of work, customers and empty calendars, the users alone
Company = Literal["demo", "small", "empty"]
COMPANIES: tuple[Company, ...] = get_args(Company)

#: SuperOffice context identifier of the company
CONTEXT = "Cust12345"


@dataclass(slots=True)
class Tenant:
    """One Microsoft Entra tenant."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class SuperOfficeUser:
    """A person's user in SuperOffice."""

    associate_id: int
    person_id: int
    contact_id: int
    login: str
    is_administrator: bool = False
    group_id: int = 1
    #: has e-mail set up in SuperOffice (invariant I8: it must make no difference)
    has_mail: bool = True
    #: licence for confidential activities
    confidential: bool = True


@dataclass(slots=True)
class Person:
    """Someone with a mailbox, a SuperOffice user, or both."""

    #: short name in tests and control: "linda"
    key: str
    first_name: str
    last_name: str
    #: primary address
    address: str
    #: Entra object id, also the Graph user id
    oid: str
    tenant: Tenant
    #: mailbox zone, Windows name
    zone: str = "W. Europe Standard Time"
    locale: str = "en-US"
    aliases: tuple[str, ...] = ()
    superoffice: SuperOfficeUser | None = None
    #: a room or equipment mailbox
    kind: Literal["user", "room", "equipment"] = "user"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address, the primary first."""
        return (self.address, *self.aliases)


@dataclass(slots=True)
class Mail:
    """A mail that would have left."""

    at: datetime
    system: Literal["graph", "superoffice"]
    sender: str
    to: str
    #: iTIP method: REQUEST, REPLY, CANCEL; empty for other mail
    method: str
    subject: str
    text: str
    #: text/calendar body; empty for other mail
    calendar: str = ""
    ical_uid: str = ""


@dataclass
class World:
    """Everything the hosts share. Hosts keep their own state in `hosts`; a reset makes a new world."""

    company: Company
    clock: Clock = field(default_factory=Clock)
    switches: Switches = field(default_factory=Switches)
    #: the client application that both identity providers know
    app: App = field(default_factory=App)
    #: what Entra gave out, which Graph accepts
    entra: EntraState = field(default_factory=EntraState)
    #: SuperOffice tenant's base zone, IANA
    base_zone: str = "Europe/Oslo"
    tenants: list[Tenant] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    mail: list[Mail] = field(default_factory=list)
    #: keys of people whose mailboxes Graph does not open: disabled, or without a licence
    closed_mailboxes: set[str] = field(default_factory=set)
    random: random.Random = field(default_factory=lambda: random.Random(8700))

    def person(self, key: str) -> Person | None:
        """By short name, any address (case ignored) or object id."""
        wanted = key.strip().lower()
        return next(
            (p for p in self.people if wanted in (p.key, p.oid.lower(), *(a.lower() for a in p.addresses))),
            None,
        )

    def associate(self, associate_id: int) -> Person | None:
        """The person behind a SuperOffice associate."""
        return next((p for p in self.people if p.superoffice and p.superoffice.associate_id == associate_id), None)

    def tenant(self, tenant_id: str) -> Tenant | None:
        """By tenant id or domain."""
        return next((t for t in self.tenants if tenant_id in (t.id, t.domain)), None)


#: called with (system, resource owner's key or "", item id) after every committed write
Listener = Callable[[str, str, str], None]

"""The doors to both sides of a mailbox: gateways with their sign-ins, kept warm for the process's next run."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Engine, update
from sqlmodel import col

from backend.config import Settings
from backend.core.directory import Directory
from backend.core.items import Kind, Side, Window
from backend.core.marks import Marker, near
from backend.core.preferences import Preferences
from backend.core.seen import Glance, Seen
from backend.core.sides import Gateway, NeedsSignIn
from backend.core.types import Types
from backend.core.values import replace
from backend.graph.auth import Entra, MailboxToken
from backend.graph.client import GraphClient
from backend.graph.errors import GraphError
from backend.graph.gateway import GraphGateway
from backend.graph.profile import addresses
from backend.graph.todos import GraphTodos
from backend.store import links, mailboxes
from backend.store.database import reading
from backend.store.secrets import Vault
from backend.store.tables import Mailbox, Organisation
from backend.superoffice import facts
from backend.superoffice.auth import SignIn
from backend.superoffice.client import Client, SystemCredentials, UserCredentials
from backend.superoffice.facts import Facts
from backend.superoffice.gateway import SuperOfficeGateway
from backend.superoffice.organisation import Organisation as KnownOrganisation
from backend.superoffice.organisation import Organisations
from backend.superoffice.system_user import SystemUser
from backend.superoffice.tenant import Tenants
from backend.superoffice.todos import SuperOfficeTodos
from backend.superoffice.tokens import Issuer
from backend.sync.persons.table import PersonSides
from backend.throttle import OUTLOOK
from backend.transport import Transport

log = logging.getLogger(__name__)

#: mailboxes whose connections and tokens stay warm in one process
_WARM = 500


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a mailbox, by kind of items, and who people are."""

    gateways: Mapping[Kind, Mapping[Side, Gateway]]
    directory: Directory
    #: SuperOffice's list of types; raises SideError
    types: Callable[[], Types]
    #: every address of the mailbox's owner, case-folded
    own_addresses: frozenset[str]
    #: whether the user's licence lets SuperOffice hide texts; raises SideError
    may_hide_texts: Callable[[], bool]
    #: by side, what the days from one up to another show in its calendar; raises SideError
    sheets: Mapping[Side, Callable[[date, date], list[Glance]]]
    persons: PersonSides
    #: the day of the last row that SuperOffice has of a row's series; None where it is of none; raises SideError
    last_start: Callable[[Seen], date | None]
    #: makes the marks of the mailbox's items
    marker: Marker


@dataclass(frozen=True, slots=True)
class _Warm:
    """Gateways as long as sign-ins and preferences stay as they were."""

    made_for: bytes
    sides: Sides


class Doors:
    """Opens gateways. Thread-safe; a mailbox is used by one run at a time (its lease)."""

    def __init__(self, settings: Settings, engine: Engine, vault: Vault) -> None:
        self._settings = settings
        self._engine = engine
        self._vault = vault
        self._entra = Entra.of(settings)
        self.tenants = Tenants(settings.superoffice_url)
        self._organisations = Organisations()
        self.issuer = Issuer(settings.superoffice_url)
        self._sign_in = SignIn(settings, self.issuer)
        self._system_user = SystemUser(settings, self.issuer)
        self._warm: OrderedDict[UUID, _Warm] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, mailbox: Mailbox, organisation: Organisation, preferences: Preferences) -> Sides:
        """Both sides of a mailbox. Raises NeedsSignIn where a sign-in is missing."""
        approved = not self._system_user.is_refused(organisation.context)
        made_for = _digest(mailbox, organisation, preferences, approved=approved)
        with self._lock:
            warm = self._warm.get(mailbox.id)
            if warm and warm.made_for == made_for:
                self._warm.move_to_end(mailbox.id)
                return warm.sides
        system = self.system(organisation) if approved else None
        superoffice, followups = self._superoffice(mailbox, organisation, preferences, system)
        calendar, todos = self._calendar(mailbox, organisation, preferences)
        gateways: dict[Kind, Mapping[Side, Gateway]] = {
            Kind.APPOINTMENT: {Side.SUPEROFFICE: superoffice, Side.CALENDAR: calendar},
            Kind.TASK: {Side.SUPEROFFICE: followups, Side.CALENDAR: todos},
        }
        persons = PersonSides(superoffice.persons, calendar.contacts)
        sides = Sides(
            gateways,
            superoffice.directory,
            superoffice.types,
            calendar.own_addresses,
            superoffice.may_hide_texts,
            {Side.SUPEROFFICE: superoffice.sheet, Side.CALENDAR: calendar.sheet},
            persons,
            superoffice.last_start,
            Marker(self._vault.unlock(mailbox.salt)),
        )
        with self._lock:
            self._warm[mailbox.id] = _Warm(made_for, sides)
            while len(self._warm) > _WARM:
                self._warm.popitem(last=False)
        return sides

    def graph(self, mailbox: Mailbox) -> GraphClient:
        """Graph on behalf of the mailbox's owner. Raises NeedsSignIn."""
        if not mailbox.calendar_tokens:
            raise NeedsSignIn(Side.CALENDAR, "outlook.never_signed_in")
        cache = self._vault.unlock(mailbox.calendar_tokens).decode()
        tokens = _StoredTokens(self, mailbox.id, MailboxToken(self._entra, cache, mailbox.account_id))
        return GraphClient(Transport(allowance=OUTLOOK), self._settings.graph_url, tokens)

    def _calendar(
        self, mailbox: Mailbox, organisation: Organisation, preferences: Preferences
    ) -> tuple[GraphGateway, GraphTodos]:
        client = self.graph(mailbox)
        home_zone = preferences.time_zone_calendar or mailbox.zone
        calendar = GraphGateway(
            client,
            context=organisation.context,
            outgoing_category=preferences.outgoing_category_appointment,
            calendar=preferences.calendar,
            home_zone=home_zone,
            own={mailbox.address, *_aliases(client)},
        )
        todos = GraphTodos(
            client,
            context=organisation.context,
            outgoing_category=preferences.outgoing_category_task,
            home_zone=home_zone,
        )
        return calendar, todos

    def superoffice(self, mailbox: Mailbox, organisation: Organisation) -> Client:
        """SuperOffice on behalf of the mailbox's owner. Raises NeedsSignIn."""
        if not mailbox.superoffice_tokens:
            raise NeedsSignIn(Side.SUPEROFFICE, "superoffice.never_signed_in")
        token = self._vault.unlock(mailbox.superoffice_tokens).decode()
        return Client(Transport(), self.tenants, organisation.context, UserCredentials(self._sign_in, token))

    def page_of_row(self, organisation: Organisation, row_id: str) -> str:
        """Where a browser opens a row of SuperOffice: its protocol of short-cuts below the organisation's address
        (contracts/superoffice.md §1.7). Raises SideError."""
        root = self.tenants.api(organisation.context).removesuffix("/api")
        return f"{root}/default.aspx?appointment.main?appointment_id={row_id}"

    def is_administrator(self, mailbox: Mailbox) -> bool:
        """Whether SuperOffice counts the mailbox's owner among its administrators now. Raises SideError."""
        if not mailbox.superoffice_tokens:
            raise NeedsSignIn(Side.SUPEROFFICE, "superoffice.never_signed_in")
        return self._sign_in.is_administrator(self._vault.unlock(mailbox.superoffice_tokens).decode())

    def _superoffice(
        self, mailbox: Mailbox, organisation: Organisation, preferences: Preferences, system: Client | None
    ) -> tuple[SuperOfficeGateway, SuperOfficeTodos]:
        client = self.superoffice(mailbox, organisation)
        known = self._organisations.of(organisation.context)
        organisations_facts = _Once(client, known, preferences)
        appointments, tasks = (_Linked(self._engine, mailbox.id, kind) for kind in (Kind.APPOINTMENT, Kind.TASK))
        diary = SuperOfficeGateway(
            client,
            system,
            mailbox.associate_id,
            mailbox.address,
            organisations_facts,
            known=appointments.versions,
            linked=appointments.near,
            organisation=known,
        )
        todos = SuperOfficeTodos(
            client,
            system,
            mailbox.associate_id,
            mailbox.address,
            organisations_facts,
            incoming_type=preferences.incoming_task_type,
            known=tasks.versions,
            linked=tasks.near,
            organisation=known,
        )
        return diary, todos

    def system(self, organisation: Organisation) -> Client | None:
        """The system user's client, where an administrator approved the app."""
        if not organisation.system_token:
            return None
        token = self._vault.unlock(organisation.system_token).decode()
        secret = self._settings.superoffice_client_secret.get_secret_value()
        credentials = SystemCredentials(self._system_user, token, organisation.context, secret)
        return Client(Transport(), self.tenants, organisation.context, credentials)

    def keep_calendar_tokens(self, mailbox_id: UUID, cache: str) -> None:
        """Store a renewed token cache at once: a refresh token may be good only once."""
        secret = self._vault.lock(cache)
        # a run that was under way when the mailbox was unlinked brings no sign-in back
        mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id, mailboxes.LINKED)
        with self._engine.begin() as connection:
            connection.execute(mine.values(calendar_tokens=secret))


class _StoredTokens:
    """A token source whose renewed cache is stored before the token is used."""

    def __init__(self, doors: Doors, mailbox_id: UUID, tokens: MailboxToken) -> None:
        self._doors = doors
        self._mailbox_id = mailbox_id
        self._tokens = tokens

    def __call__(self, *, fresh: bool = False) -> str:
        """A token. Raises NeedsSignIn and Unavailable."""
        token = self._tokens(fresh=fresh)
        if self._tokens.changed:
            self._doors.keep_calendar_tokens(self._mailbox_id, self._tokens.cache)
            self._tokens.changed = False
        return token


@dataclass(frozen=True, slots=True)
class _Linked:
    """What is linked of a mailbox's rows in SuperOffice."""

    engine: Engine
    mailbox_id: UUID
    kind: Kind

    def versions(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The remembered versions of those of *ids* that are linked."""
        with reading(self.engine) as connection:
            return links.versions(connection, self.mailbox_id, self.kind, Side.SUPEROFFICE, ids)

    def near(self, window: Window) -> Sequence[str]:
        """The linked rows that may touch *window*."""
        with reading(self.engine) as connection:
            spans = links.linked_ids(connection, self.mailbox_id, self.kind, Side.SUPEROFFICE)
        return [item_id for item_id, span in spans.items() if not span or near(span, window)]


class _Once:
    """The facts of a mailbox's user and organisation, asked for when they are first needed."""

    def __init__(self, client: Client, organisation: KnownOrganisation, preferences: Preferences) -> None:
        self._client = client
        self._organisation = organisation
        self._preferences = preferences
        self._facts: Facts | None = None

    def __call__(self) -> Facts:
        """The facts. Raises SideError."""
        if self._facts is None:
            self._facts = replace(
                facts.load(self._client, self._organisation),
                home=self._preferences.time_zone_superoffice,
                lists_attendees=self._preferences.participants_in_text_in,
            )
        return self._facts


def _aliases(client: GraphClient) -> frozenset[str]:
    """Other addresses of the mailbox's owner, by which he may be invited. Raises SideError."""
    try:
        return addresses(client)
    except GraphError as error:
        log.warning("Outlook does not tell the mailbox's addresses: %s", error.code)
        return frozenset()


def _digest(mailbox: Mailbox, organisation: Organisation, preferences: Preferences, *, approved: bool) -> bytes:
    """What the gateways were made for: sign-ins, zone, preferences. A renewed sign-in makes new ones."""
    texts = (mailbox.address, mailbox.zone, organisation.context, repr(preferences), str(approved))
    secrets = (mailbox.calendar_tokens, mailbox.superoffice_tokens, mailbox.salt, organisation.system_token)
    return hashlib.sha256("\0".join(texts).encode() + b"\0".join(map(bytes, secrets))).digest()

"""The doors to both sides of a mailbox: gateways with their sign-ins, kept warm for the process's next run."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, update
from sqlmodel import col

from backend.config import Settings
from backend.core.items import Side, Window
from backend.core.marks import near
from backend.core.preferences import Preferences
from backend.core.sides import Directory, Gateway, NeedsSignIn
from backend.graph.auth import Entra, MailboxToken
from backend.graph.client import GraphClient
from backend.graph.errors import GraphError
from backend.graph.gateway import GraphGateway
from backend.graph.profile import addresses
from backend.store import links
from backend.store.secrets import Vault
from backend.store.tables import Mailbox, Organisation
from backend.superoffice import facts
from backend.superoffice.auth import SignIn
from backend.superoffice.client import Client, SystemCredentials, UserCredentials
from backend.superoffice.facts import Facts
from backend.superoffice.gateway import SuperOfficeGateway
from backend.superoffice.system_user import SystemUser
from backend.superoffice.tenant import Tenants
from backend.superoffice.tokens import Issuer
from backend.transport import Transport

log = logging.getLogger(__name__)

#: mailboxes whose connections and tokens stay warm in one process
_WARM = 500


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a mailbox, and who people are."""

    gateways: Mapping[Side, Gateway]
    directory: Directory


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
        self._tenants = Tenants(settings.superoffice_url)
        issuer = Issuer(settings.superoffice_url)
        self._sign_in = SignIn(settings, issuer)
        self._system_user = SystemUser(settings, issuer)
        self._warm: OrderedDict[UUID, _Warm] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, mailbox: Mailbox, organisation: Organisation, preferences: Preferences) -> Sides:
        """Both gateways of a mailbox. Raises NeedsSignIn where a sign-in is missing."""
        made_for = _digest(mailbox, organisation, preferences)
        with self._lock:
            warm = self._warm.get(mailbox.id)
            if warm and warm.made_for == made_for:
                self._warm.move_to_end(mailbox.id)
                return warm.sides
        superoffice = self._superoffice(mailbox, organisation)
        calendar = self._calendar(mailbox, organisation, preferences)
        gateways: dict[Side, Gateway] = {Side.SUPEROFFICE: superoffice, Side.CALENDAR: calendar}
        sides = Sides(gateways, superoffice.directory)
        with self._lock:
            self._warm[mailbox.id] = _Warm(made_for, sides)
            while len(self._warm) > _WARM:
                self._warm.popitem(last=False)
        return sides

    def graph(self, mailbox: Mailbox) -> GraphClient:
        """Graph on behalf of the mailbox's owner. Raises NeedsSignIn."""
        if not mailbox.calendar_tokens:
            raise NeedsSignIn(Side.CALENDAR, "Nobody has signed in to Outlook for this mailbox.")
        cache = self._vault.unlock(mailbox.calendar_tokens).decode()
        tokens = _StoredTokens(self, mailbox.id, MailboxToken(self._entra, cache, mailbox.account_id))
        return GraphClient(Transport(), self._settings.graph_url, tokens)

    def _calendar(self, mailbox: Mailbox, organisation: Organisation, preferences: Preferences) -> GraphGateway:
        client = self.graph(mailbox)
        return GraphGateway(
            client,
            context=organisation.context,
            outgoing_category=preferences.outgoing_category_appointment,
            home_zone=mailbox.zone,
            own={mailbox.address, *_aliases(client)},
        )

    def superoffice(self, mailbox: Mailbox, organisation: Organisation) -> Client:
        """SuperOffice on behalf of the mailbox's owner. Raises NeedsSignIn."""
        if not mailbox.superoffice_tokens:
            raise NeedsSignIn(Side.SUPEROFFICE, "Nobody has signed in to SuperOffice for this mailbox.")
        token = self._vault.unlock(mailbox.superoffice_tokens).decode()
        return Client(Transport(), self._tenants, organisation.context, UserCredentials(self._sign_in, token))

    def _superoffice(self, mailbox: Mailbox, organisation: Organisation) -> SuperOfficeGateway:
        client = self.superoffice(mailbox, organisation)
        mailbox_id = mailbox.id

        def known(ids: Sequence[str]) -> Mapping[str, str]:
            with self._engine.connect() as connection:
                return links.versions(connection, mailbox_id, Side.SUPEROFFICE, ids)

        def linked(window: Window) -> Sequence[str]:
            with self._engine.connect() as connection:
                spans = links.linked_ids(connection, mailbox_id, Side.SUPEROFFICE)
            return [item_id for item_id, span in spans.items() if not span or near(span, window)]

        return SuperOfficeGateway(
            client,
            self.system(organisation),
            mailbox.associate_id,
            mailbox.address,
            _Once(client),
            known=known,
            linked=linked,
        )

    def system(self, organisation: Organisation) -> Client | None:
        """The system user's client, where an administrator approved the app."""
        if not organisation.system_token:
            return None
        token = self._vault.unlock(organisation.system_token).decode()
        secret = self._settings.superoffice_client_secret.get_secret_value()
        credentials = SystemCredentials(self._system_user, token, organisation.context, secret)
        return Client(Transport(), self._tenants, organisation.context, credentials)

    def keep_calendar_tokens(self, mailbox_id: UUID, cache: str) -> None:
        """Store a renewed token cache at once: a refresh token may be good only once."""
        secret = self._vault.lock(cache)
        with self._engine.begin() as connection:
            connection.execute(update(Mailbox).where(col(Mailbox.id) == mailbox_id).values(calendar_tokens=secret))


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


class _Once:
    """The organisation's facts, asked for when they are first needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._facts: Facts | None = None

    def __call__(self) -> Facts:
        """The facts. Raises SideError."""
        if self._facts is None:
            self._facts = facts.load(self._client)
        return self._facts


def _aliases(client: GraphClient) -> frozenset[str]:
    """Other addresses of the mailbox's owner, by which he may be invited. Raises SideError."""
    try:
        return addresses(client)
    except GraphError as error:
        log.warning("Outlook does not tell the mailbox's addresses: %s", error.code)
        return frozenset()


def _digest(mailbox: Mailbox, organisation: Organisation, preferences: Preferences) -> bytes:
    """What the gateways were made for: sign-ins, zone, category. A renewed sign-in makes new ones."""
    texts = (mailbox.address, mailbox.zone, organisation.context, preferences.outgoing_category_appointment)
    secrets = (mailbox.calendar_tokens, mailbox.superoffice_tokens, organisation.system_token)
    return hashlib.sha256("\0".join(texts).encode() + b"\0".join(map(bytes, secrets))).digest()

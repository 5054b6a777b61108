"""What a process shares of SuperOffice: connections, addresses of organisations, tickets, and facts."""

from __future__ import annotations

import threading
import time

from backend.config import Settings
from backend.superoffice.auth import AccessToken, SignIn
from backend.superoffice.changes import Known, Linked, nothing_known
from backend.superoffice.client import Client, Credentials, SystemCredentials, UserCredentials
from backend.superoffice.facts import Facts, load
from backend.superoffice.gateway import SuperOfficeGateway
from backend.superoffice.system_user import SystemUser
from backend.superoffice.tenant import Tenants
from backend.superoffice.tokens import Issuer
from backend.transport import Patience, Transport

#: seconds for which lists and preferences are believed (contracts/superoffice.md §2.9: cache them)
_FACTS_LIFE = 3600.0


class SuperOffice:
    """SuperOffice for one app: made once a process, thread-safe."""

    def __init__(
        self, settings: Settings, transport: Transport | None = None, patience: Patience | None = None
    ) -> None:
        issuer = Issuer(settings.superoffice_url)
        self.sign_in = SignIn(settings, issuer)
        self._settings = settings
        self._system_user = SystemUser(settings, issuer)
        self._tenants = Tenants(settings.superoffice_url)
        self._transport = transport or Transport()
        self._patience = patience
        self._lock = threading.Lock()
        self._credentials: dict[tuple[str, str], Credentials] = {}
        self._facts: dict[tuple[str, int], tuple[float, Facts]] = {}

    def user(self, context: str, refresh_token: str, access: AccessToken | None = None) -> Client:
        """The API of an organisation for a signed-in person; all clients of a person share their access token."""
        with self._lock:
            credentials = self._credentials.setdefault(
                (context, refresh_token), UserCredentials(self.sign_in, refresh_token, access)
            )
        return self._client(context, credentials)

    def system(self, context: str, system_token: str) -> Client:
        """The API of an organisation for its system user; one ticket serves all clients."""
        secret = self._settings.superoffice_client_secret.get_secret_value()
        with self._lock:
            credentials = self._credentials.setdefault(
                (context, system_token), SystemCredentials(self._system_user, system_token, context, secret)
            )
        return self._client(context, credentials)

    def gateway(
        self, context: str, associate_id: int, address: str, refresh_token: str, system_token: str | None,
        known: Known = nothing_known, linked: Linked | None = None,
    ) -> SuperOfficeGateway:  # fmt: skip
        """The diary of an associate who signed in; see SuperOfficeGateway."""
        client = self.user(context, refresh_token)
        system = self.system(context, system_token) if system_token else None

        def facts() -> Facts:
            return self._facts_of(client, associate_id)

        return SuperOfficeGateway(client, system, associate_id, address, facts, known, linked)

    def _facts_of(self, client: Client, associate_id: int) -> Facts:
        """Facts of an organisation and associate, asked for once an hour."""
        key = client.context, associate_id
        held = self._facts.get(key)
        if held is None or held[0] < time.monotonic():
            held = self._facts[key] = time.monotonic() + _FACTS_LIFE, load(client)
        return held[1]

    def _client(self, context: str, credentials: Credentials) -> Client:
        return Client(self._transport, self._tenants, context, credentials, self._patience)

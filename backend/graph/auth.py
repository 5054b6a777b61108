"""Signing people in with Microsoft Entra, and tokens for their mailboxes (contracts/graph.md §5)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msal
import requests
from msal.exceptions import MsalError
from requests.adapters import HTTPAdapter

from backend.config import Settings
from backend.core.items import Side
from backend.core.sides import NeedsSignIn, NoAnswer, Unavailable
from backend.rare_calls import PatientSession, retries

#: the authority as Microsoft's library knows it; issuers and caches carry this name wherever the calls go
AUTHORITY = "https://login.microsoftonline.com"
#: what the product does in a mailbox (contracts/graph.md §5.5); the library adds openid, profile, offline_access
SCOPES = ("Calendars.ReadWrite", "Contacts.ReadWrite", "Tasks.ReadWrite", "MailboxSettings.ReadWrite", "User.Read")


class SignInRefused(Exception):
    """Somebody came back from Entra without a usable sign-in; `args[0]` is Entra's error code or our own."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in. The pair (tid, oid) identifies them; addresses change."""

    tid: str
    oid: str
    #: the name they sign in with, in lower case
    address: str
    name: str
    #: serialised token cache: a secret, to be encrypted at rest
    cache: str


class Entra:
    """The product as an app registered with Entra. Thread-safe.

    *credential* is a client secret, or a PEM text with private key and certificate. Only people of *tenants* may
    sign in. *url* is where Entra answers.
    """

    def __init__(self, client_id: str, credential: str, tenants: tuple[str, ...], url: str = AUTHORITY) -> None:
        self._client_id = client_id
        self._credential = _credential(credential)
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._url = url
        self._authority = f"{AUTHORITY}/{tenants[0] if len(tenants) == 1 else 'organizations'}"
        self._session = _session(url)
        #: discovery documents and throttling answers, which the library keeps per app
        self._http_cache: dict[str, Any] = {}

    @classmethod
    def of(cls, settings: Settings) -> Entra:
        """The app that *settings* describe."""
        secret = settings.entra_client_secret.get_secret_value()
        return cls(settings.entra_client_id, secret, settings.tenant_ids, settings.entra_url)

    def start_sign_in(self, redirect_uri: str) -> tuple[str, dict[str, Any]]:
        """The address to send the browser to, and the flow to keep in the session until it returns.

        Raises Unavailable.
        """
        with _reaching_entra(), warnings.catch_warnings():
            app = self._app(msal.TokenCache())
            # the library prefers form_post, to which the browser would not send the session's SameSite cookie
            warnings.filterwarnings("ignore", "response_mode", UserWarning)
            flow: dict[str, Any] = app.initiate_auth_code_flow(list(SCOPES), redirect_uri=redirect_uri)
        address = str(flow["auth_uri"])
        return self._url + address.removeprefix(AUTHORITY), flow

    def finish_sign_in(self, flow: dict[str, Any], query: Mapping[str, str]) -> SignedIn:
        """Who came back with *query*. Raises SignInRefused for a forged, failed or uninvited sign-in."""
        cache = msal.SerializableTokenCache()
        with _reaching_entra():
            app = self._app(cache)
            try:
                result = app.acquire_token_by_auth_code_flow(flow, dict(query))
            except requests.RequestException:
                raise
            except ValueError as error:
                raise SignInRefused("state_mismatch") from error
        if "access_token" not in result:
            raise SignInRefused(str(result.get("error", "no_token")))
        claims = result.get("id_token_claims", {})
        if str(claims.get("tid", "")).lower() not in self._tenants:
            raise SignInRefused("tenant_not_allowed")
        return SignedIn(
            tid=str(claims["tid"]),
            oid=str(claims["oid"]),
            address=str(claims.get("preferred_username", "")).lower(),
            name=str(claims.get("name", "")),
            cache=cache.serialize(),
        )

    def access_token(self, cache: str, oid: str, *, fresh: bool = False) -> tuple[str, str | None]:
        """A token for the mailbox of *oid*, and the changed cache to store, or None when it is as it was.

        *fresh* asks Entra even while the last token has not run out. Raises NeedsSignIn and Unavailable.
        """
        kept = msal.SerializableTokenCache()
        kept.deserialize(cache)
        with _reaching_entra():
            app = self._app(kept)
            account = next((a for a in app.get_accounts() if a.get("local_account_id") == oid), None)
            if account is None:
                raise NeedsSignIn(Side.CALENDAR, "outlook.never_signed_in")
            result = app.acquire_token_silent_with_error(list(SCOPES), account, force_refresh=fresh)
        if not result or "access_token" not in result:
            raise _refusal(result or {})
        return str(result["access_token"]), kept.serialize() if kept.has_state_changed else None

    def _app(self, cache: msal.TokenCache) -> Any:
        return msal.ConfidentialClientApplication(
            self._client_id,
            client_credential=self._credential,
            authority=self._authority,
            token_cache=cache,
            http_client=self._session,
            http_cache=self._http_cache,
        )


class MailboxToken:
    """A TokenSource for one mailbox: keeps its token cache for as long as a run lasts."""

    def __init__(self, entra: Entra, cache: str, oid: str) -> None:
        self._entra = entra
        self._oid = oid
        #: the cache to store when `changed`
        self.cache = cache
        self.changed = False

    def __call__(self, *, fresh: bool = False) -> str:
        """A token. Raises NeedsSignIn and Unavailable."""
        token, cache = self._entra.access_token(self.cache, self._oid, fresh=fresh)
        if cache is not None:
            self.cache, self.changed = cache, True
        return token


class _Elsewhere(HTTPAdapter):
    """Sends what is meant for the authority to another address, and says so (contracts/graph.md §5.2, way A)."""

    def __init__(self, url: str) -> None:
        super().__init__(max_retries=retries())
        self._base = urlsplit(url)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send *request* to the other address."""
        meant = urlsplit(str(request.url))
        request.headers["X-Forwarded-Base"] = f"{meant.scheme}://{meant.netloc}"
        path = self._base.path + meant.path
        request.url = urlunsplit((self._base.scheme, self._base.netloc, path, meant.query, ""))
        return super().send(request, *args, **kwargs)


def _session(url: str) -> requests.Session:
    session = PatientSession()
    if url != AUTHORITY:
        session.trust_env = False
        session.mount(f"{AUTHORITY}/", _Elsewhere(url))
    return session


def _credential(text: str) -> str | dict[str, str]:
    """What the library takes: the secret, or key and certificate by their names."""
    if "-----BEGIN" not in text:
        return text
    pem = text.replace("\\n", "\n")
    return {"private_key": pem, "public_certificate": pem}


@contextmanager
def _reaching_entra() -> Iterator[None]:
    """Raise Unavailable for a call that gets no answer, or one that the library cannot make sense of."""
    try:
        yield
    except (requests.RequestException, MsalError, ValueError) as error:
        raise NoAnswer(Side.CALENDAR, "outlook.sign_in_unreachable") from error


def _refusal(result: Mapping[str, Any]) -> NeedsSignIn | Unavailable:
    if result.get("error") in {"temporarily_unavailable", "server_error"}:
        return Unavailable(Side.CALENDAR, "outlook.sign_in_busy")
    if result.get("error") == "invalid_client":
        # the secret has run out, say: no sign-in of a person helps
        return Unavailable(Side.CALENDAR, "outlook.secret")
    return NeedsSignIn(Side.CALENDAR, "outlook.sign_in")

"""What Entra remembers: codes, grants and tokens it gave out."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.sandbox.keys import RsaKey, process_key


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed an app."""

    #: tenant and object id of the person
    tid: str
    oid: str
    #: client id
    app: str
    #: scopes as requested
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code on its way from the browser to the app."""

    grant: Grant
    redirect_uri: str
    challenge: str
    #: "S256", "plain" or "" without PKCE
    challenge_method: str
    nonce: str
    #: machine time in seconds
    expires: float


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What an access token says."""

    tid: str
    #: the person, or the app's service principal in an app-only token
    oid: str
    #: client id of the app that holds it
    app: str
    #: delegated scopes; empty in an app-only token
    scopes: frozenset[str]
    #: application roles; empty in a delegated token
    roles: frozenset[str]
    #: resource: "https://graph.microsoft.com", or a client id
    aud: str
    #: machine time in seconds
    expires: float


@dataclass(slots=True)
class EntraState:
    """Everything a restart must keep."""

    key: RsaKey = field(default_factory=lambda: process_key("sandbox-entra"))
    codes: dict[str, Code] = field(default_factory=dict)
    #: refresh tokens
    refresh: dict[str, Grant] = field(default_factory=dict)
    #: access tokens as given out; what is not here is not accepted
    access: dict[str, AccessToken] = field(default_factory=dict)
    #: refresh tokens withdrawn by the control, to answer "revoked" rather than "unknown"
    revoked: set[str] = field(default_factory=set)

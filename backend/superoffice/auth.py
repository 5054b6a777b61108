"""Signing a person in to SuperOffice: authorization code with PKCE, and fresh access tokens afterwards."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from backend.config import Settings
from backend.core.addresses import belongs
from backend.core.items import Side
from backend.core.sides import NeedsSignIn, NoAnswer, Unavailable
from backend.core.words import Phrase
from backend.rare_calls import calls
from backend.superoffice.tokens import CLAIM, BadToken, Issuer


class SignInFailed(Exception):
    """A sign-in that did not succeed; `sign_in.<code>` says why."""

    def __init__(self, code: str) -> None:
        #: what the person is told
        self.told = Phrase(f"sign_in.{code}")
        super().__init__(self.told.said())


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What opens the API for an hour."""

    token: str
    #: seconds since 1970, by this machine's clock
    expires_at: float


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has just signed in, and what the id token says about them."""

    context: str
    associate_id: int
    address: str
    name: str
    refresh_token: str
    access: AccessToken
    webapi_url: str
    is_administrator: bool
    #: opens the system user; only when an administrator approved the app (contracts/superoffice.md §1.3)
    system_token: str | None


class SignIn:
    """The sign-in of one app at one SuperOffice environment."""

    def __init__(self, settings: Settings, issuer: Issuer) -> None:
        self._settings = settings
        self._issuer = issuer

    def start(self, redirect_uri: str) -> tuple[str, dict[str, str]]:
        """Where to send the browser, and the flow to keep until it returns. Raises Unavailable."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        flow = {"state": secrets.token_urlsafe(24), "code_verifier": verifier, "redirect_uri": redirect_uri}
        query = {
            "client_id": self._settings.superoffice_client_id,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": redirect_uri,
            "state": flow["state"],
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self._settings.superoffice_context:
            query["acr_values"] = f"tenant:{self._settings.superoffice_context}"
        return f"{self._issuer.metadata()['authorization_endpoint']}?{urlencode(query)}", flow

    def finish(self, flow: Mapping[str, str], returned: Mapping[str, str]) -> SignedIn:
        """Redeem what the browser came back with. Raises SignInFailed, Unavailable."""
        if not hmac.compare_digest(returned.get("state", "").encode(), flow["state"].encode()):
            raise SignInFailed("elsewhere")
        if "code" not in returned:
            raise SignInFailed("superoffice.refused")
        status, tokens = self._token(
            grant_type="authorization_code", code=returned["code"], redirect_uri=flow["redirect_uri"],
            code_verifier=flow["code_verifier"],
        )  # fmt: skip
        if status != 200 or not isinstance(tokens.get("refresh_token"), str):
            raise SignInFailed("superoffice.not_accepted")
        try:
            claims = self._claims(tokens)
        except BadToken as error:
            raise SignInFailed("superoffice.not_verified") from error
        return self._person(claims, tokens)

    def refresh(self, refresh_token: str) -> AccessToken:
        """A fresh access token. Raises NeedsSignIn, Unavailable."""
        return _access(self._renewed(refresh_token))

    def is_administrator(self, refresh_token: str) -> bool:
        """Whether SuperOffice counts the person among its administrators now (contracts/superoffice.md §1.3).

        A renewed sign-in comes with a new id token (§1.2). Raises NeedsSignIn, Unavailable.
        """
        try:
            claims = self._claims(self._renewed(refresh_token))
        except BadToken as error:
            raise Unavailable(Side.SUPEROFFICE, "superoffice.not_verified") from error
        return str(claims.get(f"{CLAIM}is_administrator")).lower() == "true"

    def _renewed(self, refresh_token: str) -> dict[str, Any]:
        status, tokens = self._token(grant_type="refresh_token", refresh_token=refresh_token)
        if status == 200 and isinstance(tokens.get("access_token"), str):
            return tokens
        if tokens.get("error") == "invalid_grant":
            raise NeedsSignIn(Side.SUPEROFFICE, "superoffice.sign_in")
        raise NoAnswer(Side.SUPEROFFICE, "superoffice.not_renewed", 60.0)

    def _claims(self, tokens: Mapping[str, Any]) -> dict[str, Any]:
        """What the id token proves. Raises BadToken, Unavailable."""
        return self._issuer.claims(
            str(tokens.get("id_token")), issuer=str(self._issuer.metadata()["issuer"]),
            audience=self._settings.superoffice_client_id,
        )  # fmt: skip

    def _token(self, **form: str) -> tuple[int, dict[str, Any]]:
        form |= {
            "client_id": self._settings.superoffice_client_id,
            "client_secret": self._settings.superoffice_client_secret.get_secret_value(),
        }
        try:
            answer = calls().post(str(self._issuer.metadata()["token_endpoint"]), data=form)
            value = answer.json()
        except requests.RequestException as error:
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_unreachable", 60.0) from error
        return answer.status_code, value if isinstance(value, dict) else {}

    def _person(self, claims: Mapping[str, Any], tokens: Mapping[str, Any]) -> SignedIn:
        own = {name.removeprefix(CLAIM): str(value) for name, value in claims.items() if name.startswith(CLAIM)}
        context, associate = own.get("ctx", ""), own.get("associateid", "")
        if not context or not associate.isdecimal():
            raise SignInFailed("superoffice.nobody")
        if self._settings.superoffice_context not in ("", context):
            raise SignInFailed("superoffice.other_organisation")
        address = own.get("so_primary_email_address") or own.get("email") or str(claims.get("sub", ""))
        access = _access(tokens)
        api = own.get("webapi_url", "").rstrip("/")
        return SignedIn(
            context=context,
            associate_id=int(associate),
            address=address,
            # the token goes nowhere else, whatever the claim says
            name=(_full_name(api, access) if belongs(api, self._settings.superoffice_url) else "") or address,
            refresh_token=str(tokens["refresh_token"]),
            access=access,
            webapi_url=api,
            is_administrator=own.get("is_administrator", "").lower() == "true",
            system_token=own.get("system_token"),
        )


def _access(tokens: Mapping[str, Any]) -> AccessToken:
    seconds = tokens.get("expires_in")
    return AccessToken(str(tokens["access_token"]), time.time() + (seconds if isinstance(seconds, int) else 3600))


def _full_name(api: str, access: AccessToken) -> str:
    """The person's name, which no claim holds; "" where SuperOffice does not tell."""
    headers = {"Authorization": f"Bearer {access.token}", "Accept": "application/json"}
    try:
        answer = calls().get(f"{api}/v1/User/currentPrincipal", headers=headers)
        principal = answer.json()
    except requests.RequestException:
        return ""
    name = principal.get("FullName") if isinstance(principal, dict) else None
    return name if isinstance(name, str) else ""

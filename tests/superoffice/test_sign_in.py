"""Signing in to SuperOffice, as a person and as the system user."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from backend.core.sides import NeedsSignIn, Unavailable
from backend.superoffice.auth import SignIn, SignInFailed
from backend.superoffice.system_user import SystemTicket, SystemUser
from backend.superoffice.tokens import BadToken, Issuer
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import SuperOffice


def test_a_user_signs_in(superoffice: SuperOffice) -> None:
    julie = superoffice.signed_in("julie")
    assert (julie.context, julie.associate_id, julie.address) == ("Cust12345", 6, "julie@nordlys.example")
    assert julie.name == "Julie Juul"
    assert (julie.is_administrator, julie.system_token) == (False, None)
    assert julie.access.expires_at > time.time() + 3000


def test_an_administrator_brings_the_system_token(superoffice: SuperOffice) -> None:
    linda = superoffice.signed_in("linda")
    assert linda.is_administrator and linda.system_token
    assert superoffice.system(linda).get("v1/MDOList/priority").data


def test_a_refresh_token_gives_access_again_and_again(superoffice: SuperOffice) -> None:
    julie = superoffice.signed_in("julie")
    first, second = (superoffice.sign_in.refresh(julie.refresh_token) for _ in range(2))
    assert len({julie.access.token, first.token, second.token}) == 3


def test_a_revoked_refresh_token_needs_a_new_sign_in(superoffice: SuperOffice) -> None:
    with pytest.raises(NeedsSignIn):
        superoffice.sign_in.refresh("revoked")


def test_a_wrong_client_secret_is_not_the_persons_fault(superoffice: SuperOffice) -> None:
    wrong = superoffice.settings.model_copy(update={"superoffice_client_secret": SecretStr("wrong")})
    with pytest.raises(Unavailable):
        SignIn(wrong, superoffice.issuer).refresh(superoffice.signed_in("julie").refresh_token)


@pytest.mark.parametrize(
    "change",
    [{"state": "forged"}, {"code": "forged"}, {"code": None, "error": "access_denied"}, {"state": None}],
    ids=str,
)
def test_a_forged_return_is_refused(superoffice: SuperOffice, change: dict[str, str | None]) -> None:
    flow, returned = superoffice.returned("julie")
    forged = {name: value for name, value in ({**returned} | change).items() if value is not None}
    with pytest.raises(SignInFailed):
        superoffice.sign_in.finish(flow, forged)


def test_a_code_is_good_only_with_its_own_verifier(superoffice: SuperOffice) -> None:
    flow, returned = superoffice.returned("julie")
    with pytest.raises(SignInFailed):
        superoffice.sign_in.finish(flow | {"code_verifier": "of another flow"}, returned)


def test_another_organisation_is_refused(superoffice: SuperOffice) -> None:
    settings = superoffice.settings.model_copy(update={"superoffice_context": "Cust99999"})
    with pytest.raises(SignInFailed, match="another organisation"):
        SignIn(settings, superoffice.issuer).finish(*superoffice.returned("julie"))


def test_a_ticket_is_kept_until_it_is_rejected(superoffice: SuperOffice) -> None:
    token = superoffice.signed_in("linda").system_token
    assert token
    first = superoffice.system_user.ticket(token, "Cust12345")
    assert superoffice.system_user.ticket(token, "Cust12345") is first
    superoffice.system_user.forget("Cust12345", SystemTicket("an older one"))
    assert superoffice.system_user.ticket(token, "Cust12345") is first
    superoffice.system_user.forget("Cust12345", first)
    assert superoffice.system_user.ticket(token, "Cust12345") != first


def test_an_expired_ticket_is_renewed_unnoticed(superoffice: SuperOffice, sandbox: SandboxClient) -> None:
    system = superoffice.system(superoffice.signed_in("linda"))
    system.get("v1/MDOList/priority")
    sandbox.advance(7 * 3600)
    assert system.get("v1/MDOList/priority").data


def test_an_approval_that_was_taken_back_needs_an_administrator(superoffice: SuperOffice) -> None:
    with pytest.raises(NeedsSignIn, match="administrator"):
        superoffice.system_user.ticket("Sosync-revoked", "Cust12345")


@pytest.mark.parametrize("key", ["", "no key", "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----"])
def test_a_wrong_private_key_is_named(superoffice: SuperOffice, key: str) -> None:
    wrong = superoffice.settings.model_copy(update={"superoffice_private_key": SecretStr(key)})
    with pytest.raises(Unavailable, match="SUPEROFFICE_PRIVATE_KEY"):
        SystemUser(wrong, superoffice.issuer).ticket("Sosync-x", "Cust12345")


def test_an_unreachable_sign_in_is_told() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        Issuer("http://127.0.0.1:9").metadata()


KEY = rsa.generate_private_key(65537, 2048)


def forged(kind: str, issuer: str, kid: str) -> str:
    """A token that SuperOffice did not sign."""
    claims: dict[str, Any] = {"iss": issuer, "aud": "app", "exp": int(time.time()) + 300}
    match kind:
        case "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
        case "by a shared secret":
            return jwt.encode(claims, "s" * 32, algorithm="HS256", headers={"kid": kid})
        case "unknown key":
            return jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "unknown"})
        case "another key":
            return jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": kid})
        case _:
            return kind


@pytest.mark.parametrize(
    "kind", ["unsigned", "signed with a secret", "unknown key", "another key", "no token", ""]
)
def test_tokens_of_others_are_not_believed(superoffice: SuperOffice, kind: str) -> None:
    metadata = superoffice.issuer.metadata()
    published = requests.get(str(metadata["jwks_uri"]), timeout=30).json()["keys"][0]["kid"]
    with pytest.raises(BadToken):
        superoffice.issuer.claims(
            forged(kind, str(metadata["issuer"]), published), issuer=str(metadata["issuer"]), audience="app"
        )

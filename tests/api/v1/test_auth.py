"""Which tokens open the API."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.api.app import make_app
from backend.api.v1.bearer import LEEWAY, BadToken, account_of
from backend.api.v1.keys import KEEP_SECONDS, REFRESH_SECONDS, Keys
from backend.api.v1.proven_tokens import ProvenTokens
from backend.core.sides import Unavailable
from backend.core.values import replace
from backend.sync.service import Product
from tests.api.v1.conftest import Pane, access_token, app_token
from tests.api.v1.issuer import CLIENT, Issuer, serving
from tests.company import Company
from tests.mailboxes import TENANT, add_mailbox

OTHER_TENANT = "5d0f4a4e-0000-4000-8000-00000000c001"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving() as issuer:
        yield issuer


@pytest.fixture
def door(product: Product, issuer: Issuer) -> FlaskClient:
    """The API that believes *issuer*; Linda has a mailbox."""
    add_mailbox(product, "linda", 6)
    settings = product.settings.model_copy(
        update={"entra_url": issuer.base, "entra_client_id": CLIENT, "entra_tenant_ids": TENANT}
    )
    return make_app(replace(product, settings=settings)).test_client()


def knock(door: FlaskClient, token: str) -> TestResponse:
    return door.get("/api/v1/session", headers={"Authorization": f"Bearer {token}"})


def _part(value: dict[str, Any]) -> str:
    """A part of a JWT, written by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def refused(answer: TestResponse) -> None:
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="sosync"')
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["code"] == "unauthorized"
    assert problem["detail"] and problem["remedy"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": f"api://{CLIENT}"},
        {"tid": TENANT.upper()},
        {"scp": "openid access_as_user"},
        {"exp": -timedelta(minutes=1)},
        {"ver": "1.0", "aud": f"api://{CLIENT}", "iss": f"https://sts.windows.net/{TENANT}/"},
    ],
)
def test_a_good_token_is_the_mailbox_of_its_account(
    door: FlaskClient, issuer: Issuer, changes: dict[str, Any]
) -> None:
    answer = knock(door, issuer.token(**changes))
    assert answer.status_code == 200
    assert answer.get_json()["mailbox"]["address"] == "linda@nordlys.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -timedelta(hours=1)},
        {"exp": None},
        {"nbf": timedelta(hours=1)},
        {"nbf": None},
        {"aud": "https://graph.microsoft.com"},
        {"aud": None},
        {"iss": "https://evil.example/v2.0"},
        {"iss": f"https://sts.windows.net/{TENANT}/"},
        {"ver": "1.0"},
        {"ver": "3.0"},
        {"ver": None},
        {"tid": OTHER_TENANT},
        {"tid": "../../evil"},
        {"tid": None},
        {"oid": None},
        {"oid": 7},
        {"scp": None},
        {"scp": "access_as_user_too"},
        {"scp": None, "roles": ["access_as_user"], "idtyp": "app"},
        {"idtyp": "app"},
    ],
)
def test_a_token_that_says_something_wrong_is_refused(
    door: FlaskClient, issuer: Issuer, changes: dict[str, Any]
) -> None:
    refused(knock(door, issuer.token(**changes)))


def test_a_forged_signature_is_refused(door: FlaskClient, issuer: Issuer) -> None:
    stranger = generate_private_key(public_exponent=65537, key_size=2048)
    refused(knock(door, issuer.token(key=stranger)))
    head, claims, signature = issuer.token().split(".")
    changed = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"oid": "account of julie"}
    refused(knock(door, f"{head}.{_part(changed)}.{signature}"))


def test_only_rs256_counts(door: FlaskClient, issuer: Issuer) -> None:
    refused(knock(door, issuer.token(algorithm="none", key="")))
    refused(knock(door, issuer.token(algorithm="RS512")))
    # the public key as a shared secret
    (key,) = issuer.keys.values()
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{issuer.token().split('.')[1]}"
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).rstrip(b"=").decode()
    refused(knock(door, f"{signed}.{signature}"))


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic bGluZGE6eA==", "Bearer x", "Bearer a.b.c", f"Bearer {'x' * 20_000}"]
)
def test_what_is_no_token_is_refused(door: FlaskClient, header: str) -> None:
    refused(door.get("/api/v1/session", headers={"Authorization": header}))


def test_a_token_elsewhere_than_in_the_header_does_not_count(door: FlaskClient, issuer: Issuer) -> None:
    door.set_cookie("access_token", issuer.token())
    refused(door.get(f"/api/v1/session?access_token={issuer.token()}"))


def test_a_new_key_is_fetched_and_forgers_cannot_make_us_fetch(door: FlaskClient, issuer: Issuer) -> None:
    assert knock(door, issuer.token()).status_code == 200
    assert knock(door, issuer.token()).status_code == 200
    assert issuer.fetched == 1
    issuer.new_key("second")
    assert knock(door, issuer.token()).status_code == 200
    assert issuer.fetched == 2
    for number in range(5):
        refused(knock(door, issuer.token(kid=f"forged {number}")))
    assert issuer.fetched == 2


def test_an_unknown_key_is_asked_for_again_after_a_while(issuer: Issuer) -> None:
    now = 0.0
    keys = Keys(issuer.base, lambda: now)
    assert keys.find(TENANT, "2.0", "first")
    assert keys.find(TENANT, "2.0", "second") is None
    issuer.new_key("second")
    assert keys.find(TENANT, "2.0", "second") is None
    now = REFRESH_SECONDS + 1.0
    assert keys.find(TENANT, "2.0", "second")


def test_known_keys_serve_while_entra_is_away(issuer: Issuer) -> None:
    now = 0.0
    keys = Keys(issuer.base, lambda: now)
    assert keys.find(TENANT, "2.0", "first")
    issuer.base = "http://127.0.0.1:1"
    with pytest.raises(Unavailable):
        keys.find(TENANT, "2.0", "second")
    assert keys.find(TENANT, "2.0", "first")


def test_a_token_that_was_proven_is_good_no_longer_than_its_time_and_its_key(
    product: Product, issuer: Issuer
) -> None:
    now, fetched_at = time.time(), 0.0
    keys, known = Keys(issuer.base, lambda: fetched_at), ProvenTokens(lambda: now)
    settings = product.settings.model_copy(update={"entra_client_id": CLIENT, "entra_tenant_ids": TENANT})
    token, other = issuer.token(), issuer.token(name="Linda")
    account = account_of(token, settings, keys, known)
    assert known.find(token, keys) == account
    assert known.find(other, keys) is None
    now += 3600 + LEEWAY
    assert known.find(token, keys) is None
    now -= 3600
    fetched_at = KEEP_SECONDS + 1.0
    assert account_of(token, settings, keys, known) == known.find(token, keys) == account
    issuer.new_key("first")
    fetched_at *= 2
    with pytest.raises(BadToken):
        account_of(token, settings, keys, known)


def test_nobody_is_turned_away_while_entra_cannot_be_reached(product: Product, issuer: Issuer) -> None:
    settings = product.settings.model_copy(update={"entra_url": "http://127.0.0.1:1"})
    answer = knock(make_app(replace(product, settings=settings)).test_client(), issuer.token())
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")


def test_tokens_of_the_real_flow(company: Company, product: Product, linda: Pane) -> None:
    """The sandbox's Entra issues what the pane has, and what it must not get through with."""
    assert linda.get("/session").get_json()["account"]["address"] == "linda@nordlys.example"
    tenant = product.settings.tenant_ids[0]
    graph = access_token(product.settings, "linda", tenant, "https://graph.microsoft.com/User.Read")
    for token in (graph, app_token(product.settings), access_token(product.settings, "c", "organizations")):
        refused(Pane(linda.client, token).get("/session"))

"""Signing in with Entra as a browser does it, and tokens afterwards."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from backend.core.sides import NeedsSignIn, Unavailable
from backend.graph.auth import Entra, MailboxToken, SignedIn, SignInRefused
from backend.graph.client import GraphClient
from backend.sandbox.apps import App
from backend.sandbox.people import COMPANY, CUSTOMER
from backend.transport import Transport
from tests.sandbox_client import SandboxClient

APP = App()
CALLBACK = "http://localhost:5000/callback"


def app(sandbox: SandboxClient, *tenants: str) -> Entra:
    return Entra(APP.client_id, APP.client_secret, tenants or (COMPANY.id,), sandbox.entra)


def browse(address: str, person: str) -> dict[str, str]:
    """What comes back to the callback when *person* follows *address*."""
    answer = requests.get(f"{address}&sandbox_user={person}", allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def signed_in(entra: Entra, person: str = "linda") -> SignedIn:
    address, flow = entra.start_sign_in(CALLBACK)
    return entra.finish_sign_in(json.loads(json.dumps(flow)), browse(address, person))


def without(cache: str, part: str) -> str:
    """A token cache that has lost *part*."""
    kept: dict[str, Any] = json.loads(cache)
    kept.pop(part)
    return json.dumps(kept)


def test_a_person_signs_in_and_the_token_opens_the_mailbox(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    linda = signed_in(entra)
    assert (linda.tid, linda.address, linda.name) == (COMPANY.id, "linda@nordlys.example", "Linda Lund")
    client = GraphClient(Transport(), sandbox.graph, MailboxToken(entra, linda.cache, linda.oid))
    assert client.get("/me")["id"] == linda.oid


def test_the_browser_is_sent_to_where_entra_answers(sandbox: SandboxClient) -> None:
    address, _ = app(sandbox).start_sign_in(CALLBACK)
    assert address.startswith(f"{sandbox.entra}/{COMPANY.id}/oauth2/v2.0/authorize?")


def test_a_token_that_lasts_is_not_fetched_again(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    linda = signed_in(entra)
    token, changed = entra.access_token(linda.cache, linda.oid)
    assert changed is None
    assert entra.access_token(linda.cache, linda.oid) == (token, None)


def test_a_fresh_token_changes_the_cache(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    linda = signed_in(entra)
    mailbox = MailboxToken(entra, linda.cache, linda.oid)
    assert not mailbox.changed
    first = mailbox()
    assert mailbox(fresh=True) != first
    assert mailbox.changed
    assert mailbox.cache != linda.cache


def test_a_token_that_ran_out_is_fetched_with_the_refresh_token(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    linda = signed_in(entra)
    token, changed = entra.access_token(without(linda.cache, "AccessToken"), linda.oid)
    assert token
    assert changed


def test_somebody_of_another_tenant_may_not_sign_in(sandbox: SandboxClient) -> None:
    entra = app(sandbox, COMPANY.id, CUSTOMER.id)
    assert signed_in(entra, "c").tid == CUSTOMER.id
    with pytest.raises(SignInRefused, match="tenant_not_allowed"):
        signed_in(entra, "x")


def test_a_forged_return_is_refused(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    address, flow = entra.start_sign_in(CALLBACK)
    answer = browse(address, "linda")
    for forged in (answer | {"state": "another"}, {}, {"state": answer["state"], "error": "access_denied"}):
        with pytest.raises(SignInRefused):
            entra.finish_sign_in(flow, forged)


def test_a_code_works_once(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    address, flow = entra.start_sign_in(CALLBACK)
    answer = browse(address, "linda")
    entra.finish_sign_in(flow, answer)
    with pytest.raises(SignInRefused, match="invalid_grant"):
        entra.finish_sign_in(flow, answer)


def test_whose_consent_is_withdrawn_must_sign_in(sandbox: SandboxClient) -> None:
    entra = app(sandbox)
    linda = signed_in(entra)
    sandbox.reset()
    with pytest.raises(NeedsSignIn):
        entra.access_token(without(linda.cache, "AccessToken"), linda.oid)


def test_who_never_signed_in_must_sign_in(sandbox: SandboxClient) -> None:
    with pytest.raises(NeedsSignIn):
        app(sandbox).access_token("{}", "00000000-0000-4000-a000-000000000009")


def test_a_sign_in_service_that_is_down_is_told_from_a_refusal(sandbox: SandboxClient) -> None:
    linda = signed_in(app(sandbox))
    elsewhere = Entra(APP.client_id, APP.client_secret, (COMPANY.id,), "http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        elsewhere.access_token(without(linda.cache, "AccessToken"), linda.oid)


@pytest.mark.parametrize("kind", ["500", "503", "429", "reset_before"])
def test_a_sign_in_service_that_fails_is_told_from_a_refusal(sandbox: SandboxClient, kind: str) -> None:
    linda = signed_in(app(sandbox))
    sandbox.faults.add("entra", kind, count=100)
    # an app that knows nothing of Entra yet
    with pytest.raises(Unavailable):
        app(sandbox).access_token(without(linda.cache, "AccessToken"), linda.oid)
    with pytest.raises(Unavailable):
        app(sandbox).start_sign_in(CALLBACK)

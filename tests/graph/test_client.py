"""The calls underneath: tokens, headers, links, and answers that are no answers."""

from __future__ import annotations

import pytest

from backend.core.sides import NeedsSignIn, Unavailable
from backend.graph.batch import Part, send_all
from backend.graph.client import GraphClient
from backend.graph.errors import (
    BadRequest,
    Busy,
    Changed,
    CursorExpired,
    Forbidden,
    GraphError,
    MailboxUnavailable,
    NotFound,
    Unauthorized,
    error_of,
)
from backend.graph.profile import home_zone
from backend.transport import Patience, Transport
from tests.graph.conftest import Mailbox
from tests.sandbox_client import SandboxClient

PATIENCE = Patience(attempts=2, seconds=1.0, first_wait=0.01)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "ErrorInvalidRequest", BadRequest),
        (401, "InvalidAuthenticationToken", Unauthorized),
        (403, "ErrorAccessDenied", Forbidden),
        (404, "ErrorItemNotFound", NotFound),
        (404, "MailboxNotEnabledForRESTAPI", MailboxUnavailable),
        (409, "ErrorDuplicateTransactionId", BadRequest),
        (409, "ErrorIrresolvableConflict", Changed),
        (410, "SyncStateNotFound", CursorExpired),
        (410, "syncStateNotFound", CursorExpired),
        (400, "resyncRequired", CursorExpired),
        (410, "", NotFound),
        (412, "ErrorIrresolvableConflict", Changed),
        (429, "ApplicationThrottled", Busy),
        (500, "ErrorInternalServerTransientError", Busy),
        (503, "ErrorMailboxStoreUnavailable", MailboxUnavailable),
        (504, "", Busy),
    ],
)
def test_an_error_is_known_by_status_and_code(status: int, code: str, kind: type[GraphError]) -> None:
    error = error_of(status, {}, {"error": {"code": code, "message": "about Linda's divorce"}})
    assert type(error) is kind
    assert "divorce" not in str(error)


@pytest.mark.parametrize("body", [None, [], {"error": None}, {"error": {"code": 5}}, "<html>"])
def test_an_error_without_a_code_is_still_one(body: object) -> None:
    assert error_of(404, {}, body).code == ""


class Tokens:
    """A token source that hands out *given*, one after the other."""

    def __init__(self, *given: str) -> None:
        self.given = list(given)
        self.asked_fresh = 0

    def __call__(self, *, fresh: bool = False) -> str:
        self.asked_fresh += fresh
        return self.given.pop(0)


def client_with(sandbox: SandboxClient, *tokens: str) -> tuple[GraphClient, Tokens]:
    source = Tokens(*tokens)
    return GraphClient(Transport(), sandbox.graph, source, PATIENCE), source


def test_a_refused_token_is_renewed_once(sandbox: SandboxClient) -> None:
    client, tokens = client_with(sandbox, "stale", sandbox.token("graph", "linda"))
    assert client.get("/me")["mail"] == "linda@nordlys.example"
    assert tokens.asked_fresh == 1


def test_a_person_whose_tokens_are_refused_must_sign_in(sandbox: SandboxClient) -> None:
    client, _ = client_with(sandbox, "stale", "stale too")
    with pytest.raises(NeedsSignIn):
        client.get("/me")


def test_a_token_refused_inside_a_batch_is_renewed_once(sandbox: SandboxClient) -> None:
    token = sandbox.token("graph", "linda")
    client, tokens = client_with(sandbox, token, token)
    sandbox.faults.add("graph", "401", count=1, path="/me/events")
    answers = list(send_all(client, [Part("GET", "/me/events"), Part("GET", "/me/calendar")]))
    assert [answer.status for answer in answers] == [200, 200]
    assert tokens.asked_fresh == 1


def test_parts_go_one_by_one_after_one_was_turned_away_until_all_goes_well_again(sandbox: SandboxClient) -> None:
    client, _ = client_with(sandbox, sandbox.token("graph", "linda"))
    parts = [Part("GET", "/me/calendar")] * 20
    sandbox.faults.add("graph", "429", count=1, path="/me/calendar", retry_after=0)

    def requests_for_all() -> int:
        before = client.requests
        assert {answer.status for answer in send_all(client, parts)} == {200}
        return client.requests - before

    # the batch, and the part that was turned away
    assert requests_for_all() == 2
    assert requests_for_all() == 20
    assert requests_for_all() == 10
    assert [requests_for_all() for _ in range(3)][-1] == 1


def test_the_token_goes_to_graph_alone(sandbox: SandboxClient) -> None:
    client, _ = client_with(sandbox, "secret")
    for link in (
        "http://elsewhere.example/v1.0/me",
        sandbox.graph + ".elsewhere.example/me",
        "//elsewhere.example",
    ):
        with pytest.raises((Unavailable, NeedsSignIn, GraphError, IndexError)):
            client.get(link)


def test_a_graph_that_is_not_there_is_unavailable() -> None:
    client = GraphClient(Transport(timeout=2), "http://127.0.0.1:9/v1.0", Tokens("secret"), PATIENCE)
    with pytest.raises(Unavailable):
        client.get("/me")


@pytest.mark.company("empty")
def test_single_calls_and_batches_both_speak_of_immutable_ids(mailbox: Mailbox) -> None:
    event = mailbox.enter()
    [listed] = mailbox.client.get("/me/calendar/events?$select=id")["value"]
    [answer] = send_all(mailbox.client, [Part("GET", f"/me/events/{event['id']}?$select=id")])
    assert listed["id"] == answer.body["id"] == event["id"]


def test_the_mailboxs_own_zone_is_known_by_its_iana_name(mailbox: Mailbox) -> None:
    assert home_zone(mailbox.client) == "Europe/Berlin"

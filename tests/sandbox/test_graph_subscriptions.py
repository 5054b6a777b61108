"""Subscriptions: handshake, caps, expiry, delivery, lifecycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conformance.graph_schema import check_answer, check_schema
from tests.sandbox.notified import Client, listening
from tests.sandbox_client import ControlRefused, HostSession, SandboxClient
from tests.support import eventually

NOW = datetime.fromisoformat("2026-11-21T10:00:00+00:00")


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    sandbox.set_clock(NOW.isoformat())
    return sandbox.graph_session("linda")


@pytest.fixture
def client() -> Iterator[Client]:
    with listening() as made:
        yield made


def after(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def body(client: Client, **more: Any) -> dict[str, Any]:
    return {
        "changeType": "created,updated,deleted",
        "notificationUrl": f"{client.url}/bell?tenant=1",
        "lifecycleNotificationUrl": f"{client.url}/life",
        "resource": "me/contacts",
        "expirationDateTime": after(4200),
        "clientState": "secret",
        **more,
    }


def subscribe(
    graph: HostSession, client: Client, headers: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    answer = graph.post("/subscriptions", json=body(client, **more), headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = check_answer(answer)
    return made


def test_both_addresses_shake_hands(graph: HostSession, client: Client) -> None:
    made = subscribe(graph, client)
    assert client.handshakes == ["/bell", "/life"]
    assert made["expirationDateTime"].startswith("2026-11-24T08:00")
    assert made["clientState"] == "secret"
    assert check_answer(graph.get(f"/subscriptions/{made['id']}"))["resource"] == "me/contacts"
    assert [each["id"] for each in check_answer(graph.get("/subscriptions"))["value"]] == [made["id"]]


def test_nothing_is_made_when_the_handshake_fails(graph: HostSession, client: Client) -> None:
    client.validates = False
    answer = graph.post("/subscriptions", json=body(client))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "ValidationError")
    dead = graph.post("/subscriptions", json=body(client, notificationUrl="http://127.0.0.1:9/"))
    assert dead.status_code == 400
    assert graph.get("/subscriptions").json()["value"] == []


def test_the_same_wish_again_is_a_conflict(graph: HostSession, client: Client) -> None:
    first = subscribe(graph, client)
    again = graph.post("/subscriptions", json=body(client, resource="/users/linda@nordlys.example/contacts"))
    assert again.status_code == 409
    assert first["id"] in again.json()["error"]["message"]
    subscribe(graph, client, changeType="deleted")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"changeType": "exploded"}, "changeType"),
        ({"notificationUrl": "ftp://x"}, "notificationUrl"),
        ({"notificationUrl": "http://[x"}, "notificationUrl"),
        ({"lifecycleNotificationUrl": 5}, "lifecycleNotificationUrl"),
        ({"resource": None}, "resource"),
        ({"resource": "me/messages"}, "resource"),
        ({"resource": "groups/1"}, "resource"),
        ({"expirationDateTime": "soon"}, "expirationDateTime"),
        ({"expirationDateTime": after(-1)}, "expirationDateTime"),
        ({"clientState": "x" * 129}, "clientState"),
        ({"includeResourceData": True}, "includeResourceData"),
    ],
)
def test_a_wrong_subscription_is_refused_by_name(
    graph: HostSession, client: Client, more: dict[str, Any], named: str
) -> None:
    answer = graph.post("/subscriptions", json=body(client, **more))
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]
    assert client.handshakes == []


def test_other_mailboxes_and_unknown_folders_are_closed(graph: HostSession, client: Client) -> None:
    other = graph.post("/subscriptions", json=body(client, resource="users/julie@nordlys.example/contacts"))
    assert other.status_code == 403
    unknown = graph.post("/subscriptions", json=body(client, resource="me/calendars/unknown/events"))
    assert unknown.status_code == 404


@pytest.mark.parametrize(("position", "longest"), [("10080", 10080), ("4230", 4230)])
def test_the_longest_life_is_a_switch(
    graph: HostSession, client: Client, sandbox: SandboxClient, position: str, longest: int
) -> None:
    sandbox.switch(graph_subscription_minutes=position)
    answer = graph.post("/subscriptions", json=body(client, expirationDateTime=after(longest + 5)))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "ExtensionError")
    assert error["message"] == f"Subscription expiration can only be {longest} minutes in the future."
    made = subscribe(graph, client, expirationDateTime=after(longest - 5))
    late = graph.patch(f"/subscriptions/{made['id']}", json={"expirationDateTime": after(longest + 5)})
    assert (late.status_code, late.json()["error"]["code"]) == (400, "ErrorInvalidParameter")


def test_a_short_life_is_raised_to_45_minutes(graph: HostSession, client: Client) -> None:
    assert subscribe(graph, client, expirationDateTime=after(5))["expirationDateTime"].startswith(
        "2026-11-21T10:45"
    )


def test_a_subscription_ends_with_its_time_unless_renewed(
    graph: HostSession, client: Client, sandbox: SandboxClient
) -> None:
    first = subscribe(graph, client, expirationDateTime=after(60))["id"]
    second = subscribe(graph, client, changeType="created", expirationDateTime=after(60))["id"]
    renewed = check_answer(graph.patch(f"/subscriptions/{first}", json={"expirationDateTime": after(120)}))
    assert renewed["expirationDateTime"].startswith("2026-11-21T12:00")
    sandbox.advance(90 * 60)
    assert graph.get(f"/subscriptions/{first}").status_code == 200
    assert graph.get(f"/subscriptions/{second}").status_code == 404
    assert graph.patch(f"/subscriptions/{second}", json={"expirationDateTime": after(240)}).status_code == 404


def test_a_new_address_shakes_hands_first(graph: HostSession, client: Client) -> None:
    made = subscribe(graph, client)
    url = f"/subscriptions/{made['id']}"
    assert (
        graph.patch(url, json={"notificationUrl": f"{client.url}/new"}).json()["notificationUrl"].endswith("/new")
    )
    assert client.handshakes[-1] == "/new"
    client.validates = False
    assert graph.patch(url, json={"notificationUrl": f"{client.url}/other"}).status_code == 400
    assert graph.get(url).json()["notificationUrl"].endswith("/new")
    assert graph.patch(url, json={"lifecycleNotificationUrl": client.url}).status_code == 400


def test_subscriptions_belong_to_who_made_them(graph: HostSession, client: Client, sandbox: SandboxClient) -> None:
    made = subscribe(graph, client)
    julie = sandbox.graph_session("julie")
    assert julie.get("/subscriptions").json()["value"] == []
    assert julie.delete(f"/subscriptions/{made['id']}").status_code == 404
    assert graph.delete(f"/subscriptions/{made['id']}").status_code == 204
    assert graph.delete(f"/subscriptions/{made['id']}").status_code == 404


@pytest.mark.parametrize("status", ["204", "202"])
def test_reauthorize_answers_as_switched(
    graph: HostSession, client: Client, sandbox: SandboxClient, status: str
) -> None:
    sandbox.switch(graph_reauthorize_status=status)
    made = subscribe(graph, client)
    answer = graph.post(f"/subscriptions/{made['id']}/reauthorize")
    assert (answer.status_code, answer.content) == (int(status), b"")


def test_changes_are_told_with_their_ids(graph: HostSession, client: Client) -> None:
    made = subscribe(graph, client)
    contact = graph.post("/me/contacts", json={"givenName": "Ola"}).json()
    eventually(lambda: contact["id"] in client.told("updated"))
    [told] = [each for each in client.notifications if each["changeType"] == "created"]
    owner = graph.get("/me").json()["id"]
    assert told["subscriptionId"] == made["id"]
    assert told["clientState"] == "secret"
    assert told["resource"] == f"Users/{owner}/Contacts/{contact['id']}"
    assert told["resourceData"]["@odata.etag"] == contact["@odata.etag"]
    for delivery in client.deliveries:
        check_schema("microsoft.graph.changeNotificationCollection", delivery)
    graph.delete(f"/me/contacts/{contact['id']}")
    eventually(lambda: client.told("deleted") == [contact["id"]])


def test_only_wanted_changes_of_watched_items_are_told(graph: HostSession, client: Client) -> None:
    folder = graph.post("/me/contactFolders", json={"displayName": "Customers"}).json()["id"]
    subscribe(graph, client, changeType="deleted", resource=f"me/contactFolders/{folder}/contacts")
    inside = graph.post(f"/me/contactFolders/{folder}/contacts", json={"givenName": "Ola"}).json()["id"]
    outside = graph.post("/me/contacts", json={"givenName": "Kari"}).json()["id"]
    for contact in (outside, inside):
        graph.delete(f"/me/contacts/{contact}")
    eventually(lambda: client.notifications)
    assert [each["resourceData"]["id"] for each in client.notifications] == [inside]


def test_ids_are_of_the_kind_asked_for_at_the_start(graph: HostSession, client: Client) -> None:
    immutable = {"Prefer": 'IdType="ImmutableId"'}
    subscribe(graph, client, headers=immutable, changeType="created")
    contact = graph.post("/me/contacts", json={"givenName": "Ola"}).json()["id"]
    expected = graph.get(f"/me/contacts/{contact}", headers=immutable).json()["id"]
    eventually(lambda: client.told("created") == [expected])
    assert expected != contact


def test_events_and_tasks_are_told_too(graph: HostSession, client: Client) -> None:
    tasks = graph.get("/me/todo/lists").json()["value"][0]["id"]
    subscribe(graph, client, resource="me/events", changeType="created")
    subscribe(graph, client, resource=f"me/todo/lists/{tasks}/tasks", changeType="created")
    subscribe(graph, client, resource="me/calendar/events", changeType="created")
    noon = {"dateTime": "2026-11-23T12:00:00", "timeZone": "UTC"}
    event = graph.post("/me/events", json={"subject": "x", "start": noon, "end": noon}).json()["id"]
    task = graph.post(f"/me/todo/lists/{tasks}/tasks", json={"title": "x"}).json()["id"]
    eventually(lambda: sorted(client.told("created")) == sorted([event, event, task]))


def test_changes_close_together_share_a_delivery(graph: HostSession, client: Client) -> None:
    subscribe(graph, client, changeType="created")
    create = {
        "method": "POST", "url": "/me/contacts", "headers": {"Content-Type": "application/json"}, "body": {},
    }  # fmt: skip
    posts = [{"id": str(number), **create} for number in range(10)]
    assert graph.post("/$batch", json={"requests": posts}).status_code == 200
    eventually(lambda: len(client.notifications) == 10)
    assert len(client.deliveries) < 10


def test_a_refused_delivery_comes_again(graph: HostSession, client: Client) -> None:
    subscribe(graph, client, changeType="created")
    client.answers = [503]
    graph.post("/me/contacts", json={})
    eventually(lambda: len(client.deliveries) == 2)
    assert client.deliveries[0] == client.deliveries[1]


def test_an_ended_subscription_is_silent(graph: HostSession, client: Client) -> None:
    ended = subscribe(graph, client, changeType="created")["id"]
    live = subscribe(graph, client)["id"]
    graph.delete(f"/subscriptions/{ended}")
    graph.post("/me/contacts", json={})
    eventually(lambda: len(client.notifications) == 2)
    assert {each["subscriptionId"] for each in client.notifications} == {live}


@pytest.mark.parametrize("event", ["reauthorizationRequired", "subscriptionRemoved", "missed"])
def test_lifecycle_events_reach_their_own_address(
    graph: HostSession, client: Client, sandbox: SandboxClient, event: str
) -> None:
    made = subscribe(graph, client)["id"]
    sandbox.control("POST", "lifecycle", {"subscription": made, "event": event})
    eventually(lambda: client.deliveries)
    [told] = client.notifications
    assert (told["subscriptionId"], told["lifecycleEvent"], told["clientState"]) == (made, event, "secret")
    assert graph.get(f"/subscriptions/{made}").status_code == (404 if event == "subscriptionRemoved" else 200)


def test_a_lifecycle_event_needs_somebody_to_tell(
    graph: HostSession, client: Client, sandbox: SandboxClient
) -> None:
    mute = subscribe(graph, client, lifecycleNotificationUrl=None)["id"]
    for order in (
        {"subscription": mute, "event": "missed"},
        {"subscription": "x", "event": "missed"},
        {"event": "y"},
    ):
        with pytest.raises(ControlRefused, match="400"):
            sandbox.control("POST", "lifecycle", order)

"""Whatever a system sends is read or named as unreadable: only the errors of its side come out of the readers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.items import Side, Task
from backend.core.preferences import Preferences
from backend.core.seen import Seen, Unmapped
from backend.core.sides import NeedsSignIn, SideError
from backend.graph import choices as graph_choices
from backend.graph import profile, subscriptions
from backend.graph.client import GraphClient
from backend.graph.contact_wire import known_contact, seen_contact
from backend.graph.contacts import GraphContacts
from backend.graph.errors import GraphError
from backend.graph.gateway import GraphGateway
from backend.graph.subscriptions import Notification, read_notifications
from backend.graph.todo_wire import read_task
from backend.superoffice import choices, facts, search, todos_wire, webhooks
from backend.superoffice.client import ApiError, Client
from backend.superoffice.directory import Cards
from backend.superoffice.facts import Facts
from backend.superoffice.people_cards import read_cards
from backend.superoffice.people_details import read_details
from backend.superoffice.people_states import read_merges, read_pictures, read_versions
from backend.superoffice.rows import Row
from backend.superoffice.state_changes import read_state_change
from backend.superoffice.tenant import Tenants
from backend.superoffice.tokens import BadToken, Issuer
from backend.superoffice.users import active_users
from backend.transport import Answer, Patience, Transport
from tests.graph.conftest import WINDOW

#: half a character, NUL, line ends, other digits, right to left, a letter that upper case makes two, far planes
odd_texts = st.text("aZ09-:T+.@<&\"'\\\ud83d\x00\n٣\u202eß\U0001f600", max_size=14)
huge = st.sampled_from([10**400, -(2**63) - 1, 2**31, 1e308, float("inf"), "x" * 50_000, [[]] * 500])
deep: Any = []
for _ in range(200):
    deep = [deep]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | odd_texts | huge | st.just(deep),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_texts, inner, max_size=3),
    max_leaves=6,
)
few = settings(max_examples=80, deadline=None)

TIME = {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC"}
TASK: dict[str, Any] = {
    "id": "T", "@odata.etag": "v", "title": "Offer", "status": "notStarted", "importance": "normal",
    "isReminderOn": True, "reminderDateTime": TIME, "dueDateTime": TIME, "startDateTime": TIME,
    "completedDateTime": TIME, "body": {"content": "x", "contentType": "text"}, "categories": ["a"],
    "linkedResources": [{"applicationName": "sosync", "externalId": "Cust1:1"}], "recurrence": None,
    "createdDateTime": "2026-12-01T09:00:00Z", "lastModifiedDateTime": "2026-12-01T09:00:00Z",
}  # fmt: skip
CONTACT: dict[str, Any] = {
    "id": "C", "@odata.etag": "v", "givenName": "Ola", "surname": "Nordmann", "birthday": "1980-02-29T11:59:00Z",
    "emailAddresses": [{"address": "ola@havbris.example", "name": "Ola"}], "businessPhones": ["1"],
    "homePhones": [], "businessAddress": {"city": "Oslo"}, "categories": ["a"], "personalNotes": "x",
    "companyName": "Havbris", "createdDateTime": "2026-12-01T09:00:00Z",
    "singleValueExtendedProperties": [{"id": "String 0x3A24", "value": "1"}],
}  # fmt: skip
NOTIFICATION = {"subscriptionId": "s", "clientState": "c", "changeType": "updated", "tenantId": "t"}
TODO: dict[str, Any] = {
    "AppointmentId": 7, "Type": "inChecklist", "Title": "Call", "Agenda": "x", "StartDate": "2026-12-01T09:30:00Z",
    "EndDate": "2026-12-02T14:00:00Z", "Completed": "NotStarted", "HasAlarm": True, "AlarmLeadTime": "PT90M",
    "Priority": {"Id": 1}, "Private": "Public", "MotherId": 0, "AssociateId": 5, "InvitationStatus": "Hidden",
    "AssignmentStatus": "Hidden",
}  # fmt: skip
EVENT: dict[str, Any] = {
    "Event": "activity.changed", "PrimaryKey": 7, "ContextIdentifier": "Cust1", "ChangedByAssociateId": 5,
    "Timestamp": "2018-04-24T08:18:42.089895Z", "FieldValues": {"associate_id": 5, "document_id": 0, "type": 1},
}  # fmt: skip


def changed(whole: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """*whole* with some of its parts replaced or missing."""
    return st.dictionaries(st.sampled_from(sorted(whole)), json_values, max_size=5).map(
        lambda odd: {**whole, **odd}
    )


@few
@given(changed(TASK) | json_values)
def test_tasks_of_outlook(task: object) -> None:
    found = read_task(task, "Cust1")
    assert isinstance(found, Seen)
    assert isinstance(found.item, Task | Unmapped)
    (found.id + found.version).encode()


@few
@given(changed(CONTACT))
def test_contacts_of_outlook(contact: dict[str, Any]) -> None:
    seen = seen_contact(contact, "Cust1")
    (seen.id + seen.version + seen.made_at).encode()
    assert 0 <= seen.person_id < 10**12
    known_contact({**contact, "id": "C"})


@few
@given(st.lists(changed(NOTIFICATION) | json_values, max_size=3) | json_values)
def test_notifications_of_graph(value: object) -> None:
    for body in (json.dumps({"value": value}), json.dumps(value)):
        with suppress(subscriptions.Malformed):
            for one in read_notifications(body.encode()):
                assert isinstance(one, Notification)
                one.is_genuine("the secret")


@few
@given(changed(TODO))
def test_rows_of_superoffice(carrier: dict[str, Any]) -> None:
    assert isinstance(todos_wire.read(carrier, Facts(), {}), Task | Unmapped)
    with suppress(ApiError):
        Row.of(carrier)
    with suppress(ApiError):
        Row.of_entity(carrier)


@few
@given(changed(EVENT) | json_values)
def test_events_of_superoffice(value: object) -> None:
    with suppress(webhooks.Malformed):
        webhooks.read_event(json.dumps(value).encode()).is_timely(datetime.now().astimezone())
    with suppress(webhooks.Malformed, BadToken):
        body = json.dumps({"ContextIdentifier": value, "ChangeType": 1, "Token": value})
        read_state_change(body.encode(), Issuer("http://127.0.0.1:9"))


class Odd(Transport):
    """A SuperOffice that answers every query with two rows, of which *values* fill the columns in turn."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__()
        self._values = values

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> Answer:
        asked = unquote_plus(f"{url}&{(body or b'').decode()}")
        columns = re.search(r"\$select=([^&]*)", asked)
        names = columns[1].split(",") if columns else ["AppointmentId"]
        rows = [
            {name: self._values[(place + shift) % len(self._values)] for place, name in enumerate(names)}
            for shift in range(2)
        ]
        return Answer(200, {}, json.dumps({"value": rows}).encode())


class _Somewhere(Tenants):
    def api(self, context: str) -> str:
        return "https://superoffice.example/api"


class _Somebody:
    def headers(self) -> Mapping[str, str]:
        return {}

    def reject(self, headers: Mapping[str, str]) -> None:
        """Nothing is kept."""

    def refused(self) -> NeedsSignIn:
        return NeedsSignIn(Side.SUPEROFFICE, "superoffice.sign_in")


READERS: dict[str, Callable[[Client], object]] = {
    "cards": lambda client: read_cards(client, [1, 17], Preferences()),
    "versions": lambda client: read_versions(client, [1, 17]),
    "merges": lambda client: read_merges(client, [1, 17]),
    "pictures": lambda client: read_pictures(client, [1, 17]),
    "details": lambda client: read_details(client, datetime(2026, 11, 21)),
    "directory": lambda client: Cards(client).all_cards(["ola@havbris.example"]),
    "associates": lambda client: Cards(client).of_associates([1, 5]),
    "users": active_users,
    "persons": lambda client: search.search(client, "persons", "ola nord", 25),
    "sales": lambda client: search.search(client, "sales", "ola", 25),
    "last met": lambda client: search.last_met(client, [1, 17]),
    "types": choices.types,
    "fields": choices.person_fields,
    "selections": choices.selections,
    "facts": lambda client: facts.load(client).ask(),
    "type names": lambda client: facts.load(client).types(),
    "webhooks": webhooks.registered,
}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=25, deadline=None)
@given(values=st.lists(json_values | st.sampled_from([1, 17, "2026-12-01T09:00:00"]), min_size=1, max_size=7))
def test_answers_of_superoffice(reader: str, values: list[Any]) -> None:
    client = Client(
        Odd(values), _Somewhere("https://superoffice.example"), "Cust1", _Somebody(), Patience(1, 0, 0)
    )
    with suppress(SideError, ApiError):
        READERS[reader](client)


class OddGraph(Transport):
    """A Graph that answers every question with *answer*."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self._body = json.dumps(answer).encode()

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> Answer:
        return Answer(200, {}, self._body)


GRAPH_READERS: dict[str, Callable[[GraphClient], object]] = {
    "categories": graph_choices.categories,
    "calendars": graph_choices.calendars,
    "zones": graph_choices.zones,
    "zone": graph_choices.zone,
    "language": profile.reading_language,
    "addresses": profile.addresses,
    "events": lambda client: list(GraphGateway(client, context="C", outgoing_category="").changes(None, WINDOW)),
    "contacts": lambda client: list(GraphContacts(client, "C").changes(None)),
    "subscription": lambda client: subscriptions.renew(client, "s", datetime.now().astimezone()),
}
ENTRY = TASK | CONTACT | {
    "name": "Calendar", "canEdit": True, "owner": {"name": "Linda"}, "alias": "Europe/Oslo", "displayName": "x",
    "timeZone": "UTC", "language": {"locale": "da-DK"}, "mail": "linda@nordlys.example", "start": TIME,
    "end": TIME, "proxyAddresses": ["smtp:x@y.example"], "type": "occurrence", "seriesMasterId": "M",
    "expirationDateTime": "2026-12-01T09:00:00Z",
}  # fmt: skip
LINKS = {"@odata.deltaLink": "https://graph.example/v1.0/next"}


@pytest.mark.parametrize("reader", GRAPH_READERS)
@settings(max_examples=25, deadline=None)
@given(entry=changed(ENTRY), page=json_values | st.none())
def test_answers_of_graph(reader: str, entry: dict[str, Any], page: object) -> None:
    answer = {**entry, **LINKS, "value": [entry, page]} if page is not None else entry
    home = "https://graph.example/v1.0"
    client = GraphClient(OddGraph(answer), home, lambda *, fresh=False: "token", Patience(1, 0, 0))
    with suppress(SideError, GraphError):
        GRAPH_READERS[reader](client)

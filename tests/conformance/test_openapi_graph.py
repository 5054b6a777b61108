"""Every operation in the OpenAPI description of Graph is called once; what the sandbox leaves out is listed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from backend.sandbox.graph.routing import routes
from tests.conformance import graph_schema
from tests.conformance.undescribed import GRAPH
from tests.sandbox.notified import listening
from tests.sandbox_client import HostSession, SandboxClient

Json = dict[str, Any]

#: described operations that nobody needs, by pattern; everything else must be answered
NOT_OFFERED = {
    r"(PATCH|DELETE) /me": "users are not administered through the product",
    r"\w+ .*/attachments.*": "attachments stay where they are",
    r"GET .*/instances/delta(\(\))?": "calendarView/delta tells occurrences",
    r"POST /me/calendarGroups": "groups are read only",
    r"(GET|PATCH|DELETE) /me/calendarGroups/{calendarGroup-id}": "groups are read only",
}
_TIME = {"dateTime": "2027-01-18T09:00:00", "timeZone": "UTC"}
_LATER = {"dateTime": "2027-01-18T10:00:00", "timeZone": "UTC"}
_WINDOW = {"startDateTime": "2027-01-01T00:00:00Z", "endDateTime": "2027-03-01T00:00:00Z"}
_SERIES = {
    "pattern": {"type": "daily", "interval": 1},
    "range": {"type": "numbered", "startDate": "2027-01-18", "numberOfOccurrences": 3},
}
#: what a collection takes to make a member, and an action to run
BODIES: dict[str, Json] = {
    "events": {"subject": "Plan", "start": _TIME, "end": _LATER, "isReminderOn": True, "recurrence": _SERIES},
    "calendars": {"name": "Plans"},
    "contacts": {"givenName": "Clara", "emailAddresses": [{"address": "clara@havbris.example", "name": "Clara"}]},
    "contactFolders": {"displayName": "Customers"},
    "childFolders": {"displayName": "Customers"},
    "extensions": {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": "example.x", "n": 1},
    "masterCategories": {"displayName": "Customers", "color": "preset2"},
    "lists": {"displayName": "Calls"},
    "tasks": {"title": "Call back", "dueDateTime": _TIME},
    "checklistItems": {"displayName": "Find the number"},
    "linkedResources": {"webUrl": "https://example.com/1", "applicationName": "Sosync", "displayName": "1"},
    "getSchedule": {"schedules": ["julie@nordlys.example"], "startTime": _TIME, "endTime": _LATER},
    "forward": {"toRecipients": [{"emailAddress": {"address": "mike@nordlys.example"}}]},
    "snoozeReminder": {"newReminderTime": _LATER},
    "translateExchangeIds": {"inputIds": [], "sourceIdType": "restId", "targetIdType": "restImmutableEntryId"},
    "$batch": {"requests": [{"id": "1", "method": "GET", "url": "/me/events"}]},
}
#: changes by the kind of thing that is changed
PATCHES: dict[str, Json] = {
    "calendar": {"name": "Renamed"},
    "calendars": {"name": "Renamed"},
    "events": {"subject": "Renamed"},
    "contacts": {"jobTitle": "Captain"},
    "contactFolders": {"displayName": "Renamed"},
    "extensions": {"n": 2},
    "mailboxSettings": {"timeFormat": "HH:mm"},
    "masterCategories": {"color": "preset3"},
    "lists": {"displayName": "Renamed"},
    "tasks": {"status": "completed"},
    "checklistItems": {"isChecked": True},
    "linkedResources": {"displayName": "2"},
}
ANSWERS = ("accept", "decline", "tentativelyAccept")


class Walker:
    """Linda, who makes whatever an address needs and then calls it."""

    def __init__(self, sandbox: SandboxClient, hook: str) -> None:
        self.http: HostSession = sandbox.graph_session("linda")
        self.julie: HostSession = sandbox.graph_session("julie")
        #: names must be unique in their folder
        self.numbers = count()
        soon = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        self.subscription = {
            "changeType": "created", "notificationUrl": hook, "resource": "/me/events", "expirationDateTime": soon,
        }  # fmt: skip
        later = (datetime.now(UTC) + timedelta(hours=5)).isoformat()
        self.bodies = BODIES | {"subscriptions": self.subscription}
        self.patches = PATCHES | {"subscriptions": {"expirationDateTime": later}}

    def call(self, method: str, template: str) -> Any:
        """The answer to one operation; what its address names is made first."""
        path = self.filled(template)
        kind = re.sub(r"/\{[^/]*\}$", "", template).rpartition("/")[2]
        bodies = {"POST": self.bodies, "PATCH": self.patches}.get(method)
        body = None if bodies is None else self.named(bodies.get(kind, {}))
        window = _WINDOW if re.search(r"calendarView|instances|delta", template) else None
        answer = self.http.request(method, path, json=body, params=window)
        for subscription in self.http.get("/subscriptions").json()["value"]:
            # a second one for the same resource would be refused
            self.http.delete(f"/subscriptions/{subscription['id']}")
        return answer

    def filled(self, template: str) -> str:
        """The address with ids of fresh things."""
        template = template.replace("'{TimeZoneStandard}'", "'Iana'")
        path = ""
        for segment in template.strip("/").split("/"):
            path += "/" + (self.made(path, template) if segment.startswith("{") else segment)
        return path

    def made(self, collection: str, template: str) -> str:
        """The id of a new member of *collection*, of one of its own where it cannot grow."""
        kind = collection.rpartition("/")[2]
        answers = template.endswith(ANSWERS)
        if kind == "calendarGroups" or (kind == "calendars" and answers):
            return str(self.http.get(collection).json()["value"][0]["id"])
        if kind == "events" and answers:
            return self.invited()
        answer = self.http.post(collection, json=self.member(kind, template))
        assert answer.status_code == 201, f"POST {collection}: {answer.status_code} {answer.text}"
        return str(answer.json()["id"])

    def member(self, kind: str, template: str) -> Json:
        """What makes a member of a collection; a meeting where it is to be cancelled."""
        guests = [{"emailAddress": {"address": "julie@nordlys.example"}}]
        meeting = {"attendees": guests} if template.endswith("cancel") else {}
        return self.named(self.bodies[kind]) | meeting

    def named(self, body: Json) -> Json:
        """The same under a name that nothing else has."""
        return body | {
            name: f"{body[name]} {next(self.numbers)}" for name in ("name", "displayName") if name in body
        }

    def invited(self) -> str:
        """An invitation of Julie's in Linda's calendar."""
        invitation = BODIES["events"] | {"attendees": [{"emailAddress": {"address": "linda@nordlys.example"}}]}
        uid = self.julie.post("/me/events", json=invitation).json()["iCalUId"]
        events = self.http.get("/me/events?$top=999").json()["value"]
        return next(str(event["id"]) for event in events if event["iCalUId"] == uid)


def offered(operation: str) -> bool:
    return not any(re.fullmatch(pattern, operation) for pattern in NOT_OFFERED)


@pytest.fixture(autouse=True)
def description() -> None:
    if not graph_schema.available():
        pytest.skip("no OpenAPI description of Graph (set CONTRACT_DATA)")


def test_every_described_operation_is_answered_as_described(sandbox: SandboxClient) -> None:
    problems = []
    with listening() as hook:
        walker = Walker(sandbox, hook.url)
        for method, template in graph_schema.operations():
            if not offered(f"{method} {template}"):
                continue
            answer = walker.call(method, template)
            if not answer.ok:
                problems.append(f"{method} {template}: {answer.status_code} {answer.text[:200]}")
                continue
            try:
                graph_schema.check_answer(answer)
            except AssertionError as error:
                problems.append(str(error))
    assert not problems, "\n".join(problems)


def test_what_is_not_offered_says_so(sandbox: SandboxClient) -> None:
    left_out = [entry for entry in graph_schema.operations() if not offered(" ".join(entry))]
    assert left_out
    linda = sandbox.graph_session("linda")
    for method, template in left_out:
        path = re.sub(r"\{[^}]*\}", "x", template)
        assert linda.request(method, path, json={}).status_code in (404, 405), f"{method} {template}"


def test_no_route_is_unknown_to_the_description() -> None:
    unknown = []
    for route in routes.routes:
        path = "/" + re.sub(r"\{\w+\}", "x", route.template.replace("{me}", "me"))
        path = path.replace("/outlook/x", "/outlook/supportedTimeZones(TimeZoneStandard='Iana')")
        try:
            graph_schema.described(route.method, path)
        except graph_schema.NotDescribed:
            if not GRAPH.allows(route.method, path):
                unknown.append(f"{route.method} {path}")
    assert unknown == []

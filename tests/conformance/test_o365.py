"""An independent client (O365) signs in at the sandbox's Entra and walks through its Graph."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msal
import pytest
from O365 import Account, MSGraphProtocol
from O365.calendar import EventResponse, EventShowAs, EventType
from O365.utils import ImportanceLevel
from O365.utils.token import MemoryTokenBackend
from requests import HTTPError, Session

from backend.sandbox.apps import App
from backend.sandbox.people import COMPANY
from tests.conformance.steps import Steps
from tests.conformance.test_msal import AUTHORITY, CALLBACK, Redirector
from tests.sandbox.notified import listening
from tests.sandbox_client import SandboxClient
from tests.support import eventually

CLIENT = "PyPI O365"
OSLO = ZoneInfo("Europe/Oslo")
MONDAY = datetime(2027, 1, 18, 9, tzinfo=OSLO)
WINDOW = {"startDateTime": "2027-01-01T00:00:00Z", "endDateTime": "2027-03-01T00:00:00Z"}
SCOPES = ["Calendars.ReadWrite", "Contacts.ReadWrite", "Tasks.ReadWrite", "MailboxSettings.ReadWrite", "User.Read"]

#: the client asks for the code in the query, which MSAL advises against
pytestmark = pytest.mark.filterwarnings("ignore:response_mode=")


def account_of(sandbox: SandboxClient, user: str) -> Any:
    """An account of *user*, signed in with a real authorization code (contracts/graph.md §9)."""
    app = App()
    base = sandbox.graph.removesuffix("v1.0")
    protocol = type("SandboxProtocol", (MSGraphProtocol,), {"_protocol_url": base})(timezone=OSLO)
    tokens = MemoryTokenBackend()
    credentials = (app.client_id, app.client_secret)
    account = Account(
        credentials, protocol=protocol, tenant_id=COMPANY.id, token_backend=tokens, requests_delay=None
    )
    browser = Session()
    browser.trust_env = False
    browser.mount("https://login.microsoftonline.com/", Redirector(sandbox.entra))
    account.con._msal_client = msal.ConfidentialClientApplication(
        app.client_id,
        client_credential=app.client_secret,
        authority=AUTHORITY,
        http_client=browser,
        token_cache=tokens,
    )
    url, flow = account.con.get_authorization_url(SCOPES, redirect_uri=CALLBACK)
    back = browser.get(f"{url}&prompt=none&login_hint={user}", allow_redirects=False).headers["Location"]
    assert account.con.request_token(back, flow=flow)
    return account


@pytest.fixture
def linda(sandbox: SandboxClient) -> Any:
    return account_of(sandbox, "linda@nordlys.example")


@pytest.fixture
def julie(sandbox: SandboxClient) -> Any:
    return account_of(sandbox, "julie@nordlys.example")


def calendar_of(account: Any) -> Any:
    return account.schedule().get_default_calendar()


def new_event(account: Any, subject: str, day: int = 0, *guests: str) -> Any:
    """An hour *day* days after MONDAY, saved."""
    event = calendar_of(account).new_event(subject)
    event.start = MONDAY + timedelta(days=day)
    event.end = event.start + timedelta(hours=1)
    event.attendees.add(list(guests))
    assert event.save()
    return event


def view(account: Any, **options: Any) -> list[Any]:
    """The events of a calendar from January to March 2027."""
    start, end = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
    return list(calendar_of(account).get_events(start_recurring=start, end_recurring=end, **options))


def address(account: Any, path: str) -> str:
    """The address of *path* below the account's mailbox."""
    return f"{account.protocol.service_url.rstrip('/')}/me{path}"


def test_it_signs_in_and_knows_who_it_is(linda: Any, steps: Steps) -> None:
    assert linda.is_authenticated
    assert linda.username == "linda@nordlys.example"
    assert linda.directory("me").get_current_user().mail == "linda@nordlys.example"
    steps("sign in with code and PKCE, read the user")
    assert linda.con.refresh_token()
    assert linda.directory("me").get_current_user().display_name == "Linda Lund"
    steps("refresh the token and go on")


def test_an_event_is_created_read_back_changed_and_deleted(linda: Any, steps: Steps) -> None:
    event = calendar_of(linda).new_event("Budget")
    event.body = "<p>Agenda</p>"
    event.start, event.end = MONDAY, MONDAY + timedelta(hours=1)
    event.location = "Fjord"
    event.show_as, event.importance = EventShowAs.Oof, ImportanceLevel.High
    event.remind_before_minutes = 25
    event.categories = ["Red category"]
    assert event.save()
    steps("create an event")

    calendar = calendar_of(linda)
    stored = calendar.get_event(event.object_id)
    assert (stored.subject, stored.location["displayName"]) == ("Budget", "Fjord")
    assert (stored.start, stored.end) == (MONDAY, MONDAY + timedelta(hours=1))
    assert (stored.show_as, stored.importance) == (EventShowAs.Oof, ImportanceLevel.High)
    assert (stored.remind_before_minutes, stored.categories) == (25, ["Red category"])
    assert "Agenda" in stored.body
    assert stored.ical_uid == event.ical_uid
    steps("read back equal")

    stored.subject = "Budget 2027"
    stored.start, stored.end = MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=3)
    assert stored.save()
    changed = calendar.get_event(event.object_id)
    assert (changed.subject, changed.start) == ("Budget 2027", MONDAY + timedelta(hours=2))
    steps("change and read back")

    assert changed.delete()
    with pytest.raises(HTTPError, match="404") as gone:
        calendar.get_event(event.object_id)
    assert gone.value.response.json()["error"]["code"] == "ErrorItemNotFound"
    steps("delete, then 404 as HTTPError")


def test_a_stale_etag_is_refused(linda: Any, steps: Steps) -> None:
    url = address(linda, f"/events/{new_event(linda, 'Plan').object_id}")
    etag = linda.con.get(url).json()["@odata.etag"]
    assert linda.con.patch(url, data={"subject": "First"}, headers={"If-Match": etag}).ok
    steps("patch with its etag")
    with pytest.raises(HTTPError, match="412"):
        linda.con.patch(url, data={"subject": "Second"}, headers={"If-Match": etag})
    assert linda.con.get(url).json()["subject"] == "First"
    steps("patch with a stale etag: 412 as HTTPError, nothing written")


def test_whole_days(linda: Any, steps: Steps) -> None:
    event = calendar_of(linda).new_event("Holiday")
    event.start, event.end, event.is_all_day = date(2027, 1, 19), date(2027, 1, 20), True
    assert event.save()
    stored = calendar_of(linda).get_event(event.object_id)
    assert stored.is_all_day
    assert (stored.start.date(), stored.end.date()) == (date(2027, 1, 19), date(2027, 1, 20))
    steps("all-day event")


def test_lists_are_paged_and_filtered(linda: Any, steps: Steps) -> None:
    for number in range(5):
        new_event(linda, f"Item {number}", number)
    listed = calendar_of(linda).get_events(limit=10, batch=2, include_recurring=False, order_by="subject")
    assert [event.subject for event in listed if event.subject.startswith("Item")] == [
        f"Item {n}" for n in range(5)
    ]
    steps("list over pages")
    query = calendar_of(linda).new_query().equals("subject", "Item 3")
    assert [event.subject for event in view(linda, query=query)] == ["Item 3"]
    steps("filter by subject")


def test_a_series_with_an_exception_and_a_cancelled_occurrence(linda: Any, steps: Steps) -> None:
    event = calendar_of(linda).new_event("Standup")
    event.start, event.end = MONDAY, MONDAY + timedelta(hours=1)
    event.recurrence.set_weekly(
        1,
        days_of_week=["monday", "wednesday"],
        first_day_of_week="monday",
        start=MONDAY.date(),
        end=date(2027, 2, 3),
    )
    assert event.save()
    master = calendar_of(linda).get_event(event.object_id)
    assert master.event_type is EventType.SeriesMaster
    assert set(master.recurrence.days_of_week) == {"monday", "wednesday"}
    assert master.recurrence.end_date == date(2027, 2, 3)

    def occurrences() -> list[Any]:
        window = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
        return sorted(master.get_occurrences(*window, limit=50), key=lambda occurrence: occurrence.start)

    found = occurrences()
    assert [occurrence.start.day for occurrence in found] == [18, 20, 25, 27, 1, 3]
    steps("create a series, list its occurrences")
    found[1].subject = "Standup, later"
    assert found[1].save()
    assert found[2].delete()
    left = occurrences()
    assert [(o.start.day, o.event_type.value, o.subject) for o in left][:3] == [
        (18, "occurrence", "Standup"),
        (20, "exception", "Standup, later"),
        (27, "occurrence", "Standup"),
    ]
    steps("change one occurrence, delete another")


def test_an_invitation_is_accepted_declined_and_cancelled(linda: Any, julie: Any, steps: Steps) -> None:
    def answer(meeting: Any) -> EventResponse:
        (attendee,) = calendar_of(linda).get_event(meeting.object_id).attendees
        response: EventResponse = attendee.response_status.status
        return response

    meeting = new_event(linda, "Plan", 0, "julie@nordlys.example")
    (received,) = (event for event in view(julie) if event.ical_uid == meeting.ical_uid)
    assert received.show_as is EventShowAs.Tentative
    steps("invite a colleague")
    assert received.accept_event("Fine")
    assert answer(meeting) is EventResponse.Accepted
    steps("accept")
    assert received.decline_event("Sorry")
    assert answer(meeting) is EventResponse.Declined
    assert meeting.ical_uid not in {event.ical_uid for event in view(julie)}
    steps("decline: the copy is gone")
    second = new_event(linda, "Review", 1, "julie@nordlys.example")
    assert second.cancel_event("Off")
    (cancelled,) = (event for event in view(julie) if event.ical_uid == second.ical_uid)
    assert cancelled.is_cancelled
    steps("cancel as organiser")


def test_a_delta_is_read_over_pages_and_followed(sandbox: SandboxClient, linda: Any, steps: Steps) -> None:
    events = [new_event(linda, f"Item {number}", number) for number in range(5)]
    small = {"Prefer": "odata.maxpagesize=2"}
    page = linda.con.get(address(linda, "/calendarView/delta"), params=WINDOW, headers=dict(small)).json()
    seen = {event["id"] for event in page["value"]}
    while link := page.get("@odata.nextLink"):
        page = linda.con.get(link, headers=dict(small)).json()
        seen |= {event["id"] for event in page["value"]}
    assert {event.object_id for event in events} <= seen
    steps("delta over pages")
    assert events[0].delete()
    news = linda.con.get(page["@odata.deltaLink"]).json()
    assert [(event["id"], event["@removed"]["reason"]) for event in news["value"]] == [
        (events[0].object_id, "deleted")
    ]
    steps("follow a delta link")
    sandbox.faults.add("graph", "expired_delta")
    with pytest.raises(HTTPError, match="410"):
        linda.con.get(news["@odata.deltaLink"])
    steps("a forgotten delta link: 410 as HTTPError")


def test_a_batch(linda: Any, steps: Steps) -> None:
    known = new_event(linda, "Known")
    requests = [
        {"id": "1", "method": "GET", "url": f"/me/events/{known.object_id}?$select=subject"},
        {"id": "2", "method": "GET", "url": "/me/events/AAMkNothing="},
    ]
    url = f"{linda.protocol.service_url.rstrip('/')}/$batch"
    answers = {part["id"]: part for part in linda.con.post(url, data={"requests": requests}).json()["responses"]}
    assert (answers["1"]["status"], answers["1"]["body"]["subject"]) == (200, "Known")
    assert answers["2"]["status"] == 404
    steps("batch with a 404 inside")


def test_a_subscription_is_validated_delivered_renewed_and_ended(linda: Any, steps: Steps) -> None:
    subscriptions = linda.subscriptions()
    with listening() as hook:
        made = subscriptions.create_subscription(
            f"{hook.url}/notify", "me/events", ["created", "deleted"], client_state="ours", expiration_minutes=90
        )
        assert hook.handshakes == ["/notify"]
        event = new_event(linda, "Told")
        eventually(lambda: event.object_id in hook.told("created"))
        assert {n["clientState"] for n in hook.notifications} == {"ours"}
        steps("subscribe with a handshake, a create is notified")
        renewed = subscriptions.renew_subscription(made["id"], expiration_minutes=600)
        assert renewed["expirationDateTime"] > made["expirationDateTime"]
        assert subscriptions.delete_subscription(made["id"])
        assert list(subscriptions.list_subscriptions()) == []
        steps("renew and end it")


def test_a_throttled_request_is_repeated(sandbox: SandboxClient, linda: Any, steps: Steps) -> None:
    new_event(linda, "Still there")
    sandbox.faults.add("graph", "429", retry_after=1)
    assert [event.subject for event in view(linda)] == ["Still there"]
    assert 429 in {entry["status"] for entry in sandbox.requests()["requests"]}
    steps("429 with Retry-After is repeated by the client")


def test_contacts_tasks_and_categories(linda: Any, steps: Steps) -> None:
    contact = linda.address_book().new_contact()
    contact.name, contact.surname = "Clara", "Customer"
    contact.emails.add("clara@havbris.example")
    assert contact.save()
    (stored,) = linda.address_book().get_contacts()
    assert (stored.name, stored.surname, stored.main_email) == ("Clara", "Customer", "clara@havbris.example")
    assert stored.delete()
    steps("contact: create, list, delete")
    task = linda.tasks().get_default_folder().new_task("Call back")
    task.due = MONDAY
    assert task.save()
    (listed,) = linda.tasks().get_default_folder().get_tasks()
    listed.mark_completed()
    assert listed.save()
    assert linda.tasks().get_default_folder().get_task(task.task_id).is_completed
    steps("task: create, list, complete")
    made = linda.outlook_categories().create_category("Customers", color="blue")
    assert made.name in {category.name for category in linda.outlook_categories().get_categories()}
    steps("category: create, list")

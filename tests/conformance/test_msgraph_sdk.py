"""Microsoft's Python client (msgraph-sdk) walks through the sandbox's Graph: events, series, meetings, deltas."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import Any

import pytest
from msgraph.generated.models.day_of_week import DayOfWeek
from msgraph.generated.models.event import Event
from msgraph.generated.models.event_type import EventType
from msgraph.generated.models.free_busy_status import FreeBusyStatus
from msgraph.generated.models.importance import Importance
from msgraph.generated.models.location import Location
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.patterned_recurrence import PatternedRecurrence
from msgraph.generated.models.recurrence_pattern import RecurrencePattern
from msgraph.generated.models.recurrence_pattern_type import RecurrencePatternType
from msgraph.generated.models.recurrence_range import RecurrenceRange
from msgraph.generated.models.recurrence_range_type import RecurrenceRangeType
from msgraph.generated.models.response_type import ResponseType
from msgraph.generated.models.sensitivity import Sensitivity
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.users.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.generated.users.item.events.events_request_builder import EventsRequestBuilder
from msgraph.generated.users.item.events.item.accept.accept_post_request_body import AcceptPostRequestBody
from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
from msgraph.generated.users.item.events.item.decline.decline_post_request_body import DeclinePostRequestBody
from msgraph.generated.users.item.events.item.event_item_request_builder import EventItemRequestBuilder
from msgraph.generated.users.item.events.item.instances.instances_request_builder import InstancesRequestBuilder
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core.tasks.page_iterator import PageIterator  # type: ignore[import-untyped]

from tests.conformance.graph_sdk import (
    MONDAY,
    client_of,
    etag,
    meeting,
    moment,
    same_moment,
    with_headers,
    with_query,
)
from tests.conformance.steps import Steps
from tests.sandbox_client import SandboxClient

CLIENT = "PyPI msgraph-sdk"
POINTER = "String {6ed8da90-450b-101b-98da-00aa003f1305} Name superoffice"

Tour = Callable[[GraphServiceClient], Coroutine[Any, Any, None]]


def walk(sandbox: SandboxClient, tour: Tour) -> None:
    """Let Linda's client take a *tour*."""
    asyncio.run(tour(client_of(sandbox, "linda")))


async def created(client: GraphServiceClient, event: Event) -> Event:
    answer = await client.me.events.post(event)
    assert answer is not None
    return answer


async def read(client: GraphServiceClient, event_id: str | None) -> Event:
    answer = await client.me.events.by_event_id(str(event_id)).get()
    assert answer is not None
    return answer


async def refused(request: Awaitable[object]) -> ODataError:
    """The client's own error for a refused *request*."""
    with pytest.raises(ODataError) as error:
        await request
    assert error.value.error is not None
    assert error.value.error.message
    return error.value


def code(error: ODataError) -> str | None:
    assert error.error is not None
    return error.error.code


def test_an_event_is_created_read_back_changed_and_deleted(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        wanted = meeting("Budget")
        wanted.location = Location(display_name="Fjord")
        wanted.show_as = FreeBusyStatus.Oof
        wanted.importance = Importance.High
        wanted.sensitivity = Sensitivity.Private
        wanted.categories = ["Red category"]
        wanted.is_reminder_on, wanted.reminder_minutes_before_start = True, 25
        wanted.transaction_id = "7b1f6f53-0000-4000-8000-000000000001"
        made = await created(client, wanted)
        stored = await read(client, made.id)
        for name in ("subject", "show_as", "importance", "sensitivity", "categories", "transaction_id"):
            assert getattr(stored, name) == getattr(wanted, name), name
        assert (stored.is_reminder_on, stored.reminder_minutes_before_start) == (True, 25)
        assert stored.location is not None
        assert stored.location.display_name == "Fjord"
        assert stored.body is not None
        assert "Agenda" in str(stored.body.content)
        assert stored.type == EventType.SingleInstance
        assert same_moment(stored.start, "2027-01-18T08:00")
        assert same_moment(stored.end, "2027-01-18T09:00")
        steps("create an event", "read back equal")

        again = await created(client, wanted)
        assert again.id == made.id
        steps("create again with the same transactionId gives the first event")

        item = client.me.events.by_event_id(str(made.id))
        changed = await item.patch(Event(subject="Budget 2027"), with_headers(If_Match=etag(stored)))
        assert changed is not None
        assert changed.subject == "Budget 2027"
        assert etag(changed) != etag(stored)
        steps("patch with its etag")
        stale = await refused(item.patch(Event(subject="Too late"), with_headers(If_Match=etag(stored))))
        assert stale.response_status_code == 412
        assert (await read(client, made.id)).subject == "Budget 2027"
        steps("patch with a stale etag: 412 as ODataError, nothing written")

        await item.delete(with_headers(If_Match=etag(changed)))
        gone = await refused(item.get())
        assert (gone.response_status_code, code(gone)) == (404, "ErrorItemNotFound")
        steps("delete with its etag, then 404 as ODataError")

    walk(sandbox, tour)


def test_days_are_whole_and_times_come_in_the_zone_asked_for(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        day = await created(
            client, Event(subject="Holiday", is_all_day=True, start=moment(1, 0), end=moment(2, 0))
        )
        assert day.is_all_day
        assert same_moment(day.start, "2027-01-19T00:00")
        assert same_moment(day.end, "2027-01-20T00:00")
        steps("all-day event from midnight to midnight")
        made = await created(client, meeting("Call"))
        local = await client.me.events.by_event_id(str(made.id)).get(
            with_headers(Prefer='outlook.timezone="Europe/Oslo"')
        )
        assert local is not None
        assert local.start is not None
        assert (local.start.date_time, local.start.time_zone) == ("2027-01-18T09:00:00.0000000", "Europe/Oslo")
        steps("read in another zone")

    walk(sandbox, tour)


def test_lists_are_paged_filtered_and_selected(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        for number in range(5):
            event = meeting(f"Item {number}", number)
            event.single_value_extended_properties = [
                SingleValueLegacyExtendedProperty(id=POINTER, value=f"so-{number}")
            ]
            await created(client, event)
        query = EventsRequestBuilder.EventsRequestBuilderGetQueryParameters
        first = await client.me.events.get(with_query(query(top=2, orderby=["subject"], select=["subject"])))
        seen: list[str] = []

        def note(event: Event) -> bool:
            seen.append(str(event.subject))
            return True

        assert first is not None
        assert first.value is not None
        assert len(first.value) == 2
        await PageIterator(first, client.request_adapter).iterate(note)
        assert [subject for subject in seen if subject.startswith("Item")] == [f"Item {n}" for n in range(5)]
        steps("list over pages with the client's PageIterator")

        found = await client.me.events.get(
            with_query(
                query(
                    filter=f"singleValueExtendedProperties/Any(ep: ep/id eq '{POINTER}' and ep/value eq 'so-3')",
                    expand=[f"singleValueExtendedProperties($filter=id eq '{POINTER}')"],
                )
            )
        )
        assert found is not None
        (event,) = found.value or []
        assert event.subject == "Item 3"
        (pointer,) = event.single_value_extended_properties or []
        assert pointer.value == "so-3"
        steps("find by extended property and expand it")

    walk(sandbox, tour)


def series(subject: str) -> Event:
    """Mondays and Wednesdays, six times."""
    event = meeting(subject)
    event.recurrence = PatternedRecurrence(
        pattern=RecurrencePattern(
            type=RecurrencePatternType.Weekly,
            interval=1,
            days_of_week=[DayOfWeek.Monday, DayOfWeek.Wednesday],
            first_day_of_week=DayOfWeek.Monday,
        ),
        range=RecurrenceRange(
            type=RecurrenceRangeType.Numbered,
            start_date=MONDAY.date(),
            number_of_occurrences=6,
            recurrence_time_zone="W. Europe Standard Time",
        ),
    )
    return event


async def instances(client: GraphServiceClient, master: Event) -> list[Event]:
    query = InstancesRequestBuilder.InstancesRequestBuilderGetQueryParameters(
        start_date_time="2027-01-01T00:00:00Z", end_date_time="2027-03-01T00:00:00Z"
    )
    found = await client.me.events.by_event_id(str(master.id)).instances.get(with_query(query))
    assert found is not None
    return sorted(found.value or [], key=lambda event: str(event.start and event.start.date_time))


def test_a_series_with_an_exception_and_a_cancelled_occurrence(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        master = await created(client, series("Standup"))
        assert master.type == EventType.SeriesMaster
        assert master.recurrence is not None
        assert master.recurrence.range is not None
        assert master.recurrence.range.end_date == date(1, 1, 1)
        occurrences = await instances(client, master)
        assert [str(o.start and o.start.date_time)[:10] for o in occurrences] == [
            "2027-01-18", "2027-01-20", "2027-01-25", "2027-01-27", "2027-02-01", "2027-02-03",
        ]  # fmt: skip
        assert {o.type for o in occurrences} == {EventType.Occurrence}
        assert {o.series_master_id for o in occurrences} == {master.id}
        steps("create a series, list its occurrences")

        second = client.me.events.by_event_id(str(occurrences[1].id))
        moved = await second.patch(Event(subject="Standup, later", start=moment(2, 13), end=moment(2, 14)))
        assert moved is not None
        assert (moved.type, moved.id) == (EventType.Exception, occurrences[1].id)
        assert moved.original_start is not None
        assert moved.original_start.isoformat().startswith("2027-01-20T08:00")
        steps("change one occurrence: it becomes an exception under its id")

        await client.me.events.by_event_id(str(occurrences[2].id)).delete()
        left = await instances(client, master)
        assert [(o.type, str(o.start and o.start.date_time)[:10]) for o in left][:3] == [
            (EventType.Occurrence, "2027-01-18"),
            (EventType.Exception, "2027-01-20"),
            (EventType.Occurrence, "2027-01-27"),
        ]
        whole = await client.me.events.by_event_id(str(master.id)).get(
            with_query(
                EventItemRequestBuilder.EventItemRequestBuilderGetQueryParameters(
                    select=["subject", "cancelledOccurrences", "exceptionOccurrences"],
                    expand=["exceptionOccurrences"],
                )
            )
        )
        assert whole is not None
        assert whole.cancelled_occurrences == [f"OID.{master.id}.2027-01-25"]
        assert [event.id for event in whole.exception_occurrences or []] == [moved.id]
        steps("delete one occurrence: cancelledOccurrences and exceptionOccurrences of the master")

    walk(sandbox, tour)


def test_an_invitation_is_accepted_declined_and_cancelled(sandbox: SandboxClient, steps: Steps) -> None:
    async def answer_of(client: GraphServiceClient, meeting_id: str | None) -> ResponseType | None:
        (attendee,) = (await read(client, meeting_id)).attendees or []
        assert attendee.status is not None
        return attendee.status.response

    async def copy(client: GraphServiceClient, ical_uid: str | None) -> Event | None:
        found = await client.me.events.get()
        assert found is not None
        return next((event for event in found.value or [] if event.i_cal_u_id == ical_uid), None)

    async def tour(linda: GraphServiceClient) -> None:
        julie = client_of(sandbox, "julie")
        invitation = await created(linda, meeting("Plan", 0, 9, "julie@nordlys.example"))
        received = await copy(julie, invitation.i_cal_u_id)
        assert received is not None
        assert (received.is_organizer, received.show_as) == (False, FreeBusyStatus.Tentative)
        assert [mail["method"] for mail in sandbox.mail("julie")] == ["REQUEST"]
        steps("invite a colleague: a tentative copy with the same iCalUId")

        theirs = julie.me.events.by_event_id(str(received.id))
        await theirs.accept.post(AcceptPostRequestBody(comment="Fine", send_response=True))
        assert await answer_of(linda, invitation.id) == ResponseType.Accepted
        assert (await read(julie, received.id)).show_as == FreeBusyStatus.Busy
        steps("accept: the organiser sees it")

        await theirs.decline.post(DeclinePostRequestBody(comment="Sorry", send_response=True))
        assert await answer_of(linda, invitation.id) == ResponseType.Declined
        assert await copy(julie, invitation.i_cal_u_id) is None
        steps("decline: the organiser sees it, the copy is gone")

        second = await created(linda, meeting("Review", 1, 9, "julie@nordlys.example"))
        reviewed = await copy(julie, second.i_cal_u_id)
        assert reviewed is not None
        attendee_cancels = julie.me.events.by_event_id(str(reviewed.id)).cancel.post(CancelPostRequestBody())
        assert (await refused(attendee_cancels)).response_status_code == 400
        await linda.me.events.by_event_id(str(second.id)).cancel.post(CancelPostRequestBody(comment="Off"))
        assert (await read(julie, reviewed.id)).is_cancelled
        steps("cancel as organiser; an attendee's cancel is refused")

    walk(sandbox, tour)


def test_a_delta_is_read_over_pages_and_followed(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        kept = [await created(client, meeting(f"Item {number}", number)) for number in range(5)]
        master = await created(client, series("Weekly"))
        window = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(
            start_date_time="2027-01-01T00:00:00Z", end_date_time="2027-03-01T00:00:00Z"
        )
        delta = client.me.calendar_view.delta
        page = await delta.get(with_query(window, Prefer="odata.maxpagesize=3"))
        seen: dict[str, Event] = {}
        pages = 1
        while page is not None:
            seen |= {str(event.id): event for event in page.value or []}
            if page.odata_next_link is None:
                break
            page = await delta.with_url(page.odata_next_link).get(with_headers(Prefer="odata.maxpagesize=3"))
            pages += 1
        assert page is not None
        assert page.odata_delta_link
        assert pages > 1
        assert {event.id for event in kept} <= set(seen)
        stubs = [event for event in seen.values() if event.series_master_id == master.id]
        assert len(stubs) == 6
        assert {event.subject for event in stubs} == {None}
        steps("delta of a calendar view over pages: singles and masters whole, occurrences as stubs")

        await client.me.events.by_event_id(str(kept[0].id)).delete()
        await client.me.events.by_event_id(str(kept[1].id)).patch(Event(subject="Item 1, changed"))
        changed = await delta.with_url(page.odata_delta_link).get()
        assert changed is not None
        by_id = {str(event.id): event for event in changed.value or []}
        assert set(by_id) == {kept[0].id, kept[1].id}
        assert by_id[str(kept[0].id)].additional_data["@removed"] == {"reason": "deleted"}
        assert by_id[str(kept[1].id)].subject == "Item 1, changed"
        steps("follow a delta link: a change and a removal")

        sandbox.faults.add("graph", "expired_delta")
        lost = await refused(delta.with_url(str(changed.odata_delta_link)).get())
        assert (lost.response_status_code, str(code(lost)).lower()) == (410, "syncstatenotfound")
        steps("a forgotten delta link: 410 as ODataError")

    walk(sandbox, tour)

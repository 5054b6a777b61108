"""Microsoft's Python client (msgraph-sdk) around the calendar: batches, subscriptions, limits, contacts, tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_http.middleware.options import RetryHandlerOption
from msgraph.generated.models.contact import Contact
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.outlook_category import OutlookCategory
from msgraph.generated.models.subscription import Subscription
from msgraph.generated.models.task_status import TaskStatus
from msgraph.generated.models.todo_task import TodoTask
from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (
    GetSchedulePostRequestBody,
)
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core.requests.batch_request_content import BatchRequestContent  # type: ignore[import-untyped]
from msgraph_core.requests.batch_request_item import BatchRequestItem  # type: ignore[import-untyped]
from msgraph_core.requests.batch_response_content import BatchResponseContent  # type: ignore[import-untyped]

from tests.conformance.graph_sdk import client_of, etag, meeting, moment, with_headers
from tests.conformance.steps import Steps
from tests.sandbox.notified import listening
from tests.sandbox_client import SandboxClient
from tests.support import eventually

CLIENT = "PyPI msgraph-sdk"

Tour = Callable[[GraphServiceClient], Coroutine[Any, Any, None]]


def walk(sandbox: SandboxClient, tour: Tour) -> None:
    """Let Linda's client take a *tour*."""
    asyncio.run(tour(client_of(sandbox, "linda")))


def test_a_batch_creates_reads_and_reports_each_failure(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        events = client.me.events
        made = await events.post(meeting("Known"))
        assert made is not None
        batch = BatchRequestContent()
        for request in (
            BatchRequestItem(events.to_post_request_information(meeting("From a batch")), "create"),
            BatchRequestItem(events.by_event_id(str(made.id)).to_get_request_information(), "read"),
            BatchRequestItem(events.by_event_id("AAMkNothing=").to_get_request_information(), "missing"),
        ):
            batch.add_request(request.id, request)
        answer = await client.batch.post(batch)
        assert isinstance(answer, BatchResponseContent)
        assert answer.get_response_status_codes() == {"create": 201, "read": 200, "missing": 404}
        # the client drops bodies: it reads them as base64 texts, Graph answers JSON objects
        listed = await events.get()
        assert listed is not None
        assert "From a batch" in {event.subject for event in listed.value or []}
        steps("batch of a create, a read and a 404")

    walk(sandbox, tour)


def test_a_subscription_is_validated_delivered_renewed_and_ended(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        with listening() as hook:
            wanted = Subscription(
                change_type="created,updated,deleted",
                notification_url=f"{hook.url}/notify",
                lifecycle_notification_url=f"{hook.url}/lifecycle",
                resource="/me/events",
                expiration_date_time=end_in(hours=2),
                client_state="known to us alone",
            )
            made = await client.subscriptions.post(wanted)
            assert made is not None
            assert sorted(hook.handshakes) == ["/lifecycle", "/notify"]
            steps("subscribe with handshakes at both addresses")

            event = await client.me.events.post(meeting("Told"))
            assert event is not None
            await asyncio.to_thread(eventually, lambda: event.id in hook.told("created"))
            (notification,) = [n for n in hook.notifications if n["changeType"] == "created"]
            assert notification["clientState"] == "known to us alone"
            assert notification["subscriptionId"] == str(made.id)
            steps("a create is notified with the client state")

            subscription = client.subscriptions.by_subscription_id(str(made.id))
            later = end_in(hours=20)
            renewed = await subscription.patch(Subscription(expiration_date_time=later))
            assert renewed is not None
            assert renewed.expiration_date_time == later
            with pytest.raises(ODataError) as double:
                await client.subscriptions.post(wanted)
            assert double.value.response_status_code == 409
            steps("renew; the same subscription again: 409 as ODataError")

            await subscription.delete()
            listed = await client.subscriptions.get()
            assert listed is not None
            assert listed.value == []
            hook.validates = False
            with pytest.raises(ODataError) as unproven:
                await client.subscriptions.post(wanted)
            assert unproven.value.response_status_code == 400
            steps("end it; a failed handshake: 400 as ODataError")

    walk(sandbox, tour)


def end_in(hours: int) -> datetime:
    """A moment *hours* from now."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)


def test_a_throttled_request_is_repeated_or_reported(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        sandbox.faults.add("graph", "429", retry_after=1)
        listed = await client.me.events.get()
        assert listed is not None
        statuses = [entry["status"] for entry in sandbox.requests()["requests"] if entry["route"] == "{me}/events"]
        assert sorted(statuses) == [200, 429]
        steps("429 with Retry-After is repeated by the client")

        sandbox.faults.add("graph", "429", retry_after=7)
        at_once: RequestConfiguration[object] = RequestConfiguration(
            options=[RetryHandlerOption(max_retries=0, should_retry=False)]
        )
        with pytest.raises(ODataError) as error:
            await client.me.events.get(at_once)  # type: ignore[arg-type]
        assert error.value.response_status_code == 429
        assert error.value.response_headers is not None
        assert error.value.response_headers["retry-after"] == "7"
        assert error.value.error is not None
        assert error.value.error.code == "ApplicationThrottled"
        steps("429 as ODataError with its Retry-After")

    walk(sandbox, tour)


def test_contacts_are_created_changed_and_followed(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        card = Contact(
            given_name="Clara",
            surname="Customer",
            company_name="Havbris Shipping",
            mobile_phone="+47 900 00 000",
            email_addresses=[EmailAddress(address="clara@havbris.example", name="Clara Customer")],
        )
        made = await client.me.contacts.post(card)
        assert made is not None
        item = client.me.contacts.by_contact_id(str(made.id))
        stored = await item.get()
        assert stored is not None
        assert (stored.given_name, stored.surname, stored.mobile_phone) == ("Clara", "Customer", "+47 900 00 000")
        assert [address.address for address in stored.email_addresses or []] == ["clara@havbris.example"]
        folder = client.me.contact_folders.by_contact_folder_id(str(stored.parent_folder_id))
        page = await folder.contacts.delta.get()
        assert page is not None
        changed = await item.patch(Contact(job_title="Captain"), with_headers(If_Match=etag(stored)))
        assert changed is not None
        assert changed.job_title == "Captain"
        news = await folder.contacts.delta.with_url(str(page.odata_delta_link)).get()
        assert news is not None
        assert [contact.job_title for contact in news.value or []] == ["Captain"]
        await item.delete()
        steps("contact: create, read, patch, delta, delete")

    walk(sandbox, tour)


def test_tasks_are_created_completed_and_followed(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        lists = await client.me.todo.lists.get()
        assert lists is not None
        tasks = client.me.todo.lists.by_todo_task_list_id(str((lists.value or [])[0].id)).tasks
        page = await tasks.delta.get()
        assert page is not None
        due = DateTimeTimeZone(date_time="2027-01-18T00:00:00", time_zone="UTC")
        made = await tasks.post(TodoTask(title="Call back", due_date_time=due))
        assert made is not None
        done = await tasks.by_todo_task_id(str(made.id)).patch(TodoTask(status=TaskStatus.Completed))
        assert done is not None
        assert done.completed_date_time is not None
        news = await tasks.delta.with_url(str(page.odata_delta_link)).get()
        assert news is not None
        (told,) = news.value or []
        assert (told.title, told.status) == ("Call back", TaskStatus.Completed)
        await tasks.by_todo_task_id(str(made.id)).delete()
        steps("task: create, complete, delta, delete")

    walk(sandbox, tour)


def test_settings_categories_calendars_and_free_busy(sandbox: SandboxClient, steps: Steps) -> None:
    async def tour(client: GraphServiceClient) -> None:
        me = await client.me.get()
        settings = await client.me.mailbox_settings.get()
        zones = await client.me.outlook.supported_time_zones.get()
        assert me is not None
        assert settings is not None
        assert zones is not None
        assert settings.time_zone in {zone.alias for zone in zones.value or []}
        by_id = await client.users.by_user_id(str(me.id)).calendars.get()
        assert by_id is not None
        assert [calendar.is_default_calendar for calendar in by_id.value or []] == [True]
        await client.me.outlook.master_categories.post(OutlookCategory(display_name="Customers"))
        categories = await client.me.outlook.master_categories.get()
        assert categories is not None
        assert "Customers" in {category.display_name for category in categories.value or []}
        steps("me, mailbox settings, time zones, calendars, categories")

        await client.me.events.post(meeting("Busy"))
        schedule = await client.me.calendar.get_schedule.post(
            GetSchedulePostRequestBody(
                schedules=["linda@nordlys.example"], start_time=moment(0, 0), end_time=moment(1, 0)
            )
        )
        assert schedule is not None
        (person,) = schedule.value or []
        assert [item.subject for item in person.schedule_items or []] == ["Busy"]
        steps("free/busy of a day")

    walk(sandbox, tour)

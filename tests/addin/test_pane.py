"""The pane beside real items: every state that a person meets, and what the buttons do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import update
from sqlmodel import col

from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from tests.addin.conftest import Outlook, Stage, appointment, presses, says, section
from tests.company import at


def test_from_an_item_that_is_not_in_superoffice_to_one_that_is(outlook: Outlook, stage: Stage) -> None:
    event = stage.company["linda"].in_outlook.adds("Lunch", at(2, 11))
    outlook.opens_pane(item=appointment(event))
    says(outlook, "Not in SuperOffice", "The next sync looks at it; start one to know at once.")
    section(outlook, "Mailbox").get_by_role("button", name="Sync now").click()
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync", "Synced")
    assert stage.company["linda"].in_superoffice.titles() == ["Lunch"]
    outlook.pane.get_by_text("What each side shows").click()
    expect(outlook.pane.get_by_role("row", name="Lunch Lunch")).to_be_visible()
    outlook.pane.get_by_text("History").click()
    expect(outlook.pane.get_by_role("list").get_by_text("SuperOffice").first).to_be_visible()


def test_another_item_is_opened_in_a_pinned_pane(outlook: Outlook, stage: Stage) -> None:
    there = stage.company["linda"].in_outlook
    known = there.adds("Lunch", at(2, 11))
    stage.company.run("linda")
    unknown = there.adds("Dinner", at(2, 19))
    outlook.opens_pane(item=appointment(known))
    says(outlook, "In sync")
    outlook.opens(unknown)
    says(outlook, "Not in SuperOffice")
    outlook.opens(None)
    says(outlook, "No item is open")


def test_a_private_item_says_why_it_stays(outlook: Outlook, stage: Stage) -> None:
    event = stage.company["linda"].in_outlook.adds("Salary", at(2, 11), sensitivity="private")
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(event, sensitivity="private"))
    says(outlook, "Private", "This is a private event, and private events stay in Outlook.")
    outlook.pane.get_by_text("Not synced: 1 item").click()
    expect(section(outlook, "Mailbox").get_by_role("listitem")).to_have_count(1)


def test_a_value_that_lost_is_put_back_from_the_history(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    event = people.in_outlook.adds("Lunch", at(2, 11))
    stage.company.settles("linda")
    people.in_superoffice.changes(people.in_superoffice.item("Lunch")["AppointmentId"], Title="SuperOffice's")
    people.in_outlook.changes(event, subject="Outlook's")
    outlook.opens_pane(item=appointment(event))
    says(outlook, "Changed in both")
    stage.company.run("linda")
    presses(outlook, "Refresh")
    says(outlook, "In sync")
    outlook.pane.get_by_text("History").click()
    presses(outlook, "Put back")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "Synced")
    assert people.in_outlook.subjects() == people.in_superoffice.titles() == ["Outlook's"]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ({"kind": "message", "mode": "read", "id": "mail"}, "This is a mail"),
        ({"kind": "invitation", "mode": "read", "id": "mail"}, "This mail belongs to a meeting"),
        ({"kind": "appointment", "mode": "compose", "id": None}, "Not saved yet"),
        (
            {"kind": "appointment", "mode": "compose", "id": None, "sensitivity": "private"},
            "Not saved yet, and private",
        ),
        ({"kind": "appointment", "mode": "read", "id": "AAMkNobody"}, "Not in your calendar yet"),
    ],
)
def test_items_that_are_no_appointments_of_ours(outlook: Outlook, item: dict[str, object], title: str) -> None:
    # of the id that nobody knows
    outlook.forgive("404 (NOT FOUND)")
    outlook.opens_pane(item=item)
    says(outlook, title)


def test_an_own_meeting_is_known_in_compose_mode(outlook: Outlook, stage: Stage) -> None:
    event = stage.company["linda"].in_outlook.adds("Lunch", at(2, 11))
    stage.company.run("linda")
    outlook.opens_pane(item={"kind": "appointment", "mode": "compose", "id": event, "recurring": True})
    says(outlook, "In sync")
    expect(outlook.pane.get_by_text("The whole series.")).to_be_visible()


def test_signing_in_by_hand(outlook: Outlook) -> None:
    outlook.opens_pane(fault="needed")
    says(outlook, "One truth in Outlook and SuperOffice", "linda@nordlys.example")
    presses(outlook, "Sign in")
    says(outlook, "No item is open", "Signed in as Linda Lund")
    presses(outlook, "Sign out")
    says(outlook, "One truth in Outlook and SuperOffice")


def test_a_sign_in_that_is_closed_says_so_and_may_be_tried_again(outlook: Outlook) -> None:
    outlook.opens_pane(fault="cancelled")
    presses(outlook, "Sign in")
    says(outlook, "You closed the sign-in before it was done.")
    outlook.shows(fault="")
    presses(outlook, "Sign in")
    says(outlook, "No item is open")


def test_an_administrator_has_to_approve(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(fault="consent")
    says(outlook, "An administrator has to approve the add-in first.")
    address = outlook.pane.get_by_label("Address for the administrator").input_value()
    settings = stage.product.settings
    assert address.startswith(settings.entra_url) and settings.entra_client_id in address


def test_another_account_than_the_mailboxs(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(token=stage.token("julie"))
    says(outlook, "You are signed in with another account.")
    expect(outlook.pane.get_by_text("julie@nordlys.example")).to_contain_text("linda@nordlys.example")


def test_somebody_whose_mailbox_is_not_connected(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(token=stage.token("john"), address="john@nordlys.example")
    says(outlook, "This mailbox is not connected to SuperOffice yet.")
    connect = outlook.pane.get_by_role("link", name="Connect SuperOffice").get_attribute("href")
    assert (
        connect == f"{stage.product.settings.public_url}/connect/superoffice/start?mailbox=john%40nordlys.example"
    )


def test_a_connection_that_has_expired(outlook: Outlook, stage: Stage) -> None:
    be(stage, state="needs_sign_in", state_side="superoffice")
    outlook.opens_pane()
    says(outlook, "SuperOffice asks you to sign in again; the sync waits.")
    expect(outlook.pane.get_by_role("link", name="Sign in to SuperOffice again")).to_be_visible()


def test_a_paused_mailbox_offers_no_sync(outlook: Outlook, stage: Stage) -> None:
    be(stage, state="paused")
    outlook.opens_pane()
    says(outlook, "The sync of this mailbox is paused.")
    expect(section(outlook, "Mailbox").get_by_role("button", name="Sync now")).to_have_count(0)


def test_a_server_that_falls_silent_leaves_what_was_known(outlook: Outlook, stage: Stage) -> None:
    event = stage.company["linda"].in_outlook.adds("Lunch", at(2, 11))
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(event))
    says(outlook, "In sync")
    outlook.page.route("**/api/v1/**", lambda route: route.abort())
    outlook.forgive("net::ERR_FAILED")
    presses(outlook, "Refresh")
    expect(outlook.pane.get_by_role("status").first).to_contain_text(
        "The server does not answer. This was known at"
    )
    says(outlook, "In sync", "Nothing can be changed until the server answers again.")
    expect(section(outlook, "Mailbox").get_by_role("button", name="Sync now")).to_be_disabled()
    outlook.page.unroute("**/api/v1/**")
    presses(outlook, "Refresh")
    expect(outlook.pane.get_by_role("status").first).not_to_contain_text("The server does not answer.")


def be(stage: Stage, **state: str) -> None:
    """Linda's mailbox is in another state."""
    with stage.product.engine.begin() as connection:
        connection.execute(update(Mailbox).where(col(Mailbox.address) == "linda@nordlys.example").values(state))


def test_a_run_is_watched_while_it_goes_on(outlook: Outlook, stage: Stage) -> None:
    now = datetime.now(UTC)
    run = goes_on(stage, now)
    outlook.opens_pane()
    says(outlook, "Reading: 12 from SuperOffice, 30 from Outlook", "You may close the pane; it goes on.")
    report = {"planned": {"calendar": 4}, "created": {"calendar": 1}}
    change(stage, run, report=report)
    says(outlook, "Writing: 1 of 4")
    expect(outlook.pane.get_by_role("progressbar")).to_have_attribute("value", "1")
    change(stage, run, report={**report, "created": {"calendar": 4}}, ended_at=now, outcome="ok")
    says(outlook, "Synced", "4 changes")
    expect(outlook.pane.get_by_role("row", name="Outlook 4 0 0")).to_be_visible()


def test_deletions_that_wait_are_let_through_after_a_second_question(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    events = [people.in_outlook.adds(f"Visit {number}", at(2 + number)) for number in range(12)]
    stage.company.settles("linda")
    for event in events:
        people.in_outlook.deletes(event)
    stage.works()
    stage.company.run("linda")
    outlook.opens_pane()
    says(outlook, "12 items would be deleted", "That is more than usual, so it waits for you.")
    presses(outlook, "Let them through…")
    presses(outlook, "Cancel")
    assert len(people.in_superoffice.titles()) == 12
    presses(outlook, "Let them through…")
    presses(outlook, "Yes, go ahead")
    says(outlook, "A sync is about to begin")
    stage.works()
    expect(outlook.pane.get_by_text("12 items would be deleted")).to_have_count(0)
    assert people.in_superoffice.titles() == []


def goes_on(stage: Stage, now: datetime) -> UUID:
    """A worker has Linda's mailbox, and has read but not written yet."""
    with session(stage.product.engine) as work:
        own = mailboxes.by_address(work, "linda@nordlys.example")
        assert own is not None
        own.lease_until = now + timedelta(hours=1)
        run = Run(mailbox_id=own.id, trigger="test", began_at=now)
        run.report = {"read": {"superoffice": 12, "calendar": 30}}
        work.add(run)
        work.commit()
        return run.id


def change(stage: Stage, run: UUID, **values: object) -> None:
    """The run has come further."""
    with stage.product.engine.begin() as connection:
        connection.execute(update(Run).where(col(Run.id) == run).values(values))

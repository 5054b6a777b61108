"""A user unlinked and linked again: nothing is deleted, nothing doubled, what changed meanwhile is merged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from backend.api.app import make_app
from backend.demo.browser import SignInStuck, connect
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Link, Mailbox, Organisation, Subscription
from backend.sync import desk
from backend.sync.administration import mailbox_acts
from backend.sync.administration.acts import Administrator, Refused
from backend.sync.administration.linking import link
from backend.sync.housekeeping import KEPT, drop_old
from backend.sync.mails import outbox
from backend.sync.service import run_mailbox
from tests.company import Company, at
from tests.product import PUBLIC_URL

LINDA = "linda@nordlys.example"
DAY = timedelta(days=1)


@pytest.fixture
def administrator(company: Company) -> Administrator:
    with session(company.product.engine) as work:
        return Administrator(work.scalars(select(Organisation)).one().id, "the administrator")


def lindas(company: Company) -> Mailbox:
    with session(company.product.engine) as work:
        return work.scalars(select(Mailbox).where(Mailbox.address == LINDA)).one()


def unlinks(company: Company, administrator: Administrator) -> None:
    mailbox_acts.unlink(company.product, administrator, lindas(company).id)


def links_again(company: Company, administrator: Administrator) -> None:
    mailbox_acts.relink(company.product, administrator, lindas(company).id)
    list(connect(make_app(company.product), PUBLIC_URL, ["linda"]))


def test_unlinking_stops_at_once_and_drops_the_sign_ins(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    unlinks(company, administrator)
    linda.in_outlook.adds("Later", at(3, 11))
    row = lindas(company)
    assert (row.state, row.superoffice_tokens, row.calendar_tokens) == ("unlinked", b"", b"")
    assert run_mailbox(company.product, row.id, "poll").outcome == "unlinked"
    with session(company.product.engine) as work:
        assert row.id not in mailboxes.due(work, datetime.now(UTC) + DAY)
        assert not work.scalars(select(Subscription).where(Subscription.mailbox_id == row.id)).all()
        assert work.scalars(select(Link).where(Link.mailbox_id == row.id)).all()
    assert linda.in_superoffice.titles() == ["Lunch"]
    assert linda.in_outlook.subjects() == ["Later", "Lunch"]


def test_linked_again_everything_goes_on_where_it_stopped(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Kept", at(2, 8))
    moved = linda.in_outlook.adds("Moved", at(2, 9))
    linda.in_outlook.adds("Gone", at(2, 10))
    linda.in_superoffice.adds("Renamed", at(2, 11))
    company.settles("linda")
    with session(company.product.engine) as work:
        before = {one.id: one.superoffice_id for one in work.scalars(select(Link))}

    unlinks(company, administrator)
    linda.in_outlook.moves(moved, at(4, 9))
    linda.in_superoffice.deletes(int(linda.in_superoffice.item("Gone")["AppointmentId"]))
    linda.in_superoffice.changes(int(linda.in_superoffice.item("Renamed")["AppointmentId"]), Title="New name")
    linda.in_outlook.adds("Born in Outlook", at(3, 9))
    linda.in_superoffice.adds("Born in SuperOffice", at(3, 11))
    links_again(company, administrator)

    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    company.settles("linda")
    expected = ["Born in Outlook", "Born in SuperOffice", "Kept", "Moved", "New name"]
    assert linda.in_superoffice.titles() == expected
    assert len(linda.in_outlook.items()) == len(expected)
    assert linda.in_superoffice.item("Moved")["StartDate"].startswith(f"{at(4, 9):%Y-%m-%dT%H}")
    with session(company.product.engine) as work:
        after = {one.id: one.superoffice_id for one in work.scalars(select(Link))}
    assert len([one for one in before if after.get(one) == before[one]]) == 3


def test_what_was_made_meanwhile_invites_nobody_by_itself(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    company.settles("linda")
    unlinks(company, administrator)
    guests = [{"EmailAddress": "xaver@fjellnett.example", "Description": "Xaver"}]
    linda.in_superoffice.adds(
        "Kick-off", at(3, 9), Participants=[{"AssociateId": linda.in_superoffice.associate_id}, *guests]
    )
    links_again(company, administrator)
    report = company.run("linda")
    assert report.skipped == {"invitations": 1}
    assert [mail for mail in company.sandbox.mail() if mail["to"] == "xaver@fjellnett.example"] == []


def test_many_deletions_of_meanwhile_wait_for_a_person(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    events = [linda.in_outlook.adds(f"Number {number:02}", at(2 + number, 9)) for number in range(12)]
    company.settles("linda")
    unlinks(company, administrator)
    for event in events:
        linda.in_outlook.deletes(event)
    links_again(company, administrator)
    assert company.run("linda").outcome == "held"
    assert len(linda.in_superoffice.items()) == len(events)


def test_a_run_that_was_under_way_writes_nothing_more(
    company: Company, administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_TELL_EVERY", 0.0)
    linda = company["linda"]
    for number in range(3):
        linda.in_outlook.adds(f"Number {number}", at(2, 9 + number))
    row = lindas(company)
    unlinked = False

    def meanwhile(_: object) -> None:
        nonlocal unlinked
        if not unlinked:
            unlinked = True
            unlinks(company, administrator)

    report = run_mailbox(company.product, row.id, "test", progress=meanwhile)
    assert unlinked
    assert report.outcome == "lease_lost"
    assert lindas(company).state == "unlinked"
    written = len(linda.in_superoffice.items())
    assert run_mailbox(company.product, row.id, "poll").outcome == "unlinked"
    assert len(linda.in_superoffice.items()) == written
    links_again(company, administrator)
    company.run("linda")
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Number 0", "Number 1", "Number 2"]


def test_a_renewed_sign_in_does_not_come_back_after_the_unlinking(
    company: Company, administrator: Administrator
) -> None:
    row = lindas(company)
    unlinks(company, administrator)
    company.product.doors.keep_calendar_tokens(row.id, "renewed")
    assert lindas(company).calendar_tokens == b""


def test_the_unlinked_do_not_link_themselves(company: Company, administrator: Administrator) -> None:
    unlinks(company, administrator)
    with pytest.raises(SignInStuck, match="An administrator has unlinked you"):
        list(connect(make_app(company.product), PUBLIC_URL, ["linda"]))
    assert lindas(company).state == "unlinked"


def test_after_thirty_days_it_is_forgotten_for_good(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    row = lindas(company)
    with session(company.product.engine) as work, work.begin():
        outbox.ask(work, row, "connect", LINDA)
    unlinks(company, administrator)
    now = datetime.now(UTC)
    assert drop_old(company.product.engine, now + KEPT - DAY).mailboxes == 0
    assert lindas(company).state == "unlinked"
    assert drop_old(company.product.engine, now + KEPT + DAY).mailboxes == 1
    with company.product.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for column in table.columns:
                if column.references(SQLModel.metadata.tables["mailbox"].c.id):
                    assert not connection.execute(table.select().where(column == row.id)).all(), table.name
    assert linda.in_superoffice.titles() == linda.in_outlook.subjects() == ["Lunch"]
    with pytest.raises(mailbox_acts.NoSuchMailbox):
        mailbox_acts.relink(company.product, administrator, row.id)


def test_linked_anew_after_that_nothing_is_doubled(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(2, 11))
    linda.in_superoffice.adds("Dinner", at(2, 17))
    company.settles("linda")
    unlinks(company, administrator)
    drop_old(company.product.engine, datetime.now(UTC) + KEPT + DAY)
    link(company.product, administrator, linda.in_superoffice.associate_id, LINDA)
    list(connect(make_app(company.product), PUBLIC_URL, ["linda"]))
    company.run("linda")
    company.settles("linda")
    assert linda.in_superoffice.titles() == ["Dinner", "Lunch"]
    assert len(linda.in_outlook.items()) == 2


def test_to_link_the_same_two_again_undoes_the_unlinking(company: Company, administrator: Administrator) -> None:
    """What was deleted meanwhile stays deleted: a mailbox that begins anew would bring it back."""
    linda = company["linda"]
    lunch = linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    before = lindas(company)
    unlinks(company, administrator)
    linda.in_outlook.deletes(lunch)
    again = link(company.product, administrator, before.associate_id, LINDA)
    assert (again.id, again.state) == (before.id, "needs_sign_in")
    list(connect(make_app(company.product), PUBLIC_URL, ["linda"]))
    company.settles("linda")
    assert linda.in_superoffice.titles() == linda.in_outlook.subjects() == []


def test_the_address_of_an_unlinked_user_may_be_given_to_another(
    company: Company, administrator: Administrator
) -> None:
    """A wrong link is corrected at once; the old one is not undone while the address is taken."""
    julie = company["julie"]
    with session(company.product.engine) as work:
        julies = work.scalars(select(Mailbox).where(Mailbox.address == julie.address)).one().id
    unlinks(company, administrator)
    mailbox_acts.unlink(company.product, administrator, julies)
    old = lindas(company).id
    emails = [{"op": "replace", "path": "/Emails", "value": [{"Value": LINDA, "Description": ""}]}]
    assert company.sandbox.superoffice_session("linda").patch("/v1/Person/16", json=emails).ok
    made = link(company.product, administrator, julie.in_superoffice.associate_id, LINDA)
    assert made.id not in (old, julies)
    with pytest.raises(Refused) as refused:
        mailbox_acts.relink(company.product, administrator, old)
    assert refused.value.code == "address_linked"
    with pytest.raises(Refused) as refused:
        mailbox_acts.relink(company.product, administrator, julies)
    assert refused.value.code == "user_linked"


def test_a_paused_mailbox_rests_until_it_is_resumed(company: Company, administrator: Administrator) -> None:
    linda = company["linda"]
    company.settles("linda")
    mailbox_acts.pause(company.product, administrator, lindas(company).id)
    linda.in_outlook.adds("Lunch", at(2, 11))
    assert company.run("linda").outcome == "paused"
    assert linda.in_superoffice.titles() == []
    mailbox_acts.resume(company.product, administrator, lindas(company).id)
    assert company.run("linda").outcome == "ok"
    assert linda.in_superoffice.titles() == ["Lunch"]
    with pytest.raises(Refused):
        mailbox_acts.resume(company.product, administrator, lindas(company).id)

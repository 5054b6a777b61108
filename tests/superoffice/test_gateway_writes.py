"""Writing into a diary through the gateway: what took effect, what did not, and what nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend.core.items import AllDay, Appointment, Busy, Importance, Timed
from backend.core.reasons import Reason
from backend.core.sides import NeedsSignIn, Unavailable
from backend.core.text import canonical
from backend.core.writes import Create, Delete, Done, Gone, Refused, Stale, Unsure, Update
from backend.superoffice import facts
from backend.superoffice.gateway import SuperOfficeGateway
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf, SuperOffice, meeting

EVERYTHING = Appointment(
    title="Budget",
    body=canonical("<p>First</p><ul><li>a &amp; b</li></ul>"),
    place="Room 1",
    span=Timed(datetime(2026, 12, 3, 8, 30, tzinfo=UTC), datetime(2026, 12, 3, 9, tzinfo=UTC), "America/New_York"),
    busy=Busy.FREE,
    private=True,
    importance=Importance.HIGH,
    alarm=1500,
    join_url="https://teams.example/1",
)
LATER = Timed(datetime(2026, 12, 4, 8, tzinfo=UTC), datetime(2026, 12, 4, 9, tzinfo=UTC), "Europe/Oslo")


def test_everything_that_superoffice_can_hold_comes_back(linda: Diary) -> None:
    (done,) = linda.do(Create("all", EVERYTHING, "e", uid="ical-1"))
    assert isinstance(done, Done) and done.seen
    assert done.seen.item == EVERYTHING
    assert done.seen.item.span.zone == "America/New_York"  # type: ignore[union-attr]
    assert (done.seen.uid, done.seen.pointer) == ("ical-1", "")
    assert linda.gateway.read([done.seen.id]) == {done.seen.id: done.seen}


def test_a_new_appointment_is_plainly_in_the_owners_diary_and_mails_nobody(
    linda: Diary, sandbox: SandboxClient
) -> None:
    entity = linda.entity(linda.make("plain").id)
    assert (entity["Type"], entity["MotherId"], entity["BookingType"]) == ("inDiary", 0, "None")
    assert entity["Associate"]["AssociateId"] == linda.signed_in.associate_id  # type: ignore[index]
    assert entity["Task"]["TaskListItemId"] == 1  # type: ignore[index]
    assert sandbox.mail() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Other"),
        ("body", "<p>x</p><p>y</p>"),
        ("place", ""),
        ("span", LATER),
        ("span", AllDay(date(2026, 12, 24), date(2026, 12, 24))),
        ("busy", Busy.BUSY),
        ("private", False),
        ("importance", Importance.LOW),
        ("alarm", None),
        ("alarm", 0),
    ],
)
def test_an_update_changes_its_field_and_no_other(linda: Diary, field: str, value: object) -> None:
    made = linda.make(
        "Budget", **{name: getattr(EVERYTHING, name) for name in ("body", "place", "busy", "private")}
    )
    wanted = {name: getattr(made.item, name) for name in ("title", "span", "body", "place", "busy", "private")}
    item = Appointment(**(wanted | {field: value}))
    (done,) = linda.do(Update("u", made.id, made.version, item, frozenset({field})))
    assert isinstance(done, Done) and done.seen and done.seen.item == item


def test_categories_stay_in_the_calendar(linda: Diary) -> None:
    made = linda.make()
    item = meeting(categories=("Red",))
    (done,) = linda.do(Update("u", made.id, made.version, item, frozenset({"categories"})))
    assert done == Done(made)


def test_busy_shades_that_superoffice_does_not_know_count_as_busy(linda: Diary) -> None:
    assert getattr(linda.make(busy=Busy.OUT_OF_OFFICE).item, "busy", None) is Busy.BUSY


def test_images_in_an_agenda_survive_an_edit_of_the_text(linda: Diary) -> None:
    made = linda.make()
    linda.edit(made.id, Agenda='<p>old</p><img src="cid:1">')
    seen = linda.gateway.read([made.id])[made.id]
    assert not isinstance(seen, Gone | Refused)
    linda.do(Update("u", made.id, seen.version, meeting(body="new"), frozenset({"body"})))
    assert linda.entity(made.id)["Agenda"] == 'new<img src="cid:1">'


def test_a_repeated_create_finds_the_first(linda: Diary) -> None:
    first, second = linda.make("once", intent="same"), linda.make("once", intent="same")
    assert first.id == second.id


def test_a_lost_answer_is_unsure_and_found_again(linda: Diary, sandbox: SandboxClient) -> None:
    create = Create("lost", meeting("lost"), "e", uid="ical-lost")
    other = Create("never", meeting("never"), "e")
    linda.gateway.find([create])
    sandbox.faults.add("superoffice", "reset_after", count=1, path="CreateAppointmentForUID")
    assert linda.do(create) == [Unsure()]
    sandbox.faults.clear()
    found = linda.gateway.find([create, other])
    assert set(found) == {"lost"}
    assert found["lost"][0].item == create.item


@pytest.mark.parametrize("registry", ["free", "taken"])
def test_an_appointment_may_be_made_again_after_a_deletion(
    linda: Diary, sandbox: SandboxClient, registry: str
) -> None:
    sandbox.switch(superoffice_uid_after_delete=registry)
    (first,) = linda.do(Create("one", meeting("phoenix"), "e", uid="ical"))
    assert isinstance(first, Done) and first.seen
    assert linda.do(Delete("d", first.seen.id, first.seen.version)) == [Done(None)]
    again = Create("two", meeting("phoenix"), "e", uid="ical")
    (second,) = linda.do(again)
    assert isinstance(second, Done) and second.seen and second.seen.id != first.seen.id
    assert linda.gateway.find([again])["two"][0].id == second.seen.id


def test_a_uid_in_a_colleagues_diary_does_not_stand_in_the_way(linda: Diary, diary_of: DiaryOf) -> None:
    theirs = diary_of("julie").do(Create("j", meeting(), "e", uid="shared"))[0]
    mine = linda.do(Create("l", meeting(), "e", uid="shared"))[0]
    assert isinstance(theirs, Done) and isinstance(mine, Done) and theirs.seen and mine.seen
    assert theirs.seen.id != mine.seen.id


def test_a_uid_longer_than_the_registry_holds(linda: Diary) -> None:
    create = Create("long", meeting(), "e", uid="u" * 300)
    (done,) = linda.do(create)
    assert isinstance(done, Done) and linda.gateway.find([create])["long"][0].id == done.seen.id  # type: ignore[union-attr]


def test_what_changed_since_is_stale(linda: Diary, sandbox: SandboxClient) -> None:
    made = linda.make()
    sandbox.advance(5)
    linda.edit(made.id, Location="moved")
    update = Update("u", made.id, made.version, meeting("mine"), frozenset({"title"}))
    assert linda.do(update, Delete("d", made.id, made.version)) == [Stale(), Stale()]
    assert linda.entity(made.id)["Title"] == "Lunch"


def test_what_is_gone_is_gone(linda: Diary) -> None:
    made = linda.make()
    delete = Delete("d", made.id, made.version)
    assert linda.do(delete) == [Done(None)]
    assert linda.do(delete) == [Gone()]
    assert linda.do(Update("u", made.id, made.version, meeting("x"), frozenset({"title"}))) == [Gone()]
    assert linda.do(Update("b", made.id, made.version, meeting(body="x"), frozenset({"body"}))) == [Gone()]
    assert linda.gateway.read([made.id, "no number"]) == {made.id: Gone(), "no number": Gone()}


def test_a_completed_follow_up_is_left_alone(linda: Diary, sandbox: SandboxClient) -> None:
    made = linda.make()
    sandbox.advance(5)
    linda.edit(made.id, Completed="Completed")
    seen = linda.gateway.read([made.id])[made.id]
    assert not isinstance(seen, Gone | Refused) and seen.item == made.item
    update = Update("u", made.id, seen.version, meeting("x"), frozenset({"title"}))
    assert linda.do(update) == [Refused(Reason.COMPLETED)]
    assert linda.do(Delete("d", made.id, seen.version)) == [Refused(Reason.COMPLETED)]


def test_a_follow_up_completed_unseen_is_left_alone(linda: Diary, diary_of: DiaryOf) -> None:
    made = linda.make()
    linda.edit(made.id, Completed="Completed")
    (outcome,) = diary_of("linda").do(Update("u", made.id, "", meeting("x"), frozenset({"title"})))
    assert isinstance(outcome, Refused) and outcome.reason is Reason.COMPLETED


def test_what_superoffice_refuses_does_not_stop_the_others(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.faults.add("superoffice", "403", count=1, path="CreateAppointmentForUID")
    outcomes = linda.do(*(Create(f"n{n}", meeting(f"n{n}"), "e") for n in range(5)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 4
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1


@pytest.mark.parametrize("kind", ["500", "reset_before"])
def test_a_failing_server_leaves_a_write_unsure(linda: Diary, sandbox: SandboxClient, kind: str) -> None:
    linda.make("warm")
    sandbox.faults.add("superoffice", kind, path="CreateAppointmentForUID")
    assert linda.do(Create("n", meeting("n"), "e")) == [Unsure()]


def test_a_busy_server_is_waited_for_a_little(linda: Diary, sandbox: SandboxClient) -> None:
    linda.make("warm")
    sandbox.faults.add("superoffice", "429", count=1, retry_after=0)
    assert isinstance(linda.do(Create("n", meeting("n"), "e"))[0], Done)
    sandbox.faults.add("superoffice", "429", retry_after=120)
    with pytest.raises(Unavailable) as error:
        linda.do(Create("m", meeting("m"), "e"))
    assert error.value.retry_after is not None and 60 <= error.value.retry_after <= 120


def test_a_rejected_token_is_renewed_once(linda: Diary, sandbox: SandboxClient) -> None:
    linda.make("warm")
    sandbox.faults.add("superoffice", "401", count=1, path="Agents/Appointment")
    linda.make("goes on")
    sandbox.faults.add("superoffice", "401", rate=1, path="Agents/Appointment")
    with pytest.raises(NeedsSignIn):
        linda.make("ends")


def test_no_participant_is_ever_mailed(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_save_mails="always")
    made = linda.make()
    sandbox.advance(2)
    (done,) = linda.do(Update("u", made.id, made.version, meeting("x", span=LATER), frozenset({"title", "span"})))
    assert isinstance(done, Done) and done.seen
    linda.do(Delete("d", made.id, done.seen.version))
    assert sandbox.mail() == []


@pytest.mark.parametrize("mode", ["allowed", "refused"])
def test_back_pointers_are_written_in_bulk_or_one_by_one(linda: Diary, sandbox: SandboxClient, mode: str) -> None:
    sandbox.switch(superoffice_bulk_foreign_keys=mode)
    items = [linda.make(f"n{n}") for n in range(6)]
    linda.gateway.point({items[0].id: "first"})
    before = linda.gateway.requests
    linda.gateway.point({item.id: f"event-{n}" for n, item in enumerate(items)})
    assert linda.gateway.requests - before == {"allowed": 1, "refused": 6}[mode]
    seen, _ = linda.whole()
    assert [seen[item.id].pointer for item in items] == [f"event-{n}" for n in range(6)]


def test_a_diary_without_back_pointers_is_synced_all_the_same(linda: Diary, sandbox: SandboxClient) -> None:
    sandbox.faults.add("superoffice", "403", rate=1, path="ForeignApp")
    made = linda.make()
    linda.gateway.point({made.id: "event"})
    assert linda.whole()[0][made.id].pointer == ""


def test_a_diary_whose_back_pointers_are_out_of_reach_for_a_moment_is_not_synced_without(
    linda: Diary, sandbox: SandboxClient
) -> None:
    linda.make()
    sandbox.faults.add("superoffice", "409", count=1, path="ForeignApp")
    with pytest.raises(Unavailable):
        linda.whole()


def test_back_pointers_without_a_system_user(diary_of: DiaryOf) -> None:
    linda = diary_of("linda", system=False)
    made = linda.make()
    linda.gateway.point({made.id: "E" * 400})
    assert linda.whole()[0][made.id].pointer.startswith("sha256:")


@pytest.mark.parametrize("mode", ["plain", "assignment"])
def test_what_is_only_offered_to_a_diary_is_accepted(
    superoffice: SuperOffice, sandbox: SandboxClient, linda: Diary, mode: str
) -> None:
    sandbox.switch(superoffice_cross_diary_create=mode)
    system = superoffice.system(superoffice.signed_in("linda"))
    by_system = SuperOfficeGateway(
        system, None, linda.signed_in.associate_id, "linda@x", lambda: facts.load(system)
    )
    ((_, outcome),) = by_system.write([Create("c", meeting("offered"), "e")])
    assert isinstance(outcome, Done) and outcome.seen and outcome.seen.item == meeting("offered")
    assert linda.entity(outcome.seen.id)["Type"] == "inDiary"


@pytest.mark.parametrize("mode", ["plain", "assignment", "two_rows"])
def test_in_the_owners_own_diary_nothing_needs_accepting(linda: Diary, sandbox: SandboxClient, mode: str) -> None:
    sandbox.switch(superoffice_cross_diary_create=mode)
    entity = linda.entity(linda.make().id)
    assert (entity["Type"], entity["MotherId"]) == ("inDiary", 0)

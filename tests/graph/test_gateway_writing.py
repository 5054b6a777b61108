"""What becomes of our writes in a real calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend.core.items import AllDay, Appointment, Busy, Importance, Timed
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Delete, Done, Gone, Outcome, Refused, Stale, Unsure, Update, Write
from backend.graph.body import own_text
from backend.graph.marks import INTENT, intent_key
from tests.graph.conftest import CATEGORY, Mailbox, seen

pytestmark = pytest.mark.company("empty")

NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)
ITEM = Appointment(
    title="Visit",
    body="<p>Bring <b>papers</b></p><p>and a pen</p>",
    place="Harbour",
    span=Timed(datetime(2026, 12, 2, 8, tzinfo=UTC), datetime(2026, 12, 2, 9, 30, tzinfo=UTC), "Europe/Oslo"),
    busy=Busy.FREE,
    private=True,
    importance=Importance.HIGH,
    alarm=10,
)


def one(mailbox: Mailbox, write: Write) -> Outcome:
    """The outcome of a single write."""
    [(told, outcome)] = mailbox.gateway.write([write])
    assert told is write
    return outcome


def made(mailbox: Mailbox, item: Appointment = ITEM, intent: str = "make 591") -> Seen:
    outcome = one(mailbox, Create(intent, item, "591"))
    assert isinstance(outcome, Done)
    assert outcome.seen is not None
    return outcome.seen


def renamed(found: Seen, title: str) -> Update:
    assert isinstance(found.item, Appointment)
    return Update(
        f"rename {title}", found.id, found.version, replace(found.item, title=title), frozenset({"title"})
    )


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        replace(ITEM, span=AllDay(date(2026, 12, 24), date(2026, 12, 26))),
        replace(ITEM, alarm=None, private=False, body="", place=""),
        # the hour that comes twice in autumn: the second half past two
        replace(
            ITEM, span=Timed(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
        ),
        replace(ITEM, span=Timed(NOON, NOON, "Antarctica/Troll")),
    ],
    ids=["timed", "all-day", "bare", "repeated hour", "zone without a Windows name"],
)
def test_what_is_created_reads_back_equal(mailbox: Mailbox, item: Appointment) -> None:
    found = made(mailbox, item)
    assert found.item == replace(item, categories=(CATEGORY,))
    assert found.pointer == "591"
    assert found.version


def test_an_event_is_written_in_the_zone_of_the_person_who_planned_it(mailbox: Mailbox) -> None:
    event = mailbox.event(made(mailbox).id)
    assert event["originalStartTimeZone"] == "W. Europe Standard Time"


def test_a_create_that_is_repeated_makes_one_event(mailbox: Mailbox) -> None:
    first = made(mailbox)
    second = made(mailbox)
    assert first.id == second.id
    assert len(seen(mailbox.round())) == 1


@pytest.mark.parametrize("status", ["409", "400"])
def test_a_create_that_is_repeated_with_another_content_is_found(mailbox: Mailbox, status: str) -> None:
    mailbox.sandbox.switch(graph_duplicate_transaction=status)
    first = made(mailbox)
    second = made(mailbox, replace(ITEM, title="Visit, moved"))
    assert (second.id, second.item) == (first.id, first.item)


def has_written(mailbox: Mailbox) -> None:
    """The gateway is not at its first item, for which it looks into the list of categories."""
    assert isinstance(one(mailbox, Create("first", ITEM, "first")), Done)


def test_our_category_is_in_the_list_with_a_colour_and_asked_for_once(mailbox: Mailbox) -> None:
    before = mailbox.gateway.requests
    has_written(mailbox)
    assert mailbox.gateway.requests - before == 3
    listed = mailbox.outlook.get("/me/outlook/masterCategories").json()["value"]
    assert [one["color"] for one in listed if one["displayName"] == CATEGORY] == ["preset1"]
    assert isinstance(one(mailbox, Create("second", ITEM, "second")), Done)
    assert mailbox.gateway.requests - before == 4


def test_a_list_that_takes_no_category_hinders_nothing(mailbox: Mailbox) -> None:
    mailbox.sandbox.faults.add("graph", "403", count=1, path="/me/outlook/masterCategories")
    has_written(mailbox)


def test_a_category_that_a_person_has_coloured_keeps_its_colour(mailbox: Mailbox) -> None:
    body = {"displayName": CATEGORY.upper(), "color": "preset7"}
    assert mailbox.outlook.post("/me/outlook/masterCategories", json=body).status_code == 201
    has_written(mailbox)
    listed = mailbox.outlook.get("/me/outlook/masterCategories").json()["value"]
    assert [one["color"] for one in listed if one["displayName"].lower() == CATEGORY.lower()] == ["preset7"]


def test_a_create_whose_answer_was_lost_is_found_by_its_intent(mailbox: Mailbox) -> None:
    has_written(mailbox)
    mailbox.sandbox.faults.add("graph", "reset_after", count=1)
    lost, never = Create("make 591", ITEM, "591"), Create("make 592", ITEM, "592")
    assert one(mailbox, lost) == Unsure()
    found = mailbox.gateway.find([lost, never])
    assert set(found) == {"make 591"}


def test_the_original_is_found_though_a_person_copied_it(mailbox: Mailbox) -> None:
    original = made(mailbox)
    mark = {"id": INTENT, "value": intent_key("make 591")}
    mailbox.enter(subject="Copy", singleValueExtendedProperties=[mark])
    assert mailbox.gateway.find([Create("make 591", ITEM, "591")])["make 591"][0].id == original.id


def test_twenty_creates_are_one_request(mailbox: Mailbox) -> None:
    has_written(mailbox)
    creates = [Create(f"make {n}", replace(ITEM, title=f"Nr {n}"), str(n)) for n in range(40)]
    before = mailbox.gateway.requests
    outcomes = dict(mailbox.gateway.write(creates))
    assert mailbox.gateway.requests - before == 2
    assert all(isinstance(outcomes[create], Done) for create in creates)
    assert {one.pointer for one in seen(mailbox.round()).values()} == {"first", *(str(n) for n in range(40))}


def test_an_update_changes_its_fields_only(mailbox: Mailbox) -> None:
    event = mailbox.enter(subject="Old", categories=["Mine"], showAs="oof")
    found = seen(mailbox.round())[event["id"]]
    outcome = one(mailbox, renamed(found, "New"))
    assert isinstance(outcome, Done)
    after = mailbox.event(event["id"])
    assert (after["subject"], after["categories"], after["showAs"]) == ("New", ["Mine"], "oof")
    assert outcome.seen is not None
    assert outcome.seen.version == after["@odata.etag"]


def test_an_update_of_what_has_changed_is_stale(mailbox: Mailbox) -> None:
    found = made(mailbox)
    mailbox.change(found.id, subject="By hand")
    assert one(mailbox, renamed(found, "By us")) == Stale()
    assert mailbox.event(found.id)["subject"] == "By hand"


def test_a_new_text_of_what_has_changed_is_stale_even_if_graph_does_not_check(mailbox: Mailbox) -> None:
    mailbox.sandbox.switch(graph_if_match="ignored")
    found = made(mailbox)
    mailbox.change(found.id, body={"contentType": "html", "content": "By hand"})
    assert one(mailbox, Update("text", found.id, found.version, ITEM, frozenset({"body"}))) == Stale()


def test_writes_to_what_is_gone_say_so(mailbox: Mailbox) -> None:
    found = made(mailbox)
    mailbox.remove(found.id)
    text = Update("text", found.id, found.version, ITEM, frozenset({"body"}))
    for write in (renamed(found, "Late"), text, Delete("delete", found.id, found.version)):
        assert one(mailbox, write) == Gone()


def test_a_deletion_takes_only_what_it_saw(mailbox: Mailbox) -> None:
    found = made(mailbox)
    mailbox.change(found.id, subject="By hand")
    assert one(mailbox, Delete("delete", found.id, found.version)) == Stale()
    [now] = seen(mailbox.round()).values()
    assert one(mailbox, Delete("delete", now.id, now.version)) == Done(None)
    assert not seen(mailbox.round())


def test_a_new_text_keeps_images_and_the_way_into_the_meeting(mailbox: Mailbox) -> None:
    join = '<div class="me-email-text"><a href="https://teams.example/join">Join</a></div>'
    event = mailbox.enter(body={"contentType": "html", "content": f'<p>Old</p><img src="cid:plan">{join}'})
    found = seen(mailbox.round())[event["id"]]
    assert isinstance(found.item, Appointment)
    assert found.item.body == "Old"
    item = replace(found.item, body="New <b>text</b>")
    outcome = one(mailbox, Update("text", found.id, found.version, item, frozenset({"body"})))
    assert isinstance(outcome, Done)
    html = mailbox.event(found.id)["body"]["content"]
    assert own_text(html) == "New <b>text</b>"
    assert 'src="cid:plan"' in html
    assert "teams.example/join" in html


def test_one_event_that_graph_refuses_does_not_stop_the_others(mailbox: Mailbox) -> None:
    good = Create("good", ITEM, "1")
    bad = Create("bad", replace(ITEM, alarm=-(2**40)), "2")
    outcomes = dict(mailbox.gateway.write([bad, good]))
    assert isinstance(outcomes[good], Done)
    refusal = outcomes[bad]
    assert isinstance(refusal, Refused)
    assert refusal.reason is Reason.REFUSED


@pytest.mark.parametrize("kind", ["500", "503", "429"])
def test_a_part_that_fails_for_a_while_is_unsure(mailbox: Mailbox, kind: str) -> None:
    mailbox.sandbox.faults.add("graph", kind, count=2, path="/me/calendar/events", retry_after=0)
    assert isinstance(one(mailbox, Create("make", ITEM, "1")), Unsure)


def test_a_throttled_part_is_sent_again(mailbox: Mailbox) -> None:
    has_written(mailbox)
    mailbox.sandbox.faults.add("graph", "429", count=1, path="/me/calendar/events", retry_after=0)
    before = mailbox.gateway.requests
    assert isinstance(one(mailbox, Create("make", ITEM, "1")), Done)
    assert mailbox.gateway.requests - before == 2


def test_nobody_gets_mail(mailbox: Mailbox) -> None:
    found = made(mailbox)
    one(mailbox, renamed(found, "Renamed"))
    assert mailbox.sandbox.mail() == []

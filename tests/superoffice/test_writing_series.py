"""Series made and deleted through the gateway: many rows in one act."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest

from backend.core.items import AllDay, Answer
from backend.core.reasons import Reason
from backend.core.recurrence.rule import Count, Until
from backend.core.recurrence.series import wall_starts
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, DeleteSeries, Done, Lookup, Refused, Unsure, Update
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf
from tests.superoffice.meeting_items import CLARA, JULIE, LINDA, XAVIER, content, done
from tests.superoffice.series_items import (
    DAILY,
    FIRST,
    MONDAYS,
    at,
    ids,
    mondays,
    plain,
    rows,
    series,
    starts,
    with_people,
)


class TestCreating:
    """A series is made in one act."""

    def test_one_row_a_day_each_with_its_place(self, linda: Diary) -> None:
        before = linda.gateway.requests
        made = series(linda)
        assert linda.gateway.requests - before <= 12
        assert starts(made) == mondays(4)
        assert len({seen.place.series for seen in made if seen.place}) == 1
        assert [seen.place.original for seen in made if seen.place] == [
            f"{at(MONDAYS, start).start:%Y-%m-%dT%H:%M:%SZ}" for start in mondays(4)
        ]
        assert all(replace(content(seen), span=plain().span) == plain() for seen in made)
        assert linda.gateway.rules(made) == {made[0].place.series: MONDAYS}  # type: ignore[union-attr]

    def test_whole_days(self, linda: Diary) -> None:
        rule = replace(MONDAYS, first=datetime.combine(FIRST, time()), duration=timedelta(days=2), all_day=True)
        made = series(linda, rule, plain(rule, span=AllDay(FIRST.date(), FIRST.date() + timedelta(days=1))))
        assert [content(seen).span for seen in made] == [
            AllDay(start.date(), start.date() + timedelta(days=1)) for start in mondays(4)
        ]

    @pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Antarctica/Troll"])
    @pytest.mark.parametrize("hour", [2, 22])
    def test_rows_keep_the_clock_of_the_series(self, linda: Diary, zone: str, hour: int) -> None:
        rule = replace(DAILY, zone=zone, first=datetime(2027, 3, 10, hour), range=Count(40))
        made = series(linda, rule)
        assert [content(seen).span for seen in made] == [at(rule, start) for start in wall_starts(rule)]

    @pytest.mark.parametrize("answer", list(Answer))
    def test_every_row_is_asked_for_an_answer(self, linda: Diary, sandbox: SandboxClient, answer: Answer) -> None:
        made = series(linda, item=with_people(plain(), XAVIER, by=CLARA, answer=answer))
        shown = Answer.NONE if answer is Answer.TENTATIVE else answer
        assert [content(seen).answer for seen in made] == [shown] * 4
        assert [content(seen).guests for seen in made] == [(XAVIER,)] * 4
        assert sandbox.mail() == []

    def test_guests_with_a_diary_get_a_series_too(self, linda: Diary, diary_of: DiaryOf) -> None:
        made = series(linda, item=with_people(plain(), JULIE, CLARA))
        theirs = diary_of("julie").whole()[0].values()
        assert {seen.booking for seen in theirs} == {seen.booking for seen in made}
        assert starts(list(theirs)) == mondays(4)

    @pytest.mark.parametrize("limit", ["366", "1000"])
    def test_a_long_series_is_made_in_parts(self, linda: Diary, sandbox: SandboxClient, limit: str) -> None:
        sandbox.switch(superoffice_series_rows=limit)
        rule = replace(DAILY, range=Until(date(2028, 2, 1)))
        made = series(linda, rule)
        assert [content(seen).span for seen in made] == [at(rule, start) for start in wall_starts(rule)]
        assert len({seen.place.series for seen in made if seen.place}) == 2
        create = CreateSeries("make ical", rule, plain(rule), "e", "ical")
        assert ids(rows(linda.do(create)[0])) == ids(made)
        found = linda.gateway.find([create, Lookup("make ical", "ical", series=True)])
        assert set(ids(found["make ical"])) == set(ids(made))

    def test_a_colleagues_series_is_joined(self, linda: Diary, julie: Diary) -> None:
        item = with_people(plain(), replace(LINDA, is_user=True), by=CLARA, answer=Answer.ACCEPTED)
        theirs = series(julie, item=item)
        mine = series(linda, item=with_people(plain(), JULIE, by=CLARA))
        assert [seen.booking for seen in mine] == [seen.booking for seen in theirs]
        assert len(linda.whole()[0]) == 4

    def test_who_is_not_among_the_guests_of_a_series_is_added(
        self, linda: Diary, julie: Diary, diary_of: DiaryOf, sandbox: SandboxClient
    ) -> None:
        theirs = series(julie, item=with_people(plain(), by=CLARA, answer=Answer.ACCEPTED))
        item = with_people(plain(), JULIE, by=CLARA)
        alone = diary_of("linda", system=False)
        assert alone.do(CreateSeries("c", MONDAYS, item, "e", "ical")) == [Unsure()]
        mine = series(linda, item=item)
        assert [seen.booking and seen.booking.mother for seen in mine] == list(ids(theirs))
        assert sandbox.mail() == []

    def test_whom_an_occurrence_has_besides_stays_when_one_is_added(self, linda: Diary, julie: Diary) -> None:
        item = with_people(plain(), by=CLARA, answer=Answer.ACCEPTED)
        theirs = series(julie, item=item)
        more = with_people(content(theirs[1]), XAVIER, by=CLARA, answer=Answer.ACCEPTED)
        julie.do(Update("more", theirs[1].id, theirs[1].version, more, frozenset({"guests"})))
        mine = series(linda, item=with_people(plain(), JULIE, by=CLARA))
        assert [len(content(seen).guests) for seen in mine] == [1, 2, 1, 1]

    def test_two_who_bring_a_series_at_the_same_instant_make_one(self, linda: Diary, julie: Diary) -> None:
        people = [(linda, JULIE), (julie, replace(LINDA, is_user=True))]
        writes = [
            (diary, CreateSeries(guest.name, MONDAYS, with_people(plain(), guest, by=CLARA), "e", "ical"))
            for diary, guest in people
        ]
        with ThreadPoolExecutor(2) as pool:
            one, other = (rows(outcome) for outcome in pool.map(lambda pair: pair[0].do(pair[1])[0], writes))
        assert [seen.booking for seen in one] == [seen.booking for seen in other]
        assert len(linda.whole()[0]) == len(julie.whole()[0]) == 4

    def test_one_occurrence_of_a_colleagues_series_is_joined_by_itself(self, linda: Diary, julie: Diary) -> None:
        theirs = series(julie, item=with_people(plain(), by=CLARA, answer=Answer.ACCEPTED))
        item = with_people(plain(span=at(MONDAYS, FIRST + timedelta(weeks=2))), JULIE, by=CLARA)
        mine = done(linda.do(Create("c", item, "e", "ical"))[0])
        assert mine.booking and mine.booking.mother == theirs[2].id
        assert len(linda.whole()[0]) == 1
        other = with_people(plain(span=at(MONDAYS, FIRST + timedelta(weeks=9))), JULIE, by=CLARA)
        assert done(linda.do(Create("d", other, "e", "ical"))[0]).place is None

    def test_a_single_row_under_the_uid_is_no_series(self, linda: Diary) -> None:
        single = done(linda.do(Create("c", plain(), "e", "ical"))[0])
        made = series(linda)
        assert single.id not in ids(made) and len(made) == 4
        assert ids(series(linda)) == ids(made)

    def test_a_lost_create_is_found(self, linda: Diary, sandbox: SandboxClient) -> None:
        create = CreateSeries("lost", MONDAYS, with_people(plain(), by=CLARA), "e", "ical")
        linda.gateway.find([create])
        sandbox.faults.add("superoffice", "reset_before", path="AssignTo")
        assert linda.do(create) == [Unsure()]
        sandbox.faults.clear()
        found = linda.gateway.find([Lookup("lost", "ical")])["lost"]
        assert starts(found) == mondays(4)
        assert [content(seen).answer for seen in found] == [Answer.NONE] * 4

    def test_a_refusal_once_the_rows_are_there_is_looked_up(self, linda: Diary, sandbox: SandboxClient) -> None:
        create = CreateSeries("half", MONDAYS, plain(), "e", "ical")
        linda.gateway.find([create])
        sandbox.faults.add("superoffice", "403", count=1, path="GetAppointmentRecords")
        assert linda.do(create) == [Unsure()]
        assert starts(linda.gateway.find([Lookup("half", "ical")])["half"]) == mondays(4)

    def test_what_the_series_limit_refuses_is_refused(self, linda: Diary, sandbox: SandboxClient) -> None:
        sandbox.faults.add("superoffice", "403", count=1, path="CreateAppointmentForUID")
        (outcome,) = linda.do(CreateSeries("c", MONDAYS, plain(), "e", "ical"))
        assert isinstance(outcome, Refused)


class TestDeleting:
    """All rows, or those from one on; invitations only when they are cancelled."""

    @pytest.mark.parametrize("save_mails", ["never", "when_asked"])
    def test_a_whole_series(self, linda: Diary, julie: Diary, sandbox: SandboxClient, save_mails: str) -> None:
        sandbox.switch(superoffice_save_mails=save_mails)
        made = series(linda, item=with_people(plain(), JULIE, CLARA))
        assert linda.do(DeleteSeries("d", "1", ids(made))) == [Done(None)]
        assert linda.whole()[0] == {}
        left = julie.whole()[0]
        assert all(content(seen).meeting.cancelled for seen in left.values()) and len(left) == 4
        assert julie.do(DeleteSeries("d", "1", tuple(left))) == [Done(None)]
        assert julie.whole()[0] == {}
        assert sandbox.mail() == []

    def test_from_one_row_on(self, linda: Diary) -> None:
        made = series(linda)
        assert linda.do(DeleteSeries("d", "1", ids(made[2:]), rest=True)) == [Done(None)]
        assert set(linda.whole()[0]) == set(ids(made[:2]))

    def test_some_rows_only(self, linda: Diary) -> None:
        made = series(linda)
        assert linda.do(DeleteSeries("d", "1", ids(made[1:3]))) == [Done(None)]
        assert set(linda.whole()[0]) == {made[0].id, made[3].id}

    def test_a_completed_row_stays(self, linda: Diary) -> None:
        made = series(linda)
        linda.edit(made[1].id, Completed="Completed")
        linda.gateway.read(ids(made))
        assert linda.do(DeleteSeries("d", "1", ids(made))) == [Refused(Reason.COMPLETED)]
        assert set(linda.whole()[0]) == {made[1].id}

    def test_invitations_are_never_deleted(self, linda: Diary, julie: Diary) -> None:
        series(linda, item=with_people(plain(), JULIE))
        theirs = julie.whole()[0]
        assert julie.do(DeleteSeries("d", "1", tuple(theirs))) == [Refused(Reason.REFUSED, "ChildRow")]
        assert set(julie.whole()[0]) == set(theirs)

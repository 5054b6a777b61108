"""Series changed through the gateway: in one act, and row by row where one act would reach others."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from backend.core.items import AllDay, Answer
from backend.core.reasons import Reason
from backend.core.recurrence.rule import Count, Dates, Weekday, Weekly
from backend.core.recurrence.series import wall_starts
from backend.core.values import replace
from backend.core.writes import DeleteSeries, Lookup, Refused, Stale, Unsure, Update, UpdateSeries
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary
from tests.superoffice.meeting_items import CLARA, JULIE, XAVIER, content
from tests.superoffice.series_items import (
    DAILY,
    FIRST,
    HOUR,
    MONDAYS,
    at,
    change,
    ids,
    mondays,
    plain,
    reshape,
    rows,
    series,
    starts,
    with_people,
)


class TestUpdating:
    """All rows, or those from one on, in one act."""

    def test_fields_of_every_row(self, linda: Diary) -> None:
        made = series(linda)
        before = linda.gateway.requests
        item = plain(title="Other", place="Room", body="a", private=True, alarm=10)
        now = rows(change(linda, made, item, "title", "place", "body", "private", "alarm"))
        assert linda.gateway.requests - before <= 6
        assert ids(now) == ids(made)
        assert [replace(content(seen), span=item.span) for seen in now] == [item] * 4
        assert starts(now) == mondays(4)

    def test_a_move_moves_each_by_the_same_step(self, linda: Diary) -> None:
        rule = replace(MONDAYS, first=datetime(2027, 3, 15, 9))
        made = series(linda, rule)
        later = replace(rule, first=datetime(2027, 3, 16, 10, 30), duration=2 * HOUR)
        item = plain(span=at(later, later.first))
        now = rows(change(linda, made, item, "span"))
        assert [content(seen).span for seen in now] == [
            at(later, later.first + timedelta(weeks=week)) for week in range(4)
        ]

    def test_an_hour_becomes_a_day_and_an_hour_again(self, linda: Diary) -> None:
        made = series(linda)
        day = AllDay(FIRST.date(), FIRST.date())
        now = rows(change(linda, made, plain(span=day), "span"))
        assert [content(seen).span for seen in now] == [AllDay(start.date(), start.date()) for start in mondays(4)]
        now = rows(change(linda, now, plain(), "span"))
        assert starts(now) == mondays(4)

    def test_from_one_row_on(self, linda: Diary) -> None:
        made = series(linda)
        item = plain(title="Late", span=at(MONDAYS, mondays(1, 2)[0]))
        now = rows(change(linda, made[2:], item, "title"))
        assert ids(now) == ids(made[2:])
        assert [linda.entity(item)["Title"] for item in ids(made)] == ["Standup", "Standup", "Late", "Late"]

    def test_some_rows_only(self, linda: Diary) -> None:
        made = series(linda)
        now = rows(
            change(linda, made[1:3], plain(title="Mid", span=at(MONDAYS, mondays(1, 1)[0])), "title", "span")
        )
        assert ids(now) == ids(made[1:3])
        all_now = linda.whole()[0]
        assert [content(all_now[item]).title for item in ids(made)] == ["Standup", "Mid", "Mid", "Standup"]
        assert starts(list(all_now.values())) == mondays(4)

    def test_rows_that_differ_are_brought_to_the_same(self, linda: Diary) -> None:
        made = series(linda)
        linda.edit(made[2].id, Title="Own title", StartDate="2026-12-07T12:00:00Z", EndDate="2026-12-07T13:00:00Z")
        item = plain(title="All", span=at(MONDAYS, FIRST + HOUR))
        now = rows(change(linda, made, item, "title", "span"))
        assert [content(seen).title for seen in now] == ["All"] * 4
        assert starts(now) == [FIRST + HOUR, FIRST + timedelta(weeks=1, hours=1),
                               datetime(2026, 12, 7, 14), FIRST + timedelta(weeks=3, hours=1)]  # fmt: skip

    @pytest.mark.parametrize("save_mails", ["never", "when_asked"])
    def test_guests_of_every_row(
        self, linda: Diary, julie: Diary, sandbox: SandboxClient, save_mails: str
    ) -> None:
        sandbox.switch(superoffice_save_mails=save_mails)
        made = series(linda)
        now = rows(change(linda, made, with_people(plain(), CLARA, JULIE), "guests"))
        assert [content(seen).guests for seen in now] == [(CLARA, JULIE)] * 4
        assert len(julie.whole()[0]) == 4
        known = replace(CLARA, answer=Answer.ACCEPTED)
        now = rows(change(linda, now, with_people(plain(), known, JULIE), "answers"))
        assert [content(seen).guests for seen in now] == [(known, JULIE)] * 4
        now = rows(change(linda, now, plain(), "guests"))
        assert [content(seen).guests for seen in now] == [()] * 4
        assert sandbox.mail() == []

    def test_answers_in_own_rows(self, linda: Diary) -> None:
        made = series(linda, item=with_people(plain(), XAVIER, by=CLARA))
        linda.beside.post("/v1/Agents/Appointment/Accept", json={"AppointmentId": int(made[1].id)})
        for answer in (Answer.ACCEPTED, Answer.DECLINED, Answer.NONE, Answer.DECLINED, Answer.ACCEPTED):
            made = rows(change(linda, made, with_people(plain(), XAVIER, by=CLARA, answer=answer), "answer"))
            assert [content(seen).answer for seen in made] == [answer] * 4

    def test_a_guest_of_one_row_stays_when_all_are_answered(self, linda: Diary) -> None:
        item = with_people(plain(), JULIE, by=CLARA)
        made = series(linda, item=item)
        more = with_people(content(made[2]), JULIE, XAVIER, by=CLARA)
        linda.do(Update("more", made[2].id, made[2].version, more, frozenset({"guests"})))
        answered = with_people(plain(), JULIE, by=CLARA, answer=Answer.ACCEPTED)
        now = rows(change(linda, made, answered, "answer", "answers"))
        assert [content(seen).answer for seen in now] == [Answer.ACCEPTED] * 4
        assert [len(content(seen).guests) for seen in now] == [1, 1, 2, 1]

    def test_answers_to_invitations(self, linda: Diary, julie: Diary) -> None:
        series(linda, item=with_people(plain(), JULIE))
        made = sorted(julie.whole()[0].values(), key=lambda seen: seen.place.original if seen.place else "")
        item = content(made[0])
        for answer in (Answer.ACCEPTED, Answer.DECLINED, Answer.ACCEPTED):
            wanted = replace(item, alarm=25, meeting=replace(item.meeting, answer=answer))
            made = list(rows(change(julie, made, wanted, "answer", "alarm")))
            assert [(content(seen).answer, content(seen).alarm) for seen in made] == [(answer, 25)] * 4
        outcome = change(julie, made, replace(item, title="mine"), "title")
        assert outcome == Refused(Reason.NO_ACCESS, "ChildRow")

    def test_what_somebody_wrote_since_is_not_written_over(self, linda: Diary) -> None:
        made = series(linda)
        assert made[0].place
        linda.edit(made[0].id, Location="Room")
        versions = tuple(seen.version for seen in made)
        write = UpdateSeries(
            "change", made[0].place.series, ids(made), plain(title="Other"), frozenset({"title"}), versions
        )
        assert linda.do(write) == [Stale()]
        assert [linda.entity(item)["Title"] for item in ids(made)] == ["Standup"] * 4

    def test_rows_that_somebody_edited_meanwhile_are_not_deleted(self, linda: Diary) -> None:
        made = series(linda)
        linda.edit(made[2].id, Location="Room")
        versions = tuple(seen.version for seen in made)
        assert linda.do(DeleteSeries("rest", "1", ids(made[1:]), True, versions[1:])) == [Stale()]
        assert linda.do(DeleteSeries("two", "1", ids(made[1:3]), False, versions[1:3])) == [Stale()]
        assert len(linda.whole()[0]) == len(made)

    def test_a_completed_row_is_left_alone(self, linda: Diary) -> None:
        made = series(linda)
        linda.edit(made[1].id, Completed="Completed")
        linda.gateway.read(ids(made))
        outcome = change(linda, made, plain(title="x"), "title")
        assert isinstance(outcome, Refused) and outcome.reason is Reason.COMPLETED
        assert linda.entity(made[1].id)["Title"] == "Standup"

    def test_a_series_whose_first_row_is_gone_is_stale(self, linda: Diary) -> None:
        made = series(linda)
        linda.beside.delete(f"/v1/Appointment/{made[0].id}")
        assert change(linda, made, plain(title="x"), "title") == Stale()
        assert linda.do(DeleteSeries("d", "1", ids(made))) == [Stale()]


class TestReshaping:
    """A series takes place on other days; rows on days that stay keep their ids."""

    @pytest.mark.parametrize("people", [True, False])
    def test_days_come_and_go(self, linda: Diary, julie: Diary, sandbox: SandboxClient, *, people: bool) -> None:
        item = with_people(plain(), JULIE, CLARA) if people else plain()
        made = series(linda, item=item)
        both = replace(MONDAYS, rule=Weekly(1, frozenset({Weekday.MONDAY, Weekday.FRIDAY})), range=Count(8))
        now = rows(reshape(linda, made, both))
        assert starts(now) == sorted(mondays(4) + [start + timedelta(days=4) for start in mondays(4)])
        assert set(ids(made)) <= set(ids(now))
        assert linda.gateway.rules(now) == {now[0].place.series: both}  # type: ignore[union-attr]
        assert [replace(content(seen), span=item.span) for seen in now] == [item] * 8
        back = rows(reshape(linda, now, MONDAYS))
        assert ids(back) == ids(made)
        assert len(linda.whole()[0]) == 4
        if people:
            live = [seen for seen in julie.whole()[0].values() if not content(seen).meeting.cancelled]
            assert starts(live) == mondays(4)
        assert sandbox.mail() == []

    def test_a_first_day_that_goes(self, linda: Diary) -> None:
        made = series(linda)
        now = rows(reshape(linda, made, replace(MONDAYS, first=FIRST + timedelta(weeks=1), range=Count(5))))
        assert starts(now) == mondays(5, 1)
        assert ids(now)[:3] == ids(made)[1:]
        assert len(linda.whole()[0]) == 5

    def test_days_before_the_first(self, linda: Diary) -> None:
        made = series(linda)
        now = rows(reshape(linda, made, replace(MONDAYS, first=FIRST - timedelta(weeks=1), range=Count(6))))
        assert starts(now) == mondays(6, -1)
        assert set(ids(made)) <= set(ids(now))

    def test_days_of_which_none_stays(self, linda: Diary) -> None:
        made = series(linda)
        tuesdays = replace(MONDAYS, rule=Weekly(1, frozenset({Weekday.TUESDAY})), first=FIRST + timedelta(days=1))
        now = rows(reshape(linda, made, tuesdays))
        assert starts(now) == [start + timedelta(days=1) for start in mondays(4)]
        assert len(linda.whole()[0]) == 4

    def test_listed_days(self, linda: Diary) -> None:
        made = series(linda)
        days = (FIRST.date(), date(2026, 11, 25), date(2026, 12, 7))
        now = rows(reshape(linda, made, replace(MONDAYS, rule=Dates(days), range=Count(3))))
        assert [start.date() for start in starts(now)] == list(days)
        assert {made[0].id, made[2].id} <= set(ids(now))

    def test_new_rows_have_the_content_of_the_series_and_old_ones_keep_their_own(self, linda: Diary) -> None:
        made = series(linda)
        linda.edit(made[0].id, Title="Kickoff", StartDate="2026-11-23T12:00:00Z", EndDate="2026-11-23T14:00:00Z")
        now = rows(reshape(linda, made, replace(MONDAYS, range=Count(6)), plain()))
        assert [content(seen).title for seen in now] == ["Kickoff", *["Standup"] * 5]
        assert starts(now)[1:] == mondays(5, 1)
        assert starts(now)[0] == datetime(2026, 11, 23, 13)

    def test_new_rows_of_an_invitation_are_asked_for_an_answer(self, linda: Diary) -> None:
        item = with_people(plain(), by=CLARA)
        made = series(linda, item=item)
        linda.beside.post("/v1/Agents/Appointment/Accept", json={"AppointmentId": int(made[0].id)})
        now = rows(reshape(linda, made, replace(MONDAYS, range=Count(6)), item))
        assert [content(seen).answer for seen in now] == [Answer.ACCEPTED, *[Answer.NONE] * 5]

    @pytest.mark.parametrize("hour", [2, 22])
    def test_a_clock_whose_days_are_not_superoffices(self, linda: Diary, hour: int) -> None:
        rule = replace(DAILY, zone="America/New_York", first=datetime(2026, 11, 23, hour))
        made = series(linda, rule)
        longer = replace(rule, range=Count(8))
        now = rows(reshape(linda, made, longer))
        assert [content(seen).span for seen in now] == [at(longer, start) for start in wall_starts(longer)]
        assert set(ids(made)) <= set(ids(now))
        assert len(linda.whole()[0]) == 8

    def test_a_refusal_once_rows_have_come_is_looked_up(self, linda: Diary, sandbox: SandboxClient) -> None:
        made = series(linda)
        longer, other = replace(MONDAYS, range=Count(5)), replace(plain(), title="other")
        sandbox.faults.add("superoffice", "412", count=1, method="PATCH")
        assert reshape(linda, made, longer, other) == Unsure()
        assert starts(linda.gateway.find([Lookup("reshape", "ical", series=True)])["reshape"]) == mondays(5)

    def test_more_rows_than_one_act_may_have(self, linda: Diary, sandbox: SandboxClient) -> None:
        sandbox.switch(superoffice_series_rows="366")
        rule = replace(DAILY, range=Count(360))
        made = series(linda, rule)
        now = rows(reshape(linda, made, replace(rule, range=Count(370))))
        assert starts(now) == [FIRST + timedelta(days=day) for day in range(370)]
        assert set(ids(made)) <= set(ids(now))

    def test_an_invitation_cannot_be_reshaped(self, linda: Diary, julie: Diary) -> None:
        series(linda, item=with_people(plain(), JULIE))
        made = sorted(julie.whole()[0].values(), key=lambda seen: int(seen.id))
        assert reshape(julie, made, DAILY) == Refused(Reason.NO_ACCESS, "ChildRow")

"""The stage on which a history of meetings is played: the cast of the scenarios, and the ledger of meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from backend.core.items import Answer, Side
from backend.core.report import Report
from backend.store.tables import Link
from tests.chaos.acts import Act, CrossingAct, History, Meanwhile, Sync, Wait
from tests.chaos.ledger import Violation
from tests.chaos.meeting_acts import CallOff, Invite, MeetingAct, Move, Quiet, Rename, Reply
from tests.chaos.meeting_ledger import MeetingLedger, tag_of
from tests.chaos.runs import Runs
from tests.chaos.stage import RUNS_TO_REST
from tests.chaos.story import BEGINNING, PEOPLE
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.outlook import invitation
from tests.scenarios.shown import Shown
from tests.scenarios.superoffice_reading import zulu

Json = dict[str, Any]

_HOUR = timedelta(hours=1)
#: seconds after which an invitation that has not come must have gone again
_DELIVERY = 150
#: what people look at: more than the product's window
_FIRST, _LAST = BEGINNING - timedelta(days=60), BEGINNING + timedelta(days=300)
_IN_OUTLOOK = {
    Answer.ACCEPTED: "accept",
    Answer.TENTATIVE: "tentativelyAccept",
    Answer.DECLINED: "decline",
}
_IN_SUPEROFFICE = {Answer.ACCEPTED: "Accept", Answer.TENTATIVE: "SetSeen", Answer.DECLINED: "Reject"}


class MeetingStage:
    """One world in which one history is played. Both calendars are known before it begins."""

    def __init__(self, runs: Runs, history: History) -> None:
        self._runs = runs
        self._company = Company(runs.sandbox, runs.product)
        self._ledger = MeetingLedger()
        self._mailboxes = {who: runs.mailbox_of(who) for who in PEOPLE}
        #: whether a meeting that is called off while a run goes on was known before that
        self._was_known: bool | None = None
        self._round()
        runs.time.now += 2

    # -- acts

    def play(self, act: Act) -> None:
        """Let one act happen. Raises Violation."""
        match act:
            case Invite() | Reply() | Move() | Rename() | CallOff():
                self._runs.time.now += 1.1
                self._person(act)
            case Sync(who, trouble):
                self._runs.time.now += 0.4
                self._was_known = self._can_know(trouble.act) if isinstance(trouble, Meanwhile) else None
                tags = self._ledger.tags
                self._looked(who, tags, self._runs.disturbed(self._mailboxes[who], trouble, self.play))
                self._was_known = None
                match trouble:
                    case Meanwhile(act=Move(side=Side.SUPEROFFICE, tag=tag)) if tag in self._ledger.tags:
                        self._ledger.crossed(tag, who)
                self._judge_post()
            case Wait(seconds):
                self._runs.time.now += seconds
            case Quiet():
                self.rest()

    def _person(self, act: MeetingAct) -> None:
        """What a person does; nothing where the meeting is not shown to him."""
        person = self._company.cast[act.who]
        if isinstance(act, Invite):
            guests = [self._company.cast[guest] for guest in act.guests]
            if act.side is Side.CALENDAR:
                attendees = [invitation(guest) for guest in guests]
                person.in_outlook.calendar.adds(act.title, act.start, attendees=attendees)
            else:
                _invite(person, guests, act)
            self._ledger.invited(act)
            return
        shown = self._find(person, act.side, act.tag)
        if shown is None:
            return
        match act:
            case Reply(answer=answer):
                _reply(person, act.side, shown, answer)
                self._ledger.answered(act.tag, act.who, act.side, answer)
            case Move(start=start):
                _move(person, act.side, shown, start)
                self._ledger.moved(act.tag)
            case Rename(title=title):
                _rename(person, act.side, shown, title)
                self._ledger.renamed(act.tag)
            case CallOff():
                known = self._is_known(act) if self._was_known is None else self._was_known
                _call_off(person, act.side, shown)
                self._ledger.called_off(act.tag, known=known)

    def _find(self, person: Person, side: Side, tag: int) -> Shown | None:
        return next((one for one in _sees(person, side) if tag_of(one.title) == tag), None)

    def _can_know(self, act: CrossingAct) -> bool:
        """Whether the product can know of what is called off while a run goes on: not of what this run makes."""
        if not isinstance(act, CallOff):
            return True
        return self._find(self._company.cast[act.who], act.side, act.tag) is not None and self._is_known(act)

    def _is_known(self, act: CrossingAct) -> bool:
        """Whether the product can know of both halves of a meeting that is called off: a run may have made one of
        them that died before the answer was written down."""
        if not isinstance(act, CallOff) or act.who not in self._mailboxes:
            return True
        row, event = (self._find(self._company.cast[act.who], side, act.tag) for side in Side)
        if row is None or event is None:
            return True
        query = select(col(Link.id)).where(
            col(Link.mailbox_id) == self._mailboxes[act.who],
            col(Link.superoffice_id) == str(row.wire["AppointmentId"]),
            col(Link.calendar_id).is_not(None),
        )
        with self._runs.product.engine.connect() as connection:
            return connection.execute(query).first() is not None

    # -- runs

    def rest(self) -> None:
        """Quiet: everything comes into step within a few runs, and then nothing is written any more."""
        reports: list[Report] = []
        for pause in (0, _DELIVERY):
            self._runs.time.now += pause
            for _ in range(RUNS_TO_REST):
                reports = self._round()
        again = self._round()
        if any(report.outcome != "ok" or report.writes for report in again):
            told = [report.as_json() for report in (*reports, *again)]
            raise Violation(f"the mailboxes do not come to rest: {told}")
        calendars = {(who, side): _sees(self._company.cast[who], side) for who in PEOPLE for side in Side}
        self._ledger.judge(calendars, self._has_declined)
        self._judge_post()

    def _has_declined(self, who: str, event: Shown) -> bool:
        """Whether somebody declined in SuperOffice, as one who is invited there, what *event* says."""
        return any(
            row["InvitationStatus"] == "Declined"
            and row["MotherId"] != row["AppointmentId"]
            and (row["StartDate"], row["EndDate"]) == (zulu(event.start), zulu(event.end))
            for row in self._company.cast[who].in_superoffice.rows_of_title(event.title)
        )

    def _round(self) -> list[Report]:
        self._runs.time.now += 5
        reports = {who: self._runs.run(mailbox) for who, mailbox in self._mailboxes.items()}
        for who, report in reports.items():
            self._looked(who, self._ledger.tags, report)
        return list(reports.values())

    def _looked(self, who: str, tags: Iterable[int], report: Report | None) -> None:
        if report is not None and report.outcome == "ok":
            self._ledger.looked(who, tags)

    def _judge_post(self) -> None:
        name = self._company.names.of_address
        mails = self._runs.sandbox.mail()
        self._ledger.judge_post((mail["system"], mail["subject"], name(mail["to"])) for mail in mails)


# -- hands and eyes


def _sees(person: Person, side: Side) -> list[Shown]:
    """What is in a calendar, but for what is left of a meeting that was called off."""
    if side is Side.SUPEROFFICE:
        return person.in_superoffice.sees_all(None, _FIRST, _LAST)
    return [one for one in person.in_outlook.sees_all(None, _FIRST, _LAST) if not one.wire["isCancelled"]]


def _invite(person: Person, guests: Iterable[Person], act: Invite) -> None:
    diary = person.in_superoffice
    entity = diary.agent("CreateDefaultAppointmentEntity", {})
    entity |= {"Title": act.title, "Description": act.title, "StartDate": zulu(act.start)}
    entity |= {"EndDate": zulu(act.start + _HOUR)}
    entity["Participants"] = [diary.invitation(one) for one in (person, *guests)]
    _save(person, entity)


def _reply(person: Person, side: Side, shown: Shown, answer: Answer) -> None:
    if side is Side.SUPEROFFICE:
        row = {"AppointmentId": shown.wire["AppointmentId"], "UpdateMode": "OnlyThis"}
        person.in_superoffice.agent(_IN_SUPEROFFICE[answer], row)
        return
    path = f"/me/events/{shown.wire['id']}/{_IN_OUTLOOK[answer]}"
    said = person.in_outlook.calendar.http.post(path, json={"Comment": "", "SendResponse": True})
    assert said.ok, said.text


def _move(person: Person, side: Side, shown: Shown, start: datetime) -> None:
    if side is Side.SUPEROFFICE:
        _save(person, shown.wire | {"StartDate": zulu(start), "EndDate": zulu(start + _HOUR)})
    else:
        person.in_outlook.calendar.moves(shown.wire["id"], start)


def _rename(person: Person, side: Side, shown: Shown, title: str) -> None:
    if side is Side.SUPEROFFICE:
        _save(person, shown.wire | {"Title": title, "Description": title})
    else:
        person.in_outlook.calendar.changes(shown.wire["id"], subject=title)


def _call_off(person: Person, side: Side, shown: Shown) -> None:
    if side is Side.CALENDAR:
        person.in_outlook.calendar.deletes(shown.wire["id"])
        return
    row = {"AppointmentId": shown.wire["AppointmentId"], "UpdateMode": "OnlyThis"}
    person.in_superoffice.agent("Delete", row | {"SendEmailToParticipants": False})


def _save(person: Person, entity: Json) -> None:
    body = {"AppointmentEntity": entity, "UpdateMode": "OnlyThis", "SendEmailToParticipants": False}
    person.in_superoffice.agent("Save", body)

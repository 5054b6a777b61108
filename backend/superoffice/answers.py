"""Answering: SuperOffice keeps the own answer as the state of a row, reached by acts (contracts §3.2, §3.4)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto

from backend.core.items import Answer, Meeting
from backend.core.writes import Refused
from backend.superoffice.appointment_agent import AppointmentAgent, Mode
from backend.superoffice.client import ApiError
from backend.superoffice.outcomes import outcome_of
from backend.superoffice.payload import Properties
from backend.superoffice.rows import Row

log = logging.getLogger(__name__)


class Act(Enum):
    """One step from a state to another."""

    ASK = auto()
    ACCEPT = auto()
    REJECT = auto()
    NOTE = auto()


def acts(row: Row, wanted: Answer) -> list[Act]:
    """The steps that bring *row* to the answer *wanted*.

    A row of the owner's own is asked for an answer by being assigned to him, also when he has answered already;
    an invitation keeps its answer until the meeting moves, so that nothing leads back to "not answered".
    """
    if row.cancelled or row.answer is wanted:
        return []
    match wanted:
        case Answer.ACCEPTED if row.answer is Answer.DECLINED and not row.is_child:
            return [Act.ASK, Act.ACCEPT]
        case Answer.ACCEPTED:
            return [Act.ACCEPT]
        case Answer.DECLINED if row.answer is Answer.ACCEPTED and not row.is_child:
            return [Act.ASK, Act.REJECT]
        case Answer.DECLINED:
            return [Act.REJECT]
        case Answer.TENTATIVE if row.is_child:
            return [Act.NOTE]
        case _:
            return [] if row.is_child or row.answer is Answer.NONE else [Act.ASK]


def own_answer(meeting: Meeting) -> Answer:
    """The answer that the row of the mailbox's owner is to show; whoever organises has accepted."""
    return Answer.ACCEPTED if meeting.is_own else meeting.answer


class Answers:
    """Answers in the diary of one associate, whom *participant* names.

    *own* speaks for the owner, who alone may answer; *asking* hands rows to him.
    """

    def __init__(
        self, own: AppointmentAgent, asking: AppointmentAgent, participant: Callable[[], Properties]
    ) -> None:
        self._own = own
        self._asking = asking
        self._participant = participant
        #: SuperOffice refused to hand a row over, and would refuse all others
        self._may_not_ask = False

    def give(self, row: Row, wanted: Answer, mode: Mode = Mode.ONLY_THIS) -> bool:
        """Bring a row to an answer. Tells whether there was anything to do.

        Where rows may not be handed over, only the owner's entry among the participants tells his answer.
        """
        steps = acts(row, wanted)
        for step in steps:
            match step:
                case Act.ASK:
                    if not self._ask(row, mode):
                        return False
                case Act.ACCEPT:
                    self._own.accept(row.id, mode)
                case Act.REJECT:
                    self._own.reject(row.id, mode)
                case Act.NOTE:
                    self._own.set_seen(row.id, mode)
        return bool(steps)

    def _ask(self, row: Row, mode: Mode) -> bool:
        """Hand a row to its owner. False where that is not allowed."""
        if self._may_not_ask:
            return False
        try:
            self._asking.assign(row.id, self._participant(), mode)
        except ApiError as error:
            if not isinstance(outcome_of(error), Refused):
                raise
            self._may_not_ask = True
            log.warning("SuperOffice does not let rows be handed over: %s %s", error.status, error.kind)
        return not self._may_not_ask

    def give_all(
        self, rows: Sequence[Row], wanted: Answer, again: Callable[[], Iterable[Row]], *, to_the_end: bool
    ) -> None:
        """Bring rows of a series to an answer; *again* reads them once more.

        Where they are all *to_the_end* of the series one act does for those that are like the first.
        """
        if rows and to_the_end and self.give(rows[0], wanted, Mode.FORWARD):
            rows = list(again())
        for row in rows:
            self.give(row, wanted)

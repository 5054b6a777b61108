"""From a seed to a history of meetings between two linked colleagues and a customer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from backend.core.items import Answer, Side
from backend.core.values import replace
from tests.chaos.acts import Act, CrossingAct, History
from tests.chaos.meeting_acts import CallOff, Invite, MeetingAct, Move, Quiet, Rename, Reply
from tests.chaos.story import BEGINNING, PEOPLE, REFUSALS, Teller

#: who comes to meetings: the linked ones, and Clara, who has a card in SuperOffice
EVERYBODY: Final = (*PEOPLE, "c")

_TITLES = ("Offer", "Visit", "Budget", "Møte & kaffe", "Review")
_FIRM = (Answer.ACCEPTED, Answer.ACCEPTED, Answer.DECLINED)
_ANSWERS = (*_FIRM, Answer.TENTATIVE)


def tell_of_meetings(seed: int, steps: int) -> History:
    """A history of *steps* acts."""
    return replace(_MeetingTeller(seed).history(steps), kind="meetings")


class _MeetingTeller(Teller):
    """Draws acts; knows who was invited to which meeting, whatever became of it."""

    #: everybody rests often, and never for hours
    never = REFUSALS

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._invites: dict[int, Invite] = {}

    def _act(self) -> Act:
        kind = self._random.choices(("person", "sync", "wait", "rest"), weights=(50, 40, 4, 6))[0]
        match kind:
            case "sync":
                return self._sync()
            case "wait":
                return self._wait()
            case "rest":
                return Quiet()
            case _:
                return self._acts()

    def _person(self) -> MeetingAct:
        if not self._invites or self._random.random() < 0.2:
            return self._invite()
        return self._about(self._random.choice(list(self._invites.values())[-8:]))

    def _invite(self) -> Invite:
        draw = self._random
        who = draw.choice(EVERYBODY)
        others = [one for one in EVERYBODY if one != who]
        guests = tuple(draw.sample(others, draw.choice((1, 2, 2))))
        tag = len(self._tags) + 1
        self._tags.append((who, tag))
        invite = Invite(who, tag, self._side_for(who), guests, self._title(tag), self._start())
        self._invites[tag] = invite
        return invite

    def _about(self, invite: Invite) -> MeetingAct:
        """Somebody does something about a meeting."""
        draw = self._random
        who, tag = invite.who, invite.tag
        match draw.choices(("reply", "move", "rename", "call off"), weights=(45, 25, 18, 12))[0]:
            case "reply":
                guest = draw.choice(invite.guests)
                return Reply(guest, tag, self._side_for(guest), draw.choice(_answers(invite, guest)))
            case "move":
                return Move(who, tag, self._side_for(who), self._start())
            case "rename":
                return Rename(who, tag, self._side_for(who), self._title(tag))
            case _:
                return CallOff(who, tag, self._side_for(who))

    def _crossing(self, latest: CrossingAct) -> MeetingAct:
        return self._about(self._invites[latest.tag])

    def _quick(self, who: str, tag: int) -> MeetingAct:
        return self._about(self._invites[tag])

    def _side_for(self, who: str) -> Side:
        return self._side() if who in PEOPLE else Side.CALENDAR

    def _title(self, tag: int) -> str:
        """The title always names the tag, by which a meeting is known."""
        return f"{self._random.choice(_TITLES)} {self._random.randrange(1_000)} @{tag}"

    def _start(self) -> datetime:
        draw = self._random
        return BEGINNING + timedelta(days=draw.randrange(25, 90), minutes=15 * draw.randrange(-32, 64))


def _answers(invite: Invite, guest: str) -> tuple[Answer, ...]:
    """What a guest may say: an invitation in SuperOffice, unlike an own row, leads from no answer back to none."""
    has_own_row = invite.who not in PEOPLE and len(invite.guests) == 1
    return _ANSWERS if has_own_row or guest not in PEOPLE else _FIRM

"""Reading SuperOffice in bad weather: a reading tells everything, or it fails as a whole (scenario 18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from backend.core.seen import Seen
from backend.core.sides import SideError
from backend.core.writes import Create, Lookup, Refused, Unsure
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import Diary, DiaryOf
from tests.superoffice.meeting_items import CLARA, JULIE, ROOM, XAVIER, invited, made
from tests.superoffice.series_items import series

FAULTS: list[tuple[str, dict[str, int]]] = [
    ("500", {}),
    ("503", {"retry_after": 0}),
    ("429", {"retry_after": 0}),
    ("reset_before", {}),
    ("reset_after", {}),
]
faults = pytest.mark.parametrize(("kind", "details"), FAULTS, ids=[kind for kind, _ in FAULTS])
#: shares of the requests that are hit; with the higher ones hardly a reading succeeds
RATES = (0.1, 0.2, 0.3, 0.5)
TIMES = 3


@faults
def test_a_reading_tells_everything_or_fails(
    linda: Diary, julie: Diary, diary_of: DiaryOf, sandbox: SandboxClient, kind: str, details: Mapping[str, int]
) -> None:
    meeting = made(linda, invited(JULIE, CLARA), "1")
    made(linda, invited(XAVIER, by=CLARA), "2")
    made(linda, invited(JULIE, XAVIER, by=CLARA), "3")
    made(julie, invited(), "4")
    linda.make("alone")
    series(linda, uid="5")
    sandbox.advance(60)
    before, cursor = linda.whole()
    linda.edit(meeting.id, Location="moved")
    made(linda, invited(JULIE, ROOM), "6")
    wanted = [*linda.whole()[0], "4711"]
    acts: dict[str, Callable[[Diary], object]] = {
        "the window": lambda diary: diary.whole()[0],
        "what changed": lambda diary: diary.since(cursor)[:2],
        "items": lambda diary: diary.gateway.read(wanted),
        "rules": lambda diary: diary.gateway.rules(list(before.values())),
        "creates": lambda diary: diary.gateway.find(
            [Lookup(f"make {uid}", uid) for uid in ("1", "4", "5", "6", "7")]
        ),
    }
    expected = {name: act(linda) for name, act in acts.items()}
    for rate in RATES * TIMES:
        diary = diary_of("linda")
        sandbox.faults.add("superoffice", kind, rate=rate, **details)
        for name, act in acts.items():
            try:
                found = act(diary)
            except SideError:
                continue
            assert found == expected[name], name
        sandbox.faults.clear()


@faults
def test_writes_in_a_storm_say_what_became_of_them(
    linda: Diary, diary_of: DiaryOf, sandbox: SandboxClient, kind: str, details: Mapping[str, int]
) -> None:
    creates = [
        Create(f"make {number}", invited(CLARA, title=str(number)), "e", str(number)) for number in range(9)
    ]
    diary = diary_of("linda")
    told: dict[str, object] = {}
    sandbox.faults.add("superoffice", kind, rate=0.3, **details)
    with suppress(SideError):
        for write, outcome in diary.gateway.write(creates):
            told[write.intent] = outcome
    sandbox.faults.clear()
    there = {seen.item.title for seen in linda.whole()[0].values()}  # type: ignore[union-attr]
    for create in creates:
        became = told.get(create.intent, Unsure())
        assert not isinstance(became, Refused)
        assert isinstance(became, Unsure) or create.item.title in there
        found = linda.gateway.find([create]).get(create.intent, ())
        assert bool(found) is (create.item.title in there)
        assert all(isinstance(one, Seen) for one in found)

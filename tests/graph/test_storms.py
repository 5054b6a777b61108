"""Reading Outlook in bad weather: a reading tells everything, or it fails as a whole (scenario 18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from backend.core.seen import Changes
from backend.core.sides import SideError
from backend.core.values import replace
from backend.core.writes import Create, Done, Lookup, Outcome, Unsure
from backend.graph.gateway import GraphGateway
from tests.graph.conftest import WINDOW, Mailbox, item_of, seen
from tests.graph.series import ITEM, invite
from tests.sandbox.graph_calendar import attendees, every
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")

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


def told(pages: list[Changes]) -> object:
    """What a reading tells, wherever its pages end."""
    shown = {one.id: (one.item, one.place, one.pointer) for page in pages for one in page.seen}
    gone = {one for page in pages for one in page.rumoured_gone}
    return shown, gone, {whole for page in pages for whole in page.series}


@faults
@pytest.mark.parametrize("shape", ["stubs", "full"])
def test_a_reading_tells_everything_or_fails(
    mailbox: Mailbox, sandbox: SandboxClient, kind: str, details: Mapping[str, int], shape: str
) -> None:
    sandbox.switch(graph_delta_shape=shape)
    invite(mailbox)
    daily = mailbox.enter(recurrence=every("daily", "2026-12-01", count=5), attendees=attendees("x@xylo.example"))
    days = mailbox.instances(daily["id"])
    mailbox.change(days[1]["id"], subject="Other")
    mailbox.remove(days[2]["id"])
    single = mailbox.enter(attendees=attendees("clara@havbris.example"))["id"]
    mailbox.write(Create("create", replace(ITEM, title="made"), "591"))
    items = list(seen(mailbox.round()).values())
    for number, rate in enumerate(RATES * TIMES):
        cursor = mailbox.cursor()
        mailbox.change(single, subject=f"changed {number}")
        mailbox.change(days[3]["id"], subject=f"changed {number}")
        mailbox.remove(mailbox.enter()["id"])
        acts: dict[str, Callable[[GraphGateway], object]] = {
            "what changed": lambda gateway, cursor=cursor: told(list(gateway.changes(cursor, WINDOW))),  # type: ignore[misc]
            "the window": lambda gateway: told(list(gateway.changes(None, WINDOW))),
            "items": lambda gateway: gateway.read([*(one.id for one in items), daily["id"]]),
            "rules": lambda gateway: gateway.rules(items),
            "creates": lambda gateway: gateway.find([Lookup("create"), Lookup("make 7"), Lookup("other")]),
        }
        for name, act in acts.items():
            expected = act(mailbox.gateway)
            sandbox.faults.add("graph", kind, rate=rate, **details)
            try:
                assert act(mailbox.gateway) == expected, name
            except SideError:
                pass
            finally:
                sandbox.faults.clear()


@faults
def test_writes_in_a_storm_say_what_became_of_them(
    mailbox: Mailbox, sandbox: SandboxClient, kind: str, details: Mapping[str, int]
) -> None:
    creates = [Create(f"make {number}", replace(ITEM, title=str(number)), "591") for number in range(50)]
    outcomes: dict[str, Outcome] = {}
    sandbox.faults.add("graph", kind, rate=0.3, **details)
    try:
        for write, outcome in mailbox.gateway.write(creates):
            outcomes[write.intent] = outcome
    except SideError:
        pass
    sandbox.faults.clear()
    there = {item_of(one).title for one in seen(mailbox.round()).values()}
    found = mailbox.gateway.find(creates)
    for create in creates:
        outcome = outcomes.get(create.intent, Unsure())
        assert isinstance(outcome, Done | Unsure)
        assert isinstance(outcome, Unsure) or create.item.title in there
        assert (create.intent in found) is (create.item.title in there)

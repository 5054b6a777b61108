"""Measures syncs of single events against vdirsyncer's: `make bench`, or `python -m tests.bench.first_sync`.

Each way and each number of events is measured in a process of its own, in rounds in which each side has its turn:
of each step the round in the middle counts, for us and for the peer, whose own work for the same events differs by
half from one round to the next (engine.md §4.1 gives medians, too). Ratios are of one run on one machine; what is
to be reached stands beside them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

from backend.core.items import Side
from tests.bench.costs import Cost, least, middle
from tests.bench.peer import peer_costs
from tests.bench.stage import lindas
from tests.company import Colleague, Company, at

#: what is to be reached, by the side where the events are: of vdirsyncer's CPU time an item, and of its requests
_CPU: Final = {Side.SUPEROFFICE: 0.25, Side.CALENDAR: 0.5}
_REQUESTS: Final = {Side.SUPEROFFICE: 0.10, Side.CALENDAR: 1.1}

Costs = Mapping[str, Cost]
_Told = TypeVar("_Told")
#: events that are made within Outlook's limit
_AT_ONCE: Final = 5_000
#: rounds of a measurement, more where one is over soon, both odd, and how often a short step is carried out in one
_ROUNDS, _SHORT_ROUNDS, _TIMES = 3, 9, 5
#: events that are synced in a moment
_FEW: Final = 500
#: from so many events on the bound for a run without a change holds; with few, most of the peer's CPU is its start
_MANY = 5_000


def own_costs(side: Side, number: int) -> dict[str, Cost]:
    """What the first sync of *number* events of *side* costs, one without a change, and one with 1 % changed.

    The process has synced a colleague's few items and changes before, as a worker has: of vdirsyncer, too, its
    start is left out.
    """
    with tempfile.TemporaryDirectory() as folder, lindas(Path(folder), "julie") as company:
        _warm_up(company)
        linda = company["linda"]
        items = _fill(linda, side, number)
        costs = {"first": _run(company)}
        _run(company)
        # what was written in the last seconds is looked at once more, until the server's clock has gone on
        company.sandbox.advance(60)
        _run(company)
        costs["no change"] = least(_run(company) for _ in range(_TIMES))
        costs["1 % changed"] = least(_with_changes(company, side, items[begin::100]) for begin in range(_TIMES))
    return costs


def _with_changes(company: Company, side: Side, items: list[str]) -> Cost:
    """The run after which changed *items* are equal again; then what is to be looked at once more."""
    for item in items:
        _change(company["linda"], side, item)
    cost = _run(company)
    company.sandbox.advance(60)
    _run(company)
    return cost


def still_costs(number: int) -> tuple[Cost, float]:
    """What a run without a change costs with *number* events from Outlook, and how many MiB this process ever
    held."""
    with tempfile.TemporaryDirectory() as folder, lindas(Path(folder)) as company:
        for begin in range(0, number, _AT_ONCE):
            _fill(company["linda"], Side.CALENDAR, min(_AT_ONCE, number - begin))
            # Outlook serves so many requests in ten minutes
            company.sandbox.advance(601)
        # a run makes room for others after ten minutes
        while company.run("linda").outcome == "partial":
            pass
        company.sandbox.advance(60)
        _run(company)
        still = least(_run(company) for _ in range(_TIMES))
    return still, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _warm_up(company: Company) -> None:
    items = {side: _fill(company["julie"], side, 5) for side in Side}
    _run(company, "julie")
    for side, made in items.items():
        _change(company["julie"], side, made[0])
    _run(company, "julie")
    _run(company, "julie")


def _fill(linda: Colleague, side: Side, number: int) -> list[str]:
    def one(index: int) -> str:
        start = at(1) + timedelta(hours=index % 3000)
        if side is Side.SUPEROFFICE:
            return str(linda.in_superoffice.adds(f"Event {index}", start, Agenda="<p>Some text</p>"))
        text = {"contentType": "html", "content": "<p>Some text</p>"}
        return linda.in_outlook.adds(f"Event {index}", start, body=text)

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(one, range(number)))


def _change(linda: Colleague, side: Side, item: str) -> None:
    if side is Side.SUPEROFFICE:
        linda.in_superoffice.changes(int(item), Title="Changed")
    else:
        linda.in_outlook.changes(item, subject="Changed")


def _run(company: Company, who: str = "linda") -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    report = company.run(who)
    if report.outcome != "ok":
        raise RuntimeError(f"the run ended {report.outcome}: {report.sentence}")
    return Cost(time.process_time() - cpu, sum(report.requests.values()), time.perf_counter() - wall)


def _alone(measure: Callable[..., _Told], *about: object) -> _Told:
    """What is measured in a new process, whose memory nothing else has used."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, *about).result()


def _against_peer(side: Side, number: int, own: Costs, peer: Costs) -> None:
    first = peer["first"].cpu - peer["start"].cpu
    _tell(f"from {side.value}, {number} events, first sync", own["first"], own["first"].cpu / number * 1000)
    _ratio("CPU an item, of vdirsyncer's", own["first"].cpu / first, _CPU[side])
    _ratio("requests, of vdirsyncer's", own["first"].requests / peer["first"].requests, _REQUESTS[side])
    _tell("  no change", own["no change"])
    still = own["no change"].cpu / peer["no change"].cpu
    _ratio("CPU, of vdirsyncer's", still, 0.02 if number >= _MANY else None)
    _tell("  1 % changed", own["1 % changed"])
    changed = own["1 % changed"].cpu - own["no change"].cpu
    _ratio("CPU beyond no change, of the first sync", changed / own["first"].cpu, 0.015)


def _against_small(number: int, own: Cost, peak: float, small: Cost, held: float) -> None:
    _tell(f"{number} events, no change", own)
    _ratio("CPU, of the same with 100", own.cpu / small.cpu, 1.2)
    _ratio("peak memory, of the same with 1,000", peak / held, 1.5)


def _tell(what: str, cost: Cost, each: float | None = None) -> None:
    item = f", {each:.2f} ms an item" if each else ""
    print(f"{what}: {cost.cpu * 1000:.0f} ms CPU{item}, {cost.requests} requests, {cost.wall:.1f} s", flush=True)


def _ratio(what: str, value: float, reach: float | None) -> None:
    bound = f" (to reach: {reach:g}){'' if value <= reach else '  ✗'}" if reach else ""
    print(f"    {what}: {value:.3f}{bound}", flush=True)


def _of_peer(number: int) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        return peer_costs(Path(folder), number)


def _measure(sizes: Iterable[int], large: Iterable[int]) -> None:
    for number in sizes:
        _measure_size(number)
    small, held = _alone(still_costs, 100)[0], _alone(still_costs, 1000)[1]
    for number in large:
        _against_small(number, *_alone(still_costs, number), small, held)


def _measure_size(number: int) -> None:
    own: dict[Side, list[Costs]] = {side: [] for side in Side}
    peers: list[Costs] = []
    for _ in range(_SHORT_ROUNDS if number <= _FEW else _ROUNDS):
        for side in Side:
            own[side].append(_alone(own_costs, side, number))
        peers.append(_of_peer(number))
    peer = _middle_of_each(peers)
    each = (peer["first"].cpu - peer["start"].cpu) / number * 1000
    _tell(f"vdirsyncer, {number} events, first sync", peer["first"], each)
    _tell("  no change", peer["no change"])
    for side in Side:
        _against_peer(side, number, _middle_of_each(own[side]), peer)


def _middle_of_each(rounds: list[Costs]) -> Costs:
    """Of each step what it cost in the round in the middle, by its CPU."""
    return {step: middle(costs[step] for costs in rounds) for step in rounds[0]}


def main() -> None:
    """Measure every size both ways, and the large ones against the small ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=[200, 1000, 5000])
    parser.add_argument("--large", type=int, nargs="*", default=[50_000])
    chosen = parser.parse_args()
    _measure(chosen.sizes, chosen.large)


if __name__ == "__main__":
    main()

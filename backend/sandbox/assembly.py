"""The sandbox put together: one world with its hosts, made anew by a reset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from backend.sandbox.demo.fill import fill
from backend.sandbox.entra.host import EntraHost
from backend.sandbox.faults import Faults
from backend.sandbox.gate import Gate
from backend.sandbox.graph.host import GraphHost
from backend.sandbox.outbound import Outbound
from backend.sandbox.people import make_world
from backend.sandbox.superoffice.host import SuperOfficeHost
from backend.sandbox.wire import Request, Response
from backend.sandbox.world import Company, World


class Host(Protocol):
    """One of the three systems. `state` is all that a restart must keep; it can be pickled."""

    state: Any

    async def handle(self, request: Request) -> Response:
        """Answer one request. Raises ConnectionCut."""
        ...


@dataclass(slots=True)
class Snapshot:
    """A whole sandbox at rest."""

    world: World
    #: host states by path prefix
    states: dict[str, Any]


class Sandbox:
    """A world, the gate before it, and the three hosts in it. Make it inside the running event loop."""

    def __init__(self, company: Company, snapshot: Snapshot | None = None) -> None:
        #: snapshots by name, as persistence writes them
        self.kept: dict[str, bytes] = {}
        self._build(snapshot.world if snapshot else make_world(company), snapshot)

    def _build(self, world: World, snapshot: Snapshot | None = None) -> None:
        self.world = world
        self.faults = Faults(world.random)
        self.gate = Gate(world, self.faults)
        self.outbound = Outbound(self.faults)
        company = world.company
        if snapshot:
            # the hosts would fill the calendars that are about to come from the snapshot
            world.company = "empty"
        self.graph = GraphHost(world, self.gate, self.outbound)
        self.superoffice = SuperOfficeHost(world, self.gate, self.outbound)
        self.entra = EntraHost(world, self.gate)
        self.hosts: dict[str, Host] = {
            "graph": self.graph,
            "superoffice": self.superoffice,
            "entra": self.entra,
        }
        if snapshot:
            world.company = company
            for name, host in self.hosts.items():
                host.state = snapshot.states[name]
        elif company == "demo":
            fill(world, self.graph, self.superoffice)

    async def reset(self, company: Company | None = None) -> None:
        """Begin again with a fresh *company*, by default the same. Keys and secrets of the app stay."""
        old = self.world
        await self.outbound.close()
        world = make_world(company or old.company)
        world.app = old.app
        world.entra.key = old.entra.key
        self._build(world)

    async def take_up(self, snapshot: Snapshot) -> None:
        """Be again what *snapshot* holds; its objects are the sandbox's own from now on."""
        await self.outbound.close()
        self._build(snapshot.world, snapshot)

    def snapshot(self) -> Snapshot:
        """All that a restart must keep. It shares its objects with the running sandbox."""
        return Snapshot(self.world, {name: host.state for name, host in self.hosts.items()})

    async def close(self) -> None:
        """Stop what goes on in the background."""
        await self.outbound.close()

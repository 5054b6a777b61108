"""The demonstration served: Linda is connected, and a worker works when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.jobs import worker
from backend.jobs.doorbell import ring
from backend.jobs.tasks import rung_while_free
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.service import Product
from tests.sandbox_client import SandboxClient
from tests.serving import served

# a machine that runs everything at once may be slow
expect.set_options(timeout=20_000)


@dataclass
class Demo:
    """A running demonstration page."""

    url: str
    product: Product
    sandbox: SandboxClient

    def rings(self) -> None:
        """A doorbell for everybody, as a system would ring it, and the work that it makes, that of those included
        whom a run rings."""
        self._ring(lambda _: True)
        for _ in range(4):
            self.work()
            if not self._ring(lambda mailbox: rung_while_free(mailbox, datetime.now(UTC))):
                return
        raise AssertionError("mailboxes ring each other without end")

    def _ring(self, who: Callable[[Mailbox], bool]) -> int:
        """How many were rung."""
        with session(self.product.engine) as work:
            rung = [mailbox.id for mailbox in mailboxes.every(work) if who(mailbox)]
            for mailbox_id in rung:
                ring(work, mailbox_id)
            work.commit()
        return len(rung)

    def work(self) -> None:
        """Let a worker do everything that waits."""
        order = (self.product, 2, worker.RUNS)
        thread = threading.Thread(target=worker.run, args=order, kwargs={"until_idle": True})
        thread.start()
        thread.join()


@pytest.fixture
def demo(product: Product, sandbox: SandboxClient) -> Iterator[Demo]:
    """The page, served; Linda and Julie are connected, their calendars are empty."""
    with served(product, demo_sandbox_url=sandbox.base) as public:
        list(connect(make_app(public), public.settings.public_url, ["linda", "julie"]))
        running = Demo(f"{public.settings.public_url}/demo", public, sandbox)
        running.work()
        yield running


@pytest.fixture
def page(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """An empty page, closed before the server is; whatever the browser complains about fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 1600, "height": 1000})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []

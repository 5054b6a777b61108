"""A worker process: takes jobs from the queues until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from backend.jobs import quiet
from backend.jobs.doorbell import TRIGGERS
from backend.jobs.lanes import UPKEEP, Lane, lanes, places
from backend.jobs.tasks import PATIENT, PRODUCT, jobs, runs
from backend.store.database import address
from backend.sync.service import Product

log = logging.getLogger(__name__)

#: runs, by their trigger
RUNS: Final = TRIGGERS
QUEUES: Final = (*RUNS, UPKEEP)
#: seconds until a lane that was cut off from the database begins anew
_AGAIN: Final = 1.0


def run(product: Product, concurrency: int, queues: Sequence[str] = QUEUES, *, until_idle: bool = False) -> None:
    """Work on *queues* until SIGTERM or SIGINT; runs that have begun end at their next write, and others go on.

    `lanes` says how many jobs at a time.

    *until_idle*: return when no job is waiting; what waits for quiet is taken at once.
    """
    asyncio.run(_work(product, lanes(queues, concurrency), until_idle))


async def _work(product: Product, of_worker: Sequence[Lane], until_idle: bool) -> None:
    # tasks are plain functions and run in threads, of which the loop's own pool may have too few
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(places(of_worker) + 2))
    connector = PsycopgConnector(conninfo=address(product.settings), min_size=1, max_size=4)
    with jobs.replace_connector(connector), runs.replace_connector(connector):
        async with jobs.open_async():
            if until_idle:
                with product.engine.begin() as connection:
                    quiet.break_off(connection)
                await asyncio.gather(*(_once(product, lane) for lane in of_worker))
            else:
                await _until_told(product, of_worker)


async def _until_told(product: Product, of_worker: Sequence[Lane]) -> None:
    """Keep all lanes going until SIGTERM or SIGINT; then no job is begun, and runs hand their leases back."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    going = [asyncio.create_task(_keep_going(product, lane), name=lane.queue) for lane in of_worker]
    stopping = asyncio.create_task(told.wait())
    await asyncio.wait((*going, stopping), return_when=asyncio.FIRST_COMPLETED)
    product.ends.set()
    # a lane that is cancelled finishes first what it has begun
    for task in (*going, stopping):
        task.cancel()
    for end in await asyncio.gather(*going, return_exceptions=True):
        if end and not isinstance(end, asyncio.CancelledError):
            raise end


async def _keep_going(product: Product, lane: Lane) -> None:
    """Work on a lane; where it is cut off from the database, or was given up for dead, it begins anew."""
    while True:
        try:
            await _take(product, lane, wait=True)
        except ConnectorException as error:
            log.warning("cut off from the queue %s: %s", lane.queue, type(error.__cause__ or error).__name__)
        await asyncio.sleep(_AGAIN)


async def _once(product: Product, lane: Lane) -> None:
    await _take(product, lane, wait=False)


async def _take(product: Product, lane: Lane, *, wait: bool) -> None:
    """Do jobs of a lane. With *wait* it ends only when its connections fail. Raises ConnectorException."""
    app: App = jobs if lane.queue == UPKEEP else runs
    await app.run_worker_async(
        queues=[lane.queue],
        name=lane.queue,
        concurrency=lane.places,
        wait=wait,
        fetch_job_polling_interval=lane.look_every,
        listen_notify=lane.is_told,
        additional_context={PRODUCT: product, PATIENT: wait},
        delete_jobs="successful",
        install_signal_handlers=False,
    )

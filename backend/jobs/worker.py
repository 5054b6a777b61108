"""A worker process: takes jobs from the queues until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from procrastinate import PsycopgConnector

from backend.jobs.doorbell import PRIORITY
from backend.jobs.tasks import UPKEEP, jobs
from backend.store.database import address
from backend.sync.service import Product

#: runs, by their trigger
RUNS = tuple(PRIORITY)
QUEUES = (*RUNS, UPKEEP)


def run(product: Product, concurrency: int, queues: Sequence[str] = QUEUES, *, until_idle: bool = False) -> None:
    """Work on *queues* with *concurrency* jobs at a time until SIGTERM or SIGINT, then finish what is begun.

    *until_idle*: return when no job is waiting.
    """
    asyncio.run(_work(product, concurrency, queues, until_idle))


async def _work(product: Product, concurrency: int, queues: Sequence[str], until_idle: bool) -> None:
    # tasks are plain functions and run in threads, of which the loop's own pool may have too few
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(concurrency + 2))
    connector = PsycopgConnector(conninfo=address(product.settings), min_size=1, max_size=4)
    with jobs.replace_connector(connector) as app:
        async with app.open_async():
            await app.run_worker_async(
                queues=list(queues),
                concurrency=concurrency,
                wait=not until_idle,
                additional_context={"product": product},
                delete_jobs="successful",
                install_signal_handlers=not until_idle,
            )

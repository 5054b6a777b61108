"""The command that serves the sandbox."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from pathlib import Path
from typing import Any

import click

from backend.sandbox.assembly import Sandbox
from backend.sandbox.environment import settings, write_env_file
from backend.sandbox.ics.command import import_file
from backend.sandbox.persistence import BadSnapshot, Keeper, load
from backend.sandbox.server import Server
from backend.sandbox.world import COMPANIES, Company

HOST = "127.0.0.1"


@click.group(invoke_without_command=True)
@click.option("--port", default=8700, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--company", type=click.Choice(COMPANIES), default="demo", show_default=True, help="Who is in it.")
@click.option(
    "--env-file", type=click.Path(dir_okay=False, path_type=Path), help="Write the product's settings here."
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep the state here over restarts."
)
@click.pass_context
def sandbox(context: click.Context, port: int, company: Company, env_file: Path | None, data: Path | None) -> None:
    """Serve SuperOffice, Microsoft Graph and Entra with a small company in them, for trying and testing.

    Prints one line of JSON when it is ready. With --data a stored company goes on as it was.
    """
    if context.invoked_subcommand is not None:
        return
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(serve(port, company, env_file, data))
    except BadSnapshot as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot serve on port {port}: {error}") from error


sandbox.add_command(import_file)


async def serve(port: int, company: Company, env_file: Path | None, data: Path | None) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError, BadSnapshot."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    box = Sandbox(company, load(data) if data else None)
    keeper = Keeper(box, data)
    server = Server(box, keeper.touched)
    await server.start(HOST, port)
    try:
        url = f"http://{HOST}:{server.port}"
        if env_file:
            write_env_file(env_file, settings(box.world, url))
        # the keys are part of the state, and published from here on
        keeper.save()
        click.echo(json.dumps(_ready(box, url, server.port, env_file)))
        await stop.wait()
    finally:
        await server.stop()
        keeper.save()


def _ready(box: Sandbox, url: str, port: int, env_file: Path | None) -> dict[str, Any]:
    return {
        "ready": True,
        "url": url,
        "graph": f"{url}/graph/v1.0",
        "entra": f"{url}/entra",
        "superoffice": f"{url}/superoffice",
        "control": f"{url}/sandbox",
        "port": port,
        "pid": os.getpid(),
        "company": box.world.company,
        "env_file": str(env_file) if env_file else None,
    }

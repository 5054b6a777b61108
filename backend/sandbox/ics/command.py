"""The command that imports a calendar file into a sandbox mailbox."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from backend.sandbox.ics.reader import read_file
from backend.sandbox.ics.report import Remark, Report
from backend.sandbox.ics.send import NoSandbox, Sandbox

USUAL = "http://127.0.0.1:8700"
#: how the address of a sandbox's Graph ends, and Microsoft's does not
SANDBOX_GRAPH = "/graph/v1.0"

#: remarks of each kind that are printed for people
_SHOWN = 20


class Missing(click.ClickException):
    """The file, the mailbox or the sandbox is not there."""

    exit_code = 2


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mailbox", required=True, help="Whose calendar: linda@nordlys.example")
@click.option(
    "--url",
    default=lambda: _configured() or USUAL,
    show_default=f"where GRAPH_URL points when that is a sandbox, else {USUAL}",
    help="Where the sandbox is.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def import_file(context: click.Context, file: Path, mailbox: str, url: str, as_json: bool) -> None:
    """Load an exported calendar (.ics) into a mailbox of a running sandbox.

    Nobody is invited by it. An event whose UID is there already is left alone, or replaced when the file has
    changed. Ends with 0 when something was imported or there was nothing to import, with 1 when nothing could be
    read, and with 2 when the file, the mailbox or the sandbox is missing.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Missing(f"{file} cannot be read: {error.strerror}") from error
    sandbox = Sandbox(url)
    try:
        parcels, report = read_file(data, sandbox.owner(mailbox), sandbox.today())
        sandbox.deliver(mailbox, parcels, report)
    except NoSandbox as error:
        raise Missing(str(error)) from error
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else _in_words(file, mailbox, report))
    context.exit(int(report.is_failure))


def _configured() -> str:
    """The sandbox that the settings in the environment point at, empty when they point elsewhere."""
    graph = os.environ.get("GRAPH_URL", "").rstrip("/")
    return graph.removesuffix(SANDBOX_GRAPH) if graph.endswith(SANDBOX_GRAPH) else ""


def _in_words(file: Path, mailbox: str, report: Report) -> str:
    lines = [
        f"{file.name} → {mailbox}: {report.created} events created, {report.replaced} replaced, "
        f"{report.left} there already ({report.series} series with {report.exceptions} exceptions)"
    ]
    if report.ignored:
        lines.append("  no events: " + ", ".join(f"{count} {name}" for name, count in report.ignored.items()))
    for title, remarks in (("left out", report.skipped), ("notes", report.warnings)):
        lines += _listed(title, remarks)
    return "\n".join(lines)


def _listed(title: str, remarks: list[Remark]) -> list[str]:
    if not remarks:
        return []
    ordered = sorted(remarks, key=lambda remark: remark.line)
    lines = [
        f"  line {each.line}: {each.reason}" if each.line else f"  {each.reason}" for each in ordered[:_SHOWN]
    ]
    more = [f"  and {len(ordered) - _SHOWN} more; --json lists them all"] if len(ordered) > _SHOWN else []
    return [f"{title} ({len(remarks)}):", *lines, *more]

"""What the demonstration tells on the terminal: steps, and the progress of a run."""

from __future__ import annotations

import sys

import click

from backend.core.items import Side
from backend.core.report import Report

NAMES = {Side.SUPEROFFICE: "SuperOffice", Side.CALENDAR: "Outlook"}
_WIDTH = 28


def step(text: str) -> None:
    """One thing is done."""
    click.echo(f"  {click.style('✓', fg='green')} {text}")


class Bar:
    """The progress of one run, drawn over itself on a terminal and told once elsewhere."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._live = sys.stdout.isatty()

    def __call__(self, report: Report) -> None:
        """Draw how far the run has come."""
        if not self._live:
            return
        planned = report.planned.total()
        done = min(report.writes / planned, 1.0) if planned else 0.0
        filled = round(done * _WIDTH)
        numbers = f"{report.writes}/{planned}" if planned else f"{report.read.total()} read"
        click.echo(f"\r    {self._label:<22} {'█' * filled}{'░' * (_WIDTH - filled)} {numbers:<16}", nl=False)

    def end(self, report: Report) -> None:
        """Replace the bar by the counts of each side."""
        if self._live:
            click.echo("\r" + " " * 79 + "\r", nl=False)
        step(f"{self._label}: {report.outcome} in {report.seconds:.1f} s")
        for side, name in NAMES.items():
            counts = (
                f"{report.created[side]} created, {report.updated[side]} updated, {report.deleted[side]} deleted"
            )
            click.echo(f"      {name:<12} {report.read[side]:>5} read, {counts}")
        if report.skipped:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(report.skipped.items()))
            click.echo(f"      {'Skipped':<12} {reasons}")
        if report.sentence:
            click.echo(f"      {report.sentence}")

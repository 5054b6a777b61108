"""What this process counts for Prometheus; a worker tells it on METRICS_PORT."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

from backend.core.report import Report

#: status "none": no answer came
REQUESTS: Final = Counter("sosync_requests", "HTTP requests to other systems.", ("host", "status"))
PARTS_TURNED_AWAY: Final = Counter("sosync_batch_parts_turned_away", "Parts of batches told to come later.")
RUNS: Final = Counter("sosync_runs", "Runs of mailboxes that ended.", ("trigger", "outcome"))
RUN_SECONDS: Final = Histogram(
    "sosync_run_seconds", "Duration of runs.", buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900)
)
WRITES: Final = Counter("sosync_writes", "Writes that took effect.", ("side", "operation"))


def count_run(trigger: str, report: Report) -> None:
    """Count a run that ended, and what it wrote."""
    RUNS.labels(trigger, report.outcome).inc()
    RUN_SECONDS.observe(report.seconds)
    for operation, sides in (("create", report.created), ("update", report.updated), ("delete", report.deleted)):
        for side, number in sides.items():
            WRITES.labels(side.value, operation).inc(number)

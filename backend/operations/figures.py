"""Figures of the whole installation for Prometheus, read from the database when it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine, and_, func, or_, select, text
from sqlmodel import col

from backend.store.person_tables import PersonLink
from backend.store.tables import Link, Mailbox, Organisation, Subscription

#: a registration that should have been renewed so long ago is in trouble
_GRACE: Final = timedelta(minutes=15)

#: jobs that wait, and how long the oldest one that may begin has done so
_QUEUES: Final = text("""
    SELECT queue_name, status::text, count(*),
           coalesce(extract(epoch FROM now() - min(deferred) FILTER (
               WHERE status = 'todo' AND coalesce(scheduled_at, deferred) <= now())), 0)
    FROM procrastinate_jobs,
         LATERAL (SELECT min(at) AS deferred FROM procrastinate_events WHERE job_id = procrastinate_jobs.id) events
    WHERE status IN ('todo', 'doing', 'failed')
    GROUP BY queue_name, status
""")


def figures(engine: Engine) -> bytes:
    """All of them in Prometheus' text form. Raises SQLAlchemyError."""
    registry = CollectorRegistry()
    registry.register(_Database(engine))
    return generate_latest(registry)


class _Database(Collector):
    """Reads the figures in one transaction, so that they belong together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: the database is asked only for the figures themselves."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures of this moment."""
        now = datetime.now(UTC)
        with self._engine.connect() as connection:
            yield _mailboxes(connection)
            yield _resting(connection)
            yield _lag(connection, now)
            yield _items(connection)
            yield from _registrations(connection, now)
            yield from _queues(connection)


def _mailboxes(connection: Connection) -> GaugeMetricFamily:
    found = GaugeMetricFamily("sosync_mailboxes", "Mailboxes by state.", labels=("state",))
    for state, number in connection.execute(select(col(Mailbox.state), func.count()).group_by(col(Mailbox.state))):
        found.add_metric((state,), number)
    return found


def _resting(connection: Connection) -> GaugeMetricFamily:
    rest = select(func.count()).select_from(Organisation).where(col(Organisation.rests_until).is_not(None))
    return GaugeMetricFamily(
        "sosync_organisations_resting",
        "Organisations that wait because a system answered nobody.",
        value=connection.scalar(rest) or 0,
    )


def _lag(connection: Connection, now: datetime) -> GaugeMetricFamily:
    """How long the mailbox that is due longest has been; those of a closed SuperOffice wait with reason."""
    due = func.coalesce(col(Mailbox.due_at), col(Mailbox.linked_at))
    free = or_(col(Mailbox.lease_until).is_(None), col(Mailbox.lease_until) < now)
    oldest = (
        select(func.min(due))
        .join(Organisation, col(Organisation.id) == col(Mailbox.organisation_id))
        .where(col(Mailbox.state) == "active", col(Organisation.state) == "running", free)
    )
    since = connection.scalar(oldest)
    seconds = max(0.0, (now - since).total_seconds()) if since else 0.0
    return GaugeMetricFamily(
        "sosync_lag_seconds", "How long the mailbox that is due longest has waited.", value=seconds
    )


def _items(connection: Connection) -> GaugeMetricFamily:
    """Items that wait; partial indexes hold them, so that the many that are in step cost nothing."""
    found = GaugeMetricFamily("sosync_items_waiting", "Items that wait.", labels=("kind", "state", "reason"))
    items = select(col(Link.kind), col(Link.state), col(Link.reason), func.count()).where(
        # the words of two indexes: one of what is held, one of what is tried again
        or_(col(Link.state) == "held", and_(col(Link.state) == "parked", col(Link.retry_at).is_not(None)))
    )
    persons = select(col(PersonLink.state), col(PersonLink.reason), func.count()).where(
        col(PersonLink.state) != "linked"
    )
    for kind, state, reason, number in connection.execute(items.group_by(Link.kind, Link.state, Link.reason)):
        found.add_metric((kind, state, reason), number)
    for state, reason, number in connection.execute(persons.group_by(PersonLink.state, PersonLink.reason)):
        found.add_metric(("person", state, reason), number)
    return found


def _registrations(connection: Connection, now: datetime) -> Iterator[GaugeMetricFamily]:
    renew_at = col(Subscription.renew_at)
    overdue = func.count().filter(or_(renew_at.is_(None), renew_at < now - _GRACE))
    present = GaugeMetricFamily("sosync_subscriptions", "Registrations that ring us.", labels=("side",))
    late = GaugeMetricFamily(
        "sosync_subscriptions_overdue", "Of these, not renewed at half of their life.", labels=("side",)
    )
    query = select(col(Subscription.side), func.count(), overdue).group_by(col(Subscription.side))
    for side, number, of_these in connection.execute(query):
        present.add_metric((side,), number)
        late.add_metric((side,), of_these)
    yield present
    yield late


def _queues(connection: Connection) -> Iterator[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("sosync_jobs", "Jobs in the queues.", labels=("queue", "status"))
    oldest = GaugeMetricFamily(
        "sosync_queue_oldest_seconds", "How long the oldest job has waited for a worker.", labels=("queue",)
    )
    for queue, status, number, seconds in connection.execute(_QUEUES):
        jobs.add_metric((queue, status), number)
        if status == "todo":
            oldest.add_metric((queue,), float(seconds))
    yield jobs
    yield oldest

"""People and acts for tests that tell stories: `linda.in_outlook.adds("Lunch")`, `company.runs()`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col, select

from backend.core.report import Report
from backend.core.values import replace
from backend.graph.marks import INTENT, POINTER
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.doors import Doors
from backend.sync.service import Product, run_mailbox
from tests.sandbox_client import HostSession, SandboxClient

Json = dict[str, Any]


#: where everybody in the company lives; days of windows are counted there
HOME = ZoneInfo("Europe/Oslo")


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the day that is *day* days from today at home, UTC."""
    midnight = datetime.combine(datetime.now(HOME).date(), time(), UTC)
    return midnight + timedelta(days=day, hours=hour, minutes=minute)


def shows_titles_alone(product: Product) -> None:
    """The profile lets Outlook show titles of SuperOffice as they are, where a story is not about subjects."""
    with session(product.engine) as work:
        for organisation in work.scalars(select(Organisation)):
            organisation.preferences = {**organisation.preferences, "subject": ["first line"]}
        work.commit()


def _checked(answer: Any) -> Any:
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:400]}"
    return answer.json() if answer.content else None


@dataclass
class Outlook:
    """What a person does in Outlook, through Graph."""

    http: HostSession

    def adds(self, subject: str, start: datetime | None = None, hours: float = 1, **more: Any) -> str:
        """A new event; returns its id."""
        start = start or at(1)
        body: Json = {
            "subject": subject,
            "start": {"dateTime": start.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"},
            "end": {
                "dateTime": (start + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S"),
                "timeZone": "UTC",
            },
            **more,
        }
        return str(_checked(self.http.post("/me/events", json=body))["id"])

    def adds_days(self, subject: str, first: datetime, days: int = 1, **more: Any) -> str:
        """A new all-day event."""
        zone = "W. Europe Standard Time"
        body: Json = {
            "subject": subject,
            "isAllDay": True,
            "start": {"dateTime": first.strftime("%Y-%m-%dT00:00:00"), "timeZone": zone},
            "end": {"dateTime": (first + timedelta(days=days)).strftime("%Y-%m-%dT00:00:00"), "timeZone": zone},
            **more,
        }
        return str(_checked(self.http.post("/me/events", json=body))["id"])

    def changes(self, item: str, **fields: Any) -> Json:
        """Edit an event."""
        answer: Json = _checked(self.http.patch(f"/me/events/{item}", json=fields))
        return answer

    def moves(self, item: str, start: datetime, hours: float = 1) -> None:
        """Give an event another time."""
        end = start + timedelta(hours=hours)
        self.changes(
            item,
            start={"dateTime": start.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"},
            end={"dateTime": end.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"},
        )

    def pointers(self, item: str) -> list[Json]:
        """The extended properties that the product wrote on an event."""
        names = (f"id eq '{name}'" for name in (POINTER, INTENT))
        event = _checked(
            self.http.get(f"/me/events/{item}?$expand=singleValueExtendedProperties($filter={' or '.join(names)})")
        )
        return list(event["singleValueExtendedProperties"])

    def cancels(self, meeting: str) -> None:
        """Cancel a meeting as its organiser."""
        _checked(self.http.post(f"/me/events/{meeting}/cancel", json={}))

    def deletes(self, item: str) -> None:
        """Delete an event."""
        _checked(self.http.delete(f"/me/events/{item}"))

    def items(self) -> list[Json]:
        """All events, by subject."""
        events: list[Json] = []
        url = "/me/events?$top=500"
        while url:
            page = _checked(self.http.get(url))
            events += page["value"]
            url = page.get("@odata.nextLink", "")
        return sorted(events, key=lambda event: str(event["subject"]))

    def item(self, subject: str) -> Json:
        """The one event of this subject."""
        found = [event for event in self.items() if event["subject"] == subject]
        assert len(found) == 1, f"{subject}: {len(found)} events of {[e['subject'] for e in self.items()]}"
        return found[0]

    def subjects(self) -> list[str]:
        """The subjects of all events."""
        return [str(event["subject"]) for event in self.items()]


@dataclass
class Diary:
    """What a person does in SuperOffice, through its REST API."""

    http: HostSession
    associate_id: int

    def __post_init__(self) -> None:
        self.http.headers["SO-TimeZone"] = "UTC, includeTZOffset"

    def adds(self, title: str, start: datetime | None = None, hours: float = 1, **more: Any) -> int:
        """A new appointment; returns its id."""
        start = start or at(1)
        entity = _checked(self.http.get("/v1/Appointment/default"))
        entity |= {
            "Title": title,
            "Description": title,
            "StartDate": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "EndDate": f"{start + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}",
            **more,
        }
        return int(_checked(self.http.post("/v1/Appointment", json=entity))["AppointmentId"])

    def changes(self, item: int, **fields: Any) -> Json:
        """Edit an appointment."""
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in fields.items()]
        answer: Json = _checked(self.http.patch(f"/v1/Appointment/{item}", json=patch))
        return answer

    def moves(self, item: int, start: datetime, hours: float = 1) -> None:
        """Give an appointment another time."""
        end = start + timedelta(hours=hours)
        self.changes(item, StartDate=f"{start:%Y-%m-%dT%H:%M:%SZ}", EndDate=f"{end:%Y-%m-%dT%H:%M:%SZ}")

    def deletes(self, item: int) -> None:
        """Delete an appointment."""
        _checked(self.http.delete(f"/v1/Appointment/{item}"))

    def items(self) -> list[Json]:
        """All appointments of the diary, by title."""
        found: list[Json] = [_checked(self.http.get(f"/v1/Appointment/{item}")) for item in self._ids()]
        return sorted(found, key=lambda appointment: str(appointment["Title"]))

    def rows(self, *items: int) -> list[Json]:
        """Those of *items* that are there, else every row of the diary, declined ones too, by id."""
        wanted = list(items) or self._ids()
        found: list[Json] = _checked(self.http.post("/v1/Agents/Appointment/GetAppointmentList", json=wanted))
        return found

    def _ids(self) -> list[int]:
        listed = _checked(
            self.http.get(
                "/v1/Appointment?$select=appointmentId&$orderBy=appointmentId&$top=1000"
                f"&$filter=associateId associateIsOneOf ({self.associate_id})"
            )
        )
        return [int(row["PrimaryKey"]) for row in listed["value"]]

    def item(self, title: str) -> Json:
        """The one appointment of this title."""
        found = [appointment for appointment in self.items() if appointment["Title"] == title]
        assert len(found) == 1, f"{title}: {len(found)} appointments of {self.titles()}"
        return found[0]

    def titles(self) -> list[str]:
        """The titles of all appointments."""
        return [str(appointment["Title"]) for appointment in self.items()]


@dataclass
class Colleague:
    """A person with both systems, linked by the product."""

    address: str
    in_outlook: Outlook
    in_superoffice: Diary


@dataclass
class Company:
    """The sandbox company with the product beside it."""

    sandbox: SandboxClient
    product: Product
    people: dict[str, Colleague] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Colleague:
        return self.people[key]

    def runs(self, *keys: str, now: datetime | None = None) -> dict[str, Report]:
        """One run of the mailboxes of *keys*, or of all; reports by key."""
        return {key: self.run(key, now=now) for key in keys or self.people}

    def run(self, key: str, now: datetime | None = None) -> Report:
        """One run of one mailbox."""
        with session(self.product.engine) as work:
            mailbox = mailboxes.by_address(work, self.people[key].address)
        assert mailbox is not None
        return run_mailbox(self.product, mailbox.id, "test", now)

    def restart(self) -> None:
        """The process has died: its leases run out, and another one goes on."""
        product = self.product
        with product.engine.begin() as connection:
            over = datetime.now(UTC) - timedelta(1)
            connection.execute(update(Mailbox).values({col(Mailbox.lease_until): over}))
        self.product = replace(product, doors=Doors(product.settings, product.engine, product.vault))

    def settles(self, *keys: str) -> None:
        """Promise 3: a further run of every mailbox writes nothing on either side."""
        self.runs(*keys)
        for key, report in self.runs(*keys).items():
            assert report.outcome == "ok", f"{key}: {report.as_json()}"
            assert report.writes == 0, f"{key}: {report.as_json()}"

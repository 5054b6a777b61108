"""Brings events into a running sandbox, in portions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import requests

from backend.sandbox.ics.reader import Owner
from backend.sandbox.ics.report import Report
from backend.sandbox.ics.series import Parcel

#: events and bytes of one request
_MOST_EVENTS = 250
_MOST_BYTES = 2_000_000
_TIMEOUT = 120


class NoSandbox(Exception):
    """There is no sandbox that would take the events; `args[0]` says why, in one line."""


class Sandbox:
    """The control of a sandbox at *url*."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def owner(self, mailbox: str) -> Owner:
        """Who owns *mailbox*, an address or short name. Raises NoSandbox."""
        people = self._call("GET", "world")["people"]
        wanted = mailbox.strip().lower()
        for person in people:
            addresses = [person["address"], *person["aliases"]]
            if wanted in (person["key"], *(address.lower() for address in addresses)):
                return Owner(person["zone"], addresses)
        known = ", ".join(person["address"] for person in people)
        raise NoSandbox(f"there is no mailbox {mailbox}; there are {known}")

    def today(self) -> date:
        """The day in the sandbox. Raises NoSandbox."""
        return datetime.fromisoformat(self._call("GET", "clock")["now"]).date()

    def deliver(self, mailbox: str, parcels: list[Parcel], report: Report) -> None:
        """Bring every parcel into *mailbox* and count the outcomes in *report*. Raises NoSandbox."""
        for portion in _portions(parcels):
            body = {"mailbox": mailbox.strip(), "events": [parcel.body for parcel in portion]}
            results = self._call("POST", "import", body)["results"]
            for parcel, result in zip(portion, results, strict=True):
                _note(parcel, result, report)

    def _call(self, method: str, name: str, body: Any = None) -> Any:
        try:
            answer = self._session.request(method, f"{self._url}/sandbox/{name}", json=body, timeout=_TIMEOUT)
        except requests.RequestException as error:
            raise NoSandbox(f"no sandbox answers at {self._url}; start one with: sosync sandbox") from error
        try:
            content = answer.json()
        except ValueError as error:
            raise NoSandbox(f"what answers at {self._url} is no sandbox") from error
        if not answer.ok:
            raise NoSandbox(f"the sandbox at {self._url} refuses: {content.get('error', answer.status_code)}")
        return content


def _portions(parcels: list[Parcel]) -> Iterator[list[Parcel]]:
    portion: list[Parcel] = []
    size = 0
    for parcel in parcels:
        length = len(json.dumps(parcel.body))
        if portion and (len(portion) >= _MOST_EVENTS or size + length > _MOST_BYTES):
            yield portion
            portion, size = [], 0
        portion.append(parcel)
        size += length
    if portion:
        yield portion


def _note(parcel: Parcel, result: dict[str, Any], report: Report) -> None:
    match result["outcome"]:
        case "created":
            report.created += 1
        case "replaced":
            report.replaced += 1
        case "left":
            report.left += 1
        case _:
            report.skip(parcel.line, parcel.uid, f"Outlook refuses it: {result['error']}")
            return
    report.series += parcel.is_series
    report.exceptions += parcel.exceptions
    for warning in result["warnings"]:
        report.warn(parcel.line, parcel.uid, warning)

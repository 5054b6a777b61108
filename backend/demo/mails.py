"""The mails that left the sandbox, newest first, and how many concern each person."""

from __future__ import annotations

from collections import Counter
from typing import Any

import icalendar

from backend.demo.sandbox import Json, Sandbox

#: how many are listed; all are counted
_LISTED = 30
#: characters of a mail's text
_TEXT = 1000
_KINDS = {"CANCEL": "Cancellation", "REPLY": "Answer"}
_SYSTEMS = {"graph": "Outlook", "superoffice": "SuperOffice"}


def mails(sandbox: Sandbox) -> dict[str, Any]:
    """The mails, and by person how many were sent and received. Raises SandboxTrouble."""
    names = _names(sandbox)
    sent, received = Counter[str](), Counter[str]()
    invited: set[tuple[str, str]] = set()
    listed = []
    for number, mail in enumerate(sandbox.mails()):
        sender, to = (names.get(mail[name].lower(), str(mail[name])) for name in ("sender", "to"))
        sent[sender] += 1
        received[to] += 1
        listed.append(
            {
                "id": f"mail-{number}",
                "at": mail["at"],
                "from": sender,
                "to": to,
                "kind": _kind(mail, invited),
                "subject": mail["subject"],
                "text": str(mail["text"])[:_TEXT],
                "sender": {"emailAddress": mail["sender"], "displayName": sender},
                "recipient": {"emailAddress": mail["to"], "displayName": to},
                "system": _SYSTEMS[mail["system"]],
                "when": _when(mail),
                "answer": mail["calendar"] if mail["method"] == "REPLY" else "",
            }
        )
    people = sorted(sent.keys() | received.keys(), key=lambda name: (-sent[name] - received[name], name))
    return {
        "total": len(listed),
        "listed": listed[: -_LISTED - 1 : -1],
        "people": [{"name": name, "sent": sent[name], "received": received[name]} for name in people],
    }


def _kind(mail: Json, invited: set[tuple[str, str]]) -> str:
    """In one word what a mail is; *invited* are those who hold an invitation so far, by meeting."""
    if mail["method"] != "REQUEST":
        if mail["method"] == "CANCEL":
            invited.discard((mail["ical_uid"], mail["to"]))
        return _KINDS.get(mail["method"], "Mail")
    known = (mail["ical_uid"], mail["to"]) in invited
    invited.add((mail["ical_uid"], mail["to"]))
    return "Update" if known else "Invitation"


def _when(mail: Json) -> dict[str, str]:
    """When the meeting is of which a mail speaks; empty for a mail about none."""
    if not mail["calendar"]:
        return {}
    event = icalendar.Calendar.from_ical(mail["calendar"]).events[0]
    return {"start": event.start.isoformat(), "end": event.end.isoformat()}


def _names(sandbox: Sandbox) -> dict[str, str]:
    """Everybody's name by each address."""
    everybody = sandbox.world()["people"]
    return {str(address).lower(): str(person["name"]) for person in everybody for address in person["addresses"]}

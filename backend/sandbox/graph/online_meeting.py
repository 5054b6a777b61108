"""Teams meetings: the join information of an event and the block it adds to the text (contracts/graph.md §1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.sandbox.graph.bodies import preview, stored_html
from backend.sandbox.graph.routing import bad_request
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Person

PROVIDER = "teamsForBusiness"
_RULE = "_" * 80


def with_online_meeting(site: Site, owner: Person, wire: dict[str, Any]) -> None:
    """Give *wire* a Teams meeting. Raises GraphError 400 for a provider the calendar does not allow."""
    if wire["onlineMeetingProvider"] not in ("unknown", PROVIDER):
        raise bad_request(
            "The value of property 'onlineMeetingProvider' is not among the calendar's "
            f"allowedOnlineMeetingProviders: {PROVIDER}.",
            "ErrorPropertyValidationFailure",
        )
    meeting = site.world.random.randbytes(24).hex()
    url = (
        f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{meeting}%40thread.v2/0"
        f"?context=%7b%22Tid%22%3a%22{owner.tenant.id}%22%2c%22Oid%22%3a%22{owner.oid}%22%7d"
    )
    number = str(site.world.random.randrange(10**8, 10**9))
    wire |= {"onlineMeeting": {"joinUrl": url, "conferenceId": number}, "onlineMeetingProvider": PROVIDER}
    content = wire["body"]["content"] or stored_html("html", "<div></div>")
    before, end, after = content.rpartition("</body>")
    block = _block(url, number)
    content = f"{before}{block}{end}{after}" if end else content + block
    wire |= {"body": {"contentType": "html", "content": content}, "bodyPreview": preview(content)}


def join_block(wire: Mapping[str, Any]) -> str:
    """What must stay in the text for the meeting to stay online: its join address."""
    return str((wire["onlineMeeting"] or {}).get("joinUrl", ""))


def _block(url: str, number: str) -> str:
    return (
        f'<br><div style="color:#5F5F5F">{_RULE}</div>\r\n'
        '<div class="me-email-text" lang="en-US">\r\n'
        "<div><span>Microsoft Teams</span> <span>Need help?</span></div>\r\n"
        f'<div><a id="meet_invite_block.action.join_link" class="me-email-headline" href="{url}">'
        "Join the meeting now</a></div>\r\n"
        f"<div>Meeting ID: <span>{number}</span></div></div>\r\n"
        f'<div style="color:#5F5F5F">{_RULE}</div>\r\n'
    )

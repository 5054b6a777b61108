"""One command settles a meeting between colleagues, in whatever order their mailboxes run."""

from __future__ import annotations

from tests.company import Company, at
from tests.product import Sosync


def test_a_meeting_of_two_mailboxes_is_settled_by_one_command(company: Company, sosync: Sosync) -> None:
    """Julie's mailbox comes first by its address, but Linda's has to make the booking."""
    julie = {"type": "required", "emailAddress": {"address": company["julie"].address, "name": "Julie"}}
    company["linda"].in_outlook.adds("Planning", at(2), attendees=[julie])
    invitation = company["julie"].in_outlook.item("Planning")["id"]
    answer = company["julie"].in_outlook.http.post(f"/me/events/{invitation}/accept", json={"sendResponse": True})
    assert answer.status_code == 202
    assert sosync("sync", "--all").exit_code == 0
    row = company["julie"].in_superoffice.item("Planning")
    assert (row["BookingType"], row["InvitationStatus"]) == ("Participant", "Accepted")
    company.settles()

"""An answer that came by mail, noted in SuperOffice from the pane."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addin.conftest import Outlook, Stage, mail, presses, says
from tests.api.v1.test_replies import XAVIER, answered, diary, status_of_xavier
from tests.company import Company
from tests.sandbox.superoffice_diary import Diary

__all__ = ["diary"]

NOTE = "Note the answer in SuperOffice"


def test_an_answer_is_noted_from_its_mail(outlook: Outlook, stage: Stage, diary: Diary, company: Company) -> None:
    outlook.opens_pane(item=mail(XAVIER, kind="answer", **answered()))
    says(outlook, "This mail is an answer")
    presses(outlook, NOTE)
    expect(outlook.pane.get_by_role("status").filter(has_text=XAVIER)).to_have_text(
        f"{XAVIER} declines; SuperOffice has noted it."
    )
    assert status_of_xavier(diary, company) == "Declined"
    expect(outlook.pane.get_by_role("button", name=NOTE)).to_have_count(0)

    outlook.shows(item=mail(XAVIER, kind="answer", id="older"))
    presses(outlook, NOTE)
    expect(outlook.pane.get_by_role("alert")).to_contain_text("This Outlook does not hand over the answer.")

    outlook.forgive("404 (NOT FOUND)")
    outlook.shows(item=mail(XAVIER, id="attached", **answered(uid="strange")))
    says(outlook, "This is a mail")
    presses(outlook, NOTE)
    expect(outlook.pane.get_by_role("alert")).to_contain_text(
        "SuperOffice knows no meeting to which this is an answer."
    )

    invitation = answered()["calendar"].replace("METHOD:REPLY", "METHOD:REQUEST")
    outlook.shows(item=mail(XAVIER, id="invites", calendar=invitation))
    expect(outlook.pane.get_by_role("button", name=NOTE)).to_have_count(0)

"""A series in the pane, opened from one of its items and acted on as a whole; a meeting opened from its mail."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addin.conftest import Outlook, Stage, appointment, mail, presses, says, section
from tests.addin.test_acts import chooses
from tests.api.v1.acts import cards
from tests.api.v1.test_people import CLARA, adds_card
from tests.api.v1.test_series import adds_series, concerned, items_of
from tests.company import Outlook as Calendar
from tests.company import at


def test_a_series_is_acted_on_from_one_of_its_items_and_by_itself(outlook: Outlook, stage: Stage) -> None:
    master = adds_series(stage.company, "Round")
    stage.company.run("linda")
    weekly = {"recurrenceType": "weekly", "recurrenceProperties": {"interval": 1}}
    first = items_of(stage.company, master)[0]
    outlook.opens_pane(item=appointment(first, seriesId=master, recurring=weekly))
    says(outlook, "In sync")
    expect(outlook.pane.get_by_text("One of a series.")).to_contain_text("Repeats every week.")
    chooses(outlook, "Open the series")
    assert outlook.heard("opened") == [master]
    chooses(outlook, "Take the whole series out of the sync")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "You took this item out of the sync; both sides keep what they have.")
    # what the organiser sees when the series itself is opened
    outlook.shows(item={"kind": "appointment", "mode": "compose", "id": master, "recurring": weekly})
    expect(outlook.pane.get_by_text("The whole series.")).to_contain_text(" 0 of ")
    presses(outlook, "Include the whole series")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")


def test_the_people_and_the_concerns_of_a_series_are_chosen_for_all_its_items(
    outlook: Outlook, stage: Stage
) -> None:
    other = cards(stage.company)["other"]
    person, contact = adds_card(stage.company, CLARA)
    master = adds_series(stage.company, "Round", times=3, attendees=[{"emailAddress": {"address": CLARA}}])
    stage.company.run("linda")
    rows = len(concerned(stage.company))
    outlook.opens_pane(item={"kind": "appointment", "mode": "compose", "id": master, "recurring": True})
    says(outlook, "In sync")
    expect(outlook.pane.get_by_text("The whole series.")).to_contain_text("counts for all its items")
    clara = section(outlook, "People").get_by_role("listitem").filter(has_text=CLARA)
    clara.get_by_role("radio", name="Ann Namesake").check()
    clara.get_by_role("button", name="Use this one").click()
    says(outlook, "A sync is about to begin")
    stage.works()
    expect(clara).to_contain_text("Linked to the series")
    assert concerned(stage.company) == [(person, contact, 0)] * rows

    outlook.pane.locator("summary", has_text="Concerns").click()
    outlook.pane.get_by_role("combobox", name="Company").fill("Another")
    outlook.pane.get_by_role("option", name="Another AS").click()
    presses(outlook, "Save")
    says(outlook, "A sync is about to begin")
    stage.works()
    expect(clara).to_contain_text("Chosen by you")
    assert concerned(stage.company) == [(0, other, 0)] * rows


def test_a_meeting_is_opened_from_its_mail(outlook: Outlook, stage: Stage) -> None:
    guest = {"emailAddress": {"address": "linda@nordlys.example"}}
    Calendar(stage.company.sandbox.graph_session("c")).adds("Course", at(2, 9), attendees=[guest])
    (event,) = stage.company["linda"].in_outlook.items()
    when = {"start": f"{at(2):%Y-%m-%dT%H:%M:%S}Z", "end": f"{at(2, 10):%Y-%m-%dT%H:%M:%S}Z"}
    outlook.opens_pane(item=mail("clara@havbris.example", **when, kind="invitation"))
    presses(outlook, "Open the meeting")
    expect(outlook.pane.get_by_role("button", name="Open the meeting")).to_be_enabled()
    assert outlook.heard("opened") == [event["id"].replace("-", "/").replace("_", "+")]
    # one that was called off meanwhile
    stage.company["linda"].in_outlook.deletes(event["id"])
    outlook.forgive("404 (NOT FOUND)")
    presses(outlook, "Open the meeting")
    expect(outlook.pane.get_by_role("alert")).to_contain_text("The meeting of this mail is not in your calendar.")

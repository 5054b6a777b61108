"""The preference `link_by_email`: an address in the text links its person and his company to SuperOffice's row."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.sync.asking import CannotLink, choose
from backend.sync.explain import explain_item
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.weather import mailbox_of

Json = dict[str, Any]
NOBODY = (0, 0)
UNKNOWN = "new.face@elsewhere.example"
RULE = "_" * 80


@pytest.fixture
def linking(company: Company) -> Company:
    """Everybody links by e-mail."""
    company.prefer(link_by_email=True)
    return company


def written(linda: Person, text: str, title: str = "Visit", **more: Any) -> Meeting:
    """An appointment of Linda's own in Outlook."""
    return linda.in_outlook.invites(title, start=at(2, 10), text=text, **more)


def concerns(linda: Person, meeting: Meeting) -> tuple[int, int]:
    """Person and company of the row; 0 for none."""
    row = linda.in_superoffice.row_of(meeting)
    return (row["Person"] or {}).get("PersonId", 0), (row["Contact"] or {}).get("ContactId", 0)


def card(linda: Person, person: Person) -> tuple[int, int]:
    """Somebody's card and company."""
    answer = linda.in_superoffice.diary.http.get(f"/v1/Person/{person.person_id}")
    assert answer.ok, answer.text
    return person.person_id, int(answer.json()["Contact"]["ContactId"])


def adds_card(linda: Person, address: str, last: str = "Namesake") -> int:
    """One more card with this address."""
    http = linda.in_superoffice.diary.http
    contact = http.post("/v1/Contact", json={"Name": f"{last} AS"}).json()["ContactId"]
    person = {
        "Firstname": "Ann",
        "Lastname": last,
        "Contact": {"ContactId": contact},
        "Emails": [{"Value": address}],
    }
    answer = http.post("/v1/Person", json=person)
    assert answer.ok, answer.text
    return int(answer.json()["PersonId"])


# -- off, on


@pytest.mark.parametrize("preferences", [{}, {"link_by_email": False}])
def test_off_nobody_is_linked(company: Company, linda: Person, c: Person, preferences: Json) -> None:
    company.prefer(**preferences)
    meeting = written(linda, f"Call {c.address}")
    company.runs()
    assert concerns(linda, meeting) == NOBODY


def test_on_an_address_links_person_and_company(linking: Company, linda: Person, c: Person) -> None:
    meeting = written(linda, f"<p>Call <b>{c.address.upper()}</b>, please.</p>")
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


def test_on_an_address_in_a_link_counts(linking: Company, linda: Person, c: Person) -> None:
    meeting = written(linda, f'<p><a href="mailto:{c.address}">Clara</a></p>')
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_on_an_address_typed_later_links(linking: Company, linda: Person, c: Person, system: str) -> None:
    meeting = written(linda, "Soon")
    linking.runs()
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).writes(meeting, f"<p>With {c.address}</p>")
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


def test_on_an_item_of_superoffice_is_linked_too(linking: Company, linda: Person, c: Person) -> None:
    meeting = linda.in_superoffice.invites("Visit", start=at(2, 10), text=f"Call {c.address}")
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


def test_on_every_row_of_a_series_is_linked(linking: Company, linda: Person, c: Person) -> None:
    meeting = linda.in_outlook.invites_to_series("Visit", count=3, start=at(2, 10), text=f"Call {c.address}")
    linking.runs()
    assert {row.wire["Person"]["PersonId"] for row in linda.in_superoffice.shows(meeting)} == {c.person_id}


def test_on_an_attendee_who_has_a_card_is_linked(linking: Company, linda: Person, c: Person) -> None:
    meeting = written(linda, "", "Meeting")
    linking.runs()
    linda.in_outlook.invites_also(meeting, c)
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


# -- what does not count


def test_own_and_colleagues_addresses_do_not_count(
    linking: Company, linda: Person, julie: Person, c: Person
) -> None:
    meeting = written(linda, f"{' '.join(linda.addresses)} {julie.address}")
    linking.runs()
    assert concerns(linda, meeting) == NOBODY
    linda.in_outlook.writes(meeting, f"{julie.address} and {c.address}")
    linking.runs()
    assert concerns(linda, meeting) == card(linda, c)


@pytest.mark.parametrize(
    "text",
    [
        "<p>{rule}</p><p>Join https://meet.example/1 or {address}</p><p>{rule}</p>",
        "<p>Forwarded</p><p>From: Clara &lt;{address}&gt;</p><p>Sent: Monday</p><p>To: x</p>",
        '<p>Text</p><div class="me-email-text">Join {address}</div>',
        "<p>https://{address}/path</p>",
    ],
)
def test_footers_and_quoted_headers_do_not_count(linking: Company, linda: Person, c: Person, text: str) -> None:
    meeting = written(linda, text.format(rule=RULE, address=c.address))
    linking.runs()
    assert concerns(linda, meeting) == NOBODY


def test_our_own_list_of_participants_does_not_count(linking: Company, linda: Person, c: Person) -> None:
    meeting = linda.in_superoffice.invites("Visit", start=at(2, 10), Person={"PersonId": c.person_id})
    linking.runs()
    event = linda.in_outlook.event_of(meeting)
    assert c.address in event["body"]["content"]
    linda.in_superoffice.changes(meeting, Person=None, Contact=None)
    linking.runs()
    assert concerns(linda, meeting) == NOBODY
    assert c.address not in linda.in_outlook.event_of(meeting)["body"]["content"]


# -- chosen by hand


def test_whom_somebody_chose_stays(linking: Company, linda: Person, c: Person, julie: Person) -> None:
    other = adds_card(linda, "other@elsewhere.example")
    meeting = linda.in_superoffice.invites("Visit", start=at(2, 10), Person={"PersonId": other})
    linking.runs()
    linda.in_outlook.writes(meeting, f"<p>With {c.address}</p>")
    linking.runs()
    assert concerns(linda, meeting)[0] == other


def test_a_company_chosen_by_hand_is_enough(linking: Company, linda: Person, c: Person) -> None:
    company_id = card(linda, c)[1]
    meeting = linda.in_superoffice.invites(
        "Visit", start=at(2, 10), text=f"With {c.address}", Contact={"ContactId": company_id}
    )
    linking.runs()
    assert concerns(linda, meeting) == (0, company_id)


def test_whom_somebody_takes_away_stays_away(linking: Company, linda: Person, c: Person) -> None:
    meeting = written(linda, f"Call {c.address}")
    linking.runs()
    linda.in_superoffice.changes(meeting, Person=None, Contact=None)
    linking.runs()
    linda.in_outlook.writes(meeting, f"Call {c.address} soon")
    linking.runs()
    assert concerns(linda, meeting) == NOBODY
    other = adds_card(linda, "other@elsewhere.example")
    linda.in_outlook.writes(meeting, f"Call {c.address} or other@elsewhere.example")
    linking.runs()
    assert concerns(linda, meeting)[0] == other


# -- several, or nobody


def test_several_cards_are_a_question(linking: Company, linda: Person, c: Person) -> None:
    twin = adds_card(linda, c.address)
    meeting = written(linda, f"Call {c.address}")
    linking.runs()
    assert concerns(linda, meeting) == NOBODY
    told = explain_item(linking.product, mailbox_of(linking, linda), linda.in_outlook.event_of(meeting)["id"])
    assert told and told.people
    assert {one.person_id for one in told.people.candidates} == {c.person_id, twin}


def test_the_answer_to_the_question_links(linking: Company, linda: Person, c: Person) -> None:
    twin = adds_card(linda, c.address)
    meeting = written(linda, f"Call {c.address}")
    linking.runs()
    event, mailbox = linda.in_outlook.event_of(meeting)["id"], mailbox_of(linking, linda)
    with pytest.raises(CannotLink):
        choose(linking.product, mailbox, event, linda.person_id)
    choose(linking.product, mailbox, event, twin)
    linking.runs()
    person, company = concerns(linda, meeting)
    assert person == twin and company
    told = explain_item(linking.product, mailbox, event)
    assert told and told.people is None
    with pytest.raises(CannotLink):
        choose(linking.product, mailbox, event, c.person_id)


def test_an_unknown_address_makes_nobody_and_is_offered(linking: Company, linda: Person) -> None:
    before = linda.in_superoffice.counts("Person"), linda.in_superoffice.counts("Contact")
    meeting = written(linda, f"Call {UNKNOWN}")
    linking.runs()
    assert concerns(linda, meeting) == NOBODY
    assert (linda.in_superoffice.counts("Person"), linda.in_superoffice.counts("Contact")) == before
    told = explain_item(linking.product, mailbox_of(linking, linda), linda.in_outlook.event_of(meeting)["id"])
    assert told and told.people and told.people.unknown == (UNKNOWN,)


def test_who_gets_a_card_is_linked_by_the_next_run(linking: Company, linda: Person) -> None:
    meeting = written(linda, f"Call {UNKNOWN}")
    linking.runs()
    person = adds_card(linda, UNKNOWN, "Face")
    linking.runs()
    assert concerns(linda, meeting)[0] == person


# -- the preference changes; the cost


def test_changing_it_leaves_synced_items_as_they_are(company: Company, linda: Person, c: Person) -> None:
    company.prefer(link_by_email=True)
    linked = written(linda, f"Call {c.address}", "Linked")
    company.runs()
    company.prefer(link_by_email=False)
    unlinked = written(linda, f"Call {c.address}", "Unlinked")
    company.runs()
    assert (concerns(linda, linked), concerns(linda, unlinked)) == (card(linda, c), NOBODY)
    company.prefer(link_by_email=True)
    company.runs()
    assert (concerns(linda, linked), concerns(linda, unlinked)) == (card(linda, c), NOBODY)


def test_nobody_is_looked_up_for_a_row_that_concerns_somebody(linking: Company, linda: Person, c: Person) -> None:
    meeting = written(linda, f"Call {c.address}")
    linking.runs()
    before = mailbox_of(linking, linda).addresses_seen
    linda.in_outlook.writes(meeting, f"Call {c.address} and {UNKNOWN}")
    linking.runs()
    # how far cards were compared is noted as soon as an address is looked up in vain
    assert mailbox_of(linking, linda).addresses_seen == before == 0


def test_nobody_is_looked_up_for_a_text_without_addresses(company: Company, linda: Person) -> None:
    meeting = written(linda, "Nothing")
    # each turn begins with another preference than the last one
    company.prefer(link_by_email=True)
    company.rounds()
    requests: dict[bool, list[int]] = {False: [], True: []}
    for turn in range(3):
        for link_by_email, made in requests.items():
            company.prefer(link_by_email=link_by_email)
            company.rounds()
            # SuperOffice's reader looks once more at what was written in the last seconds
            company.passes(minutes=1)
            company.rounds()
            linda.in_outlook.writes(meeting, f"Nothing {turn} {link_by_email}")
            made.append(company.run("linda", now=company.now).requests[Side.SUPEROFFICE])
    assert min(requests[True]) == min(requests[False])

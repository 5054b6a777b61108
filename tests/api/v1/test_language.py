"""The API speaks the language of its caller: states, problems, preferences, runs, administration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlmodel import col

from backend.core.report import Report
from backend.core.words import Phrase
from backend.store import runs
from backend.store.tables import Mailbox
from tests.api.test_connect import sign_in
from tests.api.v1.conftest import Pane
from tests.company import Company, at

#: by language what a state, a problem, a preference and a run are called
SAID = {
    "en": ("This mailbox is connected", "There is no such item", "Private events", "2 meetings"),
    "nb": ("Denne postboksen er tilkoblet", "Det finnes ikke", "Private hendelser", "2 møter"),
    "da": ("Denne postkasse er forbundet", "Der findes ikke", "Private begivenheder", "2 møder"),
    "sv": ("Den här postlådan är ansluten", "Det finns inget", "Privata händelser", "2 möten"),
    "de": ("Dieses Postfach ist verbunden", "In Ihrem Kalender", "Private Ereignisse", "2 Besprechungen"),
    "nl": ("Dit postvak is verbonden", "Er is geen dergelijk item", "Privéafspraken", "2 vergaderingen"),
}
#: what browsers ask for, and what they get
WANTED = {
    "nb-NO, nb;q=0.9": "nb", "no": "nb", "nn-NO": "nb", "fr, de;q=0.5": "de", "sv;q=0, da;q=0.1": "da",
    "": "en", "xx": "en", "en-GB": "en", "*": "en", ";;q==": "en",
}  # fmt: skip


def read(pane: Pane, path: str, wanted: str) -> Any:
    """What the API answers to who wants these languages."""
    headers = {"Authorization": f"Bearer {pane.token}", "Accept-Language": wanted}
    answer = pane.client.get(f"/api/v1{path}", headers=headers)
    assert "Accept-Language" in answer.headers["Vary"]
    return answer.get_json() | {"language": answer.headers["Content-Language"]}


def ran(company: Company, report: dict[str, Any]) -> None:
    """A run of Linda's that is stored with this report."""
    run_id, now = uuid4(), datetime.now(UTC)
    of_linda = select(col(Mailbox.id)).where(col(Mailbox.address) == company["linda"].address)
    with company.product.engine.begin() as connection:
        runs.begin(connection, run_id, connection.execute(of_linda).scalar_one(), "poll", now)
        runs.tell(connection, run_id, report, outcome="ok", ended_at=now)


def test_every_language_is_spoken(company: Company, linda: Pane) -> None:
    ran(company, Report(told=(Phrase("run.invitations_held", {"n": 2}),)).as_json())
    for language, (state, missing, label, run) in SAID.items():
        session = read(linda, "/session", language)
        assert (session["language"], session["sentence"].startswith(state)) == (language, True)
        assert read(linda, "/items/999999", language)["detail"].startswith(missing)
        named = {one["key"]: one for one in read(linda, "/preferences", language)["preferences"]}
        assert named["private"]["label"] == label
        assert read(linda, "/runs", language)["items"][0]["sentence"].startswith(run)


def test_the_language_is_negotiated(linda: Pane) -> None:
    for wanted, language in WANTED.items():
        session = read(linda, "/session", wanted)
        assert (session["language"], session["sentence"].startswith(SAID[language][0])) == (language, True), wanted


def test_an_item_and_its_history_are_told_in_the_language_of_the_reader(company: Company, linda: Pane) -> None:
    colleague = company["linda"].in_outlook
    lunch, doctor = colleague.adds("Lunch", at(2, 11)), colleague.adds("Doctor", at(3, 9), sensitivity="private")
    company.runs()
    item = read(linda, f"/items/{lunch}", "de")
    assert item["sentence"] == "Das Element ist verbunden und wird auf beiden Seiten gleich gehalten."
    assert item["history"][0]["sentence"] == "In SuperOffice angelegt."
    assert read(linda, f"/items/{doctor}", "nl")["sentence"].startswith("Dit is een privéafspraak")


def test_a_run_of_another_version_keeps_its_sentence(company: Company, linda: Pane) -> None:
    before = {"sentence": "12 deletions at once wait for a person."}
    for report in (before, before | {"told": [{"key": "run.of_another_version", "put_in": {}}]}):
        ran(company, report)
        assert read(linda, "/runs", "sv")["items"][0]["sentence"] == before["sentence"]


def test_an_administrator_reads_of_trouble_in_the_own_language(company: Company, linda: Pane) -> None:
    ran(company, Report(outcome="unavailable", told=(Phrase("trouble.outlook.busy"),)).as_json())
    for failures, told in ((1, "Den siste synkroniseringen lyktes ikke"), (3, "De siste 3 synkroniseringene")):
        with company.product.engine.begin() as connection:
            connection.execute(update(Mailbox).values({col(Mailbox.failures): failures}))
        listed = read(linda, "/admin/mailboxes", "nb")["items"]
        (mine,) = [one for one in listed if one["address"] == company["linda"].address]
        assert mine["sentence"].startswith(told)
        assert mine["sentence"].endswith("Outlook er opptatt.")


def test_the_pages_of_connecting_speak_the_language_of_the_browser(linda: Pane) -> None:
    browser = linda.client
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "da-DK,da;q=0.9"
    page = sign_in(browser, "superoffice", "julie", mailbox="linda@nordlys.example")
    assert '<html lang="da">' in page.text
    assert "men det er linda@nordlys.example, der skal forbindes." in page.text
    assert "Log på SuperOffice" in page.text

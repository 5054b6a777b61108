"""Approvals, consents and mailboxes that go and come back: who is concerned waits, the others go on."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from backend.core.items import Side
from backend.core.values import replace
from backend.sync.doors import Doors
from tests.company import Company, at
from tests.sync.tenant import mailbox, signs_in_again

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def _edits_both_sides(company: Company, key: str) -> None:
    person = company[key]
    person.in_outlook.adds(f"Outlook of {key}", at(2, 9))
    person.in_superoffice.adds(f"SuperOffice of {key}", at(3, 9))


def _has_both(company: Company, key: str) -> None:
    expected = [f"Outlook of {key}", f"SuperOffice of {key}"]
    assert company[key].in_outlook.subjects() == expected
    assert company[key].in_superoffice.titles() == expected


@pytest.mark.parametrize(("system", "side"), [("superoffice", SO), ("graph", CAL)])
def test_a_revoked_sign_in_stops_one_mailbox_until_its_owner_signs_in_again(
    company: Company, system: str, side: Side
) -> None:
    company.settles()
    company.sandbox.control("POST", "revoke", {"system": system, "user": "linda"})
    for key in company.people:
        # the person's own programs have sign-ins of their own
        company[key].in_outlook.http.headers["Authorization"] = f"Bearer {company.sandbox.token('graph', key)}"
        so = company[key].in_superoffice.http
        so.headers["Authorization"] = f"Bearer {company.sandbox.token('superoffice', key)}"
        _edits_both_sides(company, key)
    reports = company.runs()
    assert {key: report.outcome for key, report in reports.items()} == {"linda": "needs_sign_in", "julie": "ok"}
    assert (mailbox(company, "linda").state, mailbox(company, "linda").state_side) == ("needs_sign_in", side.value)
    _has_both(company, "julie")
    signs_in_again(company, "linda")
    assert mailbox(company, "linda").state == "active"
    company.run("linda")
    _has_both(company, "linda")
    company.settles()


@pytest.mark.parametrize("system", ["superoffice", "graph"])
def test_an_uninstalled_app_stops_everybody_and_loses_nothing(company: Company, system: str) -> None:
    for key in company.people:
        _edits_both_sides(company, key)
    company.settles()
    company.sandbox.control("POST", "uninstall", {"system": system})
    assert {report.outcome for report in company.runs().values()} == {"needs_sign_in"}
    # one of them is the administrator who installs it again
    signs_in_again(company, "linda", "julie")
    for key in company.people:
        _has_both_again(company, key)
    company.settles()


def _has_both_again(company: Company, key: str) -> None:
    sandbox = company.sandbox
    company[key].in_outlook.http.headers["Authorization"] = f"Bearer {sandbox.token('graph', key)}"
    company[key].in_superoffice.http.headers["Authorization"] = f"Bearer {sandbox.token('superoffice', key)}"
    assert company.run(key).writes == 0
    _has_both(company, key)


def test_a_withdrawn_approval_ends_no_run_that_can_do_without(company: Company) -> None:
    linda = company["linda"]
    linda.in_superoffice.adds("Contract", at(5, 9))
    company.settles()
    company.sandbox.control("POST", "disapprove")
    _edits_both_sides(company, "linda")
    linda.in_superoffice.deletes(linda.in_superoffice.item("Contract")["AppointmentId"])
    report = company.run("linda")
    assert report.outcome == "ok"
    assert report.requests[SO] > 0
    assert mailbox(company, "linda").state == "active"
    _has_both(company, "linda")
    company.settles()


def test_a_withdrawn_approval_is_tried_once_for_many_runs(company: Company) -> None:
    company.settles()
    company.sandbox.control("POST", "disapprove")
    company.runs()
    company.sandbox.control("DELETE", "requests")
    company.settles()
    routes = {one["route"].lower() for one in company.sandbox.requests()["requests"]}
    assert "login/api/partnersystemuser/authenticate" not in routes


def test_a_closed_mailbox_waits_alone_and_goes_on_where_it_stopped(company: Company) -> None:
    company.settles()
    company.sandbox.control("POST", "mailbox", {"user": "linda", "enabled": False})
    company["linda"].in_superoffice.adds("Budget", at(2, 9))
    _edits_both_sides(company, "julie")
    reports = company.runs()
    assert {key: report.outcome for key, report in reports.items()} == {"linda": "unavailable", "julie": "ok"}
    assert reports["linda"].sentence == "The mailbox is not reachable in Microsoft 365."
    assert mailbox(company, "linda").failures == 1
    _has_both(company, "julie")
    company.sandbox.control("POST", "mailbox", {"user": "linda", "enabled": True})
    assert company.run("linda").created == {CAL: 1}
    assert company["linda"].in_outlook.subjects() == company["linda"].in_superoffice.titles() == ["Budget"]
    company.settles()


def test_a_secret_of_ours_that_ran_out_asks_nobody_to_sign_in(company: Company) -> None:
    company.settles("linda")
    ours = company.product
    wrong = ours.settings.model_copy(update={"entra_client_secret": SecretStr("ran out")})
    company.product = replace(ours, settings=wrong, doors=Doors(wrong, ours.engine, ours.vault))
    company.sandbox.control("POST", "expire", {"system": "graph", "user": "linda"})
    report = company.run("linda")
    assert report.outcome == "unavailable"
    assert "secret" in report.sentence
    assert mailbox(company, "linda").state == "active"
    company.product = ours
    assert company.run("linda").outcome == "ok"

"""Every operation of the sandbox that SuperOffice's OpenAPI files have is called once and answered as they say."""

from __future__ import annotations

import re

import pytest

from backend.sandbox.superoffice.modules import load_all
from backend.sandbox.superoffice.routing import routes
from tests.conformance import superoffice_schema
from tests.conformance.superoffice_calls import call
from tests.conformance.superoffice_stock import Stock
from tests.conformance.undescribed import SUPEROFFICE
from tests.sandbox.notified import listening
from tests.sandbox_client import SandboxClient

load_all()

#: operations that a user's token may not call, by pattern, with the status that says so
REFUSED = {
    r"POST v1/Agents/DatabaseTable/\w+": 403,
    r"GET v1/User/current": 403,
}

#: parts of the API that are offered whole, and what of them is left out
WHOLE = ("Appointment", "Archive", "ForeignApp", "Preference", "TimeZone", "Webhook")
LEFT_OUT = r"v1/Appointment/(CustomField|UdefLayout/).*"
#: entities that are offered as far as they are read and written
ENTITIES = ("Contact", "Person", "Project", "Selection")
#: methods of the appointment agent that a sync may call (contracts/superoffice.md §3.4)
METHODS = (
    "Save", "Delete", "Move", "MoveExtended", "Accept", "Reject", "SetSeen", "SetSeenMany", "AcceptRejected",
    "CleanUpBookingDeleted", "AssignTo", "GetAppointmentRecords", "GetMyDiary", "GetMyAppointments", "GetMyTasks",
    "GetMySyncAppointments", "GetPersonDiary", "GetAssociateDiary", "GetAssociatesDiary",
    "CreateAppointmentForUID", "GetAppointmentFromUID", "GetUIDFromAppointmentId",
    "UpdateAppointmentFromIcsResponse", "WillSendEmail", "ValidateAppointmentEntity",
    "CalculateDays", "ValidateDays", "CreateDefaultRecurrence",
    "CreateDefaultRecurrenceByDate", "GetAppointmentList", "SaveAppointmentEntity", "DeleteAppointmentEntity",
)  # fmt: skip


@pytest.fixture(autouse=True)
def description() -> None:
    if not superoffice_schema.available():
        pytest.skip("no OpenAPI files of SuperOffice (set CONTRACT_DATA)")


def offered() -> list[tuple[str, str]]:
    """Operations of the sandbox that the files have: reads first, deletes last."""
    order = ("GET", "POST", "PUT", "PATCH", "DELETE")
    known = [
        entry
        for entry in routes.templates()
        if not SUPEROFFICE.allows(entry[0], "/" + entry[1].replace("{name}", "x"))
    ]
    return sorted(known, key=lambda entry: (order.index(entry[0]), -entry[1].count("/"), entry[1]))


def refusal(method: str, template: str) -> int | None:
    """The status with which an operation refuses a user's token; None where it does not."""
    operation = f"{method} {template}"
    return next((status for pattern, status in REFUSED.items() if re.fullmatch(pattern, operation)), None)


def test_every_operation_is_answered_as_documented(sandbox: SandboxClient) -> None:
    problems = []
    with listening() as hook:
        hook.answers = [200] * 1000  # SuperOffice takes nothing else for its test call
        stock = Stock(sandbox, hook.url)
        for method, template in offered():
            answer = call(stock, method, template)
            if answer.status_code != refusal(method, template) and not answer.ok:
                problems.append(f"{method} {template}: {answer.status_code} {answer.text[:200]}")
                continue
            is_json = "json" in answer.headers.get("Content-Type", "")
            body = answer.json() if is_json else None
            try:
                superoffice_schema.check(method, str(answer.request.path_url), answer.status_code, body)
            except AssertionError as error:
                problems.append(str(error))
    assert not problems, f"{len(problems)}:\n" + "\n".join(problems)


def test_no_route_is_unknown_to_the_files() -> None:
    unknown = []
    for method, template in routes.templates():
        try:
            superoffice_schema.find(method, f"/{template}")
        except superoffice_schema.NotDocumented:
            if not SUPEROFFICE.allows(method, f"/{template}"):
                unknown.append(f"{method} {template}")
    assert unknown == []


def test_nothing_that_is_needed_is_missing() -> None:
    needed = {("POST", f"v1/Agents/Appointment/{method}") for method in METHODS}
    for name in ENTITIES:
        needed |= {("GET", f"v1/{name}"), ("POST", f"v1/{name}"), ("GET", f"v1/{name}/default")}
        needed |= {(method, f"v1/{name}/{{id}}") for method in ("GET", "PUT", "DELETE")}
    needed |= {
        (method, template)
        for method, template in superoffice_schema.documented()
        if template.split("/")[1] in WHOLE and not re.fullmatch(LEFT_OUT, template)
    }
    asked = {entry: tuple(re.sub("[{}]", "", entry[1]).split("/")) for entry in needed}
    assert [entry for entry, segments in asked.items() if not routes.find(entry[0], segments)] == []

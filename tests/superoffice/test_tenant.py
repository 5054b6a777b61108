"""Where an organisation's API is: maintenance, suspension, moves, and answers that make no sense."""

from __future__ import annotations

import pytest

from backend.core.sides import Unavailable
from backend.superoffice.client import ApiError
from backend.superoffice.tenant import Tenants
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import SuperOffice


@pytest.mark.parametrize(
    ("state", "waits", "words"),
    [
        ("OfflineMaintenance", True, "maintenance"),
        ("MigrationPending", True, "moving"),
        ("Provisioning", True, "setting"),
        ("Suspended", False, "suspended"),
        ("Deleted", False, "deleted"),
        ("Deleting", False, "deleted"),
        ("ProvisioningFailed", False, "could not"),
    ],
)
def test_a_closed_organisation_says_why(
    superoffice: SuperOffice, sandbox: SandboxClient, state: str, waits: bool, words: str
) -> None:
    sandbox.control("POST", "tenant", {"state": state})
    with pytest.raises(Unavailable, match=words) as error:
        superoffice.tenants.api("Cust12345")
    assert (error.value.retry_after is not None) is waits


def test_maintenance_that_begins_meanwhile_is_told_as_such(
    superoffice: SuperOffice, sandbox: SandboxClient
) -> None:
    client = superoffice.user(superoffice.signed_in("linda"))
    client.get("v1/MDOList/priority")
    sandbox.control("POST", "tenant", {"state": "OfflineMaintenance"})
    with pytest.raises(Unavailable, match="maintenance"):
        client.get("v1/MDOList/priority")
    sandbox.control("POST", "tenant", {"state": "OnlineMaintenance"})
    assert client.get("v1/MDOList/priority").data


def test_a_moved_organisation_is_followed(superoffice: SuperOffice, sandbox: SandboxClient) -> None:
    client = superoffice.user(superoffice.signed_in("linda"))
    client.get("v1/MDOList/priority")
    sandbox.control("POST", "tenant", {"move": True})
    assert client.get("v1/MDOList/priority").data
    sandbox.faults.add("superoffice", "421", rate=1, path="MDOList")
    with pytest.raises(Unavailable, match="moving"):
        client.get("v1/MDOList/priority")


def test_an_unknown_organisation(superoffice: SuperOffice) -> None:
    with pytest.raises(Unavailable, match="does not know") as error:
        superoffice.tenants.api("Cust99999")
    assert error.value.retry_after is None


def test_an_unreachable_environment() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        Tenants("http://127.0.0.1:9").api("Cust12345")


def test_an_address_is_asked_for_once(superoffice: SuperOffice, sandbox: SandboxClient) -> None:
    addresses = {superoffice.tenants.api("Cust12345") for _ in range(3)}
    assert addresses == {f"{sandbox.superoffice}/Cust12345/api"}
    sandbox.control("POST", "tenant", {"state": "Suspended"})
    assert superoffice.tenants.api("Cust12345") in addresses


@pytest.mark.parametrize(
    ("path", "status"), [("v1/Appointment/999", 404), ("v1/Appointment/x", 400), ("v1/No", 404)]
)
def test_refusals_tell_status_and_kind_but_no_text(superoffice: SuperOffice, path: str, status: int) -> None:
    client = superoffice.user(superoffice.signed_in("linda"))
    with pytest.raises(ApiError) as error:
        client.get(path)
    assert error.value.status == status
    assert "999" not in str(error.value)


@pytest.mark.parametrize("kind", ["500", "reset_before", "503"])
def test_a_read_is_repeated_over_a_short_failure(
    superoffice: SuperOffice, sandbox: SandboxClient, kind: str
) -> None:
    client = superoffice.user(superoffice.signed_in("linda"))
    client.get("v1/MDOList/priority")
    sandbox.faults.add("superoffice", kind, count=1, path="MDOList")
    assert client.get("v1/MDOList/priority").data
    sandbox.faults.add("superoffice", kind, rate=1, path="MDOList")
    with pytest.raises(Unavailable):
        client.get("v1/MDOList/priority")

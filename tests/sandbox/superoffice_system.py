"""The system user of the sandbox's tenant, as a partner's application opens it (contracts/superoffice.md §1.4)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from backend.sandbox.apps import App
from tests.sandbox.superoffice_diary import UTC_TIMES, Diary
from tests.sandbox_client import HostSession, SandboxClient

CLAIM = "http://schemes.superoffice.net/identity/"
APP = App()


def system_ticket(sandbox: SandboxClient, **changes: str) -> dict[str, Any]:
    """The answer of PartnerSystemUser/Authenticate to a signed system token."""
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M")
    data = f"{APP.superoffice_system_token}.{changes.pop('stamp', stamp)}"
    key = APP.superoffice_key.private
    signature = base64.b64encode(key.sign(data.encode(), PKCS1v15(), hashes.SHA256())).decode()
    body = {
        "SignedSystemToken": f"{data}.{changes.pop('signature', signature)}", "ReturnTokenType": "JWT",
        "ApplicationToken": APP.superoffice_client_secret, "ContextIdentifier": "Cust12345", **changes,
    }  # fmt: skip
    address = f"{sandbox.superoffice}/Login/api/PartnerSystemUser/Authenticate"
    answer: dict[str, Any] = requests.post(address, json=body, timeout=10).json()
    return answer


def system_session(sandbox: SandboxClient) -> HostSession:
    """A session of the system user."""
    claims = jwt.decode(system_ticket(sandbox)["Token"], options={"verify_signature": False})
    session = sandbox.superoffice_session("linda")
    session.headers["Authorization"] = f"SOTICKET {claims[f'{CLAIM}ticket']}"
    session.headers["SO-AppToken"] = APP.superoffice_client_secret
    return session


def system_diary(sandbox: SandboxClient) -> Diary:
    """Appointments as the system user sees them."""
    return Diary(system_session(sandbox), UTC_TIMES)

"""What the SuperOffice host remembers: the tenant's tables, tokens, tickets and its place on the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from backend.sandbox.clock import Clock
from backend.sandbox.keys import RsaKey, process_key
from backend.sandbox.superoffice.database import Database
from backend.sandbox.world import CONTEXT

#: associate behind the system user
SYSTEM_ASSOCIATE_ID = 4

#: the number of the appointment table in `visiblefor.table_id` and `foreignkey.table_id`
APPOINTMENT_TABLE = 9

TenantStatus = Literal[
    "Unknown", "Provisioning", "Running", "Deleted", "Suspended", "OnlineMaintenance", "OfflineMaintenance",
    "ProvisioningFailed", "Deleting", "DeleteFailed", "MigrationPending",
]  # fmt: skip
TENANT_STATUSES: tuple[str, ...] = get_args(TenantStatus)

#: states in which the API answers
RUNNING = frozenset({"Running", "OnlineMaintenance"})


@dataclass(slots=True)
class Grant:
    """An authorization code or an access token, with whom it speaks for."""

    associate_id: int
    client_id: str
    #: real time, seconds since 1970
    expires: float
    redirect_uri: str = ""
    challenge: str = ""
    challenge_method: str = "plain"
    nonce: str = ""


@dataclass(slots=True)
class Ticket:
    """A system user's ticket: 6 hours, pushed on by each use (contracts/superoffice.md §1.4)."""

    client_id: str
    #: sandbox time
    expires: datetime


@dataclass
class SuperOfficeState:
    """State of the tenant. Picklable; the host attaches its listeners to `db` again after loading."""

    db: Database
    tenant_state: str = "Running"
    #: whether an administrator's approval of the app counts, which opens the system user
    approved: bool = True
    #: the database as it was when the backup was taken; empty without one
    backup: bytes = b""
    #: where changes of the tenant are told; empty for nowhere
    state_change_url: str = ""
    #: path segment before the context in the API's present address; each move gives it a new one
    endpoint: str = ""
    codes: dict[str, Grant] = field(default_factory=dict)
    access_tokens: dict[str, Grant] = field(default_factory=dict)
    #: refresh tokens are neither rotated nor do they expire
    refresh_tokens: dict[str, Grant] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    #: signs id tokens and system-user tokens
    key: RsaKey = field(default_factory=lambda: process_key("sandbox-superoffice"))

    def api_address(self, base: str) -> str:
        """Where the API is at present, without a trailing slash; *base* is the host's public address."""
        return f"{self.tenant_address(base)}/api"

    def tenant_address(self, base: str) -> str:
        """Where the tenant is at present, without a trailing slash."""
        return f"{base}/{self.endpoint}/{CONTEXT}" if self.endpoint else f"{base}/{CONTEXT}"


def new_state(clock: Clock) -> SuperOfficeState:
    """An empty tenant."""
    return SuperOfficeState(Database(clock))

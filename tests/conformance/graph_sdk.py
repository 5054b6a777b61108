"""Microsoft's Python client, signed in as somebody of the sandbox (contracts/graph.md §9)."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph.generated.models.attendee import Attendee
from msgraph.generated.models.attendee_type import AttendeeType
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.item_body import ItemBody
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient

from tests.sandbox_client import SandboxClient

ZONE = "W. Europe Standard Time"
#: the Monday of a week in winter that lies ahead
MONDAY = datetime(2027, 1, 18, tzinfo=UTC)


class SandboxCredential:
    """Tokens of one person, as an azure-identity credential gives them."""

    def __init__(self, sandbox: SandboxClient, user: str) -> None:
        self._token = sandbox.token("graph", user)

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """The token, good for an hour."""
        del scopes, options
        return AccessToken(self._token, int(time.time()) + 3600)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> SandboxCredential:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()


def client_of(sandbox: SandboxClient, user: str) -> GraphServiceClient:
    """A client of *user*; it belongs to the event loop that first uses it."""
    host = str(urlsplit(sandbox.graph).hostname)
    scopes = ["https://graph.microsoft.com/.default"]
    provider = AzureIdentityAuthenticationProvider(
        SandboxCredential(sandbox, user), scopes=scopes, allowed_hosts=[host]
    )
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = sandbox.graph
    return GraphServiceClient(request_adapter=adapter)


def with_headers(**headers: str) -> RequestConfiguration[Any]:
    """A configuration of one request; `If_Match` stands for If-Match."""
    configuration: RequestConfiguration[Any] = RequestConfiguration()
    for name, value in headers.items():
        configuration.headers.add(name.replace("_", "-"), value)
    return configuration


def with_query(parameters: Any, **headers: str) -> RequestConfiguration[Any]:
    """The same with query options."""
    configuration = with_headers(**headers)
    configuration.query_parameters = parameters
    return configuration


def moment(day: int, hour: int, minute: int = 0, zone: str = ZONE) -> DateTimeTimeZone:
    """Wall clock *day* days after MONDAY."""
    at = MONDAY + timedelta(days=day, hours=hour, minutes=minute)
    return DateTimeTimeZone(date_time=at.strftime("%Y-%m-%dT%H:%M:%S"), time_zone=zone)


def meeting(subject: str, day: int = 0, hour: int = 9, *guests: str) -> Event:
    """An hour with *guests*, given as addresses."""
    return Event(
        subject=subject,
        body=ItemBody(content_type=BodyType.Html, content="<p>Agenda</p>"),
        start=moment(day, hour),
        end=moment(day, hour + 1),
        attendees=[
            Attendee(email_address=EmailAddress(address=guest), type=AttendeeType.Required) for guest in guests
        ],
    )


def etag(entity: Any) -> str:
    """The etag of an entity; the client keeps it among the undeclared properties."""
    return str(entity.additional_data["@odata.etag"])


def same_moment(one: DateTimeTimeZone | None, other: str) -> bool:
    """Whether a time in UTC, as Graph answers it, is *other* ("2027-01-18T08:00")."""
    assert one is not None
    assert one.time_zone == "UTC"
    return str(one.date_time).startswith(other)

"""Scopes: which resource they belong to, and what the app may ask for (contracts/graph.md §5.5)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.sandbox.apps import App
from backend.sandbox.entra.errors import EntraError

#: about the sign-in itself, of no resource
OPENID = frozenset({"openid", "profile", "email", "offline_access"})


@dataclass(frozen=True, slots=True)
class Resource:
    """An API that access tokens are made for."""

    #: `aud` of its tokens
    audience: str
    #: version of its access tokens
    version: str
    #: names before a scope, with the slash
    prefixes: tuple[str, ...]
    delegated: frozenset[str]
    roles: frozenset[str]


GRAPH = Resource(
    "https://graph.microsoft.com", "1.0",
    ("https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000/"),
    frozenset({
        "User.Read", "User.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite", "Calendars.Read.Shared",
        "Calendars.ReadWrite.Shared", "Contacts.Read", "Contacts.ReadWrite", "Tasks.Read", "Tasks.ReadWrite",
        "MailboxSettings.Read", "MailboxSettings.ReadWrite", "Mail.Read", "Mail.ReadWrite", "Mail.Send",
    }),
    frozenset({
        "Calendars.ReadWrite", "Contacts.ReadWrite", "Tasks.ReadWrite.All", "MailboxSettings.Read",
        "User.Read.All",
    }),
)  # fmt: skip


def our_api(app: App) -> Resource:
    """The app's own API, which the add-in calls."""
    return Resource(
        app.client_id, "2.0", (f"{app.api_uri}/", f"{app.client_id}/"), frozenset({"access_as_user"}), frozenset()
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed `scope` parameter."""

    #: as written, for the echo in the answer
    written: tuple[str, ...]
    resource: Resource
    #: short names within the resource; empty when only a sign-in was asked for
    names: frozenset[str]

    @property
    def sign_in(self) -> frozenset[str]:
        """The part that concerns the sign-in: openid, offline_access and so on."""
        return OPENID.intersection(self.written)

    @property
    def is_default(self) -> bool:
        """Whether everything registered is asked for."""
        return ".default" in self.names

    def delegated(self) -> set[str]:
        """Scopes that the access token carries. Raises EntraError for one that does not exist."""
        if self.is_default:
            return set(self.resource.delegated)
        if unknown := sorted(self.names - self.resource.delegated):
            raise EntraError(
                "invalid_scope", 650053, f"The application asked for scope '{unknown[0]}' that doesn't exist."
            )
        # a sign-in without a resource still gets a token for Graph's userinfo
        return set(self.names) or {"User.Read"}


def parse_scope(text: str, app: App) -> Asked:
    """Read a `scope` parameter. Raises EntraError when it is empty or mixes resources."""
    written = tuple(text.split())
    if not written:
        raise EntraError(
            "invalid_request", 900144, "The request body must contain the following parameter: 'scope'."
        )
    resources: dict[str, tuple[Resource, set[str]]] = {}
    for scope in written:
        if scope not in OPENID:
            resource, name = _resource_of(scope, app)
            resources.setdefault(resource.audience, (resource, set()))[1].add(name)
    if len(resources) > 1:
        raise EntraError(
            "invalid_scope", 28000, "Provided value for scope is not valid: it spans several resources."
        )
    resource, names = next(iter(resources.values()), (GRAPH, set[str]()))
    return Asked(written, resource, frozenset(names))


def _resource_of(scope: str, app: App) -> tuple[Resource, str]:
    for resource in (GRAPH, our_api(app)):
        for prefix in resource.prefixes:
            if scope.startswith(prefix):
                return resource, scope.removeprefix(prefix).lstrip("/")
    if "://" in scope:
        raise EntraError(
            "invalid_resource", 500011, f"The resource principal of '{scope}' was not found in the tenant."
        )
    return GRAPH, scope

"""SuperOffice as the product sees it: signed-in people and their gateways at the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from backend.config import Settings
from backend.core.items import Appointment, Timed, Window
from backend.core.seen import Changes, Seen
from backend.core.writes import Create, Done, Outcome, Write
from backend.sandbox.environment import settings as sandbox_settings
from backend.sandbox.people import make_world
from backend.superoffice import facts
from backend.superoffice.auth import SignedIn, SignIn
from backend.superoffice.client import Client, SystemCredentials, UserCredentials
from backend.superoffice.gateway import SuperOfficeGateway
from backend.superoffice.organisation import Organisation
from backend.superoffice.system_user import SystemUser
from backend.superoffice.tenant import Tenants
from backend.superoffice.tokens import Issuer
from backend.transport import Patience, Transport
from tests.sandbox_client import HostSession, SandboxClient

WINDOW = Window.around(datetime(2026, 11, 21, tzinfo=UTC).date())
REDIRECT = "http://127.0.0.1:9/back"


def settings_for(sandbox: SandboxClient) -> Settings:
    """The settings that point the product at a sandbox."""
    values = sandbox_settings(make_world("small"), sandbox.base)
    return Settings(_env_file=None, **{name.lower(): value for name, value in values.items()})  # type: ignore[arg-type]


#: tests do not wait
IMPATIENT = Patience(attempts=2, seconds=2.0, first_wait=0.01)


class SuperOffice:
    """The parts of the product that a process shares."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.issuer = Issuer(settings.superoffice_url)
        self.sign_in = SignIn(settings, self.issuer)
        self.system_user = SystemUser(settings, self.issuer)
        self.tenants = Tenants(settings.superoffice_url)

    def returned(self, person: str) -> tuple[dict[str, str], dict[str, str]]:
        """A flow, and what the browser brings back once *person* has signed in."""
        url, flow = self.sign_in.start(REDIRECT)
        answer = requests.get(f"{url}&sandbox_user={person}", allow_redirects=False, timeout=30)
        return flow, dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def signed_in(self, person: str) -> SignedIn:
        """Walk through SuperOffice's real sign-in as *person*."""
        return self.sign_in.finish(*self.returned(person))

    def user(self, who: SignedIn) -> Client:
        """The API for a person who signed in."""
        credentials = UserCredentials(self.sign_in, who.refresh_token)
        return Client(Transport(), self.tenants, who.context, credentials, IMPATIENT)

    def system(self, administrator: SignedIn) -> Client:
        """The API for the system user that an administrator approved."""
        assert administrator.system_token
        secret = self.settings.superoffice_client_secret.get_secret_value()
        credentials = SystemCredentials(
            self.system_user, administrator.system_token, administrator.context, secret
        )
        return Client(Transport(), self.tenants, administrator.context, credentials, IMPATIENT)


@dataclass
class Diary:
    """One person's diary, through the gateway and beside it."""

    gateway: SuperOfficeGateway
    #: a session of the same person that goes past the gateway
    beside: HostSession
    signed_in: SignedIn
    #: versions by id that an engine would remember
    links: dict[str, str] = field(default_factory=dict)

    def whole(self) -> tuple[dict[str, Seen], str]:
        """Everything in the window, and the cursor."""
        return collected(self.gateway.changes(None, WINDOW))

    def since(self, cursor: str, window: Window = WINDOW) -> tuple[dict[str, Seen], set[str], str]:
        """What changed, what is rumoured gone, and the new cursor."""
        pages = list(self.gateway.changes(cursor, window))
        seen, new = collected(iter(pages))
        return seen, {item for page in pages for item in page.rumoured_gone}, new

    def do(self, *writes: Write) -> list[Outcome]:
        """Outcomes in the order of the writes."""
        outcomes = {write.intent: outcome for write, outcome in self.gateway.write(writes)}
        return [outcomes[write.intent] for write in writes]

    def make(self, title: str = "Lunch", intent: str = "", **values: object) -> Seen:
        """An appointment made through the gateway."""
        write = Create(intent or f"make {title}", meeting(title, **values), "event-id")
        (outcome,) = self.do(write)
        assert isinstance(outcome, Done) and outcome.seen, outcome
        return outcome.seen

    def edit(self, item: str, **values: object) -> None:
        """A change by a person in SuperOffice."""
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        self.beside.patch(f"/v1/Appointment/{item}", json=patch).raise_for_status()

    def entity(self, item: str) -> dict[str, object]:
        """The appointment as SuperOffice shows it."""
        answer: dict[str, object] = self.beside.get(f"/v1/Appointment/{item}").json()
        return answer


def meeting(title: str = "Lunch", **values: object) -> Appointment:
    """An appointment of an hour on 1 December."""
    start = datetime(2026, 12, 1, 10, tzinfo=UTC)
    span = Timed(start, start.replace(hour=11), "Europe/Oslo")
    return Appointment(**{"title": title, "span": span, **values})  # type: ignore[arg-type]


def collected(pages: Iterator[Changes]) -> tuple[dict[str, Seen], str]:
    """Items by id and the cursor of the last page."""
    seen: dict[str, Seen] = {}
    cursor = ""
    for page in pages:
        seen |= {item.id: item for item in page.seen}
        cursor = page.cursor or cursor
    assert cursor
    return seen, cursor


@pytest.fixture
def superoffice(sandbox: SandboxClient) -> SuperOffice:
    """SuperOffice as an app that is set up for the sandbox."""
    return SuperOffice(settings_for(sandbox))


DiaryOf = Callable[..., Diary]


@pytest.fixture
def diary_of(sandbox: SandboxClient, superoffice: SuperOffice) -> DiaryOf:
    """Opens the diaries of people."""
    admin = superoffice.signed_in("linda")

    def open_diary(
        person: str = "linda", *, system: bool = True, remembering: bool = True,
        organisation: Organisation | None = None,
    ) -> Diary:  # fmt: skip
        who = superoffice.signed_in(person)
        links: dict[str, str] = {}

        def known(ids: Sequence[str]) -> Mapping[str, str]:
            return {item: links[item] for item in ids if item in links}

        client = superoffice.user(who)
        gateway = SuperOfficeGateway(
            client, superoffice.system(admin) if system else None, who.associate_id, who.address,
            cache(lambda: facts.load(client, organisation)),
            known=known, linked=(lambda _: list(links)) if remembering else None, organisation=organisation,
        )  # fmt: skip
        return Diary(gateway, sandbox.superoffice_session(person), who, links)

    return open_diary


@pytest.fixture
def linda(diary_of: DiaryOf) -> Diary:
    """Linda's diary."""
    return diary_of("linda")


@pytest.fixture
def julie(diary_of: DiaryOf) -> Diary:
    """Julie's diary."""
    return diary_of("julie")

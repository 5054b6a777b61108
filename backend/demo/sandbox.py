"""The sandbox as the demonstration asks it: who is there, and both public APIs on behalf of a person."""

from __future__ import annotations

import threading
from typing import Any

import requests

#: seconds until a call is given up
TIMEOUT = 20

Json = dict[str, Any]


class SandboxTrouble(Exception):
    """The sandbox did not do what was asked; the message is a sentence."""


class Sandbox:
    """One running sandbox. Tokens are asked for once and kept. Thread-safe."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._tokens: dict[tuple[str, str], str] = {}
        self._local = threading.local()
        self._world: Json | None = None
        self._cards: dict[int, str] = {}

    def world(self) -> Json:
        """People, tenants and addresses; asked once."""
        if self._world is None:
            world = self._send("GET", f"{self._url}/sandbox/world", {}, None)
            assert isinstance(world, dict)
            self._world = world
        return self._world

    def person(self, key: str) -> Json:
        """Someone with both systems. Raises SandboxTrouble."""
        for person in self.people():
            if person["key"] == key:
                return person
        raise SandboxTrouble(f"Nobody called {key} has both systems.")

    def known(self, key: str) -> Json:
        """Anyone of the sandbox. Raises SandboxTrouble."""
        for person in self.world()["people"]:
            if person["key"] == key:
                found: Json = person
                return found
        raise SandboxTrouble(f"Nobody is called {key}.")

    def people(self) -> list[Json]:
        """Everyone with both systems."""
        return [person for person in self.world()["people"] if person["superoffice"]]

    def mails(self) -> list[Json]:
        """Every mail that would have left, oldest first. Raises SandboxTrouble."""
        listed: list[Json] = self._send("GET", f"{self._url}/sandbox/mail", {}, None)["mail"]
        return listed

    def card(self, person: str, number: int) -> str:
        """The name on a person's card in SuperOffice, asked for once as *person*. Raises SandboxTrouble."""
        if number not in self._cards:
            self._cards[number] = str(self.superoffice(person, "GET", f"/v1/Person/{number}")["FullName"])
        return self._cards[number]

    def graph(self, person: str, method: str, path: str, body: Any = None) -> Any:
        """Microsoft Graph, as *person*; *path* is below the version, or a whole link. Raises SandboxTrouble."""
        url = path if path.startswith("http") else f"{self._url}/graph/v1.0{path}"
        headers = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=200'}
        return self._call("graph", person, method, url, headers, body)

    def superoffice(self, person: str, method: str, path: str, body: Any = None) -> Any:
        """SuperOffice's API, as *person*; *path* begins with /v1. Raises SandboxTrouble."""
        api = self.world()["superoffice"]["api"].rstrip("/")
        headers = {"SO-TimeZone": "UTC, includeTZOffset", "Accept": "application/json"}
        return self._call("superoffice", person, method, f"{api}{path}", headers, body)

    def _call(self, system: str, person: str, method: str, url: str, headers: dict[str, str], body: Any) -> Any:
        for attempt in (1, 2):
            token = self._tokens.get((system, person)) or self._new_token(system, person)
            try:
                return self._send(method, url, {**headers, "Authorization": f"Bearer {token}"}, body)
            except _Unauthorized:
                # the sandbox was reset, or the token has run out
                del self._tokens[system, person]
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _new_token(self, system: str, person: str) -> str:
        answer = self._send("POST", f"{self._url}/sandbox/token", {}, {"system": system, "user": person})
        token = self._tokens[system, person] = str(answer["access_token"])
        return token

    def _send(self, method: str, url: str, headers: dict[str, str], body: Any) -> Any:
        try:
            answer = self._session().request(method, url, headers=headers, json=body, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise SandboxTrouble("The sandbox does not answer.") from error
        if answer.status_code == 401:
            raise _Unauthorized("The sandbox no longer knows this person.")
        if not answer.ok:
            raise SandboxTrouble(f"The sandbox refused ({answer.status_code}).")
        return answer.json() if answer.content else None

    def _session(self) -> requests.Session:
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False
        assert isinstance(session, requests.Session)
        return session


class _Unauthorized(SandboxTrouble):
    pass

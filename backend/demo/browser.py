"""A browser that signs people in at the sandbox, so that a demonstration needs no hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient

from backend.core.items import Side

#: SuperOffice first: its user is what a calendar is connected to
ORDER = (Side.SUPEROFFICE, Side.CALENDAR)
REDIRECTS = 10


class SignInStuck(Exception):
    """The sandbox did not let the person in, or our side did not accept the return."""


@dataclass(frozen=True, slots=True)
class Connected:
    """One person is connected to one system."""

    person: str
    side: Side


def connect(app: Flask, public_url: str, people: list[str]) -> Iterator[Connected]:
    """Walk both sign-ins of each person: our start, the sandbox's sign-in page, our callback. Raises SignInStuck.

    Our own pages are asked within this process, so that no web process has to run.
    """
    for person in people:
        client = app.test_client()
        for side in ORDER:
            _sign_in(client, public_url, side, person)
            yield Connected(person, side)


def _sign_in(client: FlaskClient, public_url: str, side: Side, person: str) -> None:
    answer = client.get(f"/connect/{side.value}/start", base_url=public_url)
    if answer.status_code != 302:
        raise SignInStuck(f"{side.value}: the sign-in of {person} does not start ({answer.status_code})")
    # the sandbox's automatic mode: it signs this person in without showing its page
    address = f"{answer.headers['Location']}&{urlencode({'sandbox_user': person})}"
    with requests.Session() as browser:
        # a proxy of the environment does not know this machine
        browser.trust_env = False
        for _ in range(REDIRECTS):
            if address.startswith(f"{public_url}/"):
                break
            page = browser.get(address, allow_redirects=False, timeout=30)
            if not page.is_redirect:
                raise SignInStuck(f"{side.value}: the sandbox does not let {person} in ({page.status_code})")
            address = requests.compat.urljoin(address, page.headers["Location"])
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}", base_url=public_url)
    if answer.status_code != 200:
        raise SignInStuck(f"{side.value}: the sign-in of {person} was not accepted\n{answer.text}")

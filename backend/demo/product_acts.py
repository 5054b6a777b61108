"""What people do in the product itself: the sign-in that Outlook does for them, and a choice of preferences."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from backend.api.v1.bearer import SCOPE
from backend.config import Settings
from backend.demo.sandbox import TIMEOUT, SandboxTrouble
from backend.demo.scene import Doing, Scene


def api_token(settings: Settings, person: str) -> str:
    """An access token of a person for our own API, by the code flow at the sandbox's Entra. Raises SandboxTrouble.

    The sandbox signs the person in without showing its page.
    """
    root = f"{settings.entra_url}/{settings.tenant_ids[0]}/oauth2/v2.0"
    # nobody is sent there: the code is taken from the answer
    asked = {
        "client_id": settings.entra_client_id,
        "redirect_uri": f"{settings.public_url}/demo",
        "scope": f"api://{settings.entra_client_id}/{SCOPE}",
    }
    with requests.Session() as browser:
        # a proxy of the environment does not know this machine
        browser.trust_env = False
        sign_in = {"response_type": "code", "sandbox_user": person, **asked}
        try:
            page = browser.get(f"{root}/authorize", params=sign_in, allow_redirects=False, timeout=TIMEOUT)
            code = parse_qs(urlsplit(page.headers.get("Location", "")).query).get("code", [""])[0]
            secret = settings.entra_client_secret.get_secret_value()
            form = {"grant_type": "authorization_code", "code": code, "client_secret": secret, **asked}
            answer = browser.post(f"{root}/token", data=form, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise SandboxTrouble("The sandbox does not answer.") from error
    if not answer.ok:
        raise SandboxTrouble(f"The sandbox does not sign {person} in ({answer.status_code}).")
    return str(answer.json()["access_token"])


def prefers(person: str, **preferences: Any) -> Doing:
    """A person chooses some preferences, as the pane does it."""

    def do(scene: Scene) -> None:
        headers = {"Authorization": f"Bearer {api_token(scene.settings, person)}"}
        with requests.Session() as browser:
            browser.trust_env = False
            url = f"{scene.settings.public_url}/api/v1/preferences"
            answer = browser.patch(url, json=preferences, headers=headers, timeout=TIMEOUT)
        if not answer.ok:
            raise SandboxTrouble(f"The preferences were refused ({answer.status_code}).")

    return do

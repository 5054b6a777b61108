"""HTTP for what is rare (sign-ins, discovery, tenant state): requests with a time limit and bounded repeats."""

from __future__ import annotations

from functools import cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

#: seconds until a call is given up
TIMEOUT = 30


def retries() -> Retry:
    """Three repeats after lost connections and answers that say "later"; all these calls may be repeated."""
    return Retry(
        total=3,
        backoff_factor=0.2,
        backoff_jitter=0.1,
        status_forcelist={429, 500, 502, 503, 504},
        allowed_methods=None,
        raise_on_status=False,
        retry_after_max=5,
    )


class PatientSession(requests.Session):
    """A session whose calls end, and are repeated a few times before that."""

    def __init__(self) -> None:
        super().__init__()
        adapter = HTTPAdapter(max_retries=retries())
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As in requests, with our time limit; a redirect is an answer, and nobody goes where it points."""
        kwargs.setdefault("timeout", TIMEOUT)
        return super().request(*args, **kwargs | {"allow_redirects": False})


@cache
def calls() -> PatientSession:
    """The session that the process shares. Raises requests.RequestException from its calls."""
    return PatientSession()

"""HTTP for what is rare (sign-ins, discovery, tenant state): requests with a time limit and bounded repeats."""

from __future__ import annotations

from functools import cache
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import MaxRetryError, ResponseError
from urllib3.util import Retry

#: seconds until a call is given up
TIMEOUT = 30


#: longest Retry-After that is waited for, in seconds; a longer one is the caller's to obey
_SHORT = 5.0


class _Retry(Retry):
    """Repeats, but never before it was asked to."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """As in urllib3. Raises MaxRetryError where an answer asks for a longer wait: then it is the result."""
        if _pool and response is not None and (self.get_retry_after(response) or 0.0) > _SHORT:
            raise MaxRetryError(_pool, url or "", ResponseError(f"{response.status}: not so soon"))
        return super().increment(method, url, response, error, _pool, _stacktrace)


def retries() -> Retry:
    """Three repeats after lost connections and answers that say "later"; all these calls may be repeated."""
    return _Retry(
        total=3,
        backoff_factor=0.2,
        backoff_jitter=0.1,
        status_forcelist={429, 500, 502, 503, 504},
        allowed_methods=None,
        raise_on_status=False,
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

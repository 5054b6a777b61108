"""The HTTP server of the sandbox."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from backend.sandbox.server import BODY_LIMIT
from tests.sandbox_client import SandboxClient


def test_a_foreign_path_names_the_four_hosts(sandbox: SandboxClient) -> None:
    answer = sandbox.session.get(f"{sandbox.base}/owa/calendar")
    assert answer.status_code == 404
    assert "/graph" in answer.json()["error"]


def test_an_answer_without_a_body_has_no_content_type(sandbox: SandboxClient) -> None:
    answer = sandbox.session.delete("/mail")
    assert answer.status_code == 204
    assert "Content-Type" not in answer.headers


def test_a_connection_is_kept(sandbox: SandboxClient) -> None:
    connection = http.client.HTTPConnection(urlsplit(sandbox.base).netloc)
    for _ in range(2):
        connection.request("GET", "/sandbox/health")
        answer = connection.getresponse()
        assert answer.read()
        assert not answer.will_close
    connection.close()


def test_a_huge_body_is_refused(sandbox: SandboxClient) -> None:
    answer = sandbox.session.post("/token", data=b"x" * (BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert sandbox.control("GET", "health")["status"] == "ok"


def test_links_begin_with_the_address_the_client_knows(sandbox: SandboxClient) -> None:
    linda = sandbox.graph_session("linda")
    assert linda.get("/me/events").json()["@odata.context"].startswith(f"{sandbox.graph}/")
    real = linda.get("/me/events", headers={"X-Forwarded-Base": "https://graph.microsoft.com"}).json()
    assert real["@odata.context"].startswith("https://graph.microsoft.com/v1.0/")


@pytest.mark.parametrize(
    "path", ["/graph", "/graph/", "/superoffice", "/entra", "/sandbox/nothing", "/%zz", "//", "/graph/%00"]
)
def test_no_path_breaks_the_server(sandbox: SandboxClient, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(sandbox.base).netloc)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    assert 400 <= status < 500

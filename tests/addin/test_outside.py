"""The pane where it cannot work, and what its page may load and be framed by."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Route, expect

from backend.api.app import make_app
from backend.config import Settings
from backend.core.values import replace
from backend.sync.service import Product
from tests.addin.conftest import BUILT, OFFICE_JS, ROOT, Stage

#: what scripts/get-office-js gets
FROM_MICROSOFT = ROOT / "build" / "office-js"
#: bytes of script, compressed, before anybody has signed in
BUDGET = 20_000


def test_outlooks_script_is_blocked(browsing: BrowserContext, stage: Stage, complaints: list[str]) -> None:
    browsing.unroute(OFFICE_JS)
    browsing.route(OFFICE_JS, lambda route: route.abort())
    own: list[Route] = []

    def hold(route: Route) -> None:
        own.append(route)

    browsing.route("**/assets/taskpane-*.js", hold)
    page = browsing.new_page()
    page.goto(stage.pane_url, wait_until="commit")
    # it has failed before the pane's own script begins, which finds it gone
    page.wait_for_selector("script[type=module][src*=taskpane]", state="attached")
    expect(page.locator("script[src$='/office.js']")).to_have_count(0)
    own[0].continue_()
    expect(page.get_by_role("heading", name="Outlook's script could not be loaded.")).to_be_visible()
    complaints.clear()


@pytest.mark.parametrize("frames", ["as usual", "never"])
def test_a_plain_browser(browsing: BrowserContext, stage: Stage, frames: str) -> None:
    if frames == "never":
        # nor is there one while nobody sees the pane
        browsing.add_init_script("window.requestAnimationFrame = () => 0")
    browsing.unroute(OFFICE_JS)
    outside = "window.Office = {onReady: async () => ({host: null, platform: null}), context: {}}"
    browsing.route(OFFICE_JS, lambda route: route.fulfill(body=outside, content_type="text/javascript"))
    page = browsing.new_page()
    page.goto(stage.pane_url)
    expect(page.get_by_role("heading", name="This pane works inside Outlook.")).to_be_visible()


def test_microsofts_own_script_in_a_plain_browser(
    browsing: BrowserContext, stage: Stage, complaints: list[str]
) -> None:
    if not (FROM_MICROSOFT / "office.js").exists():
        pytest.skip(f"no office.js in {FROM_MICROSOFT}: `make setup` gets it from the registry of npm")
    browsing.unroute(OFFICE_JS)
    browsing.route(OFFICE_JS, _from_microsoft)
    page = browsing.new_page()
    page.goto(stage.pane_url)
    expect(page.get_by_role("heading", name="This pane works inside Outlook.")).to_be_visible()
    assert page.evaluate("Office.context.mailbox") is None
    # it tells so itself, and nothing that it tries is against the page's policy
    assert [one for one in complaints if "outside of Office client" not in one] == []
    complaints.clear()


def _from_microsoft(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    if (FROM_MICROSOFT / name).exists():
        route.fulfill(path=FROM_MICROSOFT / name, content_type="text/javascript")
    else:
        route.abort()


def test_a_stranger_cannot_frame_the_pane(browsing: BrowserContext, stage: Stage, complaints: list[str]) -> None:
    page = browsing.new_page()
    frame = f'<iframe src="{stage.pane_url}"></iframe>'
    page.route("https://stranger.example/", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto("https://stranger.example/")
    expect(page.frame_locator("iframe").locator("#pane")).to_have_count(0)
    assert "frame-ancestors" in " ".join(complaints)
    complaints.clear()


@pytest.fixture
def client(product: Product) -> FlaskClient:
    """The web application, asked directly."""
    return make_app(product).test_client()


def test_the_page_is_told_its_installation_and_is_never_kept(client: FlaskClient, product: Product) -> None:
    answer = client.get("/addin/taskpane.html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "X-Frame-Options" not in answer.headers
    assert "https://appsforoffice.microsoft.com/lib/1/hosted/office.js" in answer.text
    settings = product.settings
    assert f'"clientId": "{settings.entra_client_id}"' in answer.text
    secrets = (settings.entra_client_secret, settings.superoffice_client_secret, settings.superoffice_private_key)
    assert not [one for one in secrets if one.get_secret_value() in answer.text]
    again = client.get("/addin/taskpane.html", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_policy_names_outlook_and_nobody_else(client: FlaskClient, product: Product) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get("/addin/taskpane.html").headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in str(policy)
    assert policy["connect-src"] == f"'self' {product.settings.entra_url.removesuffix('/entra')}"
    assert policy["frame-ancestors"].split() == [
        "https://outlook.office.com",
        "https://outlook.office365.com",
        "https://outlook.live.com",
        "https://outlook.cloud.microsoft",
    ]


def test_the_first_paint_waits_for_the_page_alone(client: FlaskClient) -> None:
    answer = client.get("/addin/taskpane.html")
    # scripts wait in the template until there is a frame
    painted = re.sub(r"<template.*?</template>", "", answer.text, flags=re.DOTALL)
    assert re.findall(r"\b(?:src|href)=", painted) == []
    assert len(re.findall(r"<script [^>]*\bsrc=", answer.text)) == 2
    for tag in ("style", "script"):
        (within,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        digest = b64encode(sha256(within.encode()).digest()).decode()
        assert re.search(f"{tag}-src [^;]*'sha256-{re.escape(digest)}'", answer.headers["Content-Security-Policy"])


def test_another_cloud_may_be_named(product: Product) -> None:
    settings = product.settings.model_copy(update={"outlook_origins": "https://mail.example.gov"})
    elsewhere = make_app(replace(product, settings=settings)).test_client()
    policy = elsewhere.get("/addin/taskpane.html").headers["Content-Security-Policy"]
    assert policy.endswith("https://outlook.cloud.microsoft https://mail.example.gov")
    with pytest.raises(ValueError, match="must be origins"):
        Settings(outlook_origins="https://mail.example.gov; script-src *", _env_file=None)


def test_files_are_kept_for_good_because_their_names_change(client: FlaskClient) -> None:
    (name,) = re.findall(r"/addin/assets/(taskpane-[\w-]+\.js)", client.get("/addin/taskpane.html").text)
    answer = client.get(f"/addin/assets/{name}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/javascript"
    for missing in ("/addin/assets/none.js", "/addin/assets/../taskpane.html", "/addin/taskpane.js"):
        assert client.get(missing).status_code == 404


def test_the_pane_is_small_until_somebody_signs_in() -> None:
    page = (BUILT / "taskpane.html").read_text(encoding="utf-8")
    scripts = re.findall(r'(?:src|modulepreload" crossorigin href)="/addin/(assets/[\w-]+\.js)"', page)
    size = sum(len(gzip.compress((BUILT / one).read_bytes())) for one in scripts)
    assert 1_000 < size <= BUDGET


def test_the_manifest_opens_this_page() -> None:
    assert "/addin/taskpane.html" in (ROOT / "manifest.xml").read_text(encoding="utf-8")

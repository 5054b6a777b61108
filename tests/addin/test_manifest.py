"""The manifest of the Outlook add-in: valid by Microsoft's schema and by further rules, for any deployment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.manifest import WrongOrigin, parse_origin, render
from tests.addin.manifest_rules import ICONS, complaints, png_size

_ROOT = Path(__file__).parents[2]
_SCHEMA = _ROOT / os.environ.get("CONTRACT_DATA", "../shared/data") / "manifest-xsd" / "OfficeAppManifestV1_1.xsd"
_TRIAL = "5b6f9f8e-4a55-4a0c-9b53-6f6a7a1f0c11"

Validate = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def written() -> str:
    """The file of the repository."""
    return (_ROOT / "manifest.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schema_errors() -> Validate:
    """What Microsoft's schema says against a manifest."""
    etree: Any = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    if not _SCHEMA.is_file():
        pytest.skip(f"no schema of manifests: {_SCHEMA} is absent (set CONTRACT_DATA)")
    schema = etree.XMLSchema(etree.parse(str(_SCHEMA)))

    def errors(manifest: str) -> list[str]:
        schema.validate(etree.fromstring(manifest.encode()))
        return [f"{error.line}: {error.message}" for error in schema.error_log]

    return errors


def sosync(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["manifest", *arguments])


def changed(manifest: str, old: str, new: str) -> str:
    """*manifest* with one mistake in its last occurrence of *old*, which is in the 1.1 part if it is in both."""
    before, found, after = manifest.rpartition(old)
    assert found, old
    return before + new + after


def test_the_schema_has_nothing_against_it(written: str, schema_errors: Validate) -> None:
    assert schema_errors(written) == []
    assert schema_errors(render(parse_origin("https://crm.example.com"), UUID(_TRIAL))) == []


def test_the_rules_have_nothing_against_it(written: str) -> None:
    assert complaints(written) == []
    assert complaints(render(parse_origin("https://crm.example.com:8443"), UUID(_TRIAL))) == []


SCHEMA_MISTAKES = {
    "misspelt element": ("SupportsPinning>", "SupportsPining>", "SupportsPining"),
    "misplaced element": ("<Version>1.0.0.0</Version>", "", "ProviderName"),
    "unknown permission": ("ReadWriteItem", "ReadWriteEverything", "ReadWriteEverything"),
    "shared folders after the surfaces": (
        "</DesktopFormFactor>",
        "<SupportsSharedFolders>true</SupportsSharedFolders></DesktopFormFactor>",
        "SupportsSharedFolders",
    ),
    "unknown surface": ("MessageReadCommandSurface", "MessageReadSurface", "MessageReadSurface"),
    "long resid": ('resid="Pane.Url"', f'resid="{"x" * 33}"', "maxLength"),
    "no GUID": ("<Id>c1bcbb37-", "<Id>", "Id"),
}


@pytest.mark.parametrize(("old", "new", "said"), SCHEMA_MISTAKES.values(), ids=SCHEMA_MISTAKES)
def test_the_schema_notices(written: str, schema_errors: Validate, old: str, new: str, said: str) -> None:
    broken = written.replace(old, new) if "Pinning" in old else changed(written, old, new)
    assert any(said in error for error in schema_errors(broken))


def test_the_schema_notices_a_wrong_order(written: str, schema_errors: Validate) -> None:
    resources = re.findall(r"<Resources>.*?</Resources>", written, re.DOTALL)[-1]
    early = changed(changed(written, resources, ""), "<Hosts>", f"{resources}<Hosts>")
    assert any("Resources" in error or "Hosts" in error for error in schema_errors(early))


RULE_MISTAKES = {
    "icon by http": (
        "https://localhost:8000/static/icons/icon-80",
        "http://localhost:8000/static/icons/icon-80",
        "https",
    ),
    "address of another host": ("https://localhost:8000/addin/", "https://example.com/addin/", "AppDomain"),
    "dangling resid": ('resid="Pane.Url"', 'resid="Pane.Adress"', "Pane.Adress has no resource"),
    "unused resource": (
        '<bt:Url id="Pane.Url"',
        '<bt:Url id="Spare" DefaultValue=""/><bt:Url id="Pane.Url"',
        "Spare",
    ),
    "icon of another size": ("icon-80.png", "icon-64.png", "80 pixels"),
    "icon is missing": ('<bt:Image size="80" resid="Icon.80"/>', "", "[16, 32]"),
    "list icon of another size": ("icon-128.png", "icon-64.png", "128 pixels"),
    "long text": ('Value="Bekijk of', f'Value="{"Bekijk " * 40}of', "characters"),
    "language is missing": ('<bt:Override Locale="sv-SE"', '<bt:Override Locale="fi-FI"', "all languages"),
    "no GUID": ("<Id>c1bcbb37-", "<Id>", "GUID"),
    "version below 1.0": ("<Version>1.", "<Version>0.", "below 1.0"),
    "levels differ": ('id="appointmentAttendeeButton"', 'id="other"', "same surfaces"),
    "two controls of one id": ('id="appointmentAttendeeButton"', 'id="messageReadButton"', "one id"),
    "pin taken away": ("<SupportsPinning>true</SupportsPinning>", "", "pinning"),
    "shared folders taken away": (
        "<SupportsSharedFolders>true</SupportsSharedFolders>",
        "",
        "shared folders",
    ),
    "surface taken away": ("AppointmentAttendeeCommandSurface", "AppointmentOrganizerCommandSurface", "surfaces"),
}


@pytest.mark.parametrize(("old", "new", "said"), RULE_MISTAKES.values(), ids=RULE_MISTAKES)
def test_the_rules_notice(written: str, old: str, new: str, said: str) -> None:
    assert any(said in complaint for complaint in complaints(changed(written, old, new)))


def test_it_asks_for_no_more_than_it_needs(written: str) -> None:
    tags = {element.tag.rpartition("}")[2] for element in fromstring(written).iter()}
    # nested app authentication has no place in a manifest; WebApplicationInfo is for the way before it
    assert not tags & {"WebApplicationInfo", "ExtendedPermissions", "LaunchEvent", "FunctionFile"}
    assert "<Permissions>ReadWriteItem</Permissions>" in written


def test_it_installs_everywhere_and_the_newest_part_needs_mailbox_1_8(written: str) -> None:
    assert '<Set Name="Mailbox" MinVersion="1.1"/>' in written
    assert re.findall(r'DefaultMinVersion="(.*?)"', written) == ["1.3", "1.8"]


@pytest.mark.parametrize("size", [16, 32, 64, 80, 128])
def test_icons_have_the_size_of_their_names(size: int) -> None:
    assert png_size(ICONS / f"icon-{size}.png") == (size, size)


def test_every_address_is_the_deployments() -> None:
    answer = sosync("--origin", "https://crm.example.com")
    assert answer.exit_code == 0
    assert "localhost" not in answer.output
    assert "https://crm.example.com/addin/taskpane.html" in answer.output
    assert "<AppDomain>https://crm.example.com</AppDomain>" in answer.output


def test_the_file_is_what_a_local_server_gets(written: str) -> None:
    assert sosync("--origin", "https://localhost:8000").output == written


def test_a_second_add_in_has_its_own_id(written: str) -> None:
    rendered = sosync("--origin", "https://localhost:8000", "--id", _TRIAL.upper()).output
    assert rendered == re.sub("<Id>.*</Id>", f"<Id>{_TRIAL}</Id>", written)


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "manifest.xml"
    answer = sosync("--origin", "https://crm.example.com", "--output", str(file))
    assert (answer.exit_code, answer.output) == (0, "")
    assert "avtalade tiden finns" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://crm.example.com", "https://crm.example.com"),
        ("https://CRM.Example.com:8443/", "https://crm.example.com:8443"),
        ("https://xn--sknhet-eua.example", "https://xn--sknhet-eua.example"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_origins_that_are_taken(given: str, origin: str) -> None:
    assert parse_origin(given) == origin


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("http://crm.example.com", "https://"),
        ("http://localhost.example.com", "https://"),
        ("http://127.0.0.1:8000", "https://"),
        ("crm.example.com", "https://"),
        ("javascript:alert(1)", "https://"),
        ("", "https://"),
        ("https://", "host"),
        ("https://crm.example.com/outlook", "more than an origin"),
        ("https://crm.example.com?a=b", "more than an origin"),
        ("https://crm.example.com#a", "more than an origin"),
        ("https://crm.example.com\n", "more than an origin"),
        ("https://crm.example.com:08000", "more than an origin"),
        ("https://*.example.com", "wildcard"),
        ("https://skönhet.example", "xn--"),
        ("https://-crm.example.com", "host"),
        ('https://crm"><x a="', "host"),
        ("https://[::1", "not an address"),
        ("https://crm.example.com:99999", "not an address"),
        ("https://" + ".".join(["a" * 60] * 5), "characters"),
    ],
)
def test_origins_that_are_refused(given: str, said: str) -> None:
    with pytest.raises(WrongOrigin, match=re.escape(said)):
        parse_origin(given)


def test_a_password_is_refused_and_not_repeated() -> None:
    answer = sosync("--origin", "https://linda:hemmelig@crm.example.com")
    assert answer.exit_code == 2
    assert "hemmelig" not in answer.output


@pytest.mark.parametrize(
    ("option", "value"),
    [("--origin", "http://crm.example.com"), ("--id", "not-a-guid"), ("--output", "/nowhere/at/all/manifest.xml")],
)
def test_a_refusal_names_what_is_wrong(option: str, value: str) -> None:
    others = [] if option == "--origin" else ["--origin", "https://crm.example.com"]
    answer = sosync(*others, option, value)
    assert answer.exit_code != 0
    assert (value if option == "--output" else option) in answer.output


def test_http_on_localhost_is_not_for_outlook() -> None:
    answer = sosync("--origin", "http://localhost:8000")
    assert answer.exit_code == 0
    assert "Outlook wants https" in answer.stderr

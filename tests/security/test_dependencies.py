"""Nobody slips us another package: each that we install is one of its registry, and known by its digest.

What has become known of a package since is asked with `make audit`, which needs the internet.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
NPM: Final = ("addin", "tests/conformance/node")


def python_packages() -> list[dict[str, Any]]:
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    assert isinstance(packages, list)
    return packages


def npm_packages(folder: str) -> dict[str, dict[str, Any]]:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))["packages"]
    return {name: package for name, package in packages.items() if name}


def test_packages_come_from_pypi_alone_and_are_known_by_their_digests() -> None:
    packages = python_packages()
    (own,) = [package for package in packages if "registry" not in package["source"]]
    assert own["source"] == {"editable": "."}
    packages.remove(own)
    assert {package["source"]["registry"] for package in packages} == {"https://pypi.org/simple"}
    for package in packages:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]


@pytest.mark.parametrize("folder", NPM)
def test_packages_of_npm_are_known_by_their_digests_and_run_nothing_when_installed(folder: str) -> None:
    packages = npm_packages(folder)
    assert packages
    assert not {name for name, package in packages.items() if not package["integrity"].startswith("sha512-")}
    assert not {name for name, package in packages.items() if package.get("hasInstallScript")}
    elsewhere = {package.get("resolved", "https://registry.npmjs.org/") for package in packages.values()}
    assert all(address.startswith("https://registry.npmjs.org/") for address in elsewhere)


def test_every_lock_file_of_npm_is_looked_at() -> None:
    found = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/package-lock.json")}
    assert {folder for folder in found if "node_modules" not in folder} == set(NPM)

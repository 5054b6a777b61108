"""The settings that point the product at a sandbox, as an environment file."""

from __future__ import annotations

import os
from pathlib import Path

from backend.sandbox.people import COMPANY
from backend.sandbox.world import CONTEXT, World


def settings(world: World, url: str) -> dict[str, str]:
    """Settings by name; *url* is the server's address without a trailing slash."""
    app = world.app
    return {
        "GRAPH_URL": f"{url}/graph/v1.0",
        "ENTRA_URL": f"{url}/entra",
        "SUPEROFFICE_URL": f"{url}/superoffice",
        "ENTRA_CLIENT_ID": app.client_id,
        "ENTRA_CLIENT_SECRET": app.client_secret,
        "ENTRA_TENANT_IDS": COMPANY.id,
        "SUPEROFFICE_CLIENT_ID": app.superoffice_client_id,
        "SUPEROFFICE_CLIENT_SECRET": app.superoffice_client_secret,
        "SUPEROFFICE_PRIVATE_KEY": app.superoffice_key.private_pem,
        "SUPEROFFICE_CONTEXT": CONTEXT,
    }


def write_env_file(file: Path, values: dict[str, str]) -> None:
    """Write *values* for the eyes of the owner alone; line breaks become \\n. Raises OSError."""
    lines = []
    for name, value in values.items():
        flat = value.strip().replace("\n", "\\n")
        lines.append(f'{name}="{flat}"\n' if "\\n" in flat else f"{name}={flat}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(lines)

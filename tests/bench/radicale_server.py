"""The peer's server: Radicale as it is shipped, but without the search for duplicates that each PUT makes it do.

`python -m tests.bench.radicale_server PORT FOLDER`, with the dependencies of the group `bench`. It logs a line for
each request. The search costs the server alone, and would take most of an hour for 5,000 items.
"""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import patch

from radicale import config, log, server, storage  # type: ignore[import-not-found, unused-ignore]


def _finds_none(*_: Any) -> bool:
    return False


def main(port: str, folder: str) -> None:
    """Serve until the process is ended."""
    settings = config.load()
    wanted = {
        "server": {"hosts": f"127.0.0.1:{port}"},
        "auth": {"type": "none"},
        "storage": {"filesystem_folder": folder, "_filesystem_fsync": "False"},
    }
    settings.update(wanted, "bench", privileged=True)
    log.setup()
    log.set_level("info", backtrace_on_debug=False)
    with patch.object(storage.BaseCollection, "has_uid", _finds_none):
        server.serve(settings)


if __name__ == "__main__":
    main(*sys.argv[1:])

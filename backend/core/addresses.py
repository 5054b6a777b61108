"""Which addresses may be called: what another system tells never leads out of its own domain."""

from __future__ import annotations

import re
from typing import Final, TypeGuard
from urllib.parse import urlsplit

#: scheme, host and path alone: no user, no query, nothing that readers of addresses understand differently
_ADDRESS: Final = re.compile(r"(https?)://([a-z0-9.-]+)(:\d{1,5})?(/[\w.~%/-]*)?", re.ASCII | re.IGNORECASE)


def belongs(address: object, home: str) -> TypeGuard[str]:
    """Whether *address* is on the host of *home* or on another of its domain, by https unless *home* is not.

    SuperOffice signs in at online.superoffice.com and keeps an organisation at online2.superoffice.com
    (contracts/superoffice.md §1.7). A host without such a domain, as 127.0.0.1, stands for itself alone.
    """
    found = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if found is None:
        return False
    scheme, host, port = found[1].lower(), found[2].lower(), found[3] or ""
    known = urlsplit(home)
    at_home = known.hostname or ""
    if scheme not in {"https", known.scheme} or port != (f":{known.port}" if known.port else ""):
        return False
    domain = at_home.partition(".")[2]
    is_named = "." in domain and not at_home.rpartition(".")[2].isdecimal()
    return host == at_home or (is_named and host.endswith(f".{domain}"))

"""The client application as it is registered with both identity providers."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from backend.sandbox.keys import RsaKey, process_key

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class App:
    """One registration in Microsoft Entra and one at SuperOffice. The secrets open nothing but a sandbox."""

    name: str = "Sosync"
    # -- Microsoft Entra
    client_id: str = "9a6c1f0e-5b1d-4c52-8f0e-6d1f0a5e0c01"
    client_secret: str = "sbx~Entra.secret-8700"  # noqa: S105
    #: certificates (PEM) that may sign client assertions
    certificates: list[str] = field(default_factory=list)
    # -- SuperOffice
    superoffice_client_id: str = "4f3c0d7b2a9e4d6c8b1a0f5e7d6c5b4a"
    #: also the application token of system-user calls
    superoffice_client_secret: str = "sbx-superoffice-secret-8700"  # noqa: S105
    #: given out as claim `system_token` when an administrator signs in (contracts/superoffice.md §1.3)
    superoffice_system_token: str = "Sosync-Nd8gX2kQ7v"  # noqa: S105
    #: signs system-user tokens; SuperOffice knows the public half
    superoffice_key: RsaKey = field(default_factory=lambda: process_key("sosync-system-user"))

    @property
    def api_uri(self) -> str:
        """Application ID URI of our API, the resource of `access_as_user`."""
        return f"api://{self.client_id}"

    def allows_redirect(self, uri: str) -> bool:
        """Whether a sign-in may return to *uri*: any address of this machine."""
        if not uri.isprintable():
            # urlsplit drops line breaks, an answer's header would keep them
            return False
        try:
            parts = urlsplit(uri)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK and not parts.fragment

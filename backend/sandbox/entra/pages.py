"""The few pages a browser sees at the sandbox's Entra."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from backend.sandbox.entra.errors import EntraError
from backend.sandbox.wire import Query, Request, Response
from backend.sandbox.world import Person

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;background:#f3f5f8;color:#1b1f24;margin:0;display:grid;min-height:100vh;
place-items:center}
main{background:#fff;border-radius:12px;box-shadow:0 6px 28px #0f1f3a1f;padding:32px;width:min(380px,90vw)}
h1{font-size:22px;margin:0 0 4px}p{color:#57606a;margin:0 0 20px}
a.person{display:flex;gap:12px;align-items:center;padding:10px 12px;border:1px solid #d5dbe3;border-radius:8px;
margin-top:8px;color:inherit;text-decoration:none}
a.person:hover,a.person:focus-visible{border-color:#0f6cbd;background:#f0f7fd;outline:none}
b.badge{display:grid;place-items:center;width:36px;height:36px;border-radius:50%;background:#0f6cbd;color:#fff;
font-size:14px}
small{color:#57606a;display:block}
"""


def sign_in_page(people: list[Person], request: Request, query: Query) -> Response:
    """Everybody who can sign in, one link each; the link is the same request with the person added."""
    links = []
    for person in people:
        pairs = [(n, v) for n, v in query if n not in ("sandbox_user", "prompt", "login_hint")]
        address = f"{request.base}{request.path}?{urlencode([*pairs, ('sandbox_user', person.key)])}"
        initials = person.first_name[:1] + person.last_name[:1]
        links.append(
            f'<a class="person" data-user="{escape(person.key)}" href="{escape(address)}">'
            f'<b class="badge" aria-hidden="true">{escape(initials)}</b>'
            f"<span>{escape(person.name)}<small>{escape(person.address)}</small></span></a>"
        )
    return _page(
        "Sign in", f"<h1>Sign in</h1><p>Sandbox of Microsoft Entra. Choose an account.</p>{''.join(links)}"
    )


def form_post_page(target: str, values: dict[str, str]) -> Response:
    """A form that posts *values* to *target* by itself."""
    inputs = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in values.items())
    return _page(
        "Returning",
        f'<form method="post" action="{escape(target)}">{inputs}'
        "<noscript><button>Continue</button></noscript></form>"
        "<script>document.forms[0].submit()</script>",
    )


def error_page(error: EntraError) -> Response:
    """An error that cannot be returned to an app."""
    return _page(
        "Sign-in failed", f"<h1>Sorry, we cannot sign you in</h1><p>{escape(error.description)}</p>", error.status
    )


def signed_out_page() -> Response:
    """The end of a session."""
    return _page("Signed out", "<h1>You are signed out</h1><p>You can close this window.</p>")


def _page(title: str, body: str, status: int = 200) -> Response:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style><main>{body}</main></html>'
    )
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return Response(status, text.encode(), headers)

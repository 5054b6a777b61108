"""The two pages of the sign-in: the choice of a user, and the form that posts the code back."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from backend.sandbox.wire import Request, Response
from backend.sandbox.world import Person

HTML = {"Content-Type": "text/html; charset=utf-8"}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:16px system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}}
a,button{{display:block;width:100%;box-sizing:border-box;margin:.5rem 0;padding:.75rem 1rem;
border:1px solid #0a5e60;border-radius:6px;color:#0a5e60;background:#fff;
text-decoration:none;font:inherit}}</style>
<main>{body}</main></html>"""


def _page(title: str, body: str) -> Response:
    return Response(200, _PAGE.format(title=escape(title), body=body).encode(), dict(HTML))


def user_list(request: Request, users: list[Person]) -> Response:
    """Whom to sign in as; a choice repeats the request with `sandbox_user`."""
    hint = (request.query.get("login_hint") or "").lower()
    lines = [
        f'<a href="?{escape(urlencode([*request.query, ("sandbox_user", person.key)]))}">'
        f"{escape(person.name)}<br><small>{escape(person.address)}</small></a>"
        for person in sorted(users, key=lambda person: hint not in person.addresses)
    ]
    return _page("SuperOffice sandbox", "<h1>Sign in to SuperOffice</h1>" + "".join(lines))


def form_post(redirect_uri: str, values: dict[str, str]) -> Response:
    """Post *values* to the app without a click (response_mode=form_post)."""
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in values.items()
    )
    form = f'<form method="post" action="{escape(redirect_uri)}">{inputs}<button>Continue</button></form>'
    return _page("SuperOffice sandbox", form + "<script>document.forms[0].submit()</script>")

"""The pane side by side in every language and theme, over an Outlook and a server that play examples."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import jwt
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, Route, expect

from tests.addin import answers
from tests.addin.answers import Answer, Refusal
from tests.addin.conftest import OFFICE_JS, OUTLOOK, STAGE
from tests.addin.examples import WORDS, Example

_WIDTH: Final = 300
_PAGE: Final = '<!doctype html><html lang="en"><title>Outlook</title><body style="margin:0;display:flex">{}</body>'
_FRAME: Final = '<iframe title="Pane" src="{}" style="border:0;flex:none;width:{}px;height:900px"></iframe>'
#: the stage asks for its scene as soon as it is there
_HOST: Final = """const panes = () => Array.from({length: top.length}, (_, index) => top[index]);
if (window === top) addEventListener('message', async ({data, source}) => {
  if (data.stage === 'ready') source.postMessage({scene: await sceneOf(panes().indexOf(source))}, '*');
});
else Object.defineProperty(navigator, 'language', {value: %s[panes().indexOf(window)]});"""
_BACKGROUNDS: Final = {"light": "#ffffff", "dark": "#1f1f1f", "forced": "#ffffff"}
_USUAL: Final[Mapping[str, Answer]] = {
    "session": answers.session(),
    "sync": answers.sync("idle", answers.run()),
    "failures": answers.failures(),
    "concerns": answers.subjects,
    "conflicts": answers.conflicts(),
    "item people": answers.people,
    "people": answers.acquaintances,
    "preferences": answers.types,
}


class Look(NamedTuple):
    """How a pane is seen."""

    language: str
    theme: str


#: the first and the last in every theme; a page each, as a page has forced colours or has not
_LOOKS: Final = (
    (
        Look("en", "light"),
        Look("nb", "dark"),
        Look("da", "light"),
        Look("sv", "dark"),
        Look("nl", "light"),
        Look("de", "dark"),
    ),
    (Look("en", "forced"),),
)


def _token() -> str:
    """What Outlook hands out; the server of the examples reads it as little as the pane does."""
    who = {"sub": "linda", "oid": "linda", "tid": "nordlys", "preferred_username": answers.LINDA}
    now = int(time.time())
    return jwt.encode({**who, "name": "Linda Lund", "iat": now, "exp": now + 3600}, "k" * 32)


@dataclass
class Gallery:
    """Panes that show the same example."""

    browser: Browser
    pane_url: str
    complaints: list[str] = field(default_factory=list)
    _pages: list[Page] = field(default_factory=list)
    _example: Example = field(default_factory=lambda: Example(()))
    _remarks: set[str] = field(default_factory=set)
    _token: str = field(default_factory=_token)

    def opens(self) -> None:
        """A page of panes for each way in which colours are made."""
        for looks in _LOOKS:
            context = self.browser.new_context(
                viewport={"width": _WIDTH * len(looks), "height": 900},
                permissions=["local-network-access"],
                forced_colors="active" if looks[0].theme == "forced" else "none",
                reduced_motion="reduce",
            )
            self._serve(context)
            page = context.new_page()
            page.expose_function("sceneOf", lambda index, looks=looks: self._scene(looks[index]))
            page.add_init_script(_HOST % [look.language for look in looks])
            self._pages.append(page)

    def closes(self) -> None:
        """Close all pages."""
        for page in self._pages:
            page.context.close()

    def shows(self, example: Example) -> None:
        """Bring every pane into the state of *example*."""
        self._example = example
        # the browser repeats what it said of pages that are gone
        self._remarks |= {example.remark} - {""}
        if example.anew:
            for page in self._pages:
                page.goto(f"{OUTLOOK}/mail")
        else:
            for page, looks in zip(self._pages, _LOOKS, strict=True):
                for index, look in enumerate(looks):
                    scene = {"scene": self._scene(look), "index": index}
                    page.evaluate("({scene, index}) => frames[index].postMessage({scene}, '*')", scene)
            for frame, _ in self.panes:
                frame.evaluate("dispatchEvent(new Event('focus'))")
        for frame, look in self.panes:
            self._settle(frame, look)

    def _settle(self, frame: Frame, look: Look) -> None:
        """Wait until the pane shows the example, and everything of it."""
        example = self._example
        if example.press:
            frame.get_by_role("button", name=WORDS[look.language][example.press]).click()
        for text in example.texts:
            expect(frame.get_by_text(text(look.language)).first).to_be_visible()
        if None not in example.answers.values() and example.office == "":
            expect(frame.locator("[aria-busy=true]")).to_have_count(0)
        frame.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    @property
    def panes(self) -> list[tuple[Frame, Look]]:
        """Every pane with how it is seen."""
        return [
            pane
            for page, looks in zip(self._pages, _LOOKS, strict=True)
            for pane in zip(page.main_frame.child_frames, looks, strict=True)
        ]

    def seen(self, theme: str) -> Frame:
        """The pane in a theme, where its words are longest."""
        return [frame for frame, look in self.panes if look.theme == theme][-1]

    def _scene(self, look: Look) -> dict[str, Any]:
        usual = {"address": answers.LINDA, "token": self._token, "fault": "", "item": None}
        seen = {"language": look.language, "background": _BACKGROUNDS[look.theme]}
        return {**usual, **seen, **self._example.scene}

    def _serve(self, context: BrowserContext) -> None:
        context.route(f"{OUTLOOK}/mail", self._host)
        context.route(OFFICE_JS, self._office)
        context.route("**/api/v1/**", self._answer)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "log" and not any(remark in message.text for remark in self._remarks):
            self.complaints.append(message.text)

    def _host(self, route: Route) -> None:
        looks = _LOOKS[self._pages.index(route.request.frame.page)]
        frames = _FRAME.format(self.pane_url, _WIDTH) * len(looks)
        route.fulfill(content_type="text/html", body=_PAGE.format(frames))

    def _office(self, route: Route) -> None:
        office = self._example.office
        if office is None:
            route.abort()
        elif office.startswith("window.Office"):
            route.fulfill(content_type="text/javascript", body=office)
        else:
            route.fulfill(content_type="text/javascript", body=f"{STAGE.read_text(encoding='utf-8')};{office}")

    def _answer(self, route: Route) -> None:
        if self._example.offline:
            return route.abort()
        answer = {**_USUAL, **self._example.answers}[_name(route.request)]
        if answer is None:
            return None
        status = answer.status if isinstance(answer, Refusal) else 200
        kind = "application/problem+json" if status >= 400 else "application/json"
        language = route.request.headers["accept-language"]
        return route.fulfill(status=status, content_type=kind, body=answer(language).model_dump_json())


def _name(request: Request) -> str:
    """What a request asks for."""
    first, *more = urlsplit(request.url).path.removeprefix("/api/v1/").split("/")
    if first != "items":
        return first
    part = more[-1] if len(more) > 1 else ""
    return "item people" if part == "people" else part or "item"

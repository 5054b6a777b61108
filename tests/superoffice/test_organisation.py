"""What colleagues learn of their organisation together, and what nobody learns of another one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

import pytest

from backend.superoffice import facts
from backend.superoffice.client import Client
from backend.superoffice.organisation import BELIEVED, Organisation, Organisations
from backend.superoffice.tenant import Tenants
from backend.transport import Answer, Patience, Transport
from tests.superoffice.conftest import Diary, DiaryOf

_ZONES = [{"Id": 261, "ExtraInfo": "IANA=Europe/Oslo"}, {"Id": 460, "ExtraInfo": "IANA=America/New_York"}]


class _SuperOffice(Transport):
    """Two organisations of one environment, each with a base zone of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.base = {"Cust1": 261, "Cust2": 460}
        self.asked: Counter[str] = Counter()

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> Answer:
        context = next(context for context in self.base if f"/{context}/" in url)
        self.asked[context] += 1
        told = {"TZLocationID": self.base[context]} if url.endswith("TimeZone/base") else _ZONES
        return Answer(200, {}, json.dumps(told).encode())


class _Addresses(Tenants):
    def api(self, context: str) -> str:
        return f"https://superoffice.example/{context}/api"


class _Somebody:
    def headers(self) -> Mapping[str, str]:
        return {}

    def reject(self, headers: Mapping[str, str]) -> None:
        pass

    def refused(self) -> Exception:
        return AssertionError("nobody is refused")


@pytest.fixture
def there() -> _SuperOffice:
    """SuperOffice with two organisations."""
    return _SuperOffice()


def _user(there: _SuperOffice, context: str) -> Client:
    tenants = _Addresses("https://superoffice.example")
    return Client(there, tenants, context, _Somebody(), Patience(1, 0, 0))  # type: ignore[arg-type]


def test_colleagues_ask_once_and_organisations_share_nothing(there: _SuperOffice) -> None:
    known = Organisations()
    kept = [known.of(context) for context in there.base]
    for _ in range(3):
        bases = [facts.load(_user(there, context), known.of(context)).base for context in there.base]
        assert bases == ["Europe/Oslo", "America/New_York"]
    assert there.asked == {"Cust1": 2, "Cust2": 2}
    assert kept[0] is not kept[1]


def test_an_answer_is_believed_for_an_hour(there: _SuperOffice) -> None:
    now = 0.0
    organisation = Organisation(lambda: now)
    assert organisation.places(_user(there, "Cust1")).base == "Europe/Oslo"
    there.base["Cust1"] = 460
    now = BELIEVED - 1
    assert organisation.places(_user(there, "Cust1")).base == "Europe/Oslo"
    now = BELIEVED
    assert organisation.places(_user(there, "Cust1")).base == "America/New_York"


@pytest.fixture
def julie(diary_of: DiaryOf) -> Diary:
    """Julie's diary, after a colleague's back pointers were written in the same process."""
    known = Organisation()
    linda = diary_of("linda", organisation=known)
    linda.gateway.point({linda.make("first").id: "event"})
    return diary_of("julie", organisation=known)


def _requests_for_pointing(diary: Diary) -> int:
    made = diary.make("Lunch")
    before = diary.gateway.requests
    diary.gateway.point({made.id: "event"})
    asked = diary.gateway.requests - before
    assert diary.whole()[0][made.id].pointer == "event"
    return asked


def test_a_new_mailbox_of_a_known_organisation_adds_its_device_without_asking(julie: Diary) -> None:
    assert not julie.whole()[0]
    assert _requests_for_pointing(julie) == 2


def test_a_device_of_which_nothing_was_read_is_looked_for_first(julie: Diary) -> None:
    assert _requests_for_pointing(julie) == 4


def test_an_app_that_was_removed_meanwhile_is_made_again(julie: Diary) -> None:
    assert not julie.whole()[0]
    julie.beside.delete("/v1/ForeignApp/sosync").raise_for_status()
    assert _requests_for_pointing(julie) == 5


def test_a_listing_of_back_pointers_tells_the_device(julie: Diary, diary_of: DiaryOf) -> None:
    made = julie.make("Lunch")
    julie.gateway.point({made.id: "event"})
    again = diary_of("julie")
    again.whole()
    before = again.gateway.requests
    again.gateway.point({made.id: "another"})
    assert again.gateway.requests - before == 1
    assert again.whole()[0][made.id].pointer == "another"

"""People of an item, new people, and what a search finds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from backend.api.v1.models import Model
from backend.api.v1.models_acts import Number
from backend.core.items import Answer
from backend.core.text import one_line

#: longest page of a search
SEARCH_LIMIT = 25
#: most addresses of one question
ADDRESSES_LIMIT = 20


def _line(text: str) -> str:
    if one_line(text) != text:
        raise ValueError("must be one line without control characters")
    return text


#: a text of one line; trimmed
Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_line)]
#: lengths of SuperOffice's columns
Name = Annotated[Line, Field(max_length=99)]
CompanyName = Annotated[Line, Field(max_length=219)]
#: something that mail may be sent to; SuperOffice asks for no more
Address = Annotated[Line, Field(max_length=254, pattern=r"^[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]{2,63}$")]

#: what mail programs hold for an address; some is nothing that mail may be sent to
AnyAddress = Annotated[Line, Field(min_length=1, max_length=254)]


class Match(Model):
    """A card that may be meant. Texts are text, never markup."""

    person_id: int
    name: str
    company_id: Annotated[int, Field(description="0 for none.")]
    company: str
    last_activity: Annotated[
        str, Field(description="Day of the latest appointment, where several match and one is known; else empty.")
    ] = ""


class Acquaintance(Model):
    """What SuperOffice knows of an address. Texts are text, never markup."""

    address: str
    name: str
    state: Literal["own", "colleague", "one_match", "several_matches", "unknown"]
    matches: list[Match]
    chosen: Annotated[int, Field(description="The person whom you said to be meant; 0 for none.")]


class Acquaintances(Model):
    """Each address that was asked for, once."""

    items: list[Acquaintance]


class AddressesQuery(Model):
    """Addresses of a mail, or of an item that is not saved."""

    address: Annotated[list[AnyAddress], Field(min_length=1, max_length=ADDRESSES_LIMIT)]


class Somebody(Acquaintance):
    """One of an item's people."""

    part: Literal["organiser", "required", "optional", "resource", "mentioned"]
    answer: Annotated[Answer | None, Field(description="Null for who organises, or is only written of.")]


class People(Model):
    """Everybody of an item, the organiser first."""

    items: list[Somebody]


class ChosenPerson(Model):
    """Whom an address means."""

    person_id: Number


class AddressChoice(ChosenPerson):
    """Whom an address means, in all later items."""

    address: Address


class SearchQuery(Model):
    """What to search for: rows that hold every word."""

    q: Annotated[Line, Field(min_length=2, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=SEARCH_LIMIT)] = SEARCH_LIMIT


class Found(Model):
    """One row that fits. Texts are text, never markup."""

    id: int
    name: str
    detail: Annotated[str, Field(description="Title, department or number, which tells it from its namesakes.")]
    company_id: Annotated[int, Field(description="0 for none.")]
    company: str


class Results(Model):
    """The first rows that fit, by name."""

    items: list[Found]


class SuggestionQuery(Model):
    """Whom to suggest something about."""

    address: Address
    name: Annotated[Line, Field(max_length=200)] = ""


class Suggestion(Model):
    """How a form for a new person is filled in."""

    first_name: str
    last_name: str
    address: str
    companies: Annotated[list[Found], Field(description="Whose people have such addresses, likeliest first.")]
    existing: Annotated[list[Match], Field(description="Cards that have the address already.")]


class NewPerson(Model):
    """Somebody to add, with the company where he works, or the name of one to add with him."""

    first_name: Name
    last_name: Annotated[Name, Field(min_length=1)]
    address: Address
    company_id: Number | None = None
    new_company: Annotated[CompanyName, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_company(self) -> NewPerson:
        if self.company_id and self.new_company:
            raise ValueError("company_id and new_company exclude each other")
        return self


class Added(Model):
    """The card that was made."""

    person_id: int

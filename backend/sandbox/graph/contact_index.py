"""Finds contacts of a folder by address or extended property without reading all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.sandbox.graph.extended import canonical
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import extended_filter, listed_value
from backend.sandbox.wire import Query

#: ("address", an address) or (id of an extended property, its value), values without case
Term = tuple[str, str]


@dataclass
class ContactIndex:
    """Kept in step by `plain_store`, which alone writes contacts."""

    keys: dict[Term, set[int]] = field(default_factory=dict)
    terms: dict[int, frozenset[Term]] = field(default_factory=dict)

    def put(self, item: Item) -> None:
        """Enter *item* as it is now."""
        self.take_out(item)
        addresses = {("address", email["address"].casefold()) for email in item.wire["emailAddresses"]}
        terms = addresses | {(name, value.casefold()) for name, value in item.extended.items()}
        self.terms[item.key] = frozenset(terms)
        for term in terms:
            self.keys.setdefault(term, set()).add(item.key)

    def take_out(self, item: Item) -> None:
        """Forget *item* as it was entered."""
        for term in self.terms.pop(item.key, frozenset()):
            self.keys[term].discard(item.key)
            if not self.keys[term]:
                del self.keys[term]

    def candidates(self, query: Query) -> list[int] | None:
        """Keys of the contacts that can match `$filter`, oldest first; None: any may. Raises GraphError 400."""
        term = _term(query)
        return None if term is None else sorted(self.keys.get(term, ()))


def _term(query: Query) -> Term | None:
    condition = extended_filter(query)
    if condition and condition.operator == "eq":
        name = canonical(condition.id)
        return (name, condition.value.casefold()) if name else None
    address = listed_value(query, "emailAddresses", "address")
    return ("address", address.casefold()) if address is not None else None

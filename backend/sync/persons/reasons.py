"""Why persons are wanted: each reason with its persons, read again only where it may have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from backend.core.marks import near
from backend.core.person_links import Source
from backend.core.values import replace
from backend.store import persons as store
from backend.sync.persons.table import READ_AGAIN, Table

_APPOINTMENT, _SELECTION, _COMPANY, _FAVOURITES = "appointment:", "selection:", "company:", "favourites"


@dataclass
class Reasons:
    """All reasons of a mailbox. Those that a preference no longer asks for stay as they are, *frozen*: changing a
    filter never touches what is synced (spec/preferences.md)."""

    before: Mapping[str, Source]
    now: dict[str, Source] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)

    def wanted(self) -> dict[int, frozenset[str]]:
        """By person the names of the reasons for which he is wanted."""
        found: dict[int, set[str]] = defaultdict(set)
        for source in self.now.values():
            for person in source.persons:
                found[person].add(source.name)
        return {person: frozenset(names) for person, names in found.items()}

    def changed(self) -> list[Source]:
        """Reasons that are not as they were stored."""
        return [source for name, source in self.now.items() if self.before.get(name) != source]

    def dropped(self) -> set[str]:
        """Stored reasons that are no more."""
        return self.before.keys() - self.now.keys()

    def replace_person(self, person: int, other: int | None) -> None:
        """Let *other* be wanted for all for which *person* was; None for nobody."""
        for name, source in self.now.items():
            if person in source.persons:
                instead = {other} if other else set()
                self.now[name] = replace(source, persons=source.persons - {person} | instead)


def reasons_now(table: Table) -> Reasons:
    """The reasons as they are now. Raises SideError."""
    desk = table.desk
    with desk.reading() as connection:
        reasons = Reasons(store.sources(connection, desk.mailbox_id))
    _appointments(table, reasons)
    _selections(table, reasons)
    _favourites(table, reasons)
    return reasons


def _keep_known(table: Table, reasons: Reasons, versions: Mapping[str, str]) -> list[str]:
    """Take over reasons whose version is the remembered one. Answers the others."""
    oldest = table.desk.now - READ_AGAIN
    unread: list[str] = []
    for name, version in versions.items():
        known = reasons.before.get(name)
        if known and version and known.version == version and known.read_at > oldest:
            reasons.now[name] = known
        else:
            unread.append(name)
    return unread


def _appointments(table: Table, reasons: Reasons) -> None:
    """Linked appointments in the window: whom they concern, and who takes part."""
    desk = table.desk
    with desk.reading() as connection:
        linked = store.appointments(connection, desk.mailbox_id)
    versions = {f"{_APPOINTMENT}{one}": version for one, version, span in linked if near(span, desk.rules.window)}
    unread = _keep_known(table, reasons, versions)
    if not unread:
        return
    persons = table.sides.superoffice.of_appointments([name.removeprefix(_APPOINTMENT) for name in unread])
    for one, found in persons.items():
        name = f"{_APPOINTMENT}{one}"
        reasons.now[name] = Source(name, versions[name], found, desk.now)


def _selections(table: Table, reasons: Reasons) -> None:
    """Members of the chosen static selections; one that is gone is no reason any more."""
    chosen = table.desk.rules.preferences.selections
    _freeze(reasons, _of(reasons, _SELECTION) - {f"{_SELECTION}{one}" for one in chosen})
    if not chosen:
        return
    told = table.sides.superoffice.selections(chosen)
    versions = {f"{_SELECTION}{one}": version for one, version in told.items()}
    for name in _keep_known(table, reasons, versions):
        members = table.sides.superoffice.members(int(name.removeprefix(_SELECTION)))
        reasons.now[name] = Source(name, versions[name], members, table.desk.now)


def _favourites(table: Table, reasons: Reasons) -> None:
    """Persons of favourite companies, former employees left out, and favourite persons."""
    preferences = table.desk.rules.preferences
    if not preferences.favourite_companies:
        _freeze(reasons, _of(reasons, _COMPANY))
    if not preferences.favourite_persons:
        _freeze(reasons, _of(reasons, _FAVOURITES))
    if not (preferences.favourite_companies or preferences.favourite_persons):
        return
    companies, persons = table.sides.superoffice.favourites()
    if preferences.favourite_companies and companies:
        for company, employees in table.sides.superoffice.employees(companies).items():
            _enter(table, reasons, f"{_COMPANY}{company}", employees)
    if preferences.favourite_persons:
        _enter(table, reasons, _FAVOURITES, persons)


def _enter(table: Table, reasons: Reasons, name: str, persons: frozenset[int]) -> None:
    """A reason that is read in every run; it is stored anew only where its persons changed."""
    known = reasons.before.get(name)
    same = known is not None and known.persons == persons
    reasons.now[name] = known if known and same else Source(name, "", persons, table.desk.now)


def _freeze(reasons: Reasons, names: Collection[str]) -> None:
    reasons.now |= {name: reasons.before[name] for name in names}
    reasons.frozen |= set(names)


def _of(reasons: Reasons, prefix: str) -> set[str]:
    return {name for name in reasons.before if name.startswith(prefix)}


def is_live(reasons: Reasons, names: Iterable[str]) -> bool:
    """Whether one of the reasons *names* is asked for now."""
    return any(name not in reasons.frozen for name in names)

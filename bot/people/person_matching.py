"""Which stored person a row of a team's list means: by phone first, then by name in the village.

A corrected phone or name is the same person, and is said; relatives share a phone, and two people
of one name live in a village, so nobody is taken who another row means. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.vietnamese.letters import name_key, strip_tones

ALIKE = 75  # of 100: two names this near at one phone are one person's


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A stored person: their name, phone and the units they have a role in."""

    id: int
    name: str
    phone: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person of the list."""

    name: str
    phone: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Match:
    """The stored person a listed one is, or None for a new one; and what has to be said of it."""

    person: KnownPerson | None = None
    relative: KnownPerson | None = None  # has the same phone and another name
    rivals: tuple[KnownPerson, ...] = ()  # several it may be: the officer decides


@dataclass(slots=True)
class PersonMatcher:
    """Matches a whole list at once, so that nobody is meant by two people of the list."""

    known: Sequence[KnownPerson]
    _by_phone: dict[str, list[KnownPerson]] = field(default_factory=dict)
    _by_name: dict[str, list[KnownPerson]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.known:
            self._by_phone.setdefault(person.phone, []).append(person)
            self._by_name.setdefault(name_key(person.name), []).append(person)

    def match_all(self, listed: Sequence[ListedPerson]) -> list[Match]:
        """Return the match of each listed person: sure ones are found before others look."""
        matches: dict[int, Match] = {}
        claimed: set[int] = set()
        for step in (self._match_same, self._match_renamed, self._match_moved):
            waiting = [at for at in range(len(listed)) if at not in matches]
            found = {at: step(listed[at], listed, claimed) for at in waiting}
            for at, match in found.items():
                if match is None:
                    continue
                matches[at] = match
                if match.person is not None:
                    claimed.add(match.person.id)
        return [matches.get(at) or self._match_nobody(listed[at]) for at in range(len(listed))]

    def _match_same(
        self, person: ListedPerson, _all: Sequence[ListedPerson], _claimed: set[int]
    ) -> Match | None:
        """The same phone and name."""
        key = name_key(person.name)
        same = [
            known for known in self._by_phone.get(person.phone, ()) if name_key(known.name) == key
        ]
        return Match(_prefer_unit(same, person)) if same else None

    def _match_renamed(
        self, person: ListedPerson, _all: Sequence[ListedPerson], claimed: set[int]
    ) -> Match | None:
        """The same phone and a name that is nearly the same: it was corrected."""
        alike = [
            known
            for known in self._by_phone.get(person.phone, ())
            if known.id not in claimed and is_alike(known.name, person.name)
        ]
        if len(alike) > 1:
            return Match(rivals=tuple(alike))
        return Match(alike[0]) if alike else None

    def _match_moved(
        self, person: ListedPerson, everybody: Sequence[ListedPerson], claimed: set[int]
    ) -> Match | None:
        """The same name in the same unit and another phone: it was corrected."""
        key = name_key(person.name)
        same = [
            known
            for known in self._by_name.get(key, ())
            if known.id not in claimed and known.unit_ids & person.unit_ids
        ]
        if not same:
            return None
        known_phones = {known.phone for known in self._by_name.get(key, ())}
        twins = {
            other.phone
            for other in everybody
            if name_key(other.name) == key
            and other.unit_ids & person.unit_ids
            and other.phone not in known_phones
        }
        if len(same) > 1 or len(twins) > 1:
            return Match(rivals=tuple(same))
        return Match(same[0])

    def _match_nobody(self, person: ListedPerson) -> Match:
        sharing = self._by_phone.get(person.phone, ())
        return Match(relative=next(iter(sharing), None))


def _prefer_unit(same: Sequence[KnownPerson], person: ListedPerson) -> KnownPerson:
    return next((known for known in same if known.unit_ids & person.unit_ids), same[0])


def is_alike(stored: str, listed: str) -> bool:
    """Whether two names can be one name corrected: the given name stays, or nearly all letters."""
    first, second = strip_tones(stored).split(), strip_tones(listed).split()
    if first == second:
        return True
    near = fuzz.ratio(" ".join(first), " ".join(second)) >= ALIKE
    return near and (first[-1:] == second[-1:] or fuzz.ratio(first[-1], second[-1]) >= ALIKE)

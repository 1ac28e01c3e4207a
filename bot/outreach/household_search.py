"""Find a household by few letters: the head's name without tones, a house number, a lane.

A name typed with tones must have them ("Tư" is not "Tú"), one typed without matches generously.
"""

import re
from collections.abc import Collection, Sequence

from sqlmodel import Session, select

from bot import texts
from bot.outreach.stops import sort_for_walking
from bot.people.actor import Actor
from bot.people.households import MOST_READ
from bot.people.models import Household
from bot.people.units import Unit, within
from bot.vietnamese.letters import is_typed_form_of, nfc, strip_tones

_WORD = re.compile(r"[^\W\d_]+|\d+")
_TITLES = frozenset(texts.SAID_HOUSEHOLD_TITLES)
_NO_NAMES = frozenset(("nha", "ho", "so"))
_PLACES = frozenset(texts.SAID_HOUSEHOLD_PLACES)
GIVEN_NAME, OTHER_NAME, PLACE, BEGINNING = 8, 4, 3, 1  # points of a word that fits


def search_households(
    session: Session, said: str, *, actor: Actor, first_ids: Collection[int] = (), limit: int
) -> Sequence[Household]:
    """Return the households of the actor's units that the words can mean, the likeliest first.

    Of equal ones those of `first_ids` (a route) come first, then the order of walking.
    """
    if not (wanted := split_wanted(said)):
        return ()
    query = select(Household).join(Unit).where(within(Unit.path, actor.scope)).limit(MOST_READ)
    scored = [
        (score, household)
        for household in sort_for_walking(session.exec(query).all())
        if (score := score_household(wanted, household))
    ]
    best = max((score for score, _ in scored), default=0)
    # Who says a given name means it: a namesake in the middle of another name is no candidate.
    kept = [(score, household) for score, household in scored if score > best - OTHER_NAME]
    kept.sort(key=lambda match: (-match[0], match[1].id not in first_ids))
    return [household for _, household in kept[:limit]]


def split_wanted(said: str) -> list[str]:
    """Return the words to look for: without titles and "số", "nhà".

    A title that nothing follows is a name: many are called Ba, Út, Em.

    >>> split_wanted("nhà bà Tư số 5"), split_wanted("ông Ba")
    (['Tư', '5'], ['Ba'])
    """
    words = _WORD.findall(nfc(said))
    folded = [strip_tones(word) for word in words]
    wanted: list[str] = []
    for place, word in enumerate(words):
        following = folded[place + 1] if place + 1 < len(words) else ""
        is_last = not following or following.isdecimal() or following in _PLACES
        if folded[place] in _NO_NAMES:
            continue
        if folded[place] in _TITLES and not wanted and not is_last:
            continue
        wanted.append(word)
    return wanted or words


def score_household(wanted: Sequence[str], household: Household) -> int:
    """Return how well a household fits all the words; 0 when one of them does not. Pure."""
    names, places = _WORD.findall(household.label), _WORD.findall(household.address)
    total = 0
    for word in wanted:
        points = _score_word(word, names, [*places, household.year])
        if not points and strip_tones(word) not in _PLACES:
            return 0
        total += points
    return total


def _score_word(word: str, names: Sequence[str], places: Sequence[str]) -> int:
    if names and is_typed_form_of(word, names[-1]):
        return GIVEN_NAME
    if any(is_typed_form_of(word, name) for name in names):
        return OTHER_NAME
    if any(is_typed_form_of(word, place) for place in places if place):
        return PLACE
    begins = word.isalpha() and any(
        is_typed_form_of(word, name[: len(word)]) for name in names if len(name) > len(word)
    )
    return BEGINNING if begins else 0


def split_new_household(said: str) -> tuple[str, str]:
    """Return the name and the address of a household that is not known, as they were typed.

    >>> split_new_household("bà Sáu số 12 ngõ 4")
    ('Bà Sáu', 'số 12 ngõ 4')
    """
    words = nfc(said).replace(",", " ").split()
    at = next(
        (
            place
            for place, word in enumerate(words)
            if place and (strip_tones(word) in _PLACES or word[0].isdigit())
        ),
        len(words),
    )
    label, address = " ".join(words[:at]), " ".join(words[at:])
    return label[:1].upper() + label[1:], address

"""Find which commune a text names, and match the rest of the text to its villages. Pure.

The longest name wins ("Xã Đạ Mẫu 3" is not thôn 3 of Xã Đạ Mẫu), typed tones are respected, and a
name directly after "thôn" is a village's. The rest of the text is matched only in that commune.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.faq import village_matching
from bot.faq.village_matching import Place, PlaceGuess
from bot.vietnamese.letters import is_typed_form_of, nfc, normalize_for_match

_WORDS = re.compile(r"[^\W_]+")
_KINDS = ("thi tran", "thi xa", "thanh pho", "dac khu", "xa", "phuong")
_ABOVE = ("huyen", "quan", "tinh", "tp", "thanh pho", "thi xa")  # said behind a commune
MAX_CHARACTERS = 400  # characters that are looked at
MIN_FUZZY_LETTERS = 6  # letters a name needs before a slip in it is forgiven


@dataclass(frozen=True, slots=True)
class Location:
    """Villages and communes that may be meant, best first."""

    villages: tuple[PlaceGuess, ...] = ()
    communes: tuple[str, ...] = ()  # codes; nothing but the commune was said
    named_communes: tuple[str, ...] = ()  # communes that were named beside other words
    other_word_count: int = 0  # how many of those words say something
    doubtful: bool = False  # a commune was named that is not quite ours

    @property
    def village(self) -> str | None:
        """The village's code when exactly one is clearly meant, else None."""
        return (
            None
            if self.doubtful or self.communes
            else village_matching.find_certain_code(self.villages)
        )

    @property
    def commune(self) -> str | None:
        """The commune's code when exactly one is clearly meant and no village, else None."""
        sure = len(self.communes) == 1 and not self.villages and not self.doubtful
        return self.communes[0] if sure else None


@dataclass(frozen=True, slots=True)
class _Mention:
    """A commune's name found in a text: its position and how well it matches."""

    code: str
    start: int
    end: int
    kind: bool  # "xã" before it
    agrees: bool  # no tone that was typed speaks against it
    exact: bool  # letter by letter


def locate_residence(villages: Sequence[Place], communes: Sequence[Place], text: str) -> Location:
    """Find the village or commune that a text says somebody lives in."""
    words = _WORDS.findall(nfc(text[:MAX_CHARACTERS]))
    folded = [normalize_for_match(word) for word in words]
    mentions = _keep_strongest(
        [candidate for place in communes for candidate in _list_mentions(place, words, folded)]
    )
    if not mentions:
        listed = tuple(village_matching.rank_places(villages, text))
        return Location(
            listed, doubtful=bool(listed) and _names_other_commune(folded, listed, villages)
        )
    rest = _remove_mention(words, folded, mentions[0])
    codes = tuple(dict.fromkeys(mention.code for mention in mentions))
    doubtful = not all(mention.agrees and mention.exact for mention in mentions)
    inside = [Place(place.code, place.names) for place in villages if place.commune_code in codes]
    remaining_words = _WORDS.findall(normalize_for_match(rest))
    telling_words = [word for word in remaining_words if not village_matching.is_filler_word(word)]
    # "thôn ba": a number word is small talk elsewhere.
    if not any(map(village_matching.is_village_kind, remaining_words[:-1])) and all(
        map(village_matching.is_village_kind, telling_words)
    ):
        namesakes = [] if mentions[0].kind else village_matching.rank_places(villages, text)
        sure = [guess for guess in namesakes if guess.score >= village_matching.SURE]
        return Location(tuple(sure), codes, doubtful=doubtful)
    return Location(
        tuple(village_matching.rank_places(inside, rest)), (), codes, len(telling_words), doubtful
    )


def _list_mentions(place: Place, words: Sequence[str], folded: Sequence[str]) -> Iterator[_Mention]:
    """Yield the positions where any of the commune's names occurs."""
    for name in place.names:
        kind, core = _split_kind(name)
        size = core.count(" ") + 1
        for start in range(len(words)):
            before = " ".join(folded[max(0, start - 2) : start])
            kind_before = next(
                (prefix for prefix in _KINDS if f" {before}".endswith(f" {prefix}")), ""
            )
            if village_matching.is_village_kind(before.rpartition(" ")[2]):
                continue
            if not kind_before and (size == 1 and len(core) < MIN_FUZZY_LETTERS):
                continue  # "đông" alone is an everyday word
            end = start + size
            if folded[start:end] == core.split():
                written = is_typed_form_of(" ".join(words[start:end]), name.split(" ", kind)[-1])
                yield _Mention(place.code, start, end, bool(kind_before), written, exact=True)
            elif (
                folded[start] == core.replace(" ", "")
                and size > 1
                and len(core) >= MIN_FUZZY_LETTERS
            ):
                yield _Mention(place.code, start, start + 1, bool(kind_before), True, exact=True)
            elif kind_before and _is_near_spelling(folded[start:end], core):
                yield _Mention(place.code, start, end, True, True, exact=False)


@lru_cache(maxsize=4096)
def _split_kind(name: str) -> tuple[int, str]:
    """Return the number of words of the name's kind, and the folded rest of the name."""
    folded = normalize_for_match(name)
    kind = next((prefix for prefix in _KINDS if folded.startswith(f"{prefix} ")), "")
    return len(kind.split()), folded.removeprefix(kind).strip()


def _is_near_spelling(folded: Sequence[str], core: str) -> bool:
    typed, meant = "".join(folded), core.replace(" ", "")
    digits = [re.sub(r"\D", "", name) for name in (typed, meant)]
    slips = OSA.distance(typed, meant, score_cutoff=1)
    return len(meant) >= MIN_FUZZY_LETTERS and digits[0] == digits[1] and slips <= 1


def _keep_strongest(mentions: list[_Mention]) -> list[_Mention]:
    """Keep the best mentions: exact spelling, then stated kind, length, tones and last position."""

    def weight(mention: _Mention) -> tuple[bool, bool, int, bool]:
        size = mention.end - mention.start
        return mention.exact, mention.kind, size, mention.agrees

    if not mentions:
        return []
    best = max(map(weight, mentions))
    strongest = [mention for mention in mentions if weight(mention) == best]
    last = max(mention.start for mention in strongest)
    return [mention for mention in strongest if mention.start == last]


def _remove_mention(words: Sequence[str], folded: Sequence[str], mention: _Mention) -> str:
    """Return the text without the commune and the units above it ("huyện X tỉnh Y")."""
    start = mention.start
    if mention.kind:
        start -= 2 if start > 1 and " ".join(folded[start - 2 : start]) in _KINDS else 1
    following = list(words[mention.end :])
    for at in range(len(following)):
        said = " ".join(folded[mention.end :][at : at + 2])
        if any(f"{said} ".startswith(f"{prefix} ") for prefix in _ABOVE):
            following = following[:at]
            break
    return " ".join([*words[:start], *following])


def _names_other_commune(
    folded: Sequence[str], guesses: Sequence[PlaceGuess], villages: Sequence[Place]
) -> bool:
    """Return whether the text says "xã X" where X is not part of the village's own name."""
    best = {guess.code for guess in guesses}
    own_words = {
        word
        for place in villages
        if place.code in best
        for name in place.names
        for word in normalize_for_match(name).split()
    }
    for at, word in enumerate(folded[:-1]):
        name = village_matching.strip_polite_ending(folded[at + 1 :])
        # "xã mình" is no name, "xã Minh Châu" is.
        if word in ("xa", "phuong") and (
            len(name) > 1 or not all(map(village_matching.is_filler_word, name))
        ):
            return name[0] not in own_words and not village_matching.is_village_kind(name[0])
    return False

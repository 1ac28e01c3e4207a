"""Signs: patterns of a few words that show an intent, whatever surrounds them.

The trained model knows wordings like those it was taught; of cries for help in untaught words it
saw one in twelve. A sign is written in `data/intents` as parts that follow each other, "ngã|té +
ao|sông", with a bar between alternatives. Typed tones must agree, toneless typing matches any; a
sign that begins with "=" needs tones ("cháy" and "chạy" fold alike).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.faq.normalization import has_tones, normalize_tones, strip_tones, tokenize

MAX_GAP_WORDS = 6  # words that may stand between two parts of a sign
TONELESS_SHARE = 0.3  # a smaller share of words with marks is read as typed without tones
TONED_ONLY_PREFIX = "="
PART_SEPARATOR, ALTERNATIVE_SEPARATOR = "+", "|"


@dataclass(frozen=True, slots=True)
class Signs:
    """Compiled patterns over the words of a text: with tones, and without."""

    with_tones: re.Pattern[str]
    without_tones: re.Pattern[str]

    def occur_in(self, text: str) -> bool:
        """Return whether one of the signs occurs in the text."""
        words = tokenize(text)
        marked = sum(map(has_tones, words))
        if marked < TONELESS_SHARE * len(words) or not marked:
            return self.without_tones.search(" ".join(map(strip_tones, words))) is not None
        return self.with_tones.search(" ".join(map(normalize_tones, words))) is not None


def compile_signs(written: Iterable[str]) -> Signs | None:
    """Compile signs as written in a data file; None when there are none."""
    lines = tuple(written)
    if not lines:
        return None
    folding = [line for line in lines if not line.startswith(TONED_ONLY_PREFIX)]
    return Signs(
        _compile_patterns(
            [line.removeprefix(TONED_ONLY_PREFIX) for line in lines], normalize_tones
        ),
        _compile_patterns(folding, strip_tones),
    )


def _compile_patterns(lines: Sequence[str], shape: object) -> re.Pattern[str]:
    assert callable(shape)
    patterns = []
    for line in lines:
        parts = [
            "(?:"
            + "|".join(
                " ".join(re.escape(shape(word)) for word in tokenize(wording))
                for wording in part.split(ALTERNATIVE_SEPARATOR)
            )
            + ")"
            for part in line.split(PART_SEPARATOR)
        ]
        patterns.append(rf"(?: \S+){{0,{MAX_GAP_WORDS}}} ".join(parts))
    return re.compile(rf"(?<!\S)(?:{'|'.join(patterns) or '(?!)'})(?!\S)")

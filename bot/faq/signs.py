"""Signs: patterns of a few words that show an intent, whatever surrounds them.

The trained model knows wordings like those it was taught; of cries for help in untaught words it
saw one in twelve. A sign is written in `data/intents` as parts that follow each other, "ngã|té +
ao|sông", with a bar between alternatives. Typed tones must agree, toneless typing matches any; a
sign that begins with "=" needs tones ("cháy" and "chạy" fold alike).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.faq.normalize import fold, has_tones, tokens, toned

BETWEEN = 6  # words that may stand between two parts of a sign
TONELESS = 0.3  # a smaller share of words with marks is read as typed without tones
ONLY_TONED = "="
APART, OR = "+", "|"


@dataclass(frozen=True, slots=True)
class Signs:
    """Compiled patterns over the words of a text: with tones, and without."""

    with_tones: re.Pattern[str]
    without: re.Pattern[str]

    def hold(self, text: str) -> bool:
        """Return whether one of the signs occurs in the text."""
        words = tokens(text)
        marked = sum(map(has_tones, words))
        if marked < TONELESS * len(words) or not marked:
            return self.without.search(" ".join(map(fold, words))) is not None
        return self.with_tones.search(" ".join(map(toned, words))) is not None


def read_signs(written: Iterable[str]) -> Signs | None:
    """Compile signs as written in a data file; None when there are none."""
    lines = tuple(written)
    if not lines:
        return None
    folding = [line for line in lines if not line.startswith(ONLY_TONED)]
    return Signs(
        _compiled([line.removeprefix(ONLY_TONED) for line in lines], toned),
        _compiled(folding, fold),
    )


def _compiled(lines: Sequence[str], shape: object) -> re.Pattern[str]:
    assert callable(shape)
    patterns = []
    for line in lines:
        parts = [
            "(?:"
            + "|".join(
                " ".join(re.escape(shape(word)) for word in tokens(wording))
                for wording in part.split(OR)
            )
            + ")"
            for part in line.split(APART)
        ]
        patterns.append(rf"(?: \S+){{0,{BETWEEN}}} ".join(parts))
    return re.compile(rf"(?<!\S)(?:{'|'.join(patterns) or '(?!)'})(?!\S)")

"""Split a message into clauses and find the detail each clause asks for. Pure.

In "mất mấy ngày, ai đi thay" both questions share one topic, and the second has too few of the
message's words to be matched within the whole. So each clause is also scored by itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.faq.cues import Cues, include_related_kinds
from bot.faq.details import Detail
from bot.faq.features import Reading
from bot.faq.normalization import has_tones
from bot.vietnamese.letters import strip_tones

# Of 113 messages of two questions (practice and exams) 97 are answered in full; with HEARD at 0.45,
# which hears almost no clause without a cue, 94; single questions stay as they are.
WHOLE_WEIGHT = 0.4  # share of the whole message's likeness that counts for a clause
CUE_BONUS = 0.1  # what a clause's own words for a kind add to the details of that kind
CUED_THRESHOLD = 0.14  # what a clause with such words needs to ask for a detail
UNCUED_THRESHOLD = 0.22  # and one without
MAX_CLAUSES = 6  # clauses: what has more is a story
MIN_WORDS = 2  # words

_CLAUSE_BREAK = re.compile(r"\s*[?;\n]+\s*|,\s*|\.\s+|\s+(?:va|ma|roi|lo|con(?: lai)?|voi lai)\s+")
_AMBIGUOUS_WORDS = frozenset(("con", "lo"))  # other words when they bear no tone: a child, to worry


def split_clauses(text: str) -> list[str]:
    """Return the clauses of a message; empty when there is only one, or more than `MAX_CLAUSES`."""
    folded = strip_tones(text)
    if len(folded) != len(text):  # letters that fold to more than one have no places in common
        text = folded
    clauses, start = [], 0
    for cut in _CLAUSE_BREAK.finditer(folded):
        if _is_another_word(text[cut.start() : cut.end()]):
            continue
        clauses.append(text[start : cut.start()])
        start = cut.end()
    clauses.append(text[start:])
    long = [clause for clause in clauses if len(clause.split()) >= MIN_WORDS]
    return long if 2 <= len(long) <= MAX_CLAUSES else []


def _is_another_word(cut: str) -> bool:
    """Return whether a toneless "con" or "lo" means "child" or "worry", not a conjunction."""
    word = cut.strip().lower()
    return word in _AMBIGUOUS_WORDS and not has_tones(word)


def list_clause_details(
    details: Mapping[int, Detail],
    whole_similarities: Sequence[int],
    clauses: Iterator[tuple[Reading, Sequence[int]]],
    cues: Cues,
    unit: float,
) -> list[Detail]:
    """Return the detail that each clause asks for, in order, without duplicates.

    Similarities are integers in steps of `unit`.
    """
    asked: dict[str, Detail] = {}
    mentioned: dict[str, Detail] = {}  # of clauses that only tell: they come after what is asked
    for reading, similarities in clauses:
        kinds = cues.list_kinds(reading.words)
        fitting = include_related_kinds(kinds)
        scores = {
            number: (similarities[number] + WHOLE_WEIGHT * whole_similarities[number]) * unit
            + (CUE_BONUS if detail.kind in fitting else 0.0)
            for number, detail in details.items()
        }
        best = max(scores, key=scores.__getitem__)
        if scores[best] >= (CUED_THRESHOLD if kinds else UNCUED_THRESHOLD):
            (asked if kinds else mentioned).setdefault(details[best].id, details[best])
    return list((asked | {name: d for name, d in mentioned.items() if name not in asked}).values())

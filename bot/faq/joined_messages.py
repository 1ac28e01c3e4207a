"""Join several short messages into one question. Pure."""

from collections.abc import Sequence
from operator import or_

from rapidfuzz.distance import OSA

from bot.faq.corrections import find_correction, list_rewordings
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Smalltalk, Vague
from bot.faq.matcher import Match, match_question
from bot.faq.normalization import is_syllable, tokenize
from bot.vietnamese.letters import is_typed_form_of, normalize_for_match, strip_tones

# Words that together only open the talk, folded, and one of them that does.
CALL_WORDS = frozenset(("alo", "hello", "hi", "chao", "oi", "hoi"))
_OPENING = (
    "a da u o vang cho xin muon dinh nho toi tui minh tao em con chau bac ba ong co chu di cau mo"
    " anh chi to so xa cai nay chut ti xiu voi nhe nha mot viec it cac ban moi nguoi day"
)
OPENING_WORDS = CALL_WORDS.union(_OPENING.split())


def is_opening(text: str, best_match: Match) -> bool:
    """Return whether a text only opens the conversation: "cháu ơi", "cho bà hỏi tí"."""
    said = set(normalize_for_match(text).split())
    called = said <= OPENING_WORDS and not said.isdisjoint(CALL_WORDS)
    return called or (
        isinstance(best_match.entry, Smalltalk | Vague) and best_match.entry.is_opening
    )


def join_pieces(index: KnowledgeIndex, pieces: Sequence[str]) -> str:
    """Join the pieces into the text that is matched best.

    Openings are dropped. A last piece that corrects the others, or types their words again, is
    applied to them. A piece with a sure answer of its own wins when the whole has none.
    """
    said = [text for text in pieces if text]
    telling_pieces = [
        text for text in said if not is_opening(text, match_question(index, text))
    ] or said[-1:]
    whole = " ".join(telling_pieces)
    if len(telling_pieces) < 2:
        return whole
    before, last = " ".join(telling_pieces[:-1]), telling_pieces[-1]
    if corrected := _apply_correction(index, before, last):
        return corrected
    if retyped := replace_mistyped_words(before, last):
        return retyped
    if match_question(index, whole).outcome == "answer":
        return whole
    sure = (
        text for text in reversed(telling_pieces) if match_question(index, text).outcome == "answer"
    )
    return next(sure, whole)


def replace_mistyped_words(before: str, last: str) -> str:
    """Return the earlier words with those that were typed again replaced; "" when none were.

    >>> replace_mistyped_words("lam cna cuoc", "căn cước")
    'lam căn cước'
    """
    typed, again = tokenize(before), tokenize(last)
    for start in range(len(typed) - len(again) + 1):
        pairs = list(zip(typed[start : start + len(again)], again, strict=True))
        slips = [_is_slip(word, meant) for word, meant in pairs]
        rest = (is_typed_form_of(word, meant) for word, meant in pairs)
        if any(slips) and all(map(or_, slips, rest)):
            return " ".join([*typed[:start], *again, *typed[start + len(again) :]])
    return ""


def _is_slip(word: str, meant: str) -> bool:
    """Return whether a word is the other one with a slip of the finger: no syllable, "cna"."""
    folded = strip_tones(word)
    return not is_syllable(folded) and OSA.distance(folded, strip_tones(meant)) == 1


def _apply_correction(index: KnowledgeIndex, before: str, last: str) -> str:
    """Return the earlier pieces with the correction applied; "" when the last corrects nothing."""
    correction = find_correction(last, before)
    if correction is None or match_question(index, before).entry is None:
        return ""
    wrong = match_question(index, before).topic
    rewordings = [
        (match_question(index, rewording), rewording)
        for rewording in list_rewordings(correction, before)
    ]
    rewordings = [
        way for way in rewordings if way[0].topic is not None and way[0].outcome != "none"
    ]
    rewordings = [way for way in rewordings if way[0].topic != wrong] or rewordings
    best = max(rewordings, key=lambda way: _confidence(way[0]), default=None)
    return best[1] if best else correction.right


def _confidence(best_match: Match) -> tuple[bool, float]:
    return best_match.outcome == "answer", best_match.candidates[
        0
    ].score if best_match.candidates else 0.0

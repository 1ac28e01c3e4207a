"""Join several short messages into one question. Pure."""

from collections.abc import Sequence

from bot.faq.correcting import read_correction, replacements
from bot.faq.index import Index
from bot.faq.matcher import Match, match
from bot.faq.store import Smalltalk, Vague
from bot.vietnamese.letters import bare

# Words that together only open the talk, folded, and one of them that does.
CALLS = frozenset(("alo", "hello", "hi", "chao", "oi", "hoi"))
_OPENING = (
    "a da u o vang cho xin muon dinh nho toi tui minh tao em con chau bac ba ong co chu di cau mo"
    " anh chi to so xa cai nay chut ti xiu voi nhe nha mot viec it cac ban moi nguoi day"
)
OPENING = CALLS.union(_OPENING.split())


def opens(text: str, found: Match) -> bool:
    """Return whether a text only opens the conversation: "cháu ơi", "cho bà hỏi tí"."""
    said = set(bare(text).split())
    called = said <= OPENING and not said.isdisjoint(CALLS)
    return called or (isinstance(found.entry, Smalltalk | Vague) and found.entry.opens)


def choose_words(index: Index, pieces: Sequence[str]) -> str:
    """Join the pieces into the text that is matched best.

    Openings are dropped. A last piece that corrects the others is applied to them. A piece with a
    sure answer of its own wins when the whole has none.
    """
    said = [text for text in pieces if text]
    kept = [text for text in said if not opens(text, match(index, text))] or said[-1:]
    whole = " ".join(kept)
    if len(kept) < 2:
        return whole
    before, last = " ".join(kept[:-1]), kept[-1]
    if corrected := _correct(index, before, last):
        return corrected
    if match(index, whole).outcome == "answer":
        return whole
    sure = (text for text in reversed(kept) if match(index, text).outcome == "answer")
    return next(sure, whole)


def _correct(index: Index, before: str, last: str) -> str:
    """Return the earlier pieces with the correction applied; "" when the last corrects nothing."""
    correction = read_correction(last, before)
    if correction is None or match(index, before).entry is None:
        return ""
    wrong = match(index, before).topic
    ways = [(match(index, words), words) for words in replacements(correction, before)]
    ways = [way for way in ways if way[0].topic is not None and way[0].outcome != "none"]
    ways = [way for way in ways if way[0].topic != wrong] or ways
    best = max(ways, key=lambda way: _belief(way[0]), default=None)
    return best[1] if best else correction.right


def _belief(found: Match) -> tuple[bool, float]:
    return found.outcome == "answer", found.candidates[0].score if found.candidates else 0.0

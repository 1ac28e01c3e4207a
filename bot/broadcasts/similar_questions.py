"""Recognise questions about one announcement that ask the same thing. Pure.

Stricter than the general clustering of short texts, which groups any questions that share "mấy
giờ": here a match answers a resident automatically, and the author reads only the first question of
a group.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.vietnamese.letters import bare

# Of 100, of the words in their order of the alphabet. "Có được đi thay không" and "cho người khác
# đi thay được không" have 73, "mấy giờ họp" and "mấy giờ tan họp" 85.
GROUPED, SAME = 72.0, 88.0
SHARED = 0.5  # of their words: by letters "giấy mời thì sao" is 75 like "ghế ngồi thì sao"
# Words that only make a question polite, folded; "ở đâu", "bao giờ", "không" ask and stay.
_SAYS_NOTHING = (
    "a da vang thua chau oi em con anh chi bac co chu ong ba toi tui minh cho hoi xin voi nhe nha"
    " nhi the vay ha u thi la lam on giup bot xa nay ay"
)
_POLITE = frozenset(_SAYS_NOTHING.split())
_SHORT = {"ko": "khong", "k": "khong", "hok": "khong", "hong": "khong", "dc": "duoc", "j": "gi"}


def reduce_words(text: str) -> str:
    """Return the content words of a question, sorted and joined by spaces.

    Polite words are left out; a question that consists only of them keeps all its words.
    """
    words = [_SHORT.get(word, word) for word in bare(text).split()]
    return " ".join(sorted([word for word in words if word not in _POLITE] or words))


def is_same(first: str, second: str, *, least: float = SAME) -> bool:
    """Return whether two questions ask the same thing.

    The numbers in them (days, hours) must be equal; `least` is the minimum similarity, from 0 to
    100.
    """
    one, other = reduce_words(first), reduce_words(second)
    if not one or not other or _figures(one) != _figures(other):
        return False
    words, more = set(one.split()), set(other.split())
    return len(words & more) >= SHARED * len(words | more) and fuzz.ratio(one, other) >= least


def _figures(words: str) -> list[str]:
    return [word for word in words.split() if any(map(str.isdigit, word))]


def group(questions: Sequence[str]) -> list[list[int]]:
    """Group similar questions and return the indexes of each group, in order.

    A question joins the first group whose first question is similar to it.
    """
    groups: list[list[int]] = []
    for place, text in enumerate(questions):
        heads = ((places, questions[places[0]]) for places in groups)
        near = next((places for places, head in heads if is_same(head, text, least=GROUPED)), None)
        if near is None:
            groups.append([place])
        else:
            near.append(place)
    return groups

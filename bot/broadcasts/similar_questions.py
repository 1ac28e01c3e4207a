"""Which questions about one announcement ask the same. Pure.

Stricter than `bot.vietnamese.similarity`, which takes "mấy giờ" for any question that holds these
words: here a resident is answered by it, and an author reads only the first of a group.
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
    """The telling words of a question, sorted; all of its words when it has no others."""
    words = [_SHORT.get(word, word) for word in bare(text).split()]
    return " ".join(sorted([word for word in words if word not in _POLITE] or words))


def is_same(first: str, second: str, *, least: float = SAME) -> bool:
    """Whether two questions ask the same: also of the same day, hour or number."""
    one, other = reduce_words(first), reduce_words(second)
    if not one or not other or _figures(one) != _figures(other):
        return False
    words, more = set(one.split()), set(other.split())
    return len(words & more) >= SHARED * len(words | more) and fuzz.ratio(one, other) >= least


def _figures(words: str) -> list[str]:
    return [word for word in words.split() if any(map(str.isdigit, word))]


def group(questions: Sequence[str]) -> list[list[int]]:
    """The places of the questions, together with those like the first of their group; in order."""
    groups: list[list[int]] = []
    for place, text in enumerate(questions):
        heads = ((places, questions[places[0]]) for places in groups)
        near = next((places for places, head in heads if is_same(head, text, least=GROUPED)), None)
        if near is None:
            groups.append([place])
        else:
            near.append(place)
    return groups

"""Recognise questions about one announcement that ask the same thing. Pure.

Stricter than the general clustering of short texts, which groups any questions that share "mấy
giờ": here a match answers a resident automatically, and the author reads only the first question of
a group.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.vietnamese.letters import normalize_for_match

# Of 100, of the words in their order of the alphabet. "Có được đi thay không" and "cho người khác
# đi thay được không" have 73, "mấy giờ họp" and "mấy giờ tan họp" 85.
GROUP_THRESHOLD, SAME_THRESHOLD = 72.0, 88.0
MIN_WORD_OVERLAP = (
    0.5  # of their words: by letters "giấy mời thì sao" is 75 like "ghế ngồi thì sao"
)
# Words that only make a question polite, folded; "ở đâu", "bao giờ", "không" ask and stay.
_POLITE_WORDS = (
    "a da vang thua chau oi em con anh chi bac co chu ong ba toi tui minh cho hoi xin voi nhe nha"
    " nhi the vay ha u thi la lam on giup bot xa nay ay"
)
_POLITE = frozenset(_POLITE_WORDS.split())
_ABBREVIATIONS = {
    "ko": "khong",
    "k": "khong",
    "hok": "khong",
    "hong": "khong",
    "dc": "duoc",
    "j": "gi",
}


def extract_keywords(text: str) -> str:
    """Return the content words of a question, sorted and joined by spaces.

    Polite words are left out; a question that consists only of them keeps all its words.
    """
    words = [_ABBREVIATIONS.get(word, word) for word in normalize_for_match(text).split()]
    return " ".join(sorted([word for word in words if word not in _POLITE] or words))


def is_same_question(first: str, second: str, *, least: float = SAME_THRESHOLD) -> bool:
    """Return whether two questions ask the same thing.

    The numbers in them (days, hours) must be equal; `least` is the minimum similarity, from 0 to
    100.
    """
    first_keywords, second_keywords = extract_keywords(first), extract_keywords(second)
    if (
        not first_keywords
        or not second_keywords
        or _extract_numbers(first_keywords) != _extract_numbers(second_keywords)
    ):
        return False
    first_words, second_words = set(first_keywords.split()), set(second_keywords.split())
    return (
        len(first_words & second_words) >= MIN_WORD_OVERLAP * len(first_words | second_words)
        and fuzz.ratio(first_keywords, second_keywords) >= least
    )


def _extract_numbers(text: str) -> list[str]:
    return [word for word in text.split() if any(map(str.isdigit, word))]


def group_questions(questions: Sequence[str]) -> list[list[int]]:
    """Group similar questions and return the indexes of each group, in order.

    A question joins the first group whose first question is similar to it.
    """
    groups: list[list[int]] = []
    for place, text in enumerate(questions):
        heads = ((places, questions[places[0]]) for places in groups)
        similar_group = next(
            (
                places
                for places, head in heads
                if is_same_question(head, text, least=GROUP_THRESHOLD)
            ),
            None,
        )
        if similar_group is None:
            groups.append([place])
        else:
            similar_group.append(place)
    return groups

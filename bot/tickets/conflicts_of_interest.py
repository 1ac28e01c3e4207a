"""Conflicts of interest: a complaint about a team member never goes to that member.

A name in a field report keeps the named person away from it. A complaint about a member, or about
the team as such, goes to the commune's officers only. A false positive costs a few minutes; a
false negative costs the resident's trust. So every name that may be meant counts here, although
elsewhere two people of similar names are asked about.
"""

import re
from collections.abc import Sequence

from bot import texts
from bot.tickets.models import Ticket, TicketKind
from bot.tickets.team import Team
from bot.vietnamese.letters import move_tone_last, normalize_for_match, strip_tones

_WORDS = re.compile(r"[^\W_]+")
PhraseWords = tuple[tuple[str, ...], ...]


def _split_phrases(written: str) -> PhraseWords:
    return tuple(tuple(phrase.split()) for phrase in written.split(","))


_TITLES = frozenset(
    title
    for (title,) in _split_phrases(
        "anh,chi,em,co,chu,bac,ong,ba,con,cai,thang,me,mu,ga,cau,mo,duong,chau,thay,truong,vien,bo"
    )
)
_COMPLAINTS, _TEAM_PHRASES, _HELPER_PHRASES = (
    _split_phrases(texts.SAID_COMPLAINT),
    _split_phrases(texts.SAID_OF_TEAM),
    _split_phrases(texts.SAID_OF_HELPER),
)


def record_conflicts(ticket: Ticket, team: Team) -> None:
    """Record on the ticket whom its text is about, as far as the team is known."""
    text_words = _WORDS.findall(ticket.text)
    is_complaint = _contains_phrase(text_words, _COMPLAINTS)
    if not (is_complaint or ticket.about_team or ticket.kind == TicketKind.REPORT):
        return
    people = {helper.person.id: helper.person.name for helper in team.helpers}
    named_ids = {
        person_id for person_id, name in people.items() if mentions_person(ticket.text, name)
    }
    ticket.named_person_ids = sorted({*ticket.named_person_ids, *named_ids})
    of_team = _contains_phrase(text_words, (*_TEAM_PHRASES, *_HELPER_PHRASES))
    if is_complaint and (named_ids or of_team):
        ticket.about_team = True


def is_complaint_about_helper(text: str, helper_name: str) -> bool:
    """Whether a text that is on its way to a helper complains about that helper or the team.

    >>> is_complaint_about_helper("thanh vien nay doi tien toi", "Lê Thị Hoa")
    True
    >>> is_complaint_about_helper("có người gọi đòi tiền tôi", "Lê Thị Hoa")
    False
    """
    text_words = _WORDS.findall(text)
    return _contains_phrase(text_words, _COMPLAINTS) and (
        _contains_phrase(text_words, _TEAM_PHRASES)
        or _contains_phrase(text_words, _HELPER_PHRASES)
        or mentions_person(text, helper_name)
    )


def mentions_person(text: str, name: str) -> bool:
    """Whether a text may mention the person of this name.

    By the last two words of the name, or by the last one after a title or with a capital letter.
    """
    name_words, text_words = _WORDS.findall(name), _WORDS.findall(text)
    return any(
        _mentions_at(text_words, index, name_words, all_capitals=text.isupper())
        for index in range(len(text_words))
    )


def _mentions_at(
    text_words: Sequence[str], index: int, name_words: Sequence[str], *, all_capitals: bool
) -> bool:
    if not name_words or not _is_same_word(text_words[index], name_words[-1]):
        return False
    before = text_words[index - 1] if index else ""
    if len(name_words) > 1 and _is_same_word(before, name_words[-2]):
        return True
    return normalize_for_match(before) in _TITLES or (
        text_words[index][0].isupper() and not all_capitals
    )


def _contains_phrase(text_words: Sequence[str], phrases: PhraseWords) -> bool:
    return any(
        _starts_with(text_words[index:], phrase)
        for index in range(len(text_words))
        for phrase in phrases
    )


def _starts_with(text_words: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(text_words) >= len(phrase) and all(map(_is_same_word, text_words, phrase))


def _is_same_word(typed: str, expected: str) -> bool:
    """Compare words: typed with tones it must match exactly, without them any tones match."""
    if strip_tones(typed) == typed.casefold():
        return strip_tones(expected) == strip_tones(typed)
    return move_tone_last(typed.casefold()) == move_tone_last(expected.casefold())

"""The search of the desk: a code, a number, or words that were said, with or without tones."""

from sqlalchemy import ColumnElement, and_, false, or_, union_all
from sqlmodel import col, select

from bot.tickets.models import SaidWord, Ticket, TicketWord
from bot.tickets.search_words import list_words
from bot.tickets.ticket_references import parse_tracking_code

MAX_WORDS = 6  # of a search that are looked up: the longest, which are the rarest
SHORTEST_BEGINNING = 3  # letters from which on a word may be the beginning of a longer one
_LAST_LETTER = "\U0010ffff"


def matches(words: str) -> ColumnElement[bool]:
    """Return the condition that a ticket is what was typed.

    A tracking code, or a number (its own or its resident's), or one that has every word in its
    text, its notes, its conversation, its code or its resident's alias.
    """
    if code := parse_tracking_code(words):
        return col(Ticket.code) == code
    number = words.strip().lstrip("#").strip()
    if number.isdecimal() and len(number) <= 9:
        return or_(col(Ticket.id) == int(number), col(Ticket.contact_id) == int(number))
    typed = sorted(list_words([words]), key=lambda word: (-len(word), word))[:MAX_WORDS]
    return and_(*map(_has_word, typed)) if typed else false()


def _has_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a ticket has a word, or one that begins with it: a range of the
    index of each table.
    """
    is_short = len(word) < SHORTEST_BEGINNING
    found = (
        select(table.ticket_id).where(
            col(table.word) == word
            if is_short
            else and_(col(table.word) >= word, col(table.word) < word + _LAST_LETTER)
        )
        for table in (TicketWord, SaidWord)
    )
    return col(Ticket.id).in_(union_all(*found))

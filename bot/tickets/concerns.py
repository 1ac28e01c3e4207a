"""Whom a ticket is about: a complaint about somebody of the team never goes to that somebody.

A name in a field report keeps the named one away. A complaint of a member, or of the team as such,
goes to the commune's officers. To be too careful costs a few minutes; the other mistake costs the
resident's trust. So any name that may be meant counts here, in spite of the rule that two who are
alike are asked about.
"""

import re
from collections.abc import Sequence

from bot import texts
from bot.tickets.models import Kind, Ticket
from bot.tickets.team import Team
from bot.vietnamese.letters import bare, fold, tone_last

_WORDS = re.compile(r"[^\W_]+")
Phrases = tuple[tuple[str, ...], ...]


def _phrases(written: str) -> Phrases:
    return tuple(tuple(phrase.split()) for phrase in written.split(","))


_TITLES = frozenset(
    title
    for (title,) in _phrases(
        "anh,chi,em,co,chu,bac,ong,ba,con,cai,thang,me,mu,ga,cau,mo,duong,chau,thay,truong,vien,bo"
    )
)
_COMPLAINTS, _TEAM = _phrases(texts.SAID_COMPLAINT), _phrases(texts.SAID_OF_TEAM)


def note(ticket: Ticket, team: Team) -> None:
    """Write down on the ticket whom its words are about, as far as the team is known."""
    said = _WORDS.findall(ticket.text)
    complains = _any(said, _COMPLAINTS)
    if not (complains or ticket.about_team or ticket.kind == Kind.REPORT):
        return
    people = {one.person.id: one.person.name for one in team.helpers}
    named = {person for person, name in people.items() if names(ticket.text, name)}
    ticket.about = sorted({*ticket.about, *named})
    if complains and (named or _any(said, _TEAM)):
        ticket.about_team = True


def names(text: str, name: str) -> bool:
    """Whether a text can mean the person of this name: by its last two words, or by the last one
    behind a title or with a capital."""
    own, said = _WORDS.findall(name), _WORDS.findall(text)
    return any(_names_at(said, at, own, shouted=text.isupper()) for at in range(len(said)))


def _names_at(said: Sequence[str], at: int, own: Sequence[str], *, shouted: bool) -> bool:
    if not own or not _same(said[at], own[-1]):
        return False
    before = said[at - 1] if at else ""
    if len(own) > 1 and _same(before, own[-2]):
        return True
    return bare(before) in _TITLES or (said[at][0].isupper() and not shouted)


def _any(said: Sequence[str], phrases: Phrases) -> bool:
    return any(_begins(said[at:], phrase) for at in range(len(said)) for phrase in phrases)


def _begins(said: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(said) >= len(phrase) and all(map(_same, said, phrase))


def _same(said: str, own: str) -> bool:
    """A word typed with tones is taken at its word, one without them generously."""
    if fold(said) == said.casefold():
        return fold(own) == fold(said)
    return tone_last(said.casefold()) == tone_last(own.casefold())

"""Conflicts of interest: a complaint about a team member never goes to that member.

A name in a field report keeps the named person away from it. A complaint about a member, or about
the team as such, goes to the commune's officers only. A false positive costs a few minutes; a
false negative costs the resident's trust. So every name that may be meant counts here, although
elsewhere two people of similar names are asked about.
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
    """Record on the ticket whom its text is about, as far as the team is known."""
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
    """Whether a text may mention the person of this name.

    By the last two words of the name, or by the last one after a title or with a capital letter.
    """
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
    """Compare words: typed with tones it must match exactly, without them any tones match."""
    if fold(said) == said.casefold():
        return fold(own) == fold(said)
    return tone_last(said.casefold()) == tone_last(own.casefold())

"""Routing: the handler of a turn is that of the first route whose condition is true.

A route is a condition on the turn and a handler. The list itself is in `handlers/routes.py`;
nothing registers itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.messages.content import Attachment, Choice, Reply
from bot.messages.history import Message
from bot.people.models import Contact
from bot.vietnamese.letters import normalize_for_match, strip_tones

SEPARATOR = ":"
MEMO_UNWARNED = "unwarned"  # in a turn's memo: what was covered in it was asked for
LONGEST_COMMAND = 80
_COMMAND = re.compile(r"/ ?(?P<name>\w+(?: \w+){0,2})")
LONGEST_ID = 18  # digits that every database can hold


@dataclass(frozen=True)
class Turn:
    """One action of a person with everything needed to answer it. `text` is masked."""

    session: Session
    contact: Contact
    message: Message
    text: str
    choice: str
    start: str
    attachments: tuple[Attachment, ...]
    name: str
    now: datetime
    masked: bool = False  # something secret was covered before anyone could see it
    ambiguous_choices: tuple[
        Choice, ...
    ] = ()  # the buttons a typed label may mean, when there are several
    network: str = ""  # where it came from, if known
    memo: dict[str, Any] = field(default_factory=dict, compare=False)  # looked up once a message

    @cached_property
    def normalized_text(self) -> str:
        """Return the text normalized for matching against lists of phrases."""
        return normalize_for_match(self.text)

    @cached_property
    def commands(self) -> frozenset[str]:
        """Return the command names the text may mean: "/cán bộ ơi" gives can, canbo, canbooi."""
        said = _COMMAND.match(strip_tones(self.text[:LONGEST_COMMAND]))
        names = said["name"].split() if said else []
        return frozenset("".join(names[:size]) for size in range(1, len(names) + 1))

    @property
    def argument(self) -> str:
        """Return what follows the verb in the pressed button's value: "unit:th-3" → "th-3"."""
        return self.choice.partition(SEPARATOR)[2]


class NeedsWork(Exception):
    """Raised by a handler that must have something slow done before it can answer.

    The transaction is undone, `work` is run in a thread while other people's messages are answered,
    and the message is handled again. `refusal` is said when it needed work once too often.
    """

    def __init__(self, work: Callable[[], object], refusal: str) -> None:
        super().__init__(refusal)
        self.work, self.refusal = work, refusal


Answer = Reply | tuple[Reply, ...] | None
Handler = Callable[[Turn], Answer]
Condition = Callable[[Turn], bool]


def list_menu_choices() -> tuple[Choice, ...]:
    """Return the two buttons shown wherever nothing else is offered: menu and person."""
    return (
        Choice(texts.BUTTON_MENU, "menu"),
        Choice(texts.BUTTON_PERSON, "person"),
    )


def list_replies(answer: Answer) -> tuple[Reply, ...]:
    """Return the replies of an answer as a tuple: none, one or several."""
    return answer if isinstance(answer, tuple) else (answer,) if answer else ()


@dataclass(frozen=True, slots=True)
class Route:
    """A condition and the handler that answers when it is true of a turn.

    The name ("area.what") is unique in the table and stored with the messages it answered, for
    good: it outlives every renaming of the handler.
    """

    name: str
    condition: Condition
    handler: Handler


def get_route(routes: Sequence[Route], turn: Turn) -> Route:
    """Return the first route whose condition is true; that of the last must always be."""
    return next(route for route in routes if route.condition(turn))


def get_handler(routes: Sequence[Route], turn: Turn) -> Handler:
    """Return the handler of the first route whose condition is true."""
    return get_route(routes, turn).handler


def parse_id(written: str) -> int:
    """Return the id in a button's value, or 0 when it is none: forged values may hold anything.

    >>> parse_id("12"), parse_id("9" * 40), parse_id("x")
    (12, 0, 0)
    """
    return int(written) if written.isdecimal() and len(written) <= LONGEST_ID else 0


def command(*names: str) -> Condition:
    """Match a slash command as people type it: "/menu@ToSoBot", "/Người", "／menu", "/cán bộ"."""
    return lambda turn: not turn.commands.isdisjoint(names)


def exact_phrase(*phrases: str) -> Condition:
    """Match when the whole text is one of these phrases, ignoring tones and punctuation."""
    wanted = {normalize_for_match(phrase) for phrase in phrases}
    return lambda turn: turn.normalized_text in wanted


def choice(*verbs: str) -> Condition:
    """Match a button whose value is the verb or starts with "verb:"."""
    return lambda turn: turn.choice.partition(SEPARATOR)[0] in verbs


def any_of(*conditions: Condition) -> Condition:
    """Match when any of the conditions does."""
    return lambda turn: any(question(turn) for question in conditions)


def anything(_turn: Turn) -> bool:
    """Match every turn; the condition of the last route."""
    return True

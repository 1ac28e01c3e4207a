"""Answers in words to the consent question: *ừ*, *ok*, *để sau*, *thôi*."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers.residents import start, village
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import (
    SEPARATOR,
    Answer,
    Handler,
    Question,
    Route,
    Turn,
    find_handler,
    replies_of,
    words,
)
from bot.messages.content import Reply
from bot.people import units
from bot.people.units import Unit
from bot.vietnamese.letters import bare

AGREE = "agree"
_YES = ("yes", "done")  # "được rồi" is a yes here
_NO = ("no", "not-now", "cancel", "withdraw", "stop")
# And then something more: "ok em, cho hỏi…", "ừ đồng ý. tôi ở …".
_FIRST = re.compile(
    r"(?:(?:bac|toi|tui|em|chau|minh) )?(?:dong y|ok|oke|okie|oki|vang|u|uh|um"
    r"|uhm|duoc|dc|da|yes|nhat tri)"
    r"(?: (?:em|chau|con|ban|bot|a|nhe|nha|nhen|nghe|roi|thoi|di|luon"
    r"|dong y|vang|duoc|oi|bac|toi|tui|u|do|het))*"
)
_stops = words(*texts.SAID_STOP)


def _asked(turn: Turn) -> str | None:
    """Return the value of the agree button if the last reply asked for consent, else None."""
    if turn.choice or turn.contact.consented_at is not None:
        return None
    values = [button["value"] for button in turn.contact.offered]
    return next((v for v in values if v.partition(SEPARATOR)[0] == AGREE), None)


def linked_unit(turn: Turn) -> Unit | None:
    """Return the village of the deep link, while it is not yet said whether it may be stored."""
    value = _asked(replace(turn, choice="")) or ""
    code = value.partition(SEPARATOR)[2]
    return units.find_unit(turn.session, code) if code else None


def _clauses(turn: Turn) -> tuple[str, str]:
    """Split "Đồng ý. tôi ở thôn Nam Hải" into the yes and what comes after it."""
    for mark in (".", ",", ";", "\n", "!"):
        head, found, rest = turn.text.partition(mark)
        if found and _FIRST.fullmatch(bare(head)) and bare(rest):
            return head, rest.strip()
    return turn.text, ""


def agrees(intents: Intents) -> Question:
    """Return a predicate: whether consent is given in words, alone or before something else."""
    says_yes = means(intents, *_YES)
    return lambda turn: _asked(turn) is not None and (says_yes(turn) or bool(_clauses(turn)[1]))


def agree(known: Sequence[Route]) -> Handler:
    """Record consent as the button does, then answer a place or a question in the same message."""

    def agreed(turn: Turn) -> Answer:
        value, rest = _asked(turn) or AGREE, _clauses(turn)[1]
        answer = start.agree(replace(turn, choice=value))
        if not rest:
            return answer
        thanks = replies_of(answer)[0]
        if (place := village.name_typed(replace(turn, text=rest))) is not None:
            return thanks, place
        asked = replace(turn, text=rest, memo={})
        more = find_handler(known, asked)(asked)
        return Reply(thanks.text), *replies_of(more)

    return agreed


def declines(intents: Intents) -> Question:
    """Return a predicate: whether consent is declined in words.

    The exact phrase *dừng* always means the announcements, whatever is asked.
    """
    says_no = means(intents, *_NO)
    return lambda turn: _asked(turn) is not None and says_no(turn) and not _stops(turn)

"""A file that may be a program: the warning comes before anything else is done with the message."""

from collections.abc import Sequence

from bot import texts
from bot.handlers import odd, resident_ticket
from bot.handlers.menu import dead_end
from bot.handoff.parcels import risky_names
from bot.messages import Reply
from bot.routing import Answer, Handler, Route, Turn, find_handler, replies_of


def brings_program(turn: Turn) -> bool:
    """Whether somebody sends such a file; where a person leads the talk, the relay warns."""
    risky = any(one.is_risky for one in turn.attachments)
    return risky and not turn.choice and not resident_ticket.with_person(turn)


def warned(known: Sequence[Route]) -> Handler:
    """Say what to do with it, then answer the rest of the message by the `known` routes."""

    def warn(turn: Turn) -> Answer:
        warning = dead_end(texts.RISKY_FILE.format(names=risky_names(turn.attachments)))
        handler = find_handler(known, turn)
        if handler is odd.answer_wordless:
            return warning
        rest = replies_of(handler(turn))
        return (Reply(warning.text), *rest) if rest else warning

    return warn

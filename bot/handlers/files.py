"""A file that may be a program: the warning comes before anything else is done with the message."""

from collections.abc import Sequence

from bot import texts
from bot.handlers.residents import non_text, ticket
from bot.handlers.residents.menu import dead_end
from bot.inbox.routing import Answer, Handler, Route, Turn, find_handler, replies_of
from bot.messages.content import Reply
from bot.tickets.relayed_content import risky_names


def brings_program(turn: Turn) -> bool:
    """Whether somebody sends such a file; where a person leads the talk, the relay warns."""
    risky = any(one.is_risky for one in turn.attachments)
    return risky and not turn.choice and not ticket.with_person(turn)


def warned(known: Sequence[Route]) -> Handler:
    """Say what to do with it, then answer the rest of the message by the `known` routes."""

    def warn(turn: Turn) -> Answer:
        warning = dead_end(texts.RISKY_FILE.format(names=risky_names(turn.attachments)))
        handler = find_handler(known, turn)
        if handler is non_text.answer_wordless:
            return warning
        rest = replies_of(handler(turn))
        return (Reply(warning.text), *rest) if rest else warning

    return warn

"""Files that may be programs: the warning comes before the message is handled."""

from collections.abc import Sequence

from bot import texts
from bot.handlers.residents import non_text, ticket
from bot.handlers.residents.menu import dead_end
from bot.inbox.routing import Answer, Handler, Route, Turn, find_handler, replies_of
from bot.messages.content import Reply
from bot.tickets.relayed_content import risky_names


def brings_program(turn: Turn) -> bool:
    """Return whether such a file is sent to the bot; to a person, the relay gives the warning."""
    risky = any(one.is_risky for one in turn.attachments)
    return risky and not turn.choice and not ticket.with_person(turn)


def warned(known: Sequence[Route]) -> Handler:
    """Warn about the file, then answer the rest of the message by the given routes."""

    def warn(turn: Turn) -> Answer:
        warning = dead_end(texts.RISKY_FILE.format(names=risky_names(turn.attachments)))
        handler = find_handler(known, turn)
        if handler is non_text.answer_wordless:
            return warning
        rest = replies_of(handler(turn))
        return (Reply(warning.text), *rest) if rest else warning

    return warn

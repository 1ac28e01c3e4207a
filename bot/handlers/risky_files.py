"""Files that may be programs: the warning comes before the message is handled."""

from collections.abc import Sequence

from bot import texts
from bot.handlers.led_conversations import is_led_by_person
from bot.handlers.residents import non_text
from bot.handlers.residents.menu import offer_menu_and_person
from bot.inbox.routing import Answer, Handler, Route, Turn, get_handler, list_replies
from bot.messages.content import Reply
from bot.tickets.relayed_content import risky_names


def sends_risky_file(turn: Turn) -> bool:
    """Return whether such a file is sent to the bot; to a person, the relay gives the warning."""
    risky = any(attachment.is_risky for attachment in turn.attachments)
    return risky and not turn.choice and not is_led_by_person(turn)


def warn_about_risky_file(routes: Sequence[Route]) -> Handler:
    """Warn about the file, then answer the rest of the message by the given routes."""

    def warn(turn: Turn) -> Answer:
        warning = offer_menu_and_person(
            texts.RISKY_FILE.format(names=risky_names(turn.attachments))
        )
        handler = get_handler(routes, turn)
        if handler is non_text.answer_wordless:
            return warning
        rest = list_replies(handler(turn))
        return (Reply(warning.text), *rest) if rest else warning

    return warn

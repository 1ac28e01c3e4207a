"""The first words: who I am, the agreement, and the village of a deep link."""

from collections.abc import Sequence

from bot import texts, units
from bot.handlers import village
from bot.handlers.menu import ask_consent, show_menu
from bot.messages import Choice, Reply
from bot.privacy import consent
from bot.routing import Handler, Route, Turn, find_handler, words

UNIT_LINK = "u-"
is_greeting = words(*texts.SAID_HELLO)


def never_met(turn: Turn) -> bool:
    """The very first message of this contact."""
    return turn.contact.greeted_at is None


def greeted(known: Sequence[Route]) -> Handler:
    """The handler of a first message: say who is speaking, then answer it by the `known` routes."""

    def greet_first(turn: Turn) -> tuple[Reply, ...]:
        turn.contact.greeted_at = turn.now
        hello = ask_consent(texts.WELCOME)
        if is_greeting(turn):
            return (hello,)
        answers = find_handler(known, turn)(turn)
        rest = answers if isinstance(answers, tuple) else (answers,) if answers else ()
        return (hello, *rest)

    return greet_first


def welcome(turn: Turn) -> Reply:
    """/start, with or without a deep link to a village."""
    turn.contact.greeted_at = turn.contact.greeted_at or turn.now
    link = turn.start.lower()
    code = link.removeprefix(UNIT_LINK) if link.startswith(UNIT_LINK) else ""
    unit = units.find_unit(turn.session, code) if code else None
    if turn.start and unit is None:
        return Reply(texts.LINK_UNKNOWN, show_menu(turn).choices)
    if turn.contact.consented_at is None:
        hello = texts.WELCOME_UNIT.format(unit=unit.name) if unit else texts.WELCOME
        return ask_consent(hello, unit.code if unit else "")
    if unit is not None:
        return village.settle(turn, unit)
    return Reply(texts.WELCOME, show_menu(turn).choices)


def agree(turn: Turn) -> Reply | tuple[Reply, ...]:
    """*Đồng ý*: remember who they are; then their village."""
    fresh = consent.agree(turn.session, turn.contact, turn.name, now=turn.now)
    if turn.argument and (unit := units.find_unit(turn.session, turn.argument)):
        return Reply(texts.CONSENT_GIVEN), village.settle(turn, unit)
    if not fresh:
        return Reply(texts.CONSENT_STANDS, show_menu(turn).choices)
    if turn.contact.unit_id is not None:
        return Reply(texts.CONSENT_GIVEN, show_menu(turn).choices)
    return Reply(texts.CONSENT_GIVEN), village.ask_village(turn)


def decline(turn: Turn) -> Reply:
    """*Để sau*: fine; the bot answers all the same."""
    if not consent.decline(turn.contact, now=turn.now):
        return Reply(texts.CONSENT_DECLINED_LATE, (Choice(texts.BUTTON_WITHDRAW, "withdraw"),))
    return Reply(texts.CONSENT_DECLINED, show_menu(turn).choices)

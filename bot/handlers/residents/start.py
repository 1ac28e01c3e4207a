"""The first contact: welcome, consent, and the village of a deep link."""

from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.core.policy import Policy
from bot.faq import service
from bot.handlers.residents import village
from bot.handlers.residents.menu import ask_consent, greet, show_menu
from bot.inbox.routing import (
    SEPARATOR,
    Answer,
    Handler,
    Route,
    Turn,
    exact_phrase,
    get_handler,
    list_replies,
)
from bot.messages import history
from bot.messages.content import Choice, Reply
from bot.people import account_units, units
from bot.people.units import Unit, UnitKind
from bot.privacy import consent

UNIT_LINK = "u-"
AGREE_VERB = "agree"
ANSWERS_BEFORE_CONSENT = 2  # after so many it is asked whether the commune may remember the person
is_greeting = exact_phrase(*texts.SAID_HELLO)


def is_first_message(turn: Turn) -> bool:
    """Return whether this is the contact's first message."""
    return turn.contact.greeted_at is None


def greet_and_answer(routes: Sequence[Route], policy: Policy) -> Handler:
    """Return a handler for a first message: welcome, then answer it by the given routes."""

    def greet_first(turn: Turn) -> tuple[Reply, ...]:
        turn.contact.greeted_at = turn.now
        if is_greeting(turn):
            return (ask_consent(greet(turn, policy)),)
        return (Reply(greet(turn, policy)), *list_replies(get_handler(routes, turn)(turn)))

    return greet_first


def ask_consent_once(answer: Handler) -> Handler:
    """Wrap a handler: ask for consent once, below the second answer."""

    def answer_and_ask(turn: Turn) -> Answer:
        replies = list_replies(answer(turn))
        if not replies or not _is_consent_due(turn):
            return replies
        last = replies[-1]
        question = ask_consent(_introduce(turn, last.text))
        consent.record_asked(turn.contact)
        return *replies[:-1], Reply(
            question.text, (*last.choices, *question.choices), last.attachments
        )

    return answer_and_ask


def _introduce(turn: Turn, answer: str) -> str:
    """Return what stands before the question: to somebody who agreed to older words, why again."""
    if turn.contact.consented_at is None:
        return answer
    return f"{answer}\n\n{texts.CONSENT_RENEWED}"


def _is_consent_due(turn: Turn) -> bool:
    contact = turn.contact
    if consent.is_renewal_due(contact):
        return True
    if contact.consented_at is not None or contact.declined_at is not None:
        return False
    if service.count_answered_questions(turn.session, contact.id) < ANSWERS_BEFORE_CONSENT:
        return False
    return not history.was_sent(turn.session, contact.id, texts.CONSENT, since=contact.created_at)


def start_chat(policy: Policy) -> Handler:
    """Return a handler of /start, with or without a deep link to a village."""

    def start(turn: Turn) -> Reply:
        turn.contact.greeted_at = turn.contact.greeted_at or turn.now
        link = turn.start.lower()
        code = link.removeprefix(UNIT_LINK) if link.startswith(UNIT_LINK) else ""
        unit = units.find_unit(turn.session, code) if code else None
        if unit is not None and village.find_place(turn, code) is None:
            return Reply(tell_elsewhere(turn, unit), show_menu(turn).choices)
        if turn.start and unit is None:
            return Reply(texts.LINK_UNKNOWN, show_menu(turn).choices)
        if turn.contact.consented_at is None:
            return ask_consent(greet(turn, policy, unit), unit.code if unit else "")
        if unit is not None:
            return village.remember_village(turn, unit)
        return Reply(greet(turn, policy), show_menu(turn).choices)

    return start


def give_consent(turn: Turn) -> Reply | tuple[Reply, ...]:
    """*Đồng ý*: record the consent, then set or ask for the village."""
    fresh = consent.record_consent(turn.session, turn.contact, turn.name, now=turn.now)
    if turn.argument and (unit := village.find_place(turn, turn.argument)):
        return Reply(texts.CONSENT_GIVEN), village.remember_village(turn, unit)
    if not fresh:
        return Reply(texts.CONSENT_STANDS, show_menu(turn).choices)
    if turn.contact.unit_id is not None:
        return Reply(texts.CONSENT_GIVEN, show_menu(turn).choices)
    return Reply(texts.CONSENT_GIVEN), village.ask_village(turn)


def decline_consent(turn: Turn) -> Reply:
    """*Để sau*: record the refusal; the bot still answers."""
    if not consent.decline_consent(turn.contact, now=turn.now):
        return Reply(texts.CONSENT_DECLINED_LATE, (Choice(texts.BUTTON_WITHDRAW, "withdraw"),))
    return Reply(texts.CONSENT_DECLINED, show_menu(turn).choices)


def find_linked_unit(turn: Turn) -> Unit | None:
    """Return the village of the deep link, while it is not yet said whether it may be stored."""
    value = find_agree_value(replace(turn, choice="")) or ""
    code = value.partition(SEPARATOR)[2]
    return village.find_place(turn, code) if code else None


def tell_elsewhere(turn: Turn, unit: Unit) -> str:
    """Say that a link is of another commune than this account, and whose account this is."""
    commune = units.find_ancestor(turn.session, unit, UnitKind.COMMUNE) or unit
    home = account_units.find_home(turn.session, turn.contact) or unit
    return texts.LINK_ELSEWHERE.format(unit=commune.name, home=home.name)


def find_agree_value(turn: Turn) -> str | None:
    """Return the value of the agree button if the last reply asked for consent, else None."""
    if turn.choice or not consent.may_agree(turn.contact):
        return None
    values = [button["value"] for button in turn.contact.offered]
    return next((value for value in values if value.partition(SEPARATOR)[0] == AGREE_VERB), None)

"""*Gọi lại cho tôi*: the phone number is asked for only then, and shown only to the helper."""

import re
from dataclasses import replace

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents import person
from bot.handlers.residents.faq import Shelf
from bot.handlers.understanding import Intents, is_carried, means
from bot.inbox.routing import UNWARNED, Answer, Handler, Question, Turn, choice, replies_of
from bot.messages.content import AttachmentKind, Choice, Reply
from bot.people.linking import works
from bot.tickets import phones, resident_actions
from bot.tickets import service as handoff

ASK, LEAVE = "gl:ask", "gl:no"
LONGEST = 10  # words of "cháu ơi gọi điện lại cho bác với nhé"
_ME = r"(?:toi|tui|tao|bac|minh|em|co|chu|ong|ba|cu|chung toi)"
_SOFT = (
    r"(?:chau|em|con|anh|chi|bot|oi|a|da|vang|lam on|hay|giup|ho|muon|toi muon duoc|muon duoc"
    r"|toi can|duoc|di|voi|nhe|nha|ngay|nua|cai|mot cai|khong|luon|day"
    r"|(?:nho|xin|bao)(?: (?:can bo|nguoi|ai|ai do|to|chau|em|anh|chi))?)"
)
_CALLS = re.compile(
    rf"(?:{_SOFT} )*(?:goi|dien|alo|phon|phone)(?: (?:dien|thoai|lai|ngay|giup|nguoc))*"
    rf" (?:lai )?(?:cho|giup) {_ME}(?: {_SOFT})*"
)
_presses = choice("gl")


def asks(turn: Turn) -> bool:
    """Return whether a resident asks to be called; of a member the same words are about their work."""
    if turn.choice:
        return turn.choice == ASK
    short = 0 < len(turn.bare.split()) <= LONGEST
    if not short or _CALLS.fullmatch(turn.bare) is None:
        return False
    return not works(turn.session, turn.contact)


def asks_met(turn: Turn) -> bool:
    """Return whether a contact that was greeted before asks to be called."""
    return turn.contact.greeted_at is not None and asks(turn)


def ask_number(turn: Turn) -> Reply:
    """Ask for the phone number and say who will see it."""
    return Reply(texts.CALL_NUMBER_ASK, (Choice(texts.BUTTON_NEVER_MIND, LEAVE),))


def leave(_turn: Turn) -> Reply:
    """*Thôi*: stop asking for the number; none was given."""
    return Reply(texts.CALL_NUMBER_LEFT)


def leaves(turn: Turn) -> bool:
    """Return whether the button that stops asking was pressed."""
    return _presses(turn) and turn.choice != ASK


def is_asked(turn: Turn) -> bool:
    """Return whether the last reply asked for the phone number."""
    return any(one["value"] == LEAVE for one in turn.contact.offered)


def says_number(turn: Turn) -> bool:
    """Return whether a number or a contact card answers the open question for the number."""
    given = _is_card(turn) or turn.masked or has_number(turn)
    return is_asked(turn) and not turn.choice and given


def says_other(intents: Intents) -> Question:
    """Return a predicate: whether text without a number arrives while the number is awaited."""
    elsewhere = means(intents, "person", "menu", "stop")

    def other(turn: Turn) -> bool:
        spoken = bool(turn.bare) and not turn.choice and not turn.text.startswith("/")
        return spoken and is_asked(turn) and not elsewhere(turn) and not is_carried(turn)

    return other


def ask_again(_turn: Turn) -> Reply:
    """Say that the question stays open until the number is found."""
    return Reply(texts.CALL_NUMBER_WAITS, (Choice(texts.BUTTON_NEVER_MIND, LEAVE),))


def has_number(turn: Turn) -> bool:
    """Return whether the text contains a phone number, valid or not."""
    return phones.looks_like_number(turn.text)


def _is_card(turn: Turn) -> bool:
    return any(one.kind is AttachmentKind.CONTACT for one in turn.attachments)


def take_from(shelf: Shelf, policy: Policy) -> Handler:
    """Give the number to the member who helps and mask it in the message; ask again if it is invalid."""

    def take(turn: Turn) -> Answer:
        cards = " ".join(one.ref for one in turn.attachments if one.kind is AttachmentKind.CONTACT)
        numbers = phones.find_phones(turn.text) or phones.find_phones(cards)
        turn.message.text, turn.message.payload = texts.NUMBER_COVERED, {}
        turn.memo[UNWARNED] = True  # it was asked for: nobody is told off for a number
        if len(numbers) != 1:
            words = texts.CALL_NUMBER_WRONG if not numbers else texts.CALL_NUMBER_ONE
            return Reply(words, (Choice(texts.BUTTON_NEVER_MIND, LEAVE),))
        return _keep(turn, numbers[0], shelf, policy)

    return take


def _keep(turn: Turn, phone: str, shelf: Shelf, policy: Policy) -> Answer:
    said = texts.CALL_NUMBER_KEPT.format(phone=phones.say_back(phone))
    ticket = handoff.find_open(turn.session, turn.contact.id)
    if ticket is not None:
        turn.message.ticket_id = ticket.id
        member = resident_actions.keep_phone(
            turn.session, ticket.id, turn.contact, phone, now=turn.now
        )
        words = texts.CALL_NUMBER_TOLD.format(member=member) if member else ""
        return person.with_village(turn, ticket, Reply(f"{said} {words}".strip()))
    told = person.ask(turn, shelf, policy)
    ticket = handoff.find_open(turn.session, turn.contact.id)
    assert ticket is not None
    turn.message.ticket_id = ticket.id
    resident_actions.keep_phone(turn.session, ticket.id, turn.contact, phone, now=turn.now)
    first, *rest = replies_of(told)
    return replace(first, text=f"{said}\n{first.text}"), *rest

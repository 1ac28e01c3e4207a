"""*Gọi lại cho tôi*: the phone number is asked for only then, and shown only to the helper."""

import re
from dataclasses import replace

from bot import texts
from bot.core.policy import Policy
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.recognition import Intents, is_carried, means
from bot.handlers.residents import person_request
from bot.handlers.residents.words import tickets as words
from bot.handlers.residents.words.tickets import ASK_CALLBACK
from bot.inbox.routing import MEMO_UNWARNED, Answer, Condition, Handler, Turn, choice, list_replies
from bot.messages.buttons import Action
from bot.messages.content import AttachmentKind, Reply
from bot.people.linking import is_team_member
from bot.tickets import phone_numbers, resident_actions
from bot.tickets import service as handoff

REQUEST_MAX_WORDS = 10  # words of "cháu ơi gọi điện lại cho bác với nhé"
_SPEAKER = r"(?:toi|tui|tao|bac|minh|em|co|chu|ong|ba|cu|chung toi)"
_FILLER = (
    r"(?:chau|em|con|anh|chi|bot|oi|a|da|vang|lam on|hay|giup|ho|muon|toi muon duoc|muon duoc"
    r"|toi can|duoc|di|voi|nhe|nha|ngay|nua|cai|mot cai|khong|luon|day"
    r"|(?:nho|xin|bao)(?: (?:can bo|nguoi|ai|ai do|to|chau|em|anh|chi))?)"
)
_CALLBACK_PATTERN = re.compile(
    rf"(?:{_FILLER} )*(?:goi|dien|alo|phon|phone)(?: (?:dien|thoai|lai|ngay|giup|nguoc))*"
    rf" (?:lai )?(?:cho|giup) {_SPEAKER}(?: {_FILLER})*"
)
_is_callback_button = choice(Action.CALL_BACK)


def asks_callback(turn: Turn) -> bool:
    """Return whether a resident asks to be called; of a member the same words are about their
    work."""
    if turn.choice:
        return turn.choice == ASK_CALLBACK
    short = 0 < len(turn.normalized_text.split()) <= REQUEST_MAX_WORDS
    if not short or _CALLBACK_PATTERN.fullmatch(turn.normalized_text) is None:
        return False
    return not is_team_member(turn.session, turn.contact)


def asks_callback_after_greeting(turn: Turn) -> bool:
    """Return whether a contact that was greeted before asks to be called."""
    return turn.contact.greeted_at is not None and asks_callback(turn)


def request_callback(turn: Turn) -> Reply:
    """Ask for the phone number and say who will see it."""
    return words.render_number_question(texts.CALL_NUMBER_ASK)


def cancel_callback(_turn: Turn) -> Reply:
    """*Thôi*: stop asking for the number; none was given."""
    return Reply(texts.CALL_NUMBER_LEFT)


def cancels_callback(turn: Turn) -> bool:
    """Return whether the button that stops asking was pressed."""
    return _is_callback_button(turn) and turn.choice != ASK_CALLBACK


def is_number_asked(turn: Turn) -> bool:
    """Return whether the last reply asked for the phone number."""
    return any(button["value"] == words.CANCEL_CALLBACK for button in turn.contact.offered)


def says_phone_number(turn: Turn) -> bool:
    """Return whether a number or a contact card answers the open question for the number."""
    given = _has_contact_card(turn) or turn.masked or has_phone_number(turn)
    return is_number_asked(turn) and not turn.choice and given


def says_other_than_number(intents: Intents) -> Condition:
    """Return a predicate: whether text without a number arrives while the number is awaited."""
    elsewhere = means(intents, "person", "menu", "stop")

    def other(turn: Turn) -> bool:
        spoken = bool(turn.normalized_text) and not turn.choice and not turn.text.startswith("/")
        return spoken and is_number_asked(turn) and not elsewhere(turn) and not is_carried(turn)

    return other


def ask_number_again(_turn: Turn) -> Reply:
    """Say that the question stays open until the number is found."""
    return words.render_number_question(texts.CALL_NUMBER_WAITS)


def has_phone_number(turn: Turn) -> bool:
    """Return whether the text contains a phone number, valid or not."""
    return phone_numbers.looks_like_number(turn.text)


def _has_contact_card(turn: Turn) -> bool:
    return any(attachment.kind is AttachmentKind.CONTACT for attachment in turn.attachments)


def take_phone_number(get_index: GetIndex, policy: Policy) -> Handler:
    """Give the number to the member who helps and mask it in the message; ask again if it is
    invalid."""

    def take(turn: Turn) -> Answer:
        cards = " ".join(
            attachment.ref
            for attachment in turn.attachments
            if attachment.kind is AttachmentKind.CONTACT
        )
        numbers = phone_numbers.find_phones(turn.text) or phone_numbers.find_phones(cards)
        turn.message.text, turn.message.payload = texts.NUMBER_COVERED, {}
        turn.memo[MEMO_UNWARNED] = True  # it was asked for: nobody is told off for a number
        if len(numbers) != 1:
            text = texts.CALL_NUMBER_WRONG if not numbers else texts.CALL_NUMBER_ONE
            return words.render_number_question(text)
        return _save_phone_number(turn, numbers[0], get_index, policy)

    return take


def _save_phone_number(turn: Turn, phone: str, get_index: GetIndex, policy: Policy) -> Answer:
    ticket = handoff.find_open_ticket(turn.session, turn.contact.id)
    if ticket is not None:
        turn.message.ticket_id = ticket.id
        member = resident_actions.save_phone(
            turn.session, ticket.id, turn.contact, phone, now=turn.now, policy=policy
        )
        return person_request.with_village_question(
            turn, ticket, words.render_number_kept(phone, member)
        )
    answer = person_request.request_person(turn, get_index, policy)
    ticket = handoff.find_open_ticket(turn.session, turn.contact.id)
    assert ticket is not None
    turn.message.ticket_id = ticket.id
    resident_actions.save_phone(
        turn.session, ticket.id, turn.contact, phone, now=turn.now, policy=policy
    )
    first, *rest = list_replies(answer)
    confirmation = words.render_number_kept(phone, "").text
    return replace(first, text=f"{confirmation}\n{first.text}"), *rest

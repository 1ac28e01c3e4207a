"""Zalo's own form for name and phone: offered to who agreed, kept only for who agreed."""

from bot import texts
from bot.handlers.residents.menu import ask_consent
from bot.inbox.routing import Turn, words
from bot.messages.content import Attachment, AttachmentKind, Event, Reply
from bot.outbox import windows
from bot.people.service import introduce

_asked = words(*texts.SAID_FORM)


def asks(turn: Turn) -> bool:
    """Wants to give name and phone, where the platform has a form for it."""
    return turn.contact.account in windows.ACCOUNTS and (turn.choice == "form" or _asked(turn))


def show(turn: Turn) -> Reply:
    """The form; whoever has not agreed to be remembered is asked that first."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.FORM_WHY)
    empty = Attachment(AttachmentKind.CONTACT, name=texts.FORM_TITLE)
    return Reply(texts.FORM_ASK, attachments=(empty,))


def fills(turn: Turn) -> bool:
    """The form came back."""
    return turn.message.event == Event.SHARED


def keep(turn: Turn) -> Reply:
    """Name and phone, of who agreed. A phone proves nothing: it ties the chat to nobody known."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.FORM_WHY)
    card = turn.attachments[0] if turn.attachments else Attachment(AttachmentKind.CONTACT)
    introduce(turn.contact, name=card.name, phone=card.ref)
    return Reply(texts.FORM_KEPT.format(name=turn.contact.name or texts.CLASS_YOURSELF))

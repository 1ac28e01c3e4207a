"""Zalo's form for name and phone: offered and stored only with consent."""

from bot import texts
from bot.handlers.residents.menu import ask_consent
from bot.inbox.routing import Turn, exact_phrase
from bot.messages.content import Attachment, AttachmentKind, Event, Reply
from bot.outbox import messaging_windows
from bot.people.service import update_profile

_says_form = exact_phrase(*texts.SAID_FORM)


def asks_contact_form(turn: Turn) -> bool:
    """Return whether the speaker wants to give name and phone where the platform has a form for
    it."""
    return messaging_windows.has_window(turn.contact.account) and (
        turn.choice == "form" or _says_form(turn)
    )


def show_contact_form(turn: Turn) -> Reply:
    """Show the form; ask for consent first if it was not given."""
    if turn.contact.consented_at is None:
        return ask_consent(texts.FORM_WHY)
    empty = Attachment(AttachmentKind.CONTACT, name=texts.FORM_TITLE)
    return Reply(texts.FORM_ASK, attachments=(empty,))


def submits_contact_form(turn: Turn) -> bool:
    """Return whether the form was submitted."""
    return turn.message.event == Event.CONTACT_SHARED


def save_contact_form(turn: Turn) -> Reply:
    """Store name and phone if consent was given.

    A phone number proves nothing: it links the chat to no known person.
    """
    if turn.contact.consented_at is None:
        return ask_consent(texts.FORM_WHY)
    card = turn.attachments[0] if turn.attachments else Attachment(AttachmentKind.CONTACT)
    update_profile(turn.contact, name=card.name, phone=card.ref)
    return Reply(texts.FORM_KEPT.format(name=turn.contact.name or texts.CLASS_YOURSELF))

"""Personal data and notification settings: show, withdraw consent, erase, stop, resume."""

from zoneinfo import ZoneInfo

from bot import texts
from bot.broadcasts import questions
from bot.broadcasts import service as broadcasts
from bot.classes import erasure as learners
from bot.faq.answers import format_date
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.handlers.residents.reminder_list import list_coming_lines
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.history import count_messages
from bot.outbox import digest, messaging_windows
from bot.outbox import service as outbox
from bot.people import languages, linking
from bot.people.models import Contact
from bot.people.units import Unit
from bot.polls import service as polls
from bot.privacy import consent
from bot.reminders import personal as reminders
from bot.tickets import service as handoff


def show_data(turn: Turn) -> Reply:
    """Show what is stored about the speaker."""
    contact = turn.contact
    unit = turn.session.get(Unit, contact.unit_id) if contact.unit_id else None
    agreed = contact.consented_at
    text = texts.DATA_SHOWN.format(
        name=contact.name or texts.DATA_UNKNOWN,
        phone=contact.phone or texts.DATA_UNKNOWN,
        unit=unit.name if unit else texts.DATA_UNKNOWN,
        language=languages.language_name(contact.language)
        if contact.language
        else texts.DATA_UNKNOWN,
        consented=format_date(agreed.date()) if agreed else texts.DATA_NOT_AGREED,
        count=count_messages(turn.session, contact.id),
        ways=texts.DATA_WAYS if agreed else texts.DATA_WAYS_UNAGREED,
    )
    withdrawal = (Choice(texts.BUTTON_WITHDRAW, "withdraw"),) if agreed else ()
    form = (
        (Choice(texts.BUTTON_FORM, "form"),)
        if contact.account in messaging_windows.ACCOUNTS
        else ()
    )
    home = Choice(texts.BUTTON_MENU, "menu")
    return Reply(text, (*form, home, *withdrawal, Choice(texts.BUTTON_ERASE, "erase")))


def withdraw_consent(turn: Turn) -> Reply:
    """Withdraw consent."""
    consent.withdraw_consent(turn.session, turn.contact, now=turn.now)
    learners.forget_learner_names(turn.session, turn.contact.id)
    return Reply(texts.CONSENT_WITHDRAWN, show_menu(turn).choices)


def erase_data(turn: Turn) -> Reply:
    """Erase everything after a confirmation, as it cannot be undone.

    For a person with several chats all of them are meant, unless they choose only this one.
    """
    match turn.argument:
        case "yes":
            return _erase_all_chats(turn)
        case "here":
            counted = _erase_chat(turn, turn.contact)
            return Reply(_erased_text(texts.ERASED, counted), show_menu(turn).choices)
        case "no":
            return Reply(texts.KEPT, show_menu(turn).choices)
    keep = Choice(texts.BUTTON_KEEP, "erase:no")
    others = linking.list_other_contacts(turn.session, turn.contact)
    if not others:
        return Reply(texts.ERASE_SURE, (keep, Choice(texts.BUTTON_ERASE_YES, "erase:yes")))
    places = ", ".join(_channel_name(chat) for chat in (turn.contact, *others))
    everywhere = Choice(texts.BUTTON_ERASE_ALL, "erase:yes")
    here = Choice(texts.BUTTON_ERASE_HERE, "erase:here")
    text = texts.ERASE_SURE_CHATS.format(count=1 + len(others), places=places)
    return Reply(text, (keep, here, everywhere))


def _erase_all_chats(turn: Turn) -> Reply:
    others = linking.list_other_contacts(turn.session, turn.contact)
    counted = [_erase_chat(turn, chat) for chat in (turn.contact, *others)]
    for chat in others:
        notice = Reply(texts.ERASED_ELSEWHERE.format(place=_channel_name(turn.contact)))
        outbox.stage(turn.session, chat, notice, now=turn.now)
    text = texts.ERASED_ALL.format(count=1 + len(others)) if others else texts.ERASED
    return Reply(_erased_text(text, any(counted)), show_menu(turn).choices)


def _erased_text(text: str, counted: bool) -> str:
    """Append that ballots of open polls still count, without a name, if there are any."""
    return f"{text} {texts.ERASED_BALLOTS}" if counted else text


def _channel_name(chat: Contact) -> str:
    return texts.CHANNEL_NAMES.get(chat.account, chat.account)


def _erase_chat(turn: Turn, chat: Contact) -> bool:
    """Erase a chat; return whether ballots of it in open polls still count.

    Message texts go first: the features then cut what links their rows to the chat.
    """
    consent.erase_contact(turn.session, chat, now=turn.now)
    handoff.anonymise_tickets(turn.session, chat.id)
    reminders.forget_contact(turn.session, chat.id)
    learners.forget(turn.session, chat.id)
    broadcasts.forget_contact(turn.session, chat.id)
    questions.forget_contact(turn.session, chat.id, now=turn.now)
    return bool(polls.forget_contact(turn.session, chat.id))


def stop_announcements(zone: ZoneInfo) -> Handler:
    """*Dừng*: stop announcements; questions are still answered.

    Reminders the person asked for are listed and stay until they say so once more (ADR-0047).
    """

    def stop(turn: Turn) -> Reply:
        turn.contact.stopped_at = turn.now
        lines = list_coming_lines(turn, zone)
        if not lines:
            return Reply(texts.STOPPED)
        return Reply(texts.STOPPED_BUT.format(listed="\n".join(lines)))

    return stop


def turn_digest_on(turn: Turn) -> Reply:
    """*Gộp tin*: send all notices as one digest a day, at six in the evening."""
    digest.set_daily_digest(turn.session, turn.contact, now=turn.now, daily=True)
    return Reply(texts.DIGEST_ON)


def turn_digest_off(turn: Turn) -> Reply:
    """*Nhận ngay*: send each notice at once."""
    digest.set_daily_digest(turn.session, turn.contact, now=turn.now, daily=False)
    return Reply(texts.DIGEST_OFF)


def resume_announcements(turn: Turn) -> Reply:
    """*Bật*: resume announcements; ask for consent if it was not given."""
    turn.contact.stopped_at = None
    if turn.contact.consented_at is None:
        return ask_consent(texts.RESUMED)
    return Reply(texts.RESUMED)

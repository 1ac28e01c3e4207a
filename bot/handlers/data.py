"""The person's own data, and whether they hear from us: show, withdraw, erase, stop, resume."""

from bot import texts
from bot.broadcasts import service as broadcasts
from bot.faq.answers import spoken_date
from bot.handlers.menu import ask_consent, show_menu
from bot.handoff import service as handoff
from bot.history import count_messages
from bot.messages import Choice, Reply
from bot.outbox import digest, windows
from bot.people import languages
from bot.polls import service as polls
from bot.privacy import consent
from bot.reminders import own as reminders
from bot.routing import Turn
from bot.units import Unit


def show_data(turn: Turn) -> Reply:
    """What is kept about the one who asks."""
    contact = turn.contact
    unit = turn.session.get(Unit, contact.unit_id) if contact.unit_id else None
    agreed = contact.consented_at
    text = texts.DATA_SHOWN.format(
        name=contact.name or texts.DATA_UNKNOWN,
        phone=contact.phone or texts.DATA_UNKNOWN,
        unit=unit.name if unit else texts.DATA_UNKNOWN,
        language=languages.name(contact.language) if contact.language else texts.DATA_UNKNOWN,
        consented=spoken_date(agreed.date()) if agreed else texts.DATA_NOT_AGREED,
        count=count_messages(turn.session, contact.id),
    )
    first = Choice(texts.BUTTON_WITHDRAW, "withdraw") if agreed else None
    form = (Choice(texts.BUTTON_FORM, "form"),) if contact.account in windows.ACCOUNTS else ()
    rest = (*form, Choice(texts.BUTTON_ERASE, "erase"), Choice(texts.BUTTON_MENU, "menu"))
    return Reply(text, (first, *rest) if first else rest)


def withdraw(turn: Turn) -> Reply:
    """Take the agreement back."""
    consent.withdraw(turn.session, turn.contact, now=turn.now)
    return Reply(texts.CONSENT_WITHDRAWN, show_menu(turn).choices)


def erase(turn: Turn) -> Reply:
    """Forget everything; asked once more, because it cannot be undone."""
    match turn.argument:
        case "yes":
            consent.erase(turn.session, turn.contact, now=turn.now)
            handoff.forget(turn.session, turn.contact.id)
            reminders.forget(turn.session, turn.contact.id, now=turn.now)
            broadcasts.forget(turn.session, turn.contact.id)
            counted = polls.forget(turn.session, turn.contact.id)
            words = f"{texts.ERASED} {texts.ERASED_BALLOTS}" if counted else texts.ERASED
            return Reply(words, show_menu(turn).choices)
        case "no":
            return Reply(texts.KEPT, show_menu(turn).choices)
    return Reply(
        texts.ERASE_SURE,
        (Choice(texts.BUTTON_ERASE_YES, "erase:yes"), Choice(texts.BUTTON_KEEP, "erase:no")),
    )


def stop(turn: Turn) -> Reply:
    """*Dừng*: no more announcements; questions are answered all the same."""
    turn.contact.stopped_at = turn.now
    return Reply(texts.STOPPED)


def gather(turn: Turn) -> Reply:
    """*Gộp tin*: one message a day, at six in the evening."""
    digest.prefer(turn.session, turn.contact, now=turn.now, daily=True)
    return Reply(texts.DIGEST_ON)


def scatter(turn: Turn) -> Reply:
    """*Nhận ngay*: each message at once."""
    digest.prefer(turn.session, turn.contact, now=turn.now, daily=False)
    return Reply(texts.DIGEST_OFF)


def resume(turn: Turn) -> Reply:
    """*Bật*: announcements again, for a person who agreed to be remembered."""
    turn.contact.stopped_at = None
    if turn.contact.consented_at is None:
        return ask_consent(texts.RESUMED)
    return Reply(texts.RESUMED)

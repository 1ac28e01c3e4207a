"""Personal data and notification settings: show, withdraw consent, erase, stop, resume."""

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.handlers.residents.reminder_list import list_coming_lines
from bot.handlers.residents.words.privacy import name_channel, render_data, render_erased
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Choice, Reply
from bot.outbox import digest, messaging_windows
from bot.people import linking
from bot.privacy import personal_data
from bot.usecases import forget_person
from bot.usecases import withdraw_consent as withdrawing


def show_data(turn: Turn) -> Reply:
    """Show what is stored about the speaker."""
    contact = turn.contact
    agreed = contact.consented_at
    withdrawal = (Choice(texts.BUTTON_WITHDRAW, "withdraw"),) if agreed else ()
    form = (
        (Choice(texts.BUTTON_FORM, "form"),)
        if contact.account in messaging_windows.ACCOUNTS
        else ()
    )
    home = Choice(texts.BUTTON_MENU, "menu")
    text = render_data(personal_data.collect_data(turn.session, contact))
    return Reply(text, (*form, home, *withdrawal, Choice(texts.BUTTON_ERASE, "erase")))


def withdraw_consent(turn: Turn) -> Reply:
    """Withdraw consent."""
    withdrawing.withdraw_consent(turn.session, turn.contact, now=turn.now)
    return Reply(texts.CONSENT_WITHDRAWN, show_menu(turn).choices)


def erase_data(turn: Turn) -> Reply:
    """Erase everything after a confirmation, as it cannot be undone.

    For a person with several chats all of them are meant, unless they choose only this one.
    """
    match turn.argument:
        case "yes":
            return _erase(turn)
        case "here":
            return _erase(turn, only_here=True)
        case "no":
            return Reply(texts.KEPT, show_menu(turn).choices)
    keep = Choice(texts.BUTTON_KEEP, "erase:no")
    others = linking.list_other_contacts(turn.session, turn.contact)
    if not others:
        return Reply(texts.ERASE_SURE, (keep, Choice(texts.BUTTON_ERASE_YES, "erase:yes")))
    places = ", ".join(name_channel(chat) for chat in (turn.contact, *others))
    everywhere = Choice(texts.BUTTON_ERASE_ALL, "erase:yes")
    here = Choice(texts.BUTTON_ERASE_HERE, "erase:here")
    text = texts.ERASE_SURE_CHATS.format(count=1 + len(others), places=places)
    return Reply(text, (keep, here, everywhere))


def _erase(turn: Turn, *, only_here: bool = False) -> Reply:
    forgotten = forget_person.forget_person(
        turn.session, turn.contact, now=turn.now, only_here=only_here
    )
    return Reply(render_erased(forgotten), show_menu(turn).choices)


def stop_announcements(policy: Policy) -> Handler:
    """*Dừng*: stop announcements; questions are still answered.

    Reminders the person asked for are listed and stay until they say so once more (ADR-0047).
    """

    def stop(turn: Turn) -> Reply:
        turn.contact.stopped_at = turn.now
        lines = list_coming_lines(turn, policy)
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

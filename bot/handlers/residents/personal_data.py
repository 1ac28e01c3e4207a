"""Personal data and notification settings: show, withdraw consent, erase, stop, resume."""

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import format_date
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.handlers.residents.reminder_list import list_coming_lines
from bot.handlers.residents.words.privacy import name_channel, render_data, render_erased
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Choice, Reply
from bot.outbox import digest, messaging_windows
from bot.people import linking
from bot.people.purposes import Purpose
from bot.privacy import data_requests, purpose_choices
from bot.usecases import contact_requests, forget_person
from bot.usecases import withdraw_consent as withdrawing
from bot.vietnamese.letters import normalize_for_match


def show_data(turn: Turn) -> Reply:
    """Show what is stored about the speaker."""
    contact = turn.contact
    agreed = contact.consented_at
    withdrawal = (Choice(texts.BUTTON_WITHDRAW, "withdraw"),) if agreed else ()
    form = (
        (Choice(texts.BUTTON_FORM, "form"),)
        if messaging_windows.has_window(contact.account)
        else ()
    )
    home = Choice(texts.BUTTON_MENU, "menu")
    data = contact_requests.show_own_data(turn.session, contact, now=turn.now)
    correction = Choice(texts.BUTTON_CORRECT_DATA, "correct")
    copy = Choice(texts.BUTTON_COPY_DATA, "copy-data")
    uses = Choice(texts.BUTTON_PURPOSES, "purposes")
    erasure = Choice(texts.BUTTON_ERASE, "erase")
    return Reply(render_data(data), (*form, home, *withdrawal, erasure, correction, uses, copy))


def asks_correction(turn: Turn) -> bool:
    """Return whether the speaker says what is wrong in their data: "sửa dữ liệu: tên là Lân"."""
    said = normalize_for_match(turn.text.partition(":")[0])
    return said in map(normalize_for_match, texts.SAID_CORRECT_DATA)


def ask_for_correction(policy: Policy) -> Handler:
    """Open a request to correct the speaker's data, or add words to it; an officer does it."""

    def ask(turn: Turn) -> Reply:
        words = "" if turn.choice else turn.text.partition(":")[2].strip()
        row = data_requests.ask_for_correction(
            turn.session, turn.contact, words, policy=policy, now=turn.now
        )
        day = row.due_at.astimezone(policy.zone).date()
        text = texts.DATA_CORRECTION_ASKED.format(number=row.id, day=format_date(day))
        more = texts.DATA_CORRECTION_NOTED if words else texts.DATA_CORRECTION_WHAT
        return Reply(f"{text} {more}", (Choice(texts.BUTTON_MENU, "menu"),))

    return ask


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
        purpose_choices.refuse_purpose(turn.session, turn.contact, Purpose.NOTICES, now=turn.now)
        turn.contact.stopped_at = turn.now  # also of a deadline asked for after the last time
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
    purpose_choices.allow_purpose(turn.session, turn.contact, Purpose.NOTICES, now=turn.now)
    if turn.contact.consented_at is None:
        return ask_consent(texts.RESUMED)
    return Reply(texts.RESUMED)

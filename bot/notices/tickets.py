"""What members, residents and leaders are told of a ticket because of what happened to it."""

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.notices import ticket_cards
from bot.notices.ticket_delivery import RelaySource, notify_member, notify_resident
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.events import (
    CallTimeWished,
    DangerReported,
    NameDisclosed,
    PhoneGiven,
    PhoneRequested,
    ResidentLost,
    TicketAnswered,
    TicketCancelled,
    TicketClosedQuietly,
    TicketCompleted,
    TicketEscalated,
    TicketExtended,
    TicketFellQuiet,
    TicketGivenOn,
    TicketMoved,
    TicketOffered,
    TicketTaken,
    TicketTimedOut,
)
from bot.tickets.models import Ticket
from bot.tickets.phone_numbers import format_e164
from bot.tickets.wording import describe_leaving, describe_placement

# ── Who has it ───────────────────────────────────────────────────────────────────────────────────


def send_card(session: Session, event: TicketOffered) -> None:
    """Send the card to the member who is asked to take the ticket."""
    ticket = session.get_one(Ticket, event.ticket_id)
    card = ticket_cards.offer_card(session, ticket, zone=event.zone, now=event.at)
    notify_member(session, event.member_id, card, ticket, now=event.at)


def tell_where_it_went(session: Session, event: TicketMoved) -> None:
    """Tell the resident why the ticket moved, and where it is now."""
    ticket = session.get_one(Ticket, event.placement.ticket_id)
    why = describe_leaving(session, event.former_id, was_taken=event.was_taken)
    where = describe_placement(session, event.placement, zone=event.zone, now=event.at)
    notify_resident(session, ticket, Reply(f"{why}\n{where}".strip()), now=event.at)


def alert_leaders(session: Session, event: TicketEscalated) -> None:
    """Tell the leaders that nobody took the ticket; they may."""
    ticket = session.get_one(Ticket, event.ticket_id)
    text = texts.TICKET_NOBODY_TOOK.format(
        number=ticket.id, unit=cards.unit_name(session, ticket), text=ticket.text or ticket.subject
    )
    alert = Reply(text, (_take_choice(ticket),))
    for leader_id in event.leader_ids:
        notify_member(session, leader_id, alert, ticket, now=event.at)


def alert_helpers(session: Session, event: DangerReported) -> None:
    """Tell everybody who could come of the danger, on duty or not."""
    ticket = session.get_one(Ticket, event.ticket_id)
    text = texts.URGENT_CARD.format(
        number=ticket.id,
        subject=ticket.subject,
        unit=cards.unit_name(session, ticket),
        text=ticket.text,
    )
    alert = Reply(text, (_take_choice(ticket),))
    for helper_id in event.helper_ids:
        notify_member(session, helper_id, alert, ticket, now=event.at)


def _take_choice(ticket: Ticket) -> Choice:
    return Choice(texts.BUTTON_TAKE, Action.TICKET.pack(ticket.id, "take"))


def tell_former_member(session: Session, event: TicketGivenOn) -> None:
    """Tell a member that the ticket went to somebody else."""
    notice = texts.TICKET_GIVEN_ON.format(number=event.ticket_id)
    notify_member(session, event.former_id, Reply(notice), now=event.at)


def tell_late_member(session: Session, event: TicketTimedOut) -> None:
    """Tell a member that the ticket was taken away because they did not answer."""
    notice = texts.TICKET_TAKEN_AWAY.format(number=event.ticket_id)
    notify_member(session, event.former_id, Reply(notice), now=event.at)


def tell_asked_member(session: Session, event: TicketTaken) -> None:
    """Tell the member who was asked that somebody else took the ticket."""
    if event.offered_to_id is None or event.offered_to_id == event.member_id:
        return
    member = cards.member_name(session, event.member_id)
    notice = texts.TICKET_TAKEN.format(number=event.ticket_id, member=member)
    notify_member(session, event.offered_to_id, Reply(notice), now=event.at)


def tell_who_helps(session: Session, event: TicketTaken) -> None:
    """Tell the resident who helps; who is still anonymous may give their name."""
    ticket = session.get_one(Ticket, event.ticket_id)
    contact = session.get_one(Contact, ticket.contact_id)
    text = texts.TICKET_ACCEPTED.format(
        member=cards.member_name(session, event.member_id),
        team=cards.team_name(session, event.member_id),
        number=ticket.id,
    )
    name_choice = Choice(texts.BUTTON_NAME_ME, Action.OWN_TICKET.pack(ticket.id, "name"))
    choices = (name_choice,) if ticket.anonymous and contact.name else ()
    notify_resident(session, ticket, Reply(text, choices), now=event.at)


# ── What the resident adds ───────────────────────────────────────────────────────────────────────


def tell_what_was_added(session: Session, event: TicketExtended) -> None:
    """Pass on to the member what the resident added."""
    ticket = session.get_one(Ticket, event.ticket_id)
    text = texts.CARD_ADDED.format(number=ticket.id, text=event.text).strip()
    last = event.first_attachment + event.attachments
    attachments = ticket_cards.load_attachments(session, ticket)[event.first_attachment : last]
    notify_member(session, event.member_id, Reply(text, (), attachments), ticket, now=event.at)


def ask_phone(session: Session, event: PhoneRequested) -> None:
    """Ask the resident for the number at which the member may call."""
    ticket = session.get_one(Ticket, event.ticket_id)
    member = cards.member_name(session, event.member_id)
    question = Reply(texts.CALL_WANTED.format(member=member))
    notify_resident(session, ticket, question, now=event.at, source=RelaySource(event.member_id))


def tell_phone(session: Session, event: PhoneGiven) -> None:
    """Give the member the resident's phone number."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = texts.PHONE_GIVEN.format(number=ticket.id, phone=format_e164(ticket.phone))
    notify_member(session, event.member_id, Reply(notice), ticket, now=event.at)


def tell_name(session: Session, event: NameDisclosed) -> None:
    """Tell the member the resident's name."""
    ticket = session.get_one(Ticket, event.ticket_id)
    contact = session.get_one(Contact, ticket.contact_id)
    notice = texts.NAME_TOLD.format(number=ticket.id, name=contact.name)
    notify_member(session, event.member_id, Reply(notice), ticket, now=event.at)


def tell_call_time(session: Session, event: CallTimeWished) -> None:
    """Tell the member when the resident wants to be answered."""
    ticket = session.get_one(Ticket, event.ticket_id)
    wish = texts.CARD_WANTED.format(time=ticket.call_at)
    notice = texts.CARD_ADDED.format(number=ticket.id, text=wish)
    notify_member(session, event.member_id, Reply(notice), ticket, now=event.at)


# ── How it ends ──────────────────────────────────────────────────────────────────────────────────


def ask_whether_done(session: Session, event: TicketFellQuiet) -> None:
    """Ask the member whether the ticket can be closed."""
    ticket = session.get_one(Ticket, event.ticket_id)
    choices = (Choice(texts.BUTTON_CLOSE, Action.TICKET.pack(ticket.id, "done")),)
    question = Reply(texts.TICKET_QUIET.format(number=ticket.id), choices)
    notify_member(session, event.member_id, question, ticket, now=event.at)


def ask_whether_solved(session: Session, event: TicketCompleted) -> None:
    """Ask the resident whether the matter is solved."""
    ticket = session.get_one(Ticket, event.ticket_id)
    choices = (
        Choice(texts.BUTTON_SOLVED, Action.OWN_TICKET.pack(ticket.id, "solved")),
        Choice(texts.BUTTON_NOT_SOLVED, Action.OWN_TICKET.pack(ticket.id, "notyet")),
    )
    notify_resident(session, ticket, Reply(texts.TICKET_DONE_ASK, choices), now=event.at)


def send_answer(session: Session, event: TicketAnswered) -> None:
    """Send the officer's answer to the resident."""
    ticket = session.get_one(Ticket, event.ticket_id)
    answer = texts.PERSON_ANSWERED.format(number=ticket.id, text=ticket.answer)
    notify_resident(session, ticket, Reply(answer), now=event.at)


def tell_bot_is_back(session: Session, event: TicketClosedQuietly) -> None:
    """Tell the resident that the bot answers again; they may say that it is not solved."""
    ticket = session.get_one(Ticket, event.ticket_id)
    choices = (Choice(texts.BUTTON_NOT_SOLVED, Action.OWN_TICKET.pack(ticket.id, "notyet")),)
    notice = texts.BOT_BACK_AFTER_QUIET.format(number=ticket.id)
    notify_resident(session, ticket, Reply(notice, choices), now=event.at)


def tell_closed_quietly(session: Session, event: TicketClosedQuietly) -> None:
    """Tell the member that the ticket was closed because nobody wrote."""
    notice = texts.TICKET_CLOSED_QUIET.format(number=event.ticket_id)
    notify_member(session, event.member_id, Reply(notice), now=event.at)


def tell_cancelled(session: Session, event: TicketCancelled) -> None:
    """Tell the member that the resident needs no help any more."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = texts.TICKET_CANCELLED_MEMBER.format(number=ticket.id)
    notify_member(session, event.member_id, Reply(notice), ticket, now=event.at)


def tell_resident_lost(session: Session, event: ResidentLost) -> None:
    """Tell the member that the resident blocked us."""
    notice = texts.TICKET_RESIDENT_GONE.format(number=event.ticket_id)
    notify_member(session, event.member_id, Reply(notice), now=event.at)

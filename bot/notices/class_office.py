"""What officers are asked and told of classes, and whom their decisions invite."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import wording
from bot.classes.events import AskersInvited, ClassProposed, RemindersFoundOverdue
from bot.classes.models import ClassProposal, ClassSession
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox.notify import notify_contact
from bot.people.linking import list_officer_contacts
from bot.people.models import Contact
from bot.people.units import Unit
from bot.reminders.wording import format_day_month
from bot.vietnamese.dates.formatting import format_clock


def ask_officers(session: Session, event: ClassProposed) -> None:
    """Ask the officers whether to open the proposed class, with a button for each time."""
    proposal = session.get_one(ClassProposal, event.proposal_id)
    unit = session.get_one(Unit, proposal.unit_id)
    text = texts.DEMAND_PROPOSED.format(count=proposal.askers, unit=unit.name, title=proposal.title)
    buttons = (
        *(_make_time_button(proposal.id, at, event.zone) for at in event.times),
        Choice(texts.BUTTON_DEMAND_LATER, Action.CLASS_PROPOSAL.pack("later", proposal.id)),
        Choice(texts.BUTTON_DEMAND_NO, Action.CLASS_PROPOSAL.pack("no", proposal.id)),
    )
    for officer in list_officer_contacts(session, unit):
        key = f"demand:{proposal.id}:{officer.id}"
        notify_contact(session, officer, Reply(text, buttons), now=event.at, key=key)


def _make_time_button(proposal_id: int, at: datetime, zone: ZoneInfo) -> Choice:
    local = at.astimezone(zone)
    label = texts.BUTTON_DEMAND_TIME.format(
        time=format_clock(local),
        weekday=texts.WEEKDAYS[local.weekday()],
        day=format_day_month(at, zone),
    )
    return Choice(label, Action.CLASS_PROPOSAL.pack("at", proposal_id, int(at.timestamp()) // 60))


def invite_askers(session: Session, event: AskersInvited) -> None:
    """Invite those who asked about the topic, until the class begins."""
    proposal = session.get_one(ClassProposal, event.proposal_id)
    class_session = session.get_one(ClassSession, proposal.session_id)
    description = wording.describe_class(class_session, now=event.at, zone=event.zone)
    text = texts.DEMAND_INVITE.format(title=proposal.title, what=description)
    buttons = (
        Choice(texts.BUTTON_JOIN, Action.CLASS.pack("join", class_session.id)),
        Choice(texts.BUTTON_JOIN_KIN, Action.CLASS.pack("kin", class_session.id)),
    )
    query = select(Contact).where(col(Contact.id).in_(event.contact_ids)).order_by(col(Contact.id))
    for contact in session.exec(query).all():
        notify_contact(
            session,
            contact,
            Reply(text, buttons),
            now=event.at,
            key=f"invite:{class_session.id}:{contact.id}",
            due_at=event.due_at,
            send_before=class_session.starts_at,
        )


def report_overdue_reminders(session: Session, event: RemindersFoundOverdue) -> None:
    """Tell the commune's officers how many reminders are overdue, once a day."""
    commune = session.get_one(Unit, event.commune_id)
    reply = Reply(texts.REMINDERS_OVERDUE.format(count=event.count, unit=commune.name))
    for officer in list_officer_contacts(session, commune):
        key = f"overdue:{event.on}:{officer.id}"
        notify_contact(session, officer, reply, now=event.at, key=key)

"""What a contact is told when somebody vouched for them."""

from sqlmodel import Session, col, select

from bot.classes.models import Enrolment
from bot.messages.content import Reply
from bot.outbox.notify import notify_each
from bot.people.models import Contact
from bot.polls.models import Poll
from bot.usecases.events import ContactVouched
from bot.usecases.vouch_for_contact import AcceptedItems, describe_accepted


def tell_accepted(session: Session, event: ContactVouched) -> None:
    """Tell the contact which ballots count and which seats hold now."""
    polls = {
        poll.id: poll for poll in session.exec(select(Poll).where(col(Poll.id).in_(event.poll_ids)))
    }
    enrolments = {
        enrolment.id: enrolment
        for enrolment in session.exec(
            select(Enrolment).where(col(Enrolment.id).in_(event.enrolment_ids))
        )
    }
    accepted = AcceptedItems(
        tuple(polls[poll_id] for poll_id in event.poll_ids),
        tuple(enrolments[enrolment_id] for enrolment_id in event.enrolment_ids),
    )
    lines = describe_accepted(session, accepted, now=event.at, zone=event.zone)
    if lines:
        contact = session.get_one(Contact, event.contact_id)
        key = f"vouch:{int(event.at.timestamp())}"
        notify_each(session, [contact], Reply("\n".join(lines)), key=key, now=event.at)

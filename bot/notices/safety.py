"""What a resident is asked on the day after a fraud."""

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox.notify import notify_contact
from bot.people.models import Contact
from bot.tickets.events import SafetyFollowUpDue
from bot.tickets.models import SafetyAnswer, SafetyFollowUp


def ask_how_it_went(session: Session, event: SafetyFollowUpDue) -> None:
    """Ask whether bank and police were told, with the buttons that answer it."""
    follow_up = session.get_one(SafetyFollowUp, event.follow_up_id)
    question = texts.SAFETY_NEXT_DAY.get(follow_up.kind, texts.SAFETY_NEXT_DAY_ELSE)
    choices = (
        Choice(texts.BUTTON_SAFETY_DONE, Action.SAFETY.pack(follow_up.id, SafetyAnswer.DONE)),
        Choice(texts.BUTTON_SAFETY_NOT_YET, Action.SAFETY.pack(follow_up.id, SafetyAnswer.NOT_YET)),
        Choice(texts.BUTTON_PERSON, Action.PERSON),
    )
    contact = session.get_one(Contact, follow_up.contact_id)
    reply = Reply(question, choices)
    notify_contact(session, contact, reply, now=event.at, key=f"safety:{follow_up.id}")

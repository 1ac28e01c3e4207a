"""What volunteers are told of doors they are to come back to."""

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.outbox.notify import notify_each
from bot.outreach.events import HomeVisitDue
from bot.outreach.models import HomeVisit
from bot.people.linking import map_contacts
from bot.people.models import Household


def remind_of_return(session: Session, event: HomeVisitDue) -> None:
    """Remind the volunteer on the morning of the day that was agreed at the door."""
    visit = session.get_one(HomeVisit, event.visit_id)
    household = session.get_one(Household, visit.household_id)
    hint = texts.RETURN_HINT.format(hint=visit.due_hint) if visit.due_hint else ""
    where = texts.RETURN_WHERE.format(address=household.address) if household.address else ""
    text = texts.RETURN_TODAY.format(
        house=household.label, where=where, hint=hint, day=visit.visited_on
    )
    button = Choice(
        shorten_label(texts.BUTTON_RECORD_VISIT.format(house=household.label)),
        Action.HOME_VISIT.pack("house", household.id),
    )
    contacts = map_contacts(session, [visit.person_id] if visit.person_id else ())
    key = f"return:{visit.id}:{visit.due_on:%Y%m%d}"
    notify_each(session, contacts.values(), Reply(text, (button,)), key=key, now=event.at)

"""What forgetting a person means for visits: they keep their figures and lose their words."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.core.db import wipe_after
from bot.outreach.models import HomeVisit
from bot.people.models import Contact, Person
from bot.people.proof import VOUCHED_BY_HOUSEHOLD


def forget_contact(session: Session, contact_id: int) -> int:
    """Empty the notes of all visits at the household of a contact; returns how many.

    Call it while the contact still says which household is its own.
    """
    contact = session.get_one(Contact, contact_id)
    household_ids = set()
    if contact.vouched.startswith(VOUCHED_BY_HOUSEHOLD):
        household_ids.add(int(contact.vouched.removeprefix(VOUCHED_BY_HOUSEHOLD)))
    if contact.person_id is not None:
        query = select(Person.household_id).where(Person.id == contact.person_id)
        household_ids.update(filter(None, session.exec(query)))
    noted = update(HomeVisit).where(
        col(HomeVisit.household_id).in_(household_ids), col(HomeVisit.note) != ""
    )
    emptied = session.execute(noted.values(note="").returning(col(HomeVisit.id))).all()
    if emptied:
        wipe_after(session)
    return len(emptied)

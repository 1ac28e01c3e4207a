"""Who a poll is addressed to: everybody in its unit, or those with a role; one chat each."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.people import recipients
from bot.people.models import ROLE_GROUPS, Contact, Role
from bot.people.units import Unit, within
from bot.polls.models import Ballot, Poll, VoterDigest

CONTACT, UNIT = SQLModel.metadata.tables["contact"], SQLModel.metadata.tables["unit"]


def select_reachable(session: Session, poll: Poll, village_id: int | None = None) -> Select[Any]:
    """Return the query of people who can be told about the poll: recipient, contact_id, account.

    With `village_id`, only of that village. Who stopped messages in one chat has stopped them in
    all, whatever village the other chat is in.
    """
    unit = session.get_one(Unit, poll.unit_id)
    inside = select(UNIT.c.id).where(within(UNIT.c.path, unit.path))
    contact_columns = CONTACT.c
    stopped = select(contact_columns.person_id).where(
        contact_columns.stopped_at.is_not(None), contact_columns.person_id.is_not(None)
    )
    where: list[ColumnElement[bool]] = [
        recipients.hears_announcements(),
        contact_columns.unit_id.in_(inside)
        if village_id is None
        else contact_columns.unit_id == village_id,
        or_(contact_columns.person_id.is_(None), contact_columns.person_id.not_in(stopped)),
    ]
    them = recipients.select_recipients(*where).subquery()
    columns = (them.c[name] for name in ("recipient", "contact_id", "account"))
    return select(*columns).where(them.c.reach == "")


def select_unanswered(session: Session, poll: Poll, village_id: int | None = None) -> Select[Any]:
    """Return the query of reachable people who may answer and have not answered yet.

    In a poll of households: whose own chat has not answered.
    """
    recipients = select_reachable(session, poll, village_id).subquery("asked")
    answered = select(Ballot.voter).where(Ballot.poll_id == poll.id)
    chats = select(Ballot.contact_id).where(
        Ballot.poll_id == poll.id, col(Ballot.contact_id).is_not(None)
    )
    identified = (
        select(VoterDigest.contact_id)
        .join(Ballot, (col(Ballot.poll_id) == poll.id) & (col(Ballot.voter) == VoterDigest.voter))
        .where(VoterDigest.poll_id == poll.id, col(VoterDigest.contact_id).is_not(None))
    )
    query: Select[Any] = select(*recipients.c).where(
        recipients.c.recipient.not_in(answered),
        recipients.c.contact_id.not_in(chats),
        recipients.c.contact_id.not_in(identified),
    )
    if poll.role:
        unit = session.get_one(Unit, poll.unit_id)
        chosen = select(CONTACT.c.id).where(
            CONTACT.c.person_id.in_(_select_role_holders(poll, unit))
        )
        query = query.where(recipients.c.contact_id.in_(chosen))
    return query


def count_recipients(session: Session, recipients: Select[Any]) -> int:
    """Return the number of rows of such a query."""
    return session.exec(select(func.count()).select_from(recipients.subquery())).one()


def may_answer(session: Session, poll: Poll, contact: Contact) -> bool:
    """Return whether the contact has the role that the poll asks for, if any."""
    if not poll.role:
        return True
    unit = session.get_one(Unit, poll.unit_id)
    query = _select_role_holders(poll, unit).where(Role.person_id == contact.person_id)
    return session.exec(query.limit(1)).first() is not None


def _select_role_holders(poll: Poll, unit: Unit) -> SelectOfScalar[int]:
    """Return the query of people with the poll's role in the unit's subtree."""
    return (
        select(Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(col(Role.kind).in_(ROLE_GROUPS[poll.role]), within(Unit.path, unit.path))
    )

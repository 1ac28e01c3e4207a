"""Conditions on the rows that figures come from: whose they are, and of which days."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import SQLModel

from bot.core.policy import POLICY
from bot.people.models import Contact, Role
from bot.people.resident_chats import TEST_ACCOUNTS
from bot.reports.periods import Period

CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]
ROLE = SQLModel.metadata.tables[str(Role.__tablename__)].c


def is_not_resident(contact_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the contact is a test's, or of somebody with a role."""
    other = CONTACT.alias("counted_contact").c
    has_role = exists().where(ROLE.person_id == other.person_id)
    return exists().where(other.id == contact_id, other.account.in_(TEST_ACCOUNTS) | has_role)


def is_residents_row() -> ColumnElement[bool]:
    """Return the condition that a joined contact is a resident's: not a test's, without a role."""
    has_role = exists().where(ROLE.person_id == CONTACT.c.person_id)
    return CONTACT.c.account.not_in(TEST_ACCOUNTS) & ~has_role


def during(at: Any, period: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that an instant is on one of the days."""
    begin = datetime.combine(period.first, time(), POLICY.zone)
    end = datetime.combine(period.last + timedelta(days=1), time(), POLICY.zone)
    return at >= begin, at < end

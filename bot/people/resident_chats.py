"""Which chats are residents': not of the team, of officers, nor those the bot is tried out on."""

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import col

from bot.people.models import Contact, Role

TEST_ACCOUNTS = frozenset({"terminal"})
"""Accounts on which the bot is tried out (`bot chat`): no resident writes there."""


def is_resident_chat() -> ColumnElement[bool]:
    """Return the condition that a contact of the query is a resident's."""
    has_role = exists().where(col(Role.person_id) == Contact.person_id)
    return and_(col(Contact.account).not_in(TEST_ACCOUNTS), ~has_role)

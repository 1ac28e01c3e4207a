"""Audit of what officers do with a person's data on their behalf."""

from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.core import audit
from bot.people.actor import Actor


class PersonalDataEvent(Protocol):
    """An event about a person's data; its actor is None when they did it themselves."""

    @property
    def action(self) -> str:
        """The deed, as "contact.erase"."""

    @property
    def subject(self) -> str:
        """To whom it was done, as "contact:12"."""

    @property
    def actor(self) -> Actor | None:
        """Who did it for them."""

    @property
    def note(self) -> str:
        """The reason given."""

    @property
    def at(self) -> datetime:
        """When."""


def record_on_behalf(session: Session, event: PersonalDataEvent) -> None:
    """Add an audit entry if somebody did it on the person's behalf; a reaction.

    What persons do with their own data leaves no entry: it would outlive what they erased.
    """
    if event.actor is not None:
        audit.record_action(
            session,
            event.action,
            event.subject,
            person_id=event.actor.person_id,
            note=event.note,
            now=event.at,
        )

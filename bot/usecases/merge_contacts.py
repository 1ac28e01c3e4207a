"""Merging the contacts of one person after they were linked: seats, tickets, ballots, stops."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.classes import merging as seats
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import linking
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.purposes import list_refused, set_refused
from bot.polls.voting_config import VotingConfig
from bot.privacy.data_rules import Merger
from bot.privacy.events import ContactsMerged
from bot.tickets import merging as tickets
from bot.usecases import vouch_for_contact
from bot.usecases.vouch_for_contact import AcceptedItems

Merge = Callable[[Session, Contact, Contact, datetime, Policy], int]

# Of each pair of contacts; ballots of open polls are joined once, for all of them.
MERGERS: Mapping[Merger, Merge] = {
    Merger.SEATS: lambda session, contact, other, now, policy: seats.merge_contacts(
        session, contact, other, now=now, policy=policy
    ),
    Merger.TICKETS: lambda session, contact, other, now, policy: tickets.merge_tickets(
        session, contact, other, now=now, policy=policy
    ),
}


@dataclass(frozen=True, slots=True)
class MergedContacts:
    """How many duplicates were joined, and what was accepted that had waited for a proof."""

    seats: int
    tickets: int
    accepted: Sequence[AcceptedItems]


def merge_contacts(
    session: Session,
    contact: Contact,
    policy: Policy,
    booth: VotingConfig,
    *,
    now: datetime,
    actor: Actor | None = None,
    note: str = "",
) -> MergedContacts:
    """Join what the person's other contacts have with what this one has, after it was linked.

    `actor` is the officer who does it on the person's behalf, which is audited; None is the person.

    A person who asked for no more announcements in one contact has asked in all.
    """
    counts = dict.fromkeys(MERGERS, 0)
    for other in linking.list_other_contacts(session, contact):
        for merger, merge in MERGERS.items():
            counts[merger] += merge(session, contact, other, now, policy)
        contact.stopped_at = contact.stopped_at or other.stopped_at
        set_refused(contact, (*list_refused(contact), *list_refused(other)))
        emit(session, ContactsMerged(contact.id, other.id, now, actor, note))
    accepted = vouch_for_contact.accept_linked(session, contact, policy, booth, now=now)
    return MergedContacts(counts[Merger.SEATS], counts[Merger.TICKETS], accepted)

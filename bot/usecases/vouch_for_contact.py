"""Vouching for web chats: once proved, their ballots are counted and their learners enrolled.

Polls and classes meet here, for the handlers and the command line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import enrolments, seat_requests, wording
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core import audit
from bot.core.errors import NotAllowed, UserError
from bot.core.policy import Policy
from bot.messages.content import Reply
from bot.outbox.notify import notify_each
from bot.people import linking, proof
from bot.people.models import Contact, Household
from bot.people.service import list_roles
from bot.people.units import Unit, is_within, within
from bot.polls import voter_identity
from bot.polls.voting_config import VotingConfig

MAX_SHOWN = 8


@dataclass(frozen=True, slots=True)
class AcceptedItems:
    """What was waiting for the proof and is accepted now, one sentence each."""

    ballots: Sequence[str] = ()
    seats: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        """Return all sentences."""
        return [*self.ballots, *self.seats]


def accept_waiting(
    session: Session, contact: Contact, policy: Policy, booth: VotingConfig, *, now: datetime
) -> AcceptedItems:
    """Accept the ballots and enrolments that waited for a proof the chat has now."""
    contact.vouch_code = None
    session.flush()
    waiting = voter_identity.list_waiting_polls(session, contact, now=now)
    voter_identity.resolve_open_polls(session, contact, key=booth.key, now=now)
    still_waiting = {
        poll.id for poll in voter_identity.list_waiting_polls(session, contact, now=now)
    }
    ballots = [
        texts.POLL_PROVEN.format(title=poll.title)
        for poll in waiting
        if poll.id not in still_waiting
    ]
    given = seat_requests.confirm_enrolments(session, contact, now=now, policy=policy)
    return AcceptedItems(ballots, [_describe_seat(session, seat, policy, now) for seat in given])


def _describe_seat(session: Session, seat: Enrolment, policy: Policy, now: datetime) -> str:
    who = wording.join_learner_names([seat.learner])
    if seat.status == EnrolmentStatus.WAITING:
        place = enrolments.get_waiting_position(session, seat)
        return texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=place)
    class_session = session.get_one(ClassSession, seat.session_id)
    return texts.CLASS_JOINED.format(
        who=who, what=wording.describe_class(class_session, now=now, zone=policy.zone)
    )


def accept_linked(
    session: Session, contact: Contact, policy: Policy, booth: VotingConfig, *, now: datetime
) -> list[str]:
    """Accept what the person's web chats waited for, after this chat was linked to them.

    Returns the sentences. In every open poll the linked chats share one ballot from here on.
    """
    lines: list[str] = []
    for chat in (contact, *linking.list_other_contacts(session, contact)):
        if proof.determine_proof(session, chat) is proof.Proof.LINKED:
            lines += accept_waiting(session, chat, policy, booth, now=now).lines
    voter_identity.resolve_open_polls(session, contact, key=booth.key, now=now)
    return lines


def accept_household(
    session: Session,
    contact: Contact,
    household: Household,
    policy: Policy,
    booth: VotingConfig,
    *,
    now: datetime,
) -> AcceptedItems:
    """Record the household's code as the chat's proof, and accept what waited.

    Raises UserError when the household is of another unit, or is another voter's proof already.
    """
    if household.unit_id != contact.unit_id:
        raise UserError(texts.PROOF_ELSEWHERE)
    contact.vouched = f"{proof.VOUCHED_BY_HOUSEHOLD}{household.id}"
    return accept_waiting(session, contact, policy, booth, now=now)


def vouch_for_contact(
    session: Session,
    contact: Contact,
    policy: Policy,
    booth: VotingConfig,
    *,
    person_id: int | None,
    now: datetime,
) -> AcceptedItems:
    """Record a member's or the operator's word as proof. Audited.

    The contact is told what was accepted.
    """
    contact.vouched = proof.VOUCHED_BY_MEMBER
    accepted = accept_waiting(session, contact, policy, booth, now=now)
    subject = f"contact:{contact.id}"
    audit.record_action(session, "contact.vouch", subject, person_id=person_id, now=now)
    if accepted.lines:
        key = f"vouch:{int(now.timestamp())}"
        notify_each(session, [contact], Reply("\n".join(accepted.lines)), key=key, now=now)
    return accepted


def check_may_vouch(session: Session, person_id: int, contact: Contact) -> None:
    """Raise NotAllowed when the person's roles do not cover the contact's village."""
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    if unit is None or not any(
        is_within(unit.path, path) for path in _list_role_paths(session, person_id)
    ):
        raise NotAllowed(texts.CONFIRM_NOT_YOURS)


def list_waiting_contacts(session: Session, person_id: int, *, now: datetime) -> Sequence[Contact]:
    """Return the contacts waiting for a proof under the person's roles, last seen first."""
    paths = _list_role_paths(session, person_id)
    waits = or_(
        col(Contact.id).in_(voter_identity.select_waiting_chats(now)),
        col(Contact.id).in_(seat_requests.select_unconfirmed_chats(now)),
    )
    query = (
        select(Contact)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(
            or_(*(within(Unit.path, path) for path in paths)),
            waits,
            col(Contact.vouch_code).is_not(None),
        )
        .order_by(col(Contact.seen_at).desc(), col(Contact.id))
        .limit(MAX_SHOWN)
    )
    return session.exec(query).all() if paths else ()


def _list_role_paths(session: Session, person_id: int) -> list[str]:
    roles = list_roles(session, person_id)
    return [session.get_one(Unit, role.unit_id).path for role in roles]

"""Vouching for web chats: once proved, their ballots are counted and their learners enrolled.

Polls and classes meet here, for the handlers and the command line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import enrolments, seat_requests, wording
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.outreach import coverage
from bot.people import linking, proof
from bot.people.actor import Actor, list_scopes, shares_commune
from bot.people.models import Contact, Household
from bot.people.units import Unit, is_within, within
from bot.polls import voter_identity
from bot.polls.models import Poll
from bot.polls.voting_config import VotingConfig
from bot.usecases.events import ContactVouched

MAX_SHOWN = 8


@dataclass(frozen=True, slots=True)
class AcceptedItems:
    """What was waiting for the proof and is accepted now."""

    polls: tuple[Poll, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()


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
    return AcceptedItems(
        tuple(poll for poll in waiting if poll.id not in still_waiting),
        tuple(seat_requests.confirm_enrolments(session, contact, now=now, policy=policy)),
    )


def describe_accepted(
    session: Session, accepted: AcceptedItems, *, now: datetime, zone: ZoneInfo
) -> list[str]:
    """Return what was accepted, one sentence each."""
    return [
        *(texts.POLL_PROVEN.format(title=poll.title) for poll in accepted.polls),
        *(_describe_seat(session, seat, now, zone) for seat in accepted.enrolments),
    ]


def _describe_seat(session: Session, seat: Enrolment, now: datetime, zone: ZoneInfo) -> str:
    who = wording.join_learner_names([seat.learner])
    if seat.status == EnrolmentStatus.WAITING:
        place = enrolments.get_waiting_position(session, seat)
        return texts.CLASS_IN_LINE.format(who=who[:1].upper() + who[1:], place=place)
    class_session = session.get_one(ClassSession, seat.session_id)
    return texts.CLASS_JOINED.format(
        who=who, what=wording.describe_class(class_session, now=now, zone=zone)
    )


def accept_linked(
    session: Session, contact: Contact, policy: Policy, booth: VotingConfig, *, now: datetime
) -> list[AcceptedItems]:
    """Accept what the person's web chats waited for, after this chat was linked to them.

    Returns it by chat. In every open poll the linked chats share one ballot from here on.
    """
    accepted: list[AcceptedItems] = []
    for chat in (contact, *linking.list_other_contacts(session, contact)):
        if proof.determine_proof(session, chat) is proof.Proof.LINKED:
            accepted.append(accept_waiting(session, chat, policy, booth, now=now))
    voter_identity.resolve_open_polls(session, contact, key=booth.key, now=now)
    return accepted


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
    join_household(session, contact, household, now=now)
    return accept_waiting(session, contact, policy, booth, now=now)


def join_household(
    session: Session, contact: Contact, household: Household, *, now: datetime
) -> None:
    """Record by its code that a chat speaks for a household: what reaches it reaches the family.

    Raises UserError when the household is of another unit.
    """
    if household.unit_id != contact.unit_id:
        raise UserError(texts.PROOF_ELSEWHERE)
    contact.vouched = f"{proof.VOUCHED_BY_HOUSEHOLD}{household.id}"
    coverage.refresh_household(session, household.id, now=now)


def vouch_for_contact(
    session: Session,
    contact: Contact,
    policy: Policy,
    booth: VotingConfig,
    *,
    actor: Actor,
    now: datetime,
) -> AcceptedItems:
    """Record a member's or the operator's word as proof, and accept what waited.

    Raises NotAllowed when the actor's roles do not cover the contact's village.
    """
    check_may_vouch(session, contact, actor=actor)
    contact.vouched = proof.VOUCHED_BY_MEMBER
    accepted = accept_waiting(session, contact, policy, booth, now=now)
    emit(
        session,
        ContactVouched(
            contact.id,
            tuple(poll.id for poll in accepted.polls),
            tuple(enrolment.id for enrolment in accepted.enrolments),
            zone=policy.zone,
            actor=actor,
            at=now,
        ),
    )
    return accepted


def check_may_vouch(session: Session, contact: Contact, *, actor: Actor) -> None:
    """Raise NotAllowed when the actor's roles do not cover the contact's village.

    Raises NotFound for a contact of another commune. The operator may vouch for anybody.
    """
    if actor.person_id is None:
        return
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    if unit is not None and not shares_commune(session, actor, unit):
        raise NotFound(texts.CONFIRM_UNKNOWN)
    if unit is None or not any(is_within(unit.path, path) for path in list_scopes(session, actor)):
        raise NotAllowed(texts.CONFIRM_NOT_YOURS)


def list_waiting_contacts(session: Session, actor: Actor, *, now: datetime) -> Sequence[Contact]:
    """Return the contacts waiting for a proof under the actor's roles, last seen first."""
    paths = list_scopes(session, actor)
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

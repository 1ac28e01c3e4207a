"""Four eyes: what one person drafts, a second person approves or refuses.

One state machine for announcements and polls. A draft is submitted, then approved or refused; a
refusal can be taken back by whoever refused, and the drafter can return a draft that is not
approved to editing. `take_step` checks who may and whether the draft stands where it must, and
writes the columns every such draft has; the state of its own table is the feature's to set.
Revisions of the knowledge are drafted and then decided once: they use `check_second_person` alone.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.people import units
from bot.people.actor import Actor, Hand, find_actor, get_actor
from bot.people.linking import map_contacts
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from bot.vietnamese.letters import match_names

DECIDING_ROLES = (RoleKind.APPROVER, RoleKind.OFFICER)
MAX_REASON_LENGTH = 300  # characters of a refusal's reason, as its columns


class Stage(StrEnum):
    """Where a draft stands between its drafter and its approver."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"  # and whatever follows from it
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by its own side


class Step(StrEnum):
    """What can be done to a draft; the values are the last word of the audit entry's action."""

    SUBMIT = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    TAKE_BACK_REFUSAL = "unrefuse"
    GIVE_REASON = "why"
    REOPEN = "edit"


TRANSITIONS: Mapping[Step, tuple[frozenset[Stage], Stage]] = MappingProxyType(
    {
        Step.SUBMIT: (frozenset({Stage.DRAFTED}), Stage.SUBMITTED),
        Step.APPROVE: (frozenset({Stage.SUBMITTED}), Stage.APPROVED),
        Step.REFUSE: (frozenset({Stage.SUBMITTED}), Stage.REFUSED),
        Step.TAKE_BACK_REFUSAL: (frozenset({Stage.REFUSED}), Stage.SUBMITTED),
        Step.GIVE_REASON: (frozenset({Stage.REFUSED}), Stage.REFUSED),
        Step.REOPEN: (frozenset({Stage.DRAFTED, Stage.SUBMITTED, Stage.REFUSED}), Stage.DRAFTED),
    }
)
"""From which stages a step is possible, and to which one it leads."""


class Draft(Protocol):
    """A row that needs a second person. `drafted_by` None is the operator."""

    unit_id: int
    drafted_by: int | None
    decided_by: int | None
    asks: int  # how often it was submitted: an older request's button decides nothing
    refused_why: str

    @property
    def stage(self) -> Stage:
        """Where it stands now."""


def take_step(
    session: Session,
    draft: Draft,
    step: Step,
    *,
    actor: Actor,
    wrong_stage: str,
    reason: str = "",
) -> Stage:
    """Check a step, record it in the draft's columns and return the stage it leads to.

    The draft must be locked. Raises NotAllowed when `actor` may not, UserError(`wrong_stage`) when
    the draft does not stand where the step begins. `reason` is that of a refusal.
    """
    check_step(session, draft, step, actor=actor, wrong_stage=wrong_stage)
    match step:
        case Step.SUBMIT:
            draft.asks += 1
        case Step.APPROVE:
            draft.decided_by = actor.person_id
        case Step.REFUSE:
            draft.decided_by, draft.refused_why = actor.person_id, reason[:MAX_REASON_LENGTH]
        case Step.GIVE_REASON:
            draft.refused_why = reason[:MAX_REASON_LENGTH]
        case Step.TAKE_BACK_REFUSAL:
            draft.decided_by, draft.refused_why = None, ""
        case Step.REOPEN:
            draft.decided_by = None  # the reason stays: the drafter works on it
    return TRANSITIONS[step][1]


def check_step(
    session: Session, draft: Draft, step: Step, *, actor: Actor, wrong_stage: str
) -> None:
    """Raise what `take_step` would, and change nothing."""
    if step in (Step.APPROVE, Step.REFUSE):
        check_second_person(
            session, unit_id=draft.unit_id, drafted_by=draft.drafted_by, actor=actor
        )
    if step is Step.REOPEN and (draft.drafted_by is None or draft.drafted_by != actor.person_id):
        raise NotAllowed(texts.EDIT_OTHERS)
    if draft.stage not in TRANSITIONS[step][0]:
        raise UserError(wrong_stage)
    if step in (Step.TAKE_BACK_REFUSAL, Step.GIVE_REASON) and (
        actor.person_id is None or draft.decided_by != actor.person_id
    ):
        raise UserError(wrong_stage)


def check_second_person(
    session: Session, *, unit_id: int | None, drafted_by: int | None, actor: Actor
) -> None:
    """Raise NotAllowed unless the actor is another person, one who may decide for the unit.

    What holds everywhere (`unit_id` None) is for those who may decide for every commune. The
    operator at the command line may, and is audited; the clock may not.
    """
    if actor.person_id is None:
        if actor.hand is not Hand.CLI:
            raise NotAllowed(texts.NOT_AN_OFFICER)
        return
    if actor.person_id == drafted_by:
        raise NotAllowed(texts.DECIDE_OWN)
    if unit_id is None:
        allowed = _decides_everywhere(session, actor.person_id)
    else:
        unit = session.get_one(Unit, unit_id)
        allowed = actor.person_id in _list_approver_ids(session, unit)
    if not allowed:
        raise NotAllowed(texts.NOT_AN_OFFICER)


def _decides_everywhere(session: Session, person_id: int) -> bool:
    query = (
        select(Unit.path)
        .join(Role, col(Role.unit_id) == Unit.id)
        .where(Role.person_id == person_id, col(Role.kind).in_(DECIDING_ROLES))
    )
    return any(units.covers_every_commune(session, path) for path in session.exec(query).all())


def is_current_request(draft: Draft, request_number: str) -> bool:
    """Return whether a button of request `request_number` is about the draft as it is now.

    Buttons without a number belong to the first request. Always true unless the draft awaits
    approval.
    """
    return (
        draft.stage is not Stage.SUBMITTED
        or request_number == str(draft.asks)
        or (not request_number and draft.asks == 1)
    )


def find_decider(
    session: Session, person_id: int | None, *, hand: Hand = Hand.CHAT
) -> Actor | None:
    """Return the person as an officer or approver over their widest unit, or None."""
    return find_actor(session, person_id, roles=DECIDING_ROLES, hand=hand)


def get_decider(session: Session, person_id: int | None, *, hand: Hand = Hand.CHAT) -> Actor:
    """Return the actor `find_decider` finds. Raises NotAllowed when there is none."""
    return get_actor(session, person_id, roles=DECIDING_ROLES, hand=hand)


def get_scope_unit(session: Session, actor: Actor) -> Unit:
    """Return the unit whose subtree the actor may touch; not for the operator or the clock."""
    return session.exec(select(Unit).where(Unit.path == actor.scope)).one()


def list_approvers(session: Session, unit: Unit, *, drafted_by: int | None) -> Sequence[Contact]:
    """Return the chats of those who may approve: the unit's approvers and other officers."""
    contacts = map_contacts(session, _list_approver_ids(session, unit) - {drafted_by or 0})
    return [contacts[person_id] for person_id in sorted(contacts)]


def search_officers(session: Session, typed: str) -> Sequence[Person]:
    """Return those who may draft and decide, by phone, id or name; several if ambiguous."""
    may = select(Role.person_id).where(col(Role.kind).in_(DECIDING_ROLES))
    people = session.exec(select(Person).where(col(Person.id).in_(may)).order_by(col(Person.id)))
    everybody = people.all()
    exact = [person for person in everybody if typed.strip() in (person.phone, str(person.id))]
    return exact or match_names(typed, everybody, lambda person: person.name)


def _list_approver_ids(session: Session, unit: Unit) -> set[int]:
    query = select(Role.person_id).where(
        col(Role.unit_id).in_(units.list_ancestor_ids(unit)), col(Role.kind).in_(DECIDING_ROLES)
    )
    return set(session.exec(query))

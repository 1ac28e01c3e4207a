"""A visit being told in a chat: what is known of it, and which question comes next."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, delete

from bot.core.policy import Policy
from bot.outreach import visits
from bot.outreach.household_search import split_new_household
from bot.outreach.models import HomeVisit, HomeVisitOutcome, VisitDraft, VisitStep
from bot.outreach.visit_lines import VisitLine
from bot.outreach.visits import WITH_DUE, WITH_SETUPS, NewHousehold, RecordedVisit, VisitReport
from bot.people.actor import Actor
from bot.people.models import Household

DRAFT_TIMEOUT = timedelta(hours=6)  # a morning at the doors


def find_draft(session: Session, contact_id: int, *, now: datetime) -> VisitDraft | None:
    """Return the visit the contact is telling now, or None after `DRAFT_TIMEOUT`."""
    draft = session.get(VisitDraft, contact_id)
    return draft if draft is not None and now - draft.moved_at < DRAFT_TIMEOUT else None


def begin_draft(
    session: Session, contact_id: int, unit_id: int, *, key: str, today: date, now: datetime
) -> VisitDraft:
    """Begin a visit; one that was begun before is dropped."""
    drop_draft(session, contact_id)
    draft = VisitDraft(
        contact_id=contact_id, key=key, step=VisitStep.HOUSEHOLD, unit_id=unit_id,
        visited_on=today, moved_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def begin_correction(
    session: Session, contact_id: int, visit: HomeVisit, *, now: datetime
) -> VisitDraft:
    """Begin to correct a visit that is recorded: everything as it was told."""
    draft = begin_draft(
        session, contact_id, visit.unit_id, key=visit.key, today=visit.visited_on, now=now
    )
    draft.visit_id, draft.household_id = visit.id, visit.household_id
    draft.outcome, draft.setups = visit.outcome, list(visit.setups)
    draft.due_on, draft.due_hint = visit.due_on, visit.due_hint
    draft.consent, draft.note, draft.step = visit.consent, visit.note, VisitStep.CONFIRM
    session.flush()
    return draft


def drop_draft(session: Session, contact_id: int) -> None:
    """Forget the visit that is being told, if there is one."""
    session.flush()
    session.execute(delete(VisitDraft).where(VisitDraft.contact_id == contact_id))  # type: ignore[arg-type]
    session.expire_all()


def fill_draft(session: Session, draft: VisitDraft, line: VisitLine, *, now: datetime) -> None:
    """Add what a line tells; another outcome drops what does not go with it."""
    if line.outcome is not None:
        draft.outcome = line.outcome
    if line.setups:
        draft.setups = list(line.setups)
    if line.due_on is not None:
        draft.due_on, draft.due_hint = line.due_on, line.due_hint
    if line.visited_on is not None:
        draft.visited_on = line.visited_on
    if line.note:
        draft.note = line.note[: visits.NOTE_LIMIT]
    if draft.outcome and draft.outcome not in WITH_SETUPS:
        draft.setups = []
    if draft.outcome and draft.outcome not in WITH_DUE:
        draft.due_on, draft.due_hint = None, ""
    draft.moved_at = now
    session.flush()


def set_household(
    session: Session, draft: VisitDraft, household: Household | None, label: str = ""
) -> None:
    """Say which household it was: one of the register, or (None) a new one by its label."""
    draft.household_id, draft.label = (household.id, "") if household else (None, label[:120])
    if household is not None:
        draft.unit_id = household.unit_id
    session.flush()


def advance(session: Session, draft: VisitDraft, *, setups_told: bool = False) -> VisitStep:
    """Go on to the first question without an answer, and return it.

    A label alone is a household once its question is left; `setups_told` says that there may be no
    set-up.
    """
    new_household = bool(draft.label) and draft.step != VisitStep.HOUSEHOLD
    if draft.household_id is None and not new_household:
        step = VisitStep.HOUSEHOLD
    elif not draft.outcome:
        step = VisitStep.OUTCOME
    elif draft.outcome == HomeVisitOutcome.DONE and not draft.setups and not setups_told:
        step = VisitStep.SETUPS
    elif draft.outcome == HomeVisitOutcome.LATER and draft.due_on is None:
        step = VisitStep.DUE
    else:
        step = VisitStep.CONFIRM
    draft.step = step
    session.flush()
    return step


def submit_draft(
    session: Session, draft: VisitDraft, *, actor: Actor, now: datetime, policy: Policy
) -> RecordedVisit:
    """Record what was told, or correct the visit it is about. Raises as `visits.record_visit`."""
    label, address = split_new_household(draft.label)
    household = draft.household_id or NewHousehold(draft.unit_id, label, address)
    report = VisitReport(
        household, draft.visited_on, HomeVisitOutcome(draft.outcome), tuple(draft.setups),
        draft.due_on, draft.due_hint, draft.consent, draft.note,
    )  # fmt: skip
    if draft.visit_id is None:
        recorded = visits.record_visit(
            session, report, key=draft.key, actor=actor, now=now, policy=policy
        )
    else:
        visit = visits.correct_visit(
            session, draft.visit_id, report, actor=actor, now=now, policy=policy
        )
        household_row = session.get_one(Household, visit.household_id)
        recorded = RecordedVisit(visit, household_row, True, None)
    drop_draft(session, draft.contact_id)
    return recorded

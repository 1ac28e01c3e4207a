"""What is told about a commitment: to approvers, officers, and whoever took part."""

from datetime import date

from sqlmodel import Session

from bot import texts
from bot.commitments import telling
from bot.commitments.events import (
    CommitmentApproved,
    CommitmentDue,
    CommitmentKept,
    CommitmentMoved,
    CommitmentRefused,
    CommitmentSubmitted,
    CommitmentWithdrawn,
)
from bot.commitments.models import Commitment, RoundKind
from bot.messages.content import Reply
from bot.outbox.notify import notify_each
from bot.people import approvals
from bot.people.linking import list_officer_contacts, map_contacts
from bot.people.models import Person
from bot.people.units import Unit
from bot.usecases import commitment_sources
from bot.vietnamese.dates.formatting import format_day

ABOUT = "{about}"  # the gap of a round's text: what the reader did, filled when it is staged


def tell_approvers(session: Session, event: CommitmentSubmitted) -> None:
    """Ask the approvers: the whole promise, and where it is approved."""
    commitment = session.get_one(Commitment, event.commitment_id)
    unit = session.get_one(Unit, commitment.unit_id)
    drafter = session.get(Person, commitment.drafted_by) if commitment.drafted_by else None
    text = texts.COMMITMENT_APPROVE.format(
        number=commitment.id,
        subject=commitment.subject,
        answer=commitment.answer,
        promise=commitment.promise,
        day=format_day(commitment.due_on),
        drafter=drafter.name if drafter else texts.DRAFTER_NOBODY,
    )
    chats = approvals.list_approvers(session, unit, drafted_by=commitment.drafted_by)
    key = f"commitment:{commitment.id}:ask:{commitment.asks}"
    notify_each(session, chats, Reply(text), key=key, now=event.at)


def tell_drafter_of_refusal(session: Session, event: CommitmentRefused) -> None:
    """Tell the drafter why it was sent back."""
    commitment = session.get_one(Commitment, event.commitment_id)
    text = texts.COMMITMENT_REFUSED_NOTE.format(number=commitment.id, reason=event.reason)
    _tell_drafter(session, commitment, text, f"no:{commitment.asks}", event)


def tell_drafter_of_approval(session: Session, event: CommitmentApproved) -> None:
    """Tell the drafter that it was approved."""
    commitment = session.get_one(Commitment, event.commitment_id)
    text = texts.COMMITMENT_APPROVED_NOTE.format(number=commitment.id)
    _tell_drafter(session, commitment, text, "yes", event)


def _tell_drafter(
    session: Session,
    commitment: Commitment,
    text: str,
    what: str,
    event: CommitmentRefused | CommitmentApproved,
) -> None:
    chats = map_contacts(session, [commitment.drafted_by or 0]).values()
    key = f"commitment:{commitment.id}:{what}"
    notify_each(session, chats, Reply(text), key=key, now=event.at)


def remind_officers(session: Session, event: CommitmentDue) -> None:
    """Remind the officers of a day, once for each stage and day."""
    commitment = session.get_one(Commitment, event.commitment_id)
    unit = session.get_one(Unit, commitment.unit_id)
    line = texts.COMMITMENT_DUE[event.stage].format(
        days=abs(event.days_left), day=format_day(commitment.due_on), promise=commitment.promise
    )
    text = texts.COMMITMENT_DUE_HOW.format(
        line=line, number=commitment.id, subject=commitment.subject
    )
    key = f"commitment:{commitment.id}:due:{commitment.due_on:%Y%m%d}:{event.stage}"
    chats = list_officer_contacts(session, unit)
    notify_each(session, chats, Reply(text), key=key, now=event.at)


def tell_promised(session: Session, event: CommitmentApproved) -> None:
    """Note who took part, and begin telling them what is promised."""
    commitment = session.get_one(Commitment, event.commitment_id)
    participants = commitment_sources.list_participants(session, commitment)
    telling.add_recipients(session, commitment, participants)
    _begin(session, commitment, RoundKind.PROMISED, render_promise(session, commitment), event)


def tell_moved(session: Session, event: CommitmentMoved) -> None:
    """Begin telling them of the new day."""
    commitment = session.get_one(Commitment, event.commitment_id)
    is_later = commitment.due_on > event.before
    text = (texts.COMMITMENT_MOVED if is_later else texts.COMMITMENT_FORWARD).format(
        unit=_name_unit(session, commitment),
        about=ABOUT,
        promise=_end_sentence(commitment.promise),
        before=format_day(event.before),
        day=format_day(commitment.due_on),
        reason=_end_sentence(event.reason),
    )
    _begin(session, commitment, RoundKind.MOVED, text, event)


def tell_kept(session: Session, event: CommitmentKept) -> None:
    """Begin telling them what was done."""
    commitment = session.get_one(Commitment, event.commitment_id)
    text = render_kept(session, commitment, commitment.outcome, today=event.today)
    _begin(session, commitment, RoundKind.KEPT, text, event)


def tell_withdrawn(session: Session, event: CommitmentWithdrawn) -> None:
    """Begin telling them that it will not be done, and why."""
    commitment = session.get_one(Commitment, event.commitment_id)
    text = texts.COMMITMENT_WITHDRAWN.format(
        unit=_name_unit(session, commitment),
        about=ABOUT,
        promise=_end_sentence(commitment.promise),
        reason=_end_sentence(event.reason),
    )
    _begin(session, commitment, RoundKind.WITHDRAWN, text, event)


Told = CommitmentApproved | CommitmentMoved | CommitmentKept | CommitmentWithdrawn


def _begin(
    session: Session, commitment: Commitment, kind: RoundKind, text: str, event: Told
) -> None:
    telling.begin_round(session, commitment, kind, text, now=event.at)


def render_promise(session: Session, commitment: Commitment) -> str:
    """Return the text of the promise, with the gap for what the reader did."""
    return texts.COMMITMENT_PROMISED.format(
        unit=_name_unit(session, commitment),
        about=ABOUT,
        answer=_end_sentence(commitment.answer),
        promise=_end_sentence(commitment.promise),
        day=format_day(commitment.due_on),
    )


def render_kept(session: Session, commitment: Commitment, outcome: str, *, today: date) -> str:
    """Return the text of what was done, with the gap; being late is said."""
    days = (today - commitment.due_on).days
    return texts.COMMITMENT_KEPT.format(
        unit=_name_unit(session, commitment),
        about=ABOUT,
        promise=_end_sentence(commitment.promise),
        outcome=_end_sentence(outcome),
        late="\n" + texts.COMMITMENT_SORRY.format(days=days) if days > 0 else "",
    )


def fill_about(text: str, commitment: Commitment, codes: str) -> str:
    """Return a round's text for those who took part in one way."""
    template = (
        texts.COMMITMENT_ABOUT_POLL
        if commitment.poll_id is not None
        else texts.COMMITMENT_ABOUT_REPORT
    )
    return text.replace(ABOUT, template.format(subject=commitment.subject, codes=codes), 1)


def _name_unit(session: Session, commitment: Commitment) -> str:
    return session.get_one(Unit, commitment.unit_id).name


def _end_sentence(words: str) -> str:
    """Return officers' words with a closing period, so that sentences stand apart."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."

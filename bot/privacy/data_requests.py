"""Requests of persons about their own data: each with its clock (Law 91/2025/QH15; ADR-0073).

What the bot does at once in the chat is a request that is done at once. What needs a person is open
until an officer has done it or refused it, and says why.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within, within_or_unknown
from bot.privacy.events import (
    ConsentWithdrawn,
    ContactForgotten,
    DataRequestAsked,
    DataRequestChanged,
    DataRequestSettled,
    OwnDataCopied,
    OwnDataCorrected,
    OwnDataShown,
    PurposeRefused,
)
from bot.privacy.models import (
    DataRequest,
    RequestAsker,
    RequestKind,
    RequestOrigin,
    RequestOutcome,
)
from bot.privacy.request_clock import ACKNOWLEDGE_WITHIN, add_working_days, end_of_day, get_period

MAX_NAME, MAX_REACH, MAX_NOTE, MAX_RESULT = 120, 160, 600, 300  # characters, as their columns
OLDEST = timedelta(days=366)  # of a paper that is typed in
REOPEN_WITHIN = timedelta(days=30)
SAME_DAY = timedelta(hours=24)  # somebody who looks again has asked once


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A request on paper as an officer types it in; `contact_id` when the person has a chat."""

    kind: RequestKind
    asker: RequestAsker
    name: str
    reach: str
    note: str
    asked_on: date
    contact_id: int | None = None


def ask_for_correction(
    session: Session, contact: Contact, words: str, *, policy: Policy, now: datetime
) -> DataRequest:
    """Open a request to correct what is stored, or add words to the one that is open."""
    words = mask(words).text.strip()[:MAX_NOTE]
    row = _find_open(session, contact.id, (RequestKind.CORRECT,))
    if row is not None:
        row.note = "\n".join(filter(None, (row.note, words)))[:MAX_NOTE]
        session.flush()
        return row
    return _open_request(session, contact, RequestKind.CORRECT, words, policy=policy, now=now)


def ask_for_copy(
    session: Session, contact: Contact, *, policy: Policy, now: datetime
) -> DataRequest:
    """Open a request for a copy that an officer hands over, or return the open one."""
    row = _find_open(session, contact.id, (RequestKind.EXPORT,))
    if row is not None:
        return row
    return _open_request(session, contact, RequestKind.EXPORT, "", policy=policy, now=now)


def _open_request(
    session: Session,
    contact: Contact,
    kind: RequestKind,
    words: str,
    *,
    policy: Policy,
    now: datetime,
) -> DataRequest:
    due = now + get_period(kind, policy.export_days)
    row = DataRequest(
        unit_id=contact.place_id, contact_id=contact.id, kind=kind, origin=RequestOrigin.CHAT,
        note=words, asked_at=now, due_at=end_of_day(policy.today(due), policy.zone),
        answered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    emit(session, DataRequestAsked(row.id, row.unit_id, now))
    return row


def add_paper_request(
    session: Session,
    unit: Unit,
    paper: PaperRequest,
    *,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> DataRequest:
    """Write down a request that came on paper. Raises UserError, NotFound for another's contact."""
    _check_paper(paper, policy.today(now))
    if paper.contact_id is not None:
        _check_contact(session, paper.contact_id, actor)
    due_on = paper.asked_on + get_period(paper.kind, policy.export_days)
    answer_on = add_working_days(paper.asked_on, ACKNOWLEDGE_WITHIN)
    row = DataRequest(
        unit_id=unit.id, contact_id=paper.contact_id, kind=paper.kind, origin=RequestOrigin.PAPER,
        asker=paper.asker, name=paper.name, reach=paper.reach, note=mask(paper.note).text,
        asked_at=min(now, end_of_day(paper.asked_on, policy.zone)),
        due_at=end_of_day(due_on, policy.zone), answer_by=end_of_day(answer_on, policy.zone),
    )  # fmt: skip
    session.add(row)
    session.flush()
    emit(session, DataRequestChanged(row.id, "request.add", actor, now))
    return row


def _check_paper(paper: PaperRequest, today: date) -> None:
    if not 0 < len(paper.name) <= MAX_NAME:
        raise UserError(texts.DATA_REQUEST_NAME.format(limit=MAX_NAME))
    if len(paper.reach) > MAX_REACH or not 0 < len(paper.note) <= MAX_NOTE:
        raise UserError(texts.DATA_REQUEST_NOTE.format(limit=MAX_NOTE))
    if not today - OLDEST <= paper.asked_on <= today:
        raise UserError(texts.DATA_REQUEST_DAY)


def _check_contact(session: Session, contact_id: int, actor: Actor) -> None:
    query = (
        select(Contact.id)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(Contact.id == contact_id, within(Unit.path, actor.scope))
    )
    if session.exec(query).first() is None:
        raise NotFound(texts.CONTACT_NOT_YOURS)


def get_request(
    session: Session, request_id: int, *, actor: Actor, lock: bool = False
) -> tuple[DataRequest, Unit | None]:
    """Return a request of the actor's units, and its unit. Raises NotFound."""
    query = (
        select(DataRequest, Unit)
        .join(Unit, col(Unit.id) == DataRequest.unit_id, isouter=True)
        .where(
            DataRequest.id == request_id,
            within_or_unknown(DataRequest.unit_id, Unit.path, actor.scope),
        )
    )
    row = session.exec(query.with_for_update(of=DataRequest) if lock else query).first()
    if row is None:
        raise NotFound(texts.DATA_REQUEST_UNKNOWN)
    return row[0], row[1]


def _get_open(session: Session, request_id: int, actor: Actor) -> DataRequest:
    row, _ = get_request(session, request_id, actor=actor, lock=True)
    if row.done_at is not None:
        raise UserError(texts.DATA_REQUEST_OVER)
    return row


def acknowledge(session: Session, request_id: int, *, actor: Actor, now: datetime) -> None:
    """Record that the person was told that their request has come. Raises NotFound, UserError."""
    row = _get_open(session, request_id, actor)
    row.answered_at = row.answered_at or now
    emit(session, DataRequestChanged(row.id, "request.answer", actor, now))


def extend(
    session: Session, request_id: int, reason: str, *, actor: Actor, policy: Policy, now: datetime
) -> None:
    """Extend a request once, by its own period. Raises NotFound, UserError."""
    row = _get_open(session, request_id, actor)
    if row.extended_at is not None:
        raise UserError(texts.DATA_REQUEST_EXTENDED)
    row.due_at += get_period(RequestKind(row.kind), policy.export_days)
    row.extended_at, row.reminded_at = now, None
    note = _check_result(reason)
    emit(session, DataRequestSettled(row.id, row.contact_id, "request.extend", actor, now, note))


def settle(
    session: Session,
    request_id: int,
    outcome: RequestOutcome,
    result: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record that a request is done, or refused, with what was done or why not.

    Raises NotFound, UserError.
    """
    row = _get_open(session, request_id, actor)
    note = _check_result(result)
    row.done_at, row.outcome, row.result, row.handled_by = now, outcome, note, actor.person_id
    row.answered_at = row.answered_at or now
    action = "request.refuse" if outcome is RequestOutcome.REFUSED else "request.done"
    emit(session, DataRequestSettled(row.id, row.contact_id, action, actor, now, note))


def _check_result(words: str) -> str:
    words = mask(" ".join(words.split())).text
    if not 0 < len(words) <= MAX_RESULT:
        raise UserError(texts.DATA_REQUEST_RESULT.format(limit=MAX_RESULT))
    return words


def reopen(session: Session, request_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a request again that was settled by mistake. Raises NotFound, UserError."""
    row, _ = get_request(session, request_id, actor=actor, lock=True)
    is_settled = row.outcome in (RequestOutcome.DONE, RequestOutcome.REFUSED)
    is_by_hand = row.origin == RequestOrigin.PAPER or row.kind == RequestKind.CORRECT
    if not (is_settled and is_by_hand and row.done_at and row.done_at > now - REOPEN_WITHIN):
        raise UserError(texts.DATA_REQUEST_STAYS)
    row.done_at, row.outcome, row.result, row.handled_by = None, RequestOutcome.OPEN, "", None
    emit(session, DataRequestChanged(row.id, "request.reopen", actor, now))


# --- reactions: what the bot or an officer has just done is a request that is done


def record_shown(session: Session, event: OwnDataShown) -> None:
    """Count that somebody looked at their own data; once in a day."""
    since = select(DataRequest.id).where(
        DataRequest.contact_id == event.contact_id,
        DataRequest.kind == RequestKind.SEE,
        DataRequest.asked_at > event.at - SAME_DAY,
    )
    if session.exec(since.limit(1)).first() is None:
        fulfil(session, event.contact_id, RequestKind.SEE, event.unit_id, None, now=event.at)


def record_own_correction(session: Session, event: OwnDataCorrected) -> None:
    """Count a correction a person made themselves; what an officer must do stays open."""
    row = DataRequest(
        unit_id=event.unit_id, contact_id=event.contact_id, kind=RequestKind.CORRECT,
        origin=RequestOrigin.CHAT, asked_at=event.at, due_at=event.at, answered_at=event.at,
        done_at=event.at, outcome=RequestOutcome.DONE,
    )  # fmt: skip
    session.add(row)
    session.flush()


def record_copied(session: Session, event: OwnDataCopied) -> None:
    """Count a copy that a person fetched in the chat."""
    fulfil(session, event.contact_id, RequestKind.EXPORT, event.unit_id, None, now=event.at)


def record_withdrawn(session: Session, event: ConsentWithdrawn) -> None:
    """Count a withdrawn consent."""
    kind = RequestKind.WITHDRAW
    fulfil(session, event.contact_id, kind, event.unit_id, event.actor, now=event.at)


def record_purpose_refused(session: Session, event: PurposeRefused) -> None:
    """Count that somebody took the consent to one use of their data back."""
    kind = RequestKind.WITHDRAW
    fulfil(session, event.contact_id, kind, event.unit_id, None, now=event.at)


def record_forgotten(session: Session, event: ContactForgotten) -> None:
    """Count an erasure once for a person, and end what the chat had asked for besides."""
    if event.contact_id == event.asked_in:
        kind = RequestKind.ERASE
        fulfil(session, event.contact_id, kind, event.unit_id, event.actor, now=event.at)
    query = select(DataRequest).where(
        DataRequest.contact_id == event.contact_id, col(DataRequest.done_at).is_(None)
    )
    for row in session.exec(query):
        row.done_at, row.outcome = event.at, RequestOutcome.GONE


def fulfil(
    session: Session,
    contact_id: int,
    kind: RequestKind,
    unit_id: int | None,
    actor: Actor | None,
    *,
    now: datetime,
) -> None:
    """Settle the chat's open request of this kind; without one, count one that is done at once."""
    kinds = (kind, RequestKind.SEE) if kind is RequestKind.EXPORT else (kind,)
    row = _find_open(session, contact_id, kinds)
    if row is None:
        origin = RequestOrigin.CHAT if actor is None else RequestOrigin.PAPER
        row = DataRequest(
            unit_id=unit_id, contact_id=contact_id, kind=kind, origin=origin, asked_at=now,
            due_at=now,
        )  # fmt: skip
        session.add(row)
    row.done_at, row.outcome = now, RequestOutcome.DONE
    row.answered_at = row.answered_at or now
    row.handled_by = actor.person_id if actor is not None else None
    session.flush()


def _find_open(
    session: Session, contact_id: int, kinds: tuple[RequestKind, ...]
) -> DataRequest | None:
    query = select(DataRequest).where(
        DataRequest.contact_id == contact_id,
        col(DataRequest.kind).in_(kinds),
        col(DataRequest.done_at).is_(None),
    )
    return session.exec(query.order_by(col(DataRequest.due_at))).first()

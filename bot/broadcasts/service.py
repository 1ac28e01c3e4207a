"""Lifecycle of a broadcast: draft, submit, approve, refuse, pause, resume, cancel, resend.

`scope` is the officer's own unit: other communes' broadcasts are reported as not found.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, update
from sqlmodel import Session, SQLModel, col, func, select

from bot import texts
from bot.broadcasts import attachments, audience, authenticity
from bot.broadcasts.models import Broadcast, BroadcastRecipient, State, Urgency
from bot.broadcasts.sandbox import is_trial
from bot.core import audit
from bot.core.dialects import count_anew
from bot.core.errors import NotFound, UserError
from bot.messages.content import Attachment, Choice
from bot.outbox import bulk
from bot.people import approvals
from bot.people.units import Unit
from bot.vietnamese.letters import bare, nfc

LONGEST_TEXT = 3000  # characters: more than this nobody reads on a phone
MOST_FILES, MOST_BUTTONS = 3, 4
MANY = 10_000  # recipients that change what the database must know of their table
RECIPIENT = SQLModel.metadata.tables["broadcast_recipient"]
OPEN = (State.DRAFT, State.WAITING, State.APPROVED, State.SENDING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a broadcast as its author wants it."""

    text: str
    audience: str
    files: tuple[Attachment, ...] = ()
    buttons: tuple[Choice, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    send_at: datetime | None = None
    send_before: datetime | None = None
    paid: bool = False


def draft(
    session: Session, unit: Unit, what: Draft, *, person_id: int | None, now: datetime
) -> Broadcast:
    """Create a draft of the unit. Raises UserError that names the first fault."""
    made = Broadcast(unit_id=unit.id, drafted_by=person_id, drafted_at=now, paid=what.paid)
    session.add(made)
    fill(session, made, what, now=now)
    note(session, made, "draft", person_id, now)
    return made


def fill(session: Session, one: Broadcast, what: Draft, *, now: datetime) -> None:
    """Validate `draft` and store it in `broadcast`. Raises UserError that names the first fault."""
    text = nfc(what.text).strip()
    check_text(text)
    check_time(what.send_at, what.send_before, now=now)
    unit = session.get_one(Unit, one.unit_id)
    audience.recipients(session, what.audience, unit, trial=False)
    check_size(what.files, what.buttons)
    one.text, one.audience, one.likeness = text, what.audience.strip(), likeness(text)
    one.files = [each.as_json() for each in what.files]
    one.buttons = as_rows(what.buttons)
    one.urgency, one.send_at, one.send_before = what.urgency, what.send_at, what.send_before
    session.flush()


def check_text(text: str) -> None:
    """Raise UserError if the text is empty or too long."""
    if not text:
        raise UserError(texts.BROADCAST_EMPTY)
    if len(text) > LONGEST_TEXT:
        raise UserError(texts.BROADCAST_LONG.format(count=len(text), limit=LONGEST_TEXT))


def check_size(files: Sequence[Attachment], buttons: Sequence[Choice]) -> None:
    """Raise UserError for too many files or buttons, or a file that may not be attached."""
    attachments.check_files(files)
    if len(files) > MOST_FILES or len(buttons) > MOST_BUTTONS:
        raise UserError(texts.BROADCAST_TOO_MANY.format(files=MOST_FILES, buttons=MOST_BUTTONS))


def as_rows(buttons: Sequence[Choice]) -> list[dict[str, str]]:
    """Return the buttons in the form in which they are stored."""
    return [{"label": one.label, "value": one.value, "url": one.url} for one in buttons]


def check_time(send_at: datetime | None, send_before: datetime | None, *, now: datetime) -> None:
    """Raise UserError for a time in the past, or an end before the beginning."""
    if send_at is not None and send_at <= now:
        raise UserError(texts.BROADCAST_PAST)
    if send_before is not None and send_before <= (send_at or now):
        raise UserError(texts.BROADCAST_ENDS_EARLY)


def likeness(text: str) -> str:
    """Return a digest that is equal for texts that differ only in tones, capitals and blanks."""
    return hashlib.sha256(bare(text).encode()).hexdigest()


def get(session: Session, scope: Unit | None, number: int, *, lock: bool = False) -> Broadcast:
    """Return a broadcast of the scope, with `lock` locked. Raises NotFound.

    `scope` None means the operator, who may see all.
    """
    found = session.get(Broadcast, number, with_for_update=lock, populate_existing=lock)
    unit = session.get(Unit, found.unit_id) if found is not None else None
    inside = unit is not None and (scope is None or unit.path.startswith(scope.path))
    if found is None or not inside:
        raise NotFound(texts.BROADCAST_UNKNOWN.format(number=number))
    return found


def list_of(session: Session, scope: Unit, *, limit: int = 20) -> Sequence[Broadcast]:
    """Return the scope's broadcasts that have a text, newest first."""
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(col(Unit.path).startswith(scope.path), Broadcast.text != "")
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def ask(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Mark a draft as awaiting approval. Raises UserError if it is not a valid draft."""
    if one.state != State.DRAFT:
        raise UserError(state_words(one))
    check_text(one.text)
    check_time(one.send_at, one.send_before, now=now)
    one.state, one.step, one.asks = State.WAITING, "", one.asks + 1
    note(session, one, "ask", person_id, now)


def approve(
    session: Session, one: Broadcast, *, person_id: int | None, now: datetime, why: str = ""
) -> None:
    """Approve a broadcast: freeze its recipients and give it a check code.

    `broadcast` must be locked. `person_id` None is the operator. Raises NotAllowed for its drafter
    or somebody who may not decide; UserError if it is not awaiting approval, is out of date or
    reaches nobody.
    """
    _may(session, one, person_id)
    if one.state != State.WAITING:
        raise UserError(state_words(one))
    if one.send_at is not None and one.send_at <= now:
        one.send_at = None  # its time passed while it waited: now, if it is still worth it
    check_time(None, one.send_before, now=now)
    freeze(session, one)
    if not one.reachable:
        unit = session.get_one(Unit, one.unit_id)
        trial = is_trial(session, unit)
        raise UserError(texts.BROADCAST_NOBODY_YET if trial else texts.BROADCAST_NOBODY)
    one.state, one.decided_by, one.decided_at = State.APPROVED, person_id, now
    one.code = authenticity.fresh_code(session, now=now)
    note(session, one, "approve", person_id, now, why)


def _may(session: Session, one: Broadcast, person_id: int | None) -> None:
    unit = session.get_one(Unit, one.unit_id)
    approvals.check(session, unit, drafted_by=one.drafted_by, person_id=person_id)


def freeze(session: Session, one: Broadcast) -> None:
    """Store the recipients: people who join or move later do not change them."""
    session.flush()
    unit = session.get_one(Unit, one.unit_id)
    them = audience.recipients(session, one.audience, unit, trial=True).subquery()
    names = ("recipient", "contact_id", "account", "unit_id", "reach")
    rows = select(literal(one.id), *(them.c[name] for name in names)).select_from(them)
    statement = insert(RECIPIENT).from_select(["broadcast_id", *names], rows)
    session.connection().execute(statement)
    counts = select(BroadcastRecipient.reach, func.count(col(BroadcastRecipient.id))).where(
        BroadcastRecipient.broadcast_id == one.id
    )
    found = dict(session.exec(counts.group_by(col(BroadcastRecipient.reach))).all())
    one.total, one.reachable = sum(found.values()), found.get("", 0)
    if one.total >= MANY:
        count_anew(session, RECIPIENT.name)


def refuse(
    session: Session, one: Broadcast, *, person_id: int, now: datetime, why: str = ""
) -> None:
    """Refuse a broadcast.

    `broadcast` must be locked. Raises NotAllowed as for an approval, UserError if it is not
    awaiting approval.
    """
    _may(session, one, person_id)
    if one.state != State.WAITING:
        raise UserError(state_words(one))
    one.state, one.decided_by, one.decided_at = State.REFUSED, person_id, now
    one.ended_at, one.refused_why = now, why
    note(session, one, "refuse", person_id, now, why)


def pause(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Pause sending; deliveries in flight still arrive.

    `broadcast` must be locked. Raises UserError in another state.
    """
    if one.state not in (State.APPROVED, State.SENDING):
        raise UserError(state_words(one))
    one.state = State.PAUSED
    if one.batch_id is not None:
        bulk.pause_batch(session, one.batch_id, now=now)
    note(session, one, "pause", person_id, now)


def resume(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Resume a paused broadcast.

    `broadcast` must be locked. Raises UserError if it is not paused.
    """
    if one.state != State.PAUSED:
        raise UserError(state_words(one))
    one.state = State.SENDING if one.batch_id is not None else State.APPROVED
    if one.batch_id is not None:
        bulk.resume_batch(session, one.batch_id, now=now)
    note(session, one, "resume", person_id, now)


def cancel(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Cancel a broadcast; deliveries in flight still arrive.

    `broadcast` must be locked. Raises UserError if it has ended.
    """
    if one.state not in OPEN:
        raise UserError(state_words(one))
    one.state, one.ended_at, one.step = State.CANCELLED, now, ""
    if one.batch_id is not None:
        bulk.cancel_batch(session, one.batch_id, now=now)
    note(session, one, "cancel", person_id, now)


def resend(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> Broadcast:
    """Create a draft with the same content for those who did not get it; it needs approval as usual.

    Raises UserError if the broadcast has not ended.
    """
    if one.state not in (State.DONE, State.CANCELLED) or one.batch_id is None:
        raise UserError(texts.BROADCAST_NOT_ENDED.format(number=one.id))
    what = Draft(
        one.text,
        f"missed:{one.id}",
        files=tuple(Attachment.from_json(each) for each in one.files),
        buttons=tuple(Choice(**each) for each in one.buttons),
        urgency=Urgency(one.urgency),
    )
    unit = session.get_one(Unit, one.unit_id)
    return draft(session, unit, what, person_id=person_id, now=now)


def forget(session: Session, contact_id: int) -> None:
    """Remove a person who is being erased from all recipients and totals."""
    gone = select(BroadcastRecipient).where(BroadcastRecipient.contact_id == contact_id)
    for row in session.exec(gone).all():
        lost = {"total": col(Broadcast.total) - 1}
        if not row.reach:
            lost["reachable"] = col(Broadcast.reachable) - 1
        session.execute(
            update(Broadcast)
            .where(col(Broadcast.id) == row.broadcast_id)
            .values(**lost)
            .execution_options(synchronize_session=False)
        )
        session.delete(row)
    session.flush()


def state_words(one: Broadcast) -> str:
    """Return the error text for an action that the broadcast's state does not allow."""
    return texts.BROADCAST_IS.format(number=one.id, state=texts.BROADCAST_STATES[one.state])


def note(
    session: Session,
    one: Broadcast,
    verb: str,
    person_id: int | None,
    now: datetime,
    why: str = "",
) -> None:
    """Write an audit record of an action on a broadcast."""
    session.flush()
    subject = f"broadcast:{one.id}"
    audit.record(session, f"broadcast.{verb}", subject, person_id=person_id, note=why, now=now)

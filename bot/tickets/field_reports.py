"""Field reports: a form of four questions stored in a row, a tracking code, proof when closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.core.policy import Policy
from bot.messages.content import AttachmentKind
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.models import (
    ReportCategory,
    ReportDraft,
    ReportStep,
    Ticket,
    TicketKind,
)
from bot.tickets.opening import LONGEST_TEXT, open_ticket

STEPS = (ReportStep.CATEGORY, ReportStep.PHOTO, ReportStep.PLACE, ReportStep.TEXT)
MOST_ATTACHMENTS = 10  # photos and places of one report
DRAFT_TIMEOUT = timedelta(
    minutes=30
)  # later words are no answer to the form; it can be taken up again


def find_draft(session: Session, contact: Contact, *, now: datetime) -> ReportDraft | None:
    """Return the form the contact is filling in now, or None after `DRAFT_TIMEOUT`."""
    draft = session.get(ReportDraft, contact.id)
    return draft if draft is not None and now - draft.moved_at < DRAFT_TIMEOUT else None


def start_draft(session: Session, contact: Contact, *, now: datetime) -> tuple[ReportDraft, bool]:
    """Return a new form, or the unfinished one, and whether it is new."""
    draft = session.get(ReportDraft, contact.id)
    is_new = draft is None
    if draft is None:
        draft = ReportDraft(contact_id=contact.id, step=STEPS[0], started_at=now, moved_at=now)
        session.add(draft)
    draft.moved_at = now
    session.flush()
    return draft, is_new


def discard_draft(session: Session, draft: ReportDraft) -> None:
    """Delete the draft."""
    session.delete(draft)
    session.flush()


def append_to_draft(
    session: Session,
    draft: ReportDraft,
    *,
    text: str = "",
    attachments: Sequence[dict[str, Any]] = (),
    now: datetime,
) -> None:
    """Store text and attachments that came unasked; the current question stays."""
    draft.words = "\n".join(filter(None, (draft.words, text)))[-LONGEST_TEXT:]
    draft.attachments = [*draft.attachments, *attachments][:MOST_ATTACHMENTS]
    draft.moved_at = now
    session.flush()


def count_photos(draft: ReportDraft) -> int:
    """Return how many photos and videos the draft has."""
    kinds = (AttachmentKind.PHOTO, AttachmentKind.VIDEO)
    return sum(1 for attachment in draft.attachments if attachment.get("kind") in kinds)


def save_answer(
    session: Session,
    draft: ReportDraft,
    *,
    category: str = "",
    place: str = "",
    attachments: Sequence[dict[str, Any]] = (),
    now: datetime,
) -> None:
    """Store one answer and go on to the next question."""
    draft.category = category or draft.category
    draft.place = (place or draft.place)[:300]
    draft.attachments = [*draft.attachments, *attachments][:MOST_ATTACHMENTS]
    draft.step = STEPS[min(STEPS.index(ReportStep(draft.step)) + 1, len(STEPS) - 1)]
    if draft.category == ReportCategory.TEAM:
        draft.step = STEPS[-1]  # somebody's manners have no place and seldom a photo
    draft.moved_at = now
    session.flush()


def submit_report(
    session: Session,
    contact: Contact,
    draft: ReportDraft,
    text: str,
    *,
    now: datetime,
    policy: Policy,
) -> Ticket:
    """Turn the draft into a ticket of the resident's unit, with a tracking code."""
    code = _generate_code(session)
    place_line = texts.REPORT_WHERE.format(place=draft.place) if draft.place else ""
    ticket, _ = open_ticket(
        session,
        contact,
        now=now,
        policy=policy,
        text="\n".join(filter(None, (draft.words, text, place_line))),
        subject=texts.REPORT_CATEGORIES[draft.category],
        area=code,
        kind=TicketKind.REPORT,
        about_team=draft.category == ReportCategory.TEAM,
        attachments=draft.attachments,
    )
    ticket.code = code
    discard_draft(session, draft)
    return ticket


def _generate_code(session: Session) -> str:
    while True:
        code = "PA-" + codes.generate_code(5)
        if session.exec(select(Ticket.id).where(Ticket.code == code)).first() is None:
            return code


def list_statuses(session: Session, contact: Contact, *, limit: int = 3) -> list[str]:
    """Return the status lines of the contact's latest reports, the latest first."""
    query = (
        select(Ticket.code)
        .where(Ticket.contact_id == contact.id, Ticket.kind == TicketKind.REPORT)
        .order_by(col(Ticket.id).desc())
        .limit(limit)
    )
    return [render_status(session, code) for code in session.exec(query) if code]


def render_status(session: Session, code: str) -> str:
    """Describe where a report stands; it names nobody but the helper, whoever asks."""
    ticket = session.exec(select(Ticket).where(Ticket.code == code)).first()
    if ticket is None:
        return texts.REPORT_UNKNOWN.format(code=code)
    if ticket.closed_at is not None:
        if not ticket.answer:
            return texts.REPORT_CLOSED_SILENT.format(code=code, subject=ticket.subject)
        return texts.REPORT_CLOSED.format(code=code, subject=ticket.subject, answer=ticket.answer)
    if ticket.accepted_at is not None:
        member = cards.member_name(session, ticket.member_id)
        return texts.REPORT_TAKEN.format(code=code, subject=ticket.subject, member=member)
    return texts.REPORT_WAITING.format(code=code, subject=ticket.subject)

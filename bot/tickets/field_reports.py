"""Field reports: a form of four questions stored in a row, a tracking code, proof when closed."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.core.errors import UserError
from bot.messages.history import Message
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.models import Kind, ReportDraft, Ticket
from bot.tickets.opening import LONGEST_WORDS, open_ticket

STEPS = ("category", "photo", "place", "words")
ABOUT_TEAM = "team"  # the category that only the commune's officers get
SURE = "sure"  # the last words may mean that nothing is to be sent: it is asked
MOST_THINGS = 10  # photos and places of one report
ATTENTION = timedelta(minutes=30)  # later words are no answer to the form; it can be taken up again
PROOF = frozenset({"road", "light", "waste"})  # categories that close with a photo
_CODE = re.compile(r"(?i)pa[\s-]?([2-9a-hjkmnp-z]{5})")


def find_draft(session: Session, contact: Contact, *, now: datetime) -> ReportDraft | None:
    """Return the form the contact is filling in now, or None after `DRAFT_TIMEOUT`."""
    draft = session.get(ReportDraft, contact.id)
    return draft if draft is not None and now - draft.moved_at < ATTENTION else None


def start(session: Session, contact: Contact, *, now: datetime) -> tuple[ReportDraft, bool]:
    """Return a new form, or the unfinished one, and whether it is new."""
    draft = session.get(ReportDraft, contact.id)
    fresh = draft is None
    if draft is None:
        draft = ReportDraft(contact_id=contact.id, step=STEPS[0], started_at=now, moved_at=now)
        session.add(draft)
    draft.moved_at = now
    session.flush()
    return draft, fresh


def leave(session: Session, draft: ReportDraft) -> None:
    """Delete the draft."""
    session.delete(draft)
    session.flush()


def add(
    session: Session,
    draft: ReportDraft,
    *,
    words: str = "",
    things: Sequence[dict[str, Any]] = (),
    now: datetime,
) -> None:
    """Store text and attachments that came unasked; the current question stays."""
    draft.words = "\n".join(filter(None, (draft.words, words)))[-LONGEST_WORDS:]
    draft.attachments = [*draft.attachments, *things][:MOST_THINGS]
    draft.moved_at = now
    session.flush()


def count_photos(draft: ReportDraft) -> int:
    """Return how many photos and videos the draft has."""
    return sum(1 for thing in draft.attachments if thing.get("kind") in ("photo", "video"))


def fill(
    session: Session,
    draft: ReportDraft,
    *,
    category: str = "",
    place: str = "",
    things: Sequence[dict[str, Any]] = (),
    now: datetime,
) -> None:
    """Store one answer and go on to the next question."""
    draft.category = category or draft.category
    draft.place = (place or draft.place)[:300]
    draft.attachments = [*draft.attachments, *things][:MOST_THINGS]
    draft.step = STEPS[min(STEPS.index(draft.step) + 1, len(STEPS) - 1)]
    if draft.category == ABOUT_TEAM:
        draft.step = STEPS[-1]  # somebody's manners have no place and seldom a photo
    draft.moved_at = now
    session.flush()


def send(
    session: Session, contact: Contact, draft: ReportDraft, words: str, *, now: datetime
) -> Ticket:
    """Turn the draft into a ticket of the resident's unit, with a tracking code."""
    code = _fresh_code(session)
    where = texts.REPORT_WHERE.format(place=draft.place) if draft.place else ""
    ticket, _ = open_ticket(
        session,
        contact,
        now=now,
        text="\n".join(filter(None, (draft.words, words, where))),
        subject=texts.REPORT_CATEGORIES[draft.category],
        area=code,
        kind=Kind.REPORT,
        about_team=draft.category == ABOUT_TEAM,
        attachments=draft.attachments,
    )
    ticket.code = code
    leave(session, draft)
    return ticket


def _fresh_code(session: Session) -> str:
    while True:
        code = "PA-" + codes.fresh(5)
        if session.exec(select(Ticket.id).where(Ticket.code == code)).first() is None:
            return code


def code_in(text: str) -> str:
    """Return the tracking code when the whole text is one; otherwise ""."""
    found = _CODE.fullmatch(text.strip(" .!?"))
    return f"PA-{found[1].upper()}" if found else ""


def list_own(session: Session, contact: Contact, *, limit: int = 3) -> list[str]:
    """Return the status lines of the contact's latest reports, the latest first."""
    query = (
        select(Ticket.code)
        .where(Ticket.contact_id == contact.id, Ticket.kind == Kind.REPORT)
        .order_by(col(Ticket.id).desc())
        .limit(limit)
    )
    return [status(session, code) for code in session.exec(query) if code]


def status(session: Session, code: str) -> str:
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


def require_proof(session: Session, ticket: Ticket) -> None:
    """Raise UserError unless the resident of a report was told what was done.

    Categories in `PROOF_CATEGORIES` need a photo of it as well. Other tickets need nothing.
    """
    if ticket.kind != Kind.REPORT:
        return
    if not ticket.answer:
        raise UserError(texts.REPORT_NEEDS_WORDS.format(number=ticket.id))
    categories = {label: key for key, label in texts.REPORT_CATEGORIES.items()}
    if categories.get(ticket.subject) in PROOF and not _shown(session, ticket):
        raise UserError(texts.REPORT_NEEDS_PHOTO.format(number=ticket.id))


def _shown(session: Session, ticket: Ticket) -> bool:
    rows = session.exec(
        select(Message.payload).where(
            Message.ticket_id == ticket.id,
            Message.direction == "out",
            Message.contact_id == ticket.contact_id,
        )
    )
    things = [one for payload in rows for one in payload.get("attachments", ())]
    return any(one.get("kind") == "photo" for one in things)

"""What a field report needs before it can end: words about what was done, of some kinds a photo."""

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import UserError
from bot.messages.content import AttachmentKind
from bot.messages.history import Direction, Message
from bot.tickets.models import PROOF_CATEGORIES, Ticket, TicketKind


def require_proof(session: Session, ticket: Ticket) -> None:
    """Raise UserError unless the resident of a report was told what was done.

    Categories in `PROOF_CATEGORIES` need a photo of it as well. Other tickets need nothing.
    """
    if ticket.kind != TicketKind.REPORT:
        return
    if not ticket.answer:
        raise UserError(texts.REPORT_NEEDS_WORDS.format(number=ticket.id))
    if ticket.subject in list_proof_labels() and not _has_photo(session, ticket):
        raise UserError(texts.REPORT_NEEDS_PHOTO.format(number=ticket.id))


def list_proof_labels() -> frozenset[str]:
    """Return the subjects of reports that close with a photo of what was done."""
    return frozenset(texts.REPORT_CATEGORIES[category] for category in PROOF_CATEGORIES)


def _has_photo(session: Session, ticket: Ticket) -> bool:
    rows = session.exec(
        select(Message.payload).where(
            Message.ticket_id == ticket.id,
            Message.direction == Direction.OUT,
            Message.contact_id == ticket.contact_id,
        )
    )
    attachments = [attachment for payload in rows for attachment in payload.get("attachments", ())]
    return any(attachment.get("kind") == AttachmentKind.PHOTO for attachment in attachments)

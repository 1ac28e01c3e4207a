"""Sentences about tickets that both the speaker and others may read; plain strings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.tickets import cards
from bot.tickets.assignment import Placement, PlacementKind


def describe_placement(
    session: Session, placement: Placement, *, zone: ZoneInfo, now: datetime
) -> str:
    """Tell a resident where their ticket is: who was asked and until when, or why nobody was."""
    until = placement.until
    return _select_template(placement).format(
        number=placement.ticket_id,
        member=cards.member_name(session, placement.member_id),
        time=cards.format_moment(until, now=now, zone=zone) if until is not None else "",
        place=placement.queue_position,
    )


def _select_template(placement: Placement) -> str:
    match placement.kind:
        case PlacementKind.TAKEN:
            return texts.TICKET_STILL_YOURS
        case PlacementKind.OFFERED:
            return texts.TICKET_AT_COMMUNE if placement.is_at_commune else texts.TICKET_OFFERED
        case PlacementKind.IN_LINE:
            return texts.TICKET_IN_LINE
        case PlacementKind.ESCALATED:
            return texts.TICKET_ESCALATED
        case PlacementKind.AFTER_HOURS if placement.until is not None:
            return texts.TICKET_AFTER_HOURS
        case PlacementKind.STILL_AT_DESK:
            return texts.PERSON_ASKED_AGAIN
    return texts.PERSON_ASKED


def describe_leaving(session: Session, member_id: int | None, *, was_taken: bool) -> str:
    """Tell a resident that a member could not help; "" when nobody had been asked."""
    if member_id is None:
        return ""
    template = texts.TICKET_LEFT if was_taken else texts.TICKET_BUSY
    return template.format(member=cards.member_name(session, member_id))

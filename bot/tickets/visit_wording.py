"""Sentences about a visit that both the speaker and others may read; plain strings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.tickets import cards
from bot.tickets.models import Appointment, Ticket


def describe_visit(
    session: Session,
    template: str,
    visit: Appointment,
    *,
    zone: ZoneInfo,
    now: datetime,
    no_place: str = texts.VISIT_NO_PLACE,
) -> str:
    """Fill a sentence about a visit: who, when, where; `no_place` stands for an unnamed place."""
    ticket = session.get_one(Ticket, visit.ticket_id)
    return template.format(
        number=ticket.id,
        member=cards.member_name(session, ticket.member_id),
        team=cards.team_name(session, ticket.member_id),
        who=cards.resident_name(session, ticket),
        time=cards.format_moment(visit.starts_at, now=now, zone=zone),
        place=visit.place or no_place,
    )


def describe_planned_visit(
    session: Session, visit: Appointment, *, zone: ZoneInfo, now: datetime
) -> str:
    """Tell the member what was planned."""
    return describe_visit(
        session,
        texts.VISIT_MADE,
        visit,
        zone=zone,
        now=now,
        no_place=texts.VISIT_NO_PLACE_MEMBER,
    )

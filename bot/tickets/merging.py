"""Merge the tickets of two chats that turned out to belong to one person."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.people.models import Contact
from bot.tickets.dispatch import hold
from bot.tickets.models import Kind
from bot.tickets.opening import add_words
from bot.tickets.service import end, open_tickets


def merge(session: Session, contact: Contact, other: Contact, *, now: datetime) -> int:
    """Merge open tickets about the same matter; return how many were merged.

    The one that has waited longer stays open and takes over the text of both.
    """
    here = {(one.area, one.kind): one for one in open_tickets(session, contact.id)}
    joined = 0
    for there in open_tickets(session, other.id):
        mine = here.get((there.area, there.kind))
        if mine is None or there.kind == Kind.REPORT:
            continue
        stays, goes = sorted((mine, there), key=lambda one: (one.waiting_since, one.id))
        add_words(session, stays, goes.text, goes.attachments, now=now)
        stays.phone = stays.phone or goes.phone
        end(session, hold(session, goes.id), "merged", now=now, words=texts.TICKET_MERGED)
        joined += 1
    return joined

"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.core import db
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.notices import ticket_messages
from bot.tickets import message_events

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


PEOPLE: tuple[On, ...] = ()

TICKETS: tuple[On, ...] = ()

TICKET_MESSAGES: tuple[On, ...] = (
    on(message_events.MemberMessageRelayed, ticket_messages.relay_to_resident),
    on(message_events.ResidentMessageRelayed, ticket_messages.relay_to_member),
    on(message_events.TicketHandedBack, ticket_messages.tell_handed_back),
    on(message_events.MessageSeen, ticket_messages.tell_seen),
    on(message_events.SecretRequestRepeated, ticket_messages.alert_secret_requests),
    on(message_events.MemberMessageFailed, ticket_messages.tell_member_of_failure),
    on(message_events.ResidentMessageFailed, ticket_messages.tell_resident_of_failure),
    on(message_events.RelayRetried, ticket_messages.resend_as_file),
    on(message_events.VoiceNoteUnheard, ticket_messages.ask_to_write),
    on(message_events.CardAttachmentsLost, ticket_messages.resend_card),
    on(message_events.MessagesRecalled, ticket_messages.remove_messages),
    on(message_events.AdditionRecalled, ticket_messages.tell_addition_recalled),
    on(message_events.TicketRecalled, ticket_messages.tell_ticket_recalled),
    on(message_events.RecallSettled, ticket_messages.tell_recall_effect),
    on(message_events.VisitScheduled, ticket_messages.tell_visit_planned),
    on(message_events.VisitComingUp, ticket_messages.remind_of_visit),
    on(message_events.VisitOver, ticket_messages.ask_how_visit_went),
    on(message_events.VisitCancelled, ticket_messages.tell_visit_cancelled),
)

DUTY: tuple[On, ...] = ()

CLASSES: tuple[On, ...] = ()

REMINDERS: tuple[On, ...] = ()

BROADCASTS: tuple[On, ...] = ()

POLLS: tuple[On, ...] = ()

KNOWLEDGE: tuple[On, ...] = ()

PRIVACY: tuple[On, ...] = ()

SILENT: dict[type, str] = {}
"""Events that nothing follows from, with the reason."""

REACTIONS: Reactions = {
    **dict(
        entry
        for entries in (
            PEOPLE,
            TICKETS,
            TICKET_MESSAGES,
            DUTY,
            CLASSES,
            REMINDERS,
            BROADCASTS,
            POLLS,
            KNOWLEDGE,
            PRIVACY,
        )
        for entry in entries
    ),
    **{event: () for event in SILENT},
}


def open_database(url: str) -> Database:
    """Open the database at `url`, with every reaction to what is written in it."""
    return db.open_database(url, REACTIONS)

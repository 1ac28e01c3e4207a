"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.core import audit, db
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.faq import events as faq_events
from bot.people import events as people_events

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


PEOPLE: tuple[On, ...] = (
    on(people_events.RoleChanged, audit.record_event),
    on(people_events.SheetImported, audit.record_event),
    on(people_events.LinkCodeIssued, audit.record_event),
    on(people_events.PersonUnlinked, audit.record_event),
)

TICKETS: tuple[On, ...] = ()

DUTY: tuple[On, ...] = ()

CLASSES: tuple[On, ...] = ()

REMINDERS: tuple[On, ...] = ()

BROADCASTS: tuple[On, ...] = ()

POLLS: tuple[On, ...] = ()

KNOWLEDGE: tuple[On, ...] = (
    on(faq_events.FactSet, audit.record_event),
    on(faq_events.RevisionDrafted, audit.record_event),
    on(faq_events.RevisionPublished, audit.record_event),
    on(faq_events.RevisionRejected, audit.record_event),
)

PRIVACY: tuple[On, ...] = ()

SILENT: dict[type, str] = {}
"""Events that nothing follows from, with the reason."""

REACTIONS: Reactions = {
    **dict(
        entry
        for entries in (
            PEOPLE,
            TICKETS,
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

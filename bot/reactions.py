"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.core import db
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.notices import privacy as privacy_notices
from bot.privacy.events import ConsentWithdrawn, ContactForgotten, ContactsMerged
from bot.privacy.on_behalf import record_on_behalf

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


PEOPLE: tuple[On, ...] = ()

TICKETS: tuple[On, ...] = ()

DUTY: tuple[On, ...] = ()

CLASSES: tuple[On, ...] = ()

REMINDERS: tuple[On, ...] = ()

BROADCASTS: tuple[On, ...] = ()

POLLS: tuple[On, ...] = ()

KNOWLEDGE: tuple[On, ...] = ()

PRIVACY: tuple[On, ...] = (
    on(ContactForgotten, privacy_notices.tell_erased, record_on_behalf),
    on(ConsentWithdrawn, privacy_notices.tell_withdrawn, record_on_behalf),
    on(ContactsMerged, record_on_behalf),
)

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

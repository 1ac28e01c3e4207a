"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.classes import events as class_events
from bot.core import audit, db
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.notices import class_office, vouching
from bot.notices import classes as class_notices
from bot.notices import reminders as reminder_notices
from bot.reminders import events as reminder_events
from bot.usecases.events import ContactVouched

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


PEOPLE: tuple[On, ...] = ()

TICKETS: tuple[On, ...] = ()

DUTY: tuple[On, ...] = ()

CLASSES: tuple[On, ...] = (
    on(class_events.ClassOpened, audit.record_event),
    on(class_events.ClassUpdated, audit.record_event, class_notices.tell_class_changed),
    on(class_events.ClassCancelled, audit.record_event, class_notices.tell_class_cancelled),
    on(class_events.SeriesCreated, audit.record_event),
    on(class_events.SeriesPaused, audit.record_event),
    on(class_events.LearnerPromoted, class_notices.tell_promoted),
    on(class_events.SkippedLearnerReturned, class_notices.tell_skipped),
    on(class_events.ClassReminderSent, class_notices.tell_class_soon),
    on(class_events.FeedbackAsked, class_notices.ask_feedback),
    on(class_events.MakeUpOffered, class_notices.offer_make_up),
    on(class_events.ClassProposed, class_office.ask_officers),
    on(class_events.ProposalDecided, audit.record_event),
    on(class_events.AskersInvited, class_office.invite_askers),
    on(class_events.CertificatesIssued, audit.record_event),
    on(class_events.RemindersFoundOverdue, class_office.report_overdue_reminders),
    on(ContactVouched, audit.record_event, vouching.tell_accepted),
)

REMINDERS: tuple[On, ...] = (
    on(reminder_events.ReminderSent, reminder_notices.tell_reminder),
    on(reminder_events.DeadlineNoticeDue, reminder_notices.tell_deadline),
)

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

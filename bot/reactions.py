"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.broadcasts import events as broadcast_events
from bot.core import audit, db
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.notices import broadcasts, notice_questions, polls
from bot.polls import events as poll_events

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


PEOPLE: tuple[On, ...] = ()

TICKETS: tuple[On, ...] = ()

DUTY: tuple[On, ...] = ()

CLASSES: tuple[On, ...] = ()

REMINDERS: tuple[On, ...] = ()

BROADCASTS: tuple[On, ...] = (
    on(broadcast_events.BroadcastChanged, audit.record_event),
    on(broadcast_events.BroadcastSubmitted, audit.record_event, broadcasts.tell_approvers),
    on(broadcast_events.BroadcastApproved, audit.record_event, broadcasts.tell_drafter_of_approval),
    on(broadcast_events.BroadcastRefused, audit.record_event, broadcasts.tell_drafter_of_refusal),
    on(broadcast_events.RefusalExplained, audit.record_event, broadcasts.tell_drafter_of_refusal),
    on(
        broadcast_events.RefusalTakenBack, audit.record_event, broadcasts.tell_drafter_of_withdrawal
    ),
    on(broadcast_events.BroadcastEnded, broadcasts.tell_drafter_of_result),
    on(broadcast_events.ProgressChanged, broadcasts.show_progress),
    on(broadcast_events.QuestionsGathered, notice_questions.tell_author),
    on(broadcast_events.QuestionsAnswered, audit.record_event, notice_questions.tell_askers),
    on(broadcast_events.LiveSwitched, audit.record_event),
)

POLLS: tuple[On, ...] = (
    on(poll_events.PollDrafted, audit.record_event),
    on(poll_events.PollSubmitted, audit.record_event, polls.tell_approvers),
    on(poll_events.PollApproved, audit.record_event, polls.tell_drafter_of_approval),
    on(poll_events.PollRefused, audit.record_event, polls.tell_drafter_of_refusal),
    on(poll_events.RefusalExplained, audit.record_event, polls.tell_drafter_of_refusal),
    on(poll_events.RefusalWithdrawn, audit.record_event, polls.tell_drafter_of_withdrawal),
    on(poll_events.PollReturned, audit.record_event),
    on(poll_events.PollWithdrawn, audit.record_event),
    on(poll_events.PollScheduled, audit.record_event),
    on(poll_events.PollOpened, audit.record_event),  # the round it began invites
    on(poll_events.PollMissed, audit.record_event),
    on(poll_events.VotersReminded, audit.record_event),  # the round it began reminds
    on(poll_events.PollClosed, audit.record_event),
    on(poll_events.PollReopened, audit.record_event),
    on(poll_events.ResultsSent, audit.record_event),  # the round it began tells the villages
)

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

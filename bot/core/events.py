"""Events: what a verb says has happened, and the reactions that follow in the same transaction.

A verb calls `emit`. `Database.write` runs the reactions of what was emitted after the verb has
returned and before the commit, until nothing is left; a reaction that raises undoes the verb.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

Reaction = Callable[[Session, Any], object]
Reactions = Mapping[type, tuple[Reaction, ...]]
"""The reactions of each type of event; () for an event that nothing follows from."""

_PENDING = "pending_events"
MAX_EVENTS = 100_000  # of one transaction: reactions that answer each other for ever are a bug


def emit(session: Session, event: object) -> None:
    """Add an event to this transaction; its reactions run when the verb has returned."""
    session.info.setdefault(_PENDING, deque()).append(event)


def emit_once(session: Session, event: object) -> None:
    """Add an event unless an equal one is waiting for its reactions already."""
    if event not in session.info.get(_PENDING, ()):
        emit(session, event)


@contextmanager
def rehearse(session: Session) -> Iterator[None]:
    """Undo whatever is written and emitted within: a verb is tried to see what it would do.

    It needs a transaction that may write.
    """
    pending: deque[object] = session.info.setdefault(_PENDING, deque())
    before = len(pending)
    session.flush()
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        while len(pending) > before:
            pending.pop()


def has_pending_events(session: Session) -> bool:
    """Return whether events of this transaction still wait for their reactions."""
    return bool(session.info.get(_PENDING))


def run_reactions(session: Session, reactions: Reactions) -> None:
    """Run the reactions of all pending events, and of those they emit, in order.

    Raises LookupError for an event whose type is not in `reactions`: what must follow from it
    would be lost silently.
    """
    pending: deque[object] = session.info.get(_PENDING, deque())
    handled = 0
    while pending:
        event = pending.popleft()
        if type(event) not in reactions:
            raise LookupError(f"no reactions are listed for {type(event).__name__}")
        if (handled := handled + 1) > MAX_EVENTS:
            raise RuntimeError(f"events without end: {type(event).__name__}")
        for reaction in reactions[type(event)]:
            reaction(session, event)

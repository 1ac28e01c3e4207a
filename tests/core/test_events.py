"""Events and reactions: the same transaction, in order, none lost."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from bot.core.databases import open_database
from bot.core.events import Reactions, emit, run_reactions
from bot.people.units import Unit, UnitKind, upsert_unit
from bot.reactions import REACTIONS, SILENT


@dataclass(frozen=True, slots=True)
class Opened:
    """Something was opened."""

    code: str


@dataclass(frozen=True, slots=True)
class Counted:
    """It was counted."""

    code: str


def open_unit(session: Session, code: str) -> None:
    """A verb: write, then say what happened."""
    upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=None)
    emit(session, Opened(code))


async def test_reactions_run_after_the_verb_in_order_and_may_emit(database_url: str) -> None:
    seen: list[str] = []

    def count(session: Session, event: Opened) -> None:
        seen.append(f"count {event.code}")
        emit(session, Counted(event.code))

    reactions: Reactions = {
        Opened: (count, lambda _session, event: seen.append(f"tell {event.code}")),
        Counted: (lambda _session, event: seen.append(f"counted {event.code}"),),
    }
    db = open_database(database_url, reactions)
    await db.write(open_unit, "a")
    db.close()
    assert seen == ["count a", "tell a", "counted a"]


async def test_a_reaction_that_raises_undoes_its_verb(database_url: str) -> None:
    def refuse(_session: Session, _event: Opened) -> None:
        raise ValueError("no notice, no deed")

    db = open_database(database_url, {Opened: (refuse,)})
    with pytest.raises(ValueError, match="no notice"):
        await db.write(open_unit, "a")
    assert await db.read(lambda session: session.exec(select(Unit)).all()) == []
    db.close()


async def test_an_event_that_is_not_listed_is_not_lost_silently(database_url: str) -> None:
    db = open_database(database_url, {})
    with pytest.raises(LookupError, match="Opened"):
        await db.write(open_unit, "a")
    assert await db.read(lambda session: session.exec(select(Unit)).all()) == []
    db.close()


def test_events_that_answer_each_other_for_ever_end_with_an_error() -> None:
    with Session() as session, pytest.raises(RuntimeError, match="without end"):
        emit(session, Opened("a"))
        run_reactions(session, {Opened: (emit,)})


def test_every_event_of_a_feature_is_listed_once() -> None:
    assert set(SILENT) <= set(REACTIONS)
    assert all(reason for reason in SILENT.values())
    assert all(reactions or event in SILENT for event, reactions in REACTIONS.items())

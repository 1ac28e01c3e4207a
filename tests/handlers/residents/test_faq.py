"""Whose index a speaker is answered from."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.faq.index import KnowledgeIndex
from bot.handlers.knowledge_source import make_index_getter
from bot.inbox.routing import Turn
from bot.messages.content import Incoming
from bot.messages.history import store_incoming
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.faq.knowledge import a_small_index
from tests.faq.test_revision_lifecycle import NIGHT

INDEX = a_small_index()


class Asked:
    """Knowledge that remembers of which unit it was asked."""

    def __init__(self, *, has_unit_revisions: bool) -> None:
        self.has_unit_revisions = has_unit_revisions
        self.paths: list[str] = []

    def for_unit_path(self, unit_path: str) -> KnowledgeIndex:
        self.paths.append(unit_path)
        return INDEX


def speak(session: Session, unit: str | None) -> Turn:
    """Something is said by somebody who lives there."""
    contact = get_or_create_contact(session, "fake", "ba-tu", now=NIGHT)
    contact.unit_id = get_unit(session, unit).id if unit else None
    session.flush()
    message = store_incoming(
        session, contact.id, Incoming("fake", "ba-tu", "1", text="thẻ"), "thẻ", now=NIGHT
    )
    assert message is not None
    return Turn(session, contact, message, "thẻ", "", "", (), "Bà Tư", NIGHT)


def add_communes(session: Session, *codes: str) -> None:
    upsert_unit(session, "p", "Tỉnh", UnitKind.PROVINCE, parent=None)
    for code in codes:
        parent = get_unit(session, "p")
        upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=parent)
        commune = get_unit(session, code)
        upsert_unit(session, f"{code}1", "Thôn 1", UnitKind.VILLAGE, parent=commune)


@pytest.mark.parametrize(
    ("communes", "home", "expected"),
    [
        ("a", None, "a"),  # the only one there is
        ("ab", None, ""),  # nobody knows which
        ("ab", "b1", "b1"),
        ("a", "a1", "a1"),
        ("", None, ""),
    ],
)
async def test_the_index_is_that_of_the_speakers_unit_or_of_the_only_commune(
    db: Database, communes: str, home: str | None, expected: str
) -> None:
    asked = Asked(has_unit_revisions=True)

    def work(session: Session) -> str:
        add_communes(session, *communes)
        turn = speak(session, home)
        get_index = make_index_getter(asked)
        assert get_index(turn) is get_index(turn) is INDEX
        return get_unit(session, expected).path if expected else ""

    path = await db.write(work)
    assert asked.paths == [path, path]


async def test_a_village_that_is_chosen_within_a_turn_counts_at_once(db: Database) -> None:
    asked = Asked(has_unit_revisions=True)

    def work(session: Session) -> list[str]:
        add_communes(session, "a", "b")
        turn, get_index = speak(session, None), make_index_getter(asked)
        get_index(turn)
        turn.contact.unit_id = get_unit(session, "b1").id
        get_index(turn)
        return ["", get_unit(session, "b1").path]

    assert await db.write(work) == asked.paths


def test_nobodys_unit_is_looked_up_where_no_unit_published_anything() -> None:
    class NoSession:
        def __getattr__(self, name: str) -> Callable[..., None]:
            raise AssertionError(f"the database was asked: {name}")

    asked = Asked(has_unit_revisions=False)
    turn = Turn(NoSession(), None, None, "thẻ", "", "", (), "Bà Tư", NIGHT)  # type: ignore[arg-type]
    assert make_index_getter(asked)(turn) is INDEX
    assert asked.paths == [""]

"""Which index of the knowledge answers whoever speaks: that of their unit (ADR-0061)."""

from collections.abc import Callable
from typing import Protocol

from bot.faq import service
from bot.faq.index import KnowledgeIndex
from bot.inbox.routing import Turn

GetIndex = Callable[[Turn], KnowledgeIndex]
UNIT_PATH_KEY = "unit_path"  # in a turn's memo: the speaker's unit and its path


class KnowledgeSource(Protocol):
    """Where the answers come from: the index for the residents of a unit."""

    @property
    def has_unit_revisions(self) -> bool:
        """Whether any unit has an index of its own; else a speaker's unit need not be known."""

    def for_unit_path(self, unit_path: str) -> KnowledgeIndex:
        """The index for residents of the unit with this path; "": of nobody's unit."""


def make_index_getter(knowledge: KnowledgeSource) -> GetIndex:
    """Return a function that gives the index for whoever speaks in a turn: that of their unit.

    Of somebody without a unit the only commune is meant, if there is exactly one.
    """

    def get_index(turn: Turn) -> KnowledgeIndex:
        if not knowledge.has_unit_revisions:
            return knowledge.for_unit_path("")
        unit_id = turn.contact.place_id
        if turn.memo.get(UNIT_PATH_KEY, ("", ""))[0] != unit_id:  # it may be chosen in this turn
            unit = service.find_facts_unit(turn.session, unit_id)
            turn.memo[UNIT_PATH_KEY] = unit_id, unit.path if unit else ""
        return knowledge.for_unit_path(turn.memo[UNIT_PATH_KEY][1])

    return get_index

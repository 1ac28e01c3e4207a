"""What the pages of answers share: the knowledge of the unit, its choices, the tabs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.console.answer_trials import TrialRoom
from bot.console.context import ConsoleRequest
from bot.core.errors import NotFound
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.overlay import PublishedRevision
from bot.faq.readability import Glossary, load_glossary
from bot.faq.revision_lifecycle import list_readable_revisions
from bot.faq.revision_lists import count_drafts
from bot.people.actor import Actor, get_own_unit
from bot.people.units import Unit, list_children

WINDOW_DAYS = 30  # of the counts beside a topic
STATE_TAGS = {"draft": "wait", "published": "ok", "rejected": "bad", "superseded": ""}


@dataclass(frozen=True, slots=True)
class OwnKnowledge:
    """What the residents of the actor's own unit are told, with who may be written for."""

    unit: Unit
    children: Sequence[Unit]
    revisions: list[PublishedRevision]
    drafts: int

    @property
    def unit_choices(self) -> list[tuple[str, str]]:
        """The units an answer can be for: the own one, then those directly below it."""
        return [(str(unit.id), unit.name) for unit in (self.unit, *self.children)]

    def get_chosen_unit(self, unit_id: str) -> Unit:
        """Return the unit of a choice. Raises NotFound."""
        for unit in (self.unit, *self.children):
            if str(unit.id) == unit_id:
                return unit
        raise NotFound(texts.CONSOLE_NO_PLACE)

    def name_of(self, unit_path: str) -> str:
        """Return the name of a unit that a revision is for."""
        if not unit_path:
            return texts.REVISION_OF_EVERYBODY
        names = {unit.path: unit.name for unit in (self.unit, *self.children)}
        return names.get(unit_path, texts.REVISION_OF_EVERYBODY)

    def merge(self, base: KnowledgeBase, today: date, unit: Unit | None = None) -> Knowledge:
        """Return the knowledge of all days that residents of a unit, by default the own, read."""
        path = (unit or self.unit).path
        return base.merge_revisions(self.revisions, today=today, unit_path=path)


def load_own_knowledge(session: Session, actor: Actor) -> OwnKnowledge:
    """Return the actor's unit with those below it, and the revisions that they may read."""
    unit = get_own_unit(session, actor)
    return OwnKnowledge(
        unit,
        list_children(session, unit.id),
        list_readable_revisions(session, actor=actor),
        count_drafts(session, actor=actor),
    )


def get_topic(knowledge: Knowledge, topic_id: str) -> Topic:
    """Return a topic. Raises NotFound."""
    topic = knowledge.topics.get(topic_id)
    if topic is None:
        raise NotFound(texts.REVISION_UNKNOWN)
    return topic


def list_tabs(request: ConsoleRequest, current: str, drafts: int) -> list[Any]:
    """Return the tabs above every page of answers."""
    pages = (
        ("misses", "answers.misses", None),
        ("topics", "answers.topics", None),
        ("drafts", "answers.drafts", drafts),
        ("conflicts", "answers.conflicts", None),
        ("documents", "answers.documents", None),
    )
    return [
        (request.url(route), texts.ANSWER_TABS[key], count, key == current)
        for key, route, count in pages
    ]


@dataclass
class Workshop:
    """What one process has once for all pages of answers."""

    trials: TrialRoom = field(default_factory=TrialRoom)
    _glossaries: dict[str, Glossary] = field(default_factory=dict)

    def get_glossary(self, base: KnowledgeBase) -> Glossary:
        """Return the difficult words, read at the first use."""
        folder = base.shipped.data_dir
        if folder is None:
            return Glossary()
        return self._glossaries.setdefault(str(folder), load_glossary(folder))

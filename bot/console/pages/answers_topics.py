"""The answers of a unit: a list to search, one of them whole, hiding it, earlier versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.answers_preview import list_bubbles
from bot.console.pages.answers_scene import (
    STATE_TAGS,
    WINDOW_DAYS,
    OwnKnowledge,
    list_tabs,
    load_own_knowledge,
)
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.errors import NotFound
from bot.faq import service as faq
from bot.faq.answers import is_expired
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.models import Revision
from bot.faq.overlay import (
    Conflict,
    PublishedRevision,
    list_conflicts,
    list_in_force,
    list_revisions_for,
    strip_unchanged_details,
    topic_to_content,
)
from bot.faq.revision_lifecycle import draft_revision
from bot.faq.revision_lists import find_same_draft, get_revision, list_versions
from bot.faq.topic_search import search_topics
from bot.faq.topic_usage import TopicUsage, count_askers, count_topic_usage
from bot.faq.validity import topic_on
from bot.messages.masking.mask import mask_strings
from bot.people.actor import Actor
from bot.people.units import Unit

PAGE = 40  # topics of a page
SOON = timedelta(days=60)
KINDS = (Kind.TEXT, Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.TEXT, Kind.DAY,
         Kind.TEXT)  # fmt: skip
KEYS = ("title", "category", "asked", "helped", "unhelpful", "stuck", "expires_on", "state")


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic of the list: whose text it is, and whether the shipped one has changed under it."""

    topic: Topic
    revision: PublishedRevision | None
    has_conflict: bool = False
    is_hidden: bool = False


def list_lines(own: OwnKnowledge, base: KnowledgeBase, today: date) -> list[TopicLine]:
    """Return every topic that the unit's residents are answered by, and those it hides."""
    heard = list_in_force(list_revisions_for(own.revisions, own.unit.path), today=today)
    revised = {revision.topic_id: revision for revision in heard}
    clashing = {conflict.topic_id for conflict in list_own_conflicts(own, base)}
    knowledge = own.merge(base, today)
    lines = [
        TopicLine(topic_on(topic, today), revised.get(topic.id), topic.id in clashing)
        for topic in knowledge.topics.values()
    ]
    hidden = [
        TopicLine(base.shipped.topics[topic_id], revision, topic_id in clashing, is_hidden=True)
        for topic_id, revision in revised.items()
        if revision.content is None and topic_id in base.shipped.topics
    ]
    return sorted([*lines, *hidden], key=lambda line: (line.topic.category, line.topic.title))


def list_own_conflicts(own: OwnKnowledge, base: KnowledgeBase) -> list[Conflict]:
    """Return the conflicts of the unit's own texts and those of the units below it."""
    mine = [revision for revision in own.revisions if revision.unit_path.startswith(own.unit.path)]
    return list_conflicts(base.shipped, mine)


def filter_lines(
    lines: Sequence[TopicLine], kind: str, search: str, today: date
) -> list[TopicLine]:
    """Return the lines that a filter and a search leave, the best of a search first."""
    match kind:
        case "own":
            lines = [line for line in lines if line.revision is not None]
        case "ending":
            lines = [
                line for line in lines
                if line.topic.expires_on and line.topic.expires_on <= today + SOON
            ]  # fmt: skip
        case "conflict":
            lines = [line for line in lines if line.has_conflict]
        case "hidden":
            lines = [line for line in lines if line.is_hidden]
    if not search:
        return list(lines)
    places = {line.topic.id: line for line in lines}
    return [places[topic.id] for topic in search_topics((line.topic for line in lines), search)]


def name_state(line: TopicLine, own: OwnKnowledge, today: date) -> tuple[str, str]:
    """Return the state of a topic in words, and the kind of its tag."""
    if line.is_hidden:
        return texts.TOPIC_HIDDEN, "bad"
    if line.has_conflict:
        return texts.TOPIC_CONFLICT, "wait"
    if is_expired(line.topic, today):
        return texts.TOPIC_HAS_EXPIRED, "bad"
    if line.revision is None:
        return texts.TOPIC_SHIPPED, ""
    if not line.revision.unit_path:
        return texts.TOPIC_OF_EVERYBODY, "info"
    return texts.TOPIC_OF_UNIT.format(unit=own.name_of(line.revision.unit_path)), "info"


def make_row(line: TopicLine, used: TopicUsage, own: OwnKnowledge, today: date) -> dict[str, Any]:
    """Return the row of a topic."""
    stuck = ""
    if used.stuck_step is not None:
        stuck = texts.TOPIC_STUCK.format(step=used.stuck_step, count=used.stuck)
    state, tag = name_state(line, own, today)
    return {
        "id": line.topic.id, "title": line.topic.title, "category": line.topic.category,
        "asked": used.asked, "helped": used.helped, "unhelpful": used.unhelpful, "stuck": stuck,
        "expires_on": line.topic.expires_on, "state": state, "tag": tag,
    }  # fmt: skip


async def show_topics(request: ConsoleRequest) -> web.Response:
    """List the answers, a page at a time, with their usage of the last days."""
    own = await request.read(load_own_knowledge, request.actor)
    base, today = request.services.knowledge_base, request.today
    search, kind = request.query.get("search", "")[:100], request.query.get("kind", "all")
    lines = filter_lines(list_lines(own, base, today), kind, search, today)
    written = request.query.get("after", "")
    start = int(written) if written.isdecimal() and len(written) < 6 else 0
    exports = wants_export(request)
    shown = lines if exports else lines[start : start + PAGE]
    usage = await request.read(
        count_topic_usage,
        [line.topic.id for line in shown],
        actor=request.actor,
        since=request.now - timedelta(days=WINDOW_DAYS),
    )
    rows = [make_row(line, usage[line.topic.id], own, today) for line in shown]
    following = request.url("answers.topics", search=search, kind=kind, after=start + PAGE)
    table = make_table(
        request,
        _list_columns(request),
        rows,
        empty=texts.TOPICS_EMPTY,
        next_address=following if not exports and len(lines) > start + PAGE else "",
        sorts=False,
    )
    if exports:
        return export_table(request, table, title=texts.TOPICS_TITLE, name="cau-tra-loi")
    return request.render(
        "answers/topics.html",
        tabs=list_tabs(request, "topics", own.drafts),
        table=table,
        count=len(lines),
        search=search,
        kind=kind,
    )


def _list_columns(request: ConsoleRequest) -> list[Column]:
    columns = [
        Column(key, label, kind, sortable=False)
        for key, label, kind in zip(KEYS, texts.TOPICS_COLUMNS, KINDS, strict=True)
    ]

    def link(row: Row) -> str:
        return request.url("answers.topic", topic=row["id"])

    columns[0] = Column(KEYS[0], texts.TOPICS_COLUMNS[0], sortable=False, link=link)
    columns[-1] = Column(
        KEYS[-1], texts.TOPICS_COLUMNS[-1], sortable=False, tag=lambda row: row["tag"]
    )
    return columns


def load_topic(
    session: Session, topic_id: str, actor: Actor, since: datetime
) -> tuple[
    OwnKnowledge, Sequence[tuple[Revision, Unit | None]], TopicUsage, Mapping[str, str], int
]:
    """Return what the page of a topic shows besides its text."""
    own = load_own_knowledge(session, actor)
    return (
        own,
        list_versions(session, topic_id, actor=actor),
        count_topic_usage(session, [topic_id], actor=actor, since=since)[topic_id],
        faq.load_facts(session, own.unit.id),
        count_askers(session, topic_id, actor=actor, since=since),
    )


async def show_topic(request: ConsoleRequest) -> web.Response:
    """Show a topic: its text as residents read it, its points, usage and versions."""
    topic_id = request.http.match_info["topic"]
    since = request.now - timedelta(days=WINDOW_DAYS)
    own, versions, used, facts, askers = await request.read(
        load_topic, topic_id, request.actor, since
    )
    base, today = request.services.knowledge_base, request.today
    line = get_line(own, base, topic_id, today)
    state, tag = name_state(line, own, today)
    return request.render(
        "answers/topic.html",
        tabs=list_tabs(request, "topics", own.drafts),
        line=line,
        topic=line.topic,
        state=state,
        tag=tag,
        bubbles=[] if line.is_hidden else list_bubbles(line.topic, facts, today),
        versions=versions,
        state_tags=STATE_TAGS,
        used=used,
        askers=askers,
        is_shipped=topic_id in base.shipped.topics,
        unit=own.unit,
    )


def get_line(own: OwnKnowledge, base: KnowledgeBase, topic_id: str, today: date) -> TopicLine:
    """Return the line of a topic. Raises NotFound."""
    for line in list_lines(own, base, today):
        if line.topic.id == topic_id:
            return line
    raise NotFound(texts.REVISION_UNKNOWN)


async def show_hide(request: ConsoleRequest) -> web.Response:
    """Say what hiding a topic means, and how many asked for it lately."""
    topic_id = request.http.match_info["topic"]
    since = request.now - timedelta(days=WINDOW_DAYS)
    own, _, used, _, askers = await request.read(load_topic, topic_id, request.actor, since)
    line = get_line(own, request.services.knowledge_base, topic_id, request.today)
    return request.render(
        "answers/hide.html",
        tabs=list_tabs(request, "topics", own.drafts),
        topic=line.topic,
        used=used,
        askers=askers,
        unit=own.unit,
    )


def propose(
    session: Session, shipped: Knowledge, topic_id: str, content: Mapping[str, Any] | None, *,
    actor: Actor, now: datetime, today: date, note: str, unit: Unit | None = None,
) -> int:  # fmt: skip
    """Draft a text without the editor; the same button twice makes one draft."""
    unit = unit or load_own_knowledge(session, actor).unit
    stored = mask_strings(strip_unchanged_details(content, shipped)) if content else None
    if (same := find_same_draft(session, topic_id, stored, actor=actor, unit=unit)) is not None:
        return same.id
    revision = draft_revision(
        session, shipped, topic_id, content, actor=actor, now=now, unit=unit, note=note, today=today
    )
    return revision.id


async def do_hide(request: ConsoleRequest) -> web.Response:
    """Propose to answer a topic no more."""
    topic_id = request.http.match_info["topic"]
    return await _propose(request, topic_id, None, texts.ANSWER_HIDE_NOTE)


async def do_restore(request: ConsoleRequest) -> web.Response:
    """Propose an earlier version again."""
    row, unit = await request.read(get_revision, request.id(), actor=request.actor)
    note = texts.ANSWER_RESTORE_NOTE.format(number=row.id)
    return await _propose(request, row.topic_id, row.content, note, unit)


async def do_restore_shipped(request: ConsoleRequest) -> web.Response:
    """Propose the shipped text again."""
    topic_id = request.http.match_info["topic"]
    topic = request.services.knowledge_base.shipped.topics.get(topic_id)
    if topic is None:
        raise NotFound(texts.REVISION_UNKNOWN)
    return await _propose(request, topic_id, topic_to_content(topic), texts.ANSWER_SHIPPED_NOTE)


async def _propose(
    request: ConsoleRequest, topic_id: str, content: Mapping[str, Any] | None, note: str,
    unit: Unit | None = None,
) -> web.Response:  # fmt: skip
    number = await request.write(
        propose,
        request.services.knowledge_base.shipped,
        topic_id,
        content,
        actor=request.actor,
        now=request.now,
        today=request.today,
        note=note,
        unit=unit,
    )
    return request.redirect("answers.revision", flash=texts.ANSWER_SENT, id=number)

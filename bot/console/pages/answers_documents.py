"""The legal documents that answers stand on, and edits whose shipped text has changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.answers_scene import list_tabs, load_own_knowledge
from bot.console.pages.answers_topics import list_own_conflicts, propose
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.errors import NotFound
from bot.faq.answers import is_expired
from bot.faq.details import Detail
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.legal_documents import LegalDocument
from bot.faq.overlay import read_revised_topic, topic_to_content
from bot.faq.revision_diffs import FieldChange, list_field_changes
from bot.faq.revision_lifecycle import to_published_revision
from bot.faq.revision_lists import get_revision
from bot.faq.validity import knowledge_on
from bot.vietnamese.letters import normalize_for_match

PAGE = 50  # documents of a page
SOON = timedelta(days=120)
KEYS = ("number", "title", "ends_on", "replaced_by", "used", "state")
TAGS = {"ended": "bad", "ending": "wait", "standing": "ok"}


@dataclass(frozen=True, slots=True)
class CitingText:
    """A text that stands on a document: a topic's own, or a point of it."""

    topic: Topic
    detail: Detail | None
    cited: str


def map_citations(knowledge: Knowledge) -> Mapping[str, Sequence[CitingText]]:
    """Return the texts of a day that cite each document of the register, by its id."""
    citing: dict[str, list[CitingText]] = defaultdict(list)
    for topic in knowledge.topics.values():
        cited_by: list[tuple[Detail | None, Sequence[str]]] = [(None, topic.basis)]
        cited_by += [(detail, detail.basis) for detail in topic.details]
        for detail, basis in cited_by:
            for cited in basis:
                if document := knowledge.register.find_document(cited):
                    citing[document.id].append(CitingText(topic, detail, cited))
    return citing


def judge_document(document: LegalDocument, today: date) -> str:
    """Return whether a document has ended, ends soon or stands."""
    if document.ends_on is None or document.ends_on >= today + SOON:
        return "standing"
    return "ended" if document.ends_on < today else "ending"


async def show_documents(request: ConsoleRequest) -> web.Response:
    """List the documents: what ends next stands first."""
    own = await request.read(load_own_knowledge, request.actor)
    today = request.today
    knowledge = knowledge_on(own.merge(request.services.knowledge_base, today), today)
    citing = map_citations(knowledge)
    search, kind = request.query.get("search", "")[:100], request.query.get("kind", "all")
    documents = knowledge.register.documents
    rows = [
        _make_row(document, documents, citing, today)
        for document in sorted(documents.values(), key=lambda row: row.ends_on or date.max)
        if _is_wanted(document, search, kind, citing, today)
    ]
    written = request.query.get("after", "")
    start = int(written) if written.isdecimal() and len(written) < 6 else 0
    exports = wants_export(request)
    following = request.url("answers.documents", search=search, kind=kind, after=start + PAGE)
    table = make_table(
        request,
        _list_columns(request),
        rows if exports else rows[start : start + PAGE],
        empty=texts.DOCUMENTS_EMPTY,
        next_address=following if not exports and len(rows) > start + PAGE else "",
        sorts=False,
    )
    if exports:
        return export_table(request, table, title=texts.DOCUMENTS_TITLE, name="van-ban")
    return request.render(
        "answers/documents.html",
        tabs=list_tabs(request, "documents", own.drafts),
        table=table,
        count=len(rows),
        search=search,
        kind=kind,
    )


def _is_wanted(
    document: LegalDocument, search: str, kind: str, citing: Mapping[str, Any], today: date
) -> bool:
    if kind == "used" and document.id not in citing:
        return False
    if kind in ("ended", "ending") and judge_document(document, today) != kind:
        return False
    name = normalize_for_match(f"{document.number} {document.title}")
    return all(word in name for word in normalize_for_match(search).split())


def _make_row(
    document: LegalDocument,
    documents: Mapping[str, LegalDocument],
    citing: Mapping[str, Sequence[CitingText]],
    today: date,
) -> dict[str, Any]:
    state = judge_document(document, today)
    follower = documents.get(document.replaced_by)
    return {
        "id": document.id, "number": document.number, "title": document.title,
        "ends_on": document.ends_on, "replaced_by": follower.number if follower else "",
        "used": len({text.topic.id for text in citing.get(document.id, ())}),
        "state": texts.DOCUMENT_STATES[state], "tag": TAGS[state],
    }  # fmt: skip


def _list_columns(request: ConsoleRequest) -> list[Column]:
    labels = dict(zip(KEYS, texts.DOCUMENT_COLUMNS, strict=True))

    def link(row: Row) -> str:
        return request.url("answers.document", document=row["id"])

    return [
        Column("number", labels["number"], link=link),
        Column("title", labels["title"]),
        Column("ends_on", labels["ends_on"], Kind.DAY),
        Column("replaced_by", labels["replaced_by"]),
        Column("used", labels["used"], Kind.NUMBER),
        Column("state", labels["state"], tag=lambda row: row["tag"]),
    ]


async def show_document(request: ConsoleRequest) -> web.Response:
    """Show a document with every answer that stands on it."""
    own = await request.read(load_own_knowledge, request.actor)
    today = request.today
    knowledge = knowledge_on(own.merge(request.services.knowledge_base, today), today)
    document = knowledge.register.documents.get(request.http.match_info["document"])
    if document is None:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    state = judge_document(document, today)
    return request.render(
        "answers/document.html",
        tabs=list_tabs(request, "documents", own.drafts),
        document=document,
        follower=knowledge.register.documents.get(document.replaced_by),
        state=texts.DOCUMENT_STATES[state],
        tag=TAGS[state],
        citing=[
            (text, is_expired(text.detail or text.topic, today))
            for text in map_citations(knowledge).get(document.id, ())
        ],
    )


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """An edit, and how the shipped text as it is now differs from it."""

    revision_id: int
    topic_id: str
    title: str
    kind: str
    unit: str
    is_removed: bool
    changes: Sequence[FieldChange]


async def show_conflicts(request: ConsoleRequest) -> web.Response:
    """List the own texts under which the shipped one has changed."""
    own = await request.read(load_own_knowledge, request.actor)
    base = request.services.knowledge_base
    revisions = {revision.revision_id: revision for revision in own.revisions}

    def describe() -> Iterator[ShownConflict]:
        for conflict in list_own_conflicts(own, base):
            revision = revisions[conflict.revision_id]
            edited = read_revised_topic(revision, base.shipped)
            now = base.shipped.topics.get(conflict.topic_id)
            shown = edited or now
            yield ShownConflict(
                conflict.revision_id,
                conflict.topic_id,
                shown.title if shown else conflict.topic_id,
                texts.CONFLICT_KINDS[conflict.kind],
                own.name_of(conflict.unit_path),
                now is None,
                list_field_changes(edited, now),
            )

    return request.render(
        "answers/conflicts.html",
        tabs=list_tabs(request, "conflicts", own.drafts),
        conflicts=list(describe()),
    )


async def do_settle(request: ConsoleRequest) -> web.Response:
    """Propose to keep the own text as it is, or to take the shipped one."""
    posted = await request.form()
    row, unit = await request.read(get_revision, request.id(), actor=request.actor)
    shipped = request.services.knowledge_base.shipped
    content, note = row.content, texts.ANSWER_KEEP_NOTE
    if posted.get("do") == "take":
        topic = shipped.topics.get(row.topic_id)
        content = topic_to_content(topic) if topic else None
        note = texts.ANSWER_SHIPPED_NOTE
    elif content is not None:
        edited = read_revised_topic(to_published_revision(row, ""), shipped)
        content = topic_to_content(edited) if edited else None
    number = await request.write(
        propose,
        shipped,
        row.topic_id,
        content,
        actor=request.actor,
        now=request.now,
        today=request.today,
        note=note,
        unit=unit,
    )
    return request.redirect("answers.revision", flash=texts.ANSWER_SENT, id=number)

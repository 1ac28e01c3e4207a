"""What nobody could answer: grouped by likeness, to be made an answer, attached or put aside."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.answers_editor import read_asked, read_ids
from bot.console.pages.answers_form import join_ids
from bot.console.pages.answers_scene import (
    OwnKnowledge,
    list_tabs,
    load_own_knowledge,
)
from bot.console.periods import PERIOD_FIELDS, describe_days
from bot.console.periods import read_days as read_period
from bot.console.rendering import format_number
from bot.core.errors import NotFound, UserError
from bot.faq.answers import fill_placeholders
from bot.faq.knowledge_files import Topic
from bot.faq.matcher import match_question
from bot.faq.miss_dismissal import dismiss_misses, list_dismissed, list_wordings, restore_misses
from bot.faq.miss_memory import GroupMemory
from bot.faq.misses import Miss, MissGroup, count_unanswered, list_open_misses
from bot.faq.topic_search import search_topics
from bot.people.actor import Actor
from bot.people.units import Unit

DEFAULT_DAYS = 30
COUNTED = "missed"  # as the figure of the reports is called in an address
MAX_LOOKED_AT = 2000  # misses of a page: more of them take seconds to group
PAGE = 25  # groups of a page
MAX_WORDINGS = 3  # of a group on the list
MAX_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as the page shows it."""

    group: MissGroup
    villages: Sequence[tuple[str, int]]
    wordings: Sequence[str]
    reasons: Sequence[str]
    about: str  # the topic that lacks a point, or that did not help

    @property
    def asked(self) -> str:
        """The ids of its questions, as addresses carry them."""
        return join_ids(miss.question_id for miss in self.group.misses)

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max(miss.asked_at for miss in self.group.misses)


@dataclass(frozen=True, slots=True)
class WantedMisses:
    """What the filter asks for; `until` is None unless the rows of a figure are asked for."""

    since: datetime
    until: datetime | None
    village: str


@dataclass(frozen=True, slots=True)
class LoadedMisses:
    """The own unit, its open misses, and how many questions the figure counts."""

    own: OwnKnowledge
    rows: Sequence[Miss]
    counted: int = 0


def read_wanted(request: ConsoleRequest) -> WantedMisses:
    """Return what the address asks for."""
    village = request.query.get("village", "")
    period = read_period(request.query, request.policy.zone)
    if period is not None and request.query.get("counted") == COUNTED:
        return WantedMisses(*period, village)
    return WantedMisses(request.now - timedelta(days=read_days(request)), None, village)


def load_misses(session: Session, actor: Actor, wanted: WantedMisses) -> LoadedMisses:
    """Return the own unit and its open misses, of one village if its id is given."""
    own = load_own_knowledge(session, actor)
    village = _find_village(own, wanted.village)
    since, until = wanted.since, wanted.until
    rows = list_open_misses(
        session, actor=actor, since=since, until=until, village=village, limit=MAX_LOOKED_AT
    )
    if until is None:
        return LoadedMisses(own, rows)
    counted = count_unanswered(session, actor=actor, since=since, until=until, village=village)
    return LoadedMisses(own, rows, counted)


def _find_village(own: OwnKnowledge, village: str) -> Unit | None:
    return next((unit for unit in own.children if str(unit.id) == village), None)


def read_days(request: ConsoleRequest) -> int:
    """Return the number of days of the filter."""
    written = request.query.get("days", "")
    known = {str(days): days for days, _ in texts.MISS_PERIODS}
    return known.get(written, DEFAULT_DAYS)


def describe_group(
    group: MissGroup, names: Mapping[str, str], topics: Mapping[str, Topic]
) -> ShownGroup:
    """Return a group with the names of villages and topics."""
    counted = Counter(names.get(miss.unit_code, miss.unit_code) for miss in group.misses)
    about = next(
        (miss.topic_id or miss.answered_topic_id for miss in group.misses
         if miss.topic_id or miss.answered_topic_id), "",
    )  # fmt: skip
    wordings = Counter(" ".join(miss.text.split()) for miss in group.misses)
    reasons = Counter(texts.MISS_REASONS[miss.reason] for miss in group.misses)
    return ShownGroup(
        group,
        counted.most_common(),
        [text for text, _ in wordings.most_common(MAX_WORDINGS)],
        [reason for reason, _ in reasons.most_common()],
        topics[about].title if about in topics else "",
    )


def map_names(own: OwnKnowledge) -> dict[str, str]:
    """Return the names of units by their code; "" is somebody of no known village."""
    return {"": texts.VILLAGE_NOT_KNOWN} | {
        unit.code: unit.name for unit in (own.unit, *own.children)
    }


class Misses:
    """The list of groups and the page of one of them; both remember how misses were grouped."""

    def __init__(self) -> None:
        self._memory = GroupMemory()

    async def show_misses(self, request: ConsoleRequest) -> web.Response:
        """List the groups, the largest first, a page at a time."""
        days, wanted = read_days(request), read_wanted(request)
        loaded = await request.read(load_misses, request.actor, wanted)
        own, rows, village = loaded.own, loaded.rows, wanted.village
        kept = _list_kept(request, wanted, days)
        groups = await asyncio.to_thread(self._memory.group, rows)
        written = request.query.get("after", "")
        start = int(written) if written.isdecimal() and len(written) < 6 else 0
        topics = request.services.knowledge_base.for_unit_path(own.unit.path).knowledge.topics
        names = map_names(own)
        following = request.url("answers.misses", after=start + PAGE, **kept)
        return request.render(
            "answers/misses.html",
            tabs=list_tabs(request, "misses", own.drafts),
            groups=[describe_group(group, names, topics) for group in groups[start : start + PAGE]],
            group_count=len(groups),
            count=len(rows),
            warning=(
                texts.ANSWERS_MANY.format(count=len(rows)) if len(rows) >= MAX_LOOKED_AT else ""
            ),
            days=days,
            kept=kept,
            figure=_describe_figure(request, loaded) if wanted.until else "",
            village=village,
            villages=[
                ("", texts.VILLAGES_ALL),
                *((str(unit.id), unit.name) for unit in own.children),
            ],
            next_address=following if len(groups) > start + PAGE else "",
        )

    async def show_group(self, request: ConsoleRequest) -> web.Response:
        """Show every question of a group, each with a box, to take some of them only."""
        loaded = await request.read(load_misses, request.actor, read_wanted(request))
        own = loaded.own
        groups = await asyncio.to_thread(self._memory.group, loaded.rows)
        wanted = request.id()
        group = next(
            (group for group in groups if any(m.question_id == wanted for m in group.misses)), None
        )
        if group is None:
            raise NotFound(texts.QUESTIONS_GONE)
        topics = request.services.knowledge_base.for_unit_path(own.unit.path).knowledge.topics
        return request.render(
            "answers/group.html",
            tabs=list_tabs(request, "misses", own.drafts),
            shown=describe_group(group, map_names(own), topics),
            names=map_names(own),
        )


def _list_kept(request: ConsoleRequest, wanted: WantedMisses, days: int) -> dict[str, str]:
    """Return the fields of the filter that every address of the page carries on."""
    if wanted.until is None:
        return {"days": str(days), "village": wanted.village}
    return {"village": wanted.village, **{name: request.query[name] for name in PERIOD_FIELDS}}


def _describe_figure(request: ConsoleRequest, loaded: LoadedMisses) -> str:
    """Say how the rows below and what is settled add up to the figure of the reports."""
    period = describe_days(request.query["since"], request.query["until"])
    shown = len(loaded.rows)
    return texts.MISSES_COUNTED.format(
        count=format_number(loaded.counted),
        period=period,
        shown=format_number(shown),
        settled=format_number(max(0, loaded.counted - shown)),
    )


async def do_take(request: ConsoleRequest) -> web.Response:
    """Do with the ticked questions what the button says."""
    posted = await request.form()
    ids = read_ids(posted)
    if not ids:
        raise UserError(texts.MISSES_NOTHING_TICKED)
    match posted.get("do"):
        case "new":
            return request.redirect("answers.new", asked=join_ids(ids))
        case "attach":
            return request.redirect("answers.attach", asked=join_ids(ids))
        case "restore":
            count = await request.write(restore_misses, ids, actor=request.actor, now=request.now)
            flash = texts.MISSES_RESTORED.format(count=count)
            return request.redirect("answers.dismissed", flash=flash)
    count = await request.write(dismiss_misses, ids, actor=request.actor, now=request.now)
    return request.redirect("answers.misses", flash=texts.MISSES_DISMISSED.format(count=count))


async def show_dismissed(request: ConsoleRequest) -> web.Response:
    """List what was put aside, with the way back."""
    own = await request.read(load_own_knowledge, request.actor)
    rows = await request.read(list_dismissed, actor=request.actor)
    return request.render(
        "answers/dismissed.html", tabs=list_tabs(request, "misses", own.drafts), rows=rows
    )


async def show_attach(request: ConsoleRequest) -> web.Response:
    """Offer the topics that the matcher is nearest to, and those that a search finds."""
    asked = read_asked(request)
    own = await request.read(load_own_knowledge, request.actor)
    wordings = await request.read(list_wordings, asked, actor=request.actor)
    index = request.services.knowledge_base.for_unit_path(own.unit.path)
    near: dict[str, Topic] = {}
    for wording in wordings[:MAX_SUGGESTED]:
        for candidate in match_question(index, wording).candidates:
            near.setdefault(candidate.topic.id, candidate.topic)
    search = request.query.get("search", "")[:100]
    topics = search_topics(index.knowledge.topics.values(), search) if search else []
    return request.render(
        "answers/attach.html",
        tabs=list_tabs(request, "misses", own.drafts),
        asked=join_ids(asked),
        wordings=wordings,
        near=[
            (topic, fill_placeholders(topic.answer, {}))
            for topic in list(near.values())[:MAX_SUGGESTED]
        ],
        topics=topics[: 3 * MAX_SUGGESTED],
        search=search,
    )

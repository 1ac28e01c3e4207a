"""Announcements: the list by where they stand, and the page of one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot import texts
from bot.broadcasts import overview, questions, reviewing, wording
from bot.broadcasts.models import BroadcastState
from bot.broadcasts.overview import Line, Shelf
from bot.broadcasts.preview import Preview
from bot.broadcasts.results import Progress, VillageResult
from bot.broadcasts.reviewing import Result, Review
from bot.console.context import ConsoleRequest
from bot.console.tables import Column, Kind, Table, export_table, make_table, wants_export
from bot.core.accounts import find_kind, name_account
from bot.core.errors import NotFound
from bot.core.links import Link, Site
from bot.people.sign_in import ConsoleRole

STATE_KINDS = {
    BroadcastState.WAITING: "wait",
    BroadcastState.APPROVED: "info",
    BroadcastState.SENDING: "info",
    BroadcastState.PAUSED: "wait",
    BroadcastState.DONE: "ok",
    BroadcastState.REFUSED: "bad",
    BroadcastState.CANCELLED: "bad",
}
WORKERS = (ConsoleRole.OFFICER, ConsoleRole.APPROVER)
SOON = timedelta(seconds=60)


async def show_broadcasts(request: ConsoleRequest) -> web.Response:
    """List the announcements of a shelf; leaders see those that were sent where they are."""
    before = int(raw) if (raw := request.query.get("before", "")).isdecimal() else None
    if not request.has(*WORKERS):
        lines = await request.read(overview.list_heard, request.actor, before=before)
        return request.render(
            "broadcasts/heard.html",
            lines=lines,
            next_address=_next(request, lines),
            kinds=STATE_KINDS,
        )
    counts = await request.read(overview.count_by_shelf, request.actor)
    shelf = _read_shelf(request, Shelf.WAITING if counts[Shelf.WAITING] else Shelf.DRAFTING)
    lines = await request.read(overview.list_lines, request.actor, shelf, before=before)
    tabs = [
        (
            request.url("broadcasts", tab=one),
            texts.SHELF_NAMES[one],
            counts[one] if one is not Shelf.OVER else None,
            one is shelf,
        )
        for one in Shelf
    ]
    return request.render(
        "broadcasts/list.html",
        tabs=tabs,
        lines=lines,
        shelf=shelf,
        kinds=STATE_KINDS,
        next_address=_next(request, lines, tab=shelf),
    )


def _read_shelf(request: ConsoleRequest, usual: Shelf) -> Shelf:
    asked = request.query.get("tab", "")
    return Shelf(asked) if asked in list(Shelf) else usual


def _next(request: ConsoleRequest, lines: Sequence[Line], **more: str) -> str:
    if len(lines) < overview.PAGE:
        return ""
    return request.url("broadcasts", before=lines[-1].broadcast.id, **more)


async def show_broadcast(request: ConsoleRequest) -> web.Response:
    """Show one announcement: what can be done with it where it stands, or what came of it."""
    if not request.has(*WORKERS):
        return await _show_heard(request)
    page = await request.read(
        reviewing.load_page,
        request.id(),
        actor=request.actor,
        policy=request.services.sending_policy,
        now=request.now,
    )
    if isinstance(page, Result):
        return _show_result(request, page)
    review, figures = page
    if isinstance(figures, Preview):
        return _show_unsent(request, review, figures)
    return request.render(
        "broadcasts/running.html",
        **(describe_review(review) | _figures(request, review, figures)),
    )


def _show_unsent(request: ConsoleRequest, review: Review, shown: Preview) -> web.Response:
    return request.render(
        "broadcasts/waiting.html",
        **describe_review(review),
        **describe_preview(request, review, shown),
        is_own=review.broadcast.drafted_by == request.actor.person_id,
        is_decider=review.broadcast.decided_by == request.actor.person_id,
    )


async def show_progress(request: ConsoleRequest) -> web.Response:
    """Show how far the sending is: the part of the page that refreshes itself."""
    review, progress = await _load_progress(request)
    if (
        review.broadcast.state not in overview.SHELVES[Shelf.RUNNING]
    ):  # htmx then loads the page of the result
        response = request.render("broadcasts/progress.html", **_figures(request, review, progress))
        response.headers["HX-Refresh"] = "true"
        return response
    return request.render("broadcasts/progress.html", **_figures(request, review, progress))


async def _load_progress(request: ConsoleRequest) -> tuple[Review, Progress]:
    return await request.read(reviewing.load_progress, request.id(), actor=request.actor)


def _figures(request: ConsoleRequest, review: Review, progress: Progress) -> dict[str, Any]:
    policy = request.policy.for_unit(review.broadcast.unit_id)
    left = reviewing.estimate_left(progress, request.services.sending_policy)
    is_held = review.broadcast.urgency != "urgent" and policy.is_quiet(request.now)
    return {
        "broadcast": review.broadcast,
        "progress": progress,
        "kinds": STATE_KINDS,
        "left": texts.ETA_SOON
        if left < SOON
        else texts.ETA_ABOUT.format(lasts=wording.format_duration(left)),
        "goes_on_at": policy.quiet.defer(request.now, policy.zone) if is_held else None,
    }


def _show_result(request: ConsoleRequest, result: Result) -> web.Response:
    table = _make_village_table(request, result.villages)
    if wants_export(request):
        title = texts.SHELF_NAMES["over"]
        return export_table(request, table, title=title, name=f"thong-bao-{request.id()}")
    return request.render(
        "broadcasts/result.html",
        **describe_review(result.review),
        progress=result.progress,
        table=table,
        asked=result.asked,
        waiting=result.waiting,
        missed=result.progress.total - result.progress.sent,
    )


async def _show_heard(request: ConsoleRequest) -> web.Response:
    result = await request.read(reviewing.load_result, request.id(), actor=request.actor)
    if result.review.broadcast.batch_id is None:  # what is drafted is not theirs to read
        raise NotFound(texts.CONSOLE_NO_PAGE)
    table = _make_village_table(request, result.villages)
    if wants_export(request):
        title = texts.SHELF_NAMES["over"]
        return export_table(request, table, title=title, name=f"thong-bao-{request.id()}")
    return request.render(
        "broadcasts/heard_one.html",
        broadcast=result.review.broadcast,
        names=result.review.names,
        corrected_by=result.review.corrected_by,
        table=table,
        kinds=STATE_KINDS,
        is_leader=request.has(ConsoleRole.LEADER),
    )


def _make_village_table(request: ConsoleRequest, villages: Sequence[VillageResult]) -> Table:
    columns = (
        Column("name", texts.HEAD_VILLAGE),
        Column("total", texts.HEAD_TOTAL, Kind.NUMBER),
        Column("sent", texts.HEAD_REACHED, Kind.NUMBER),
        Column("unreachable", texts.HEAD_UNREACHABLE, Kind.NUMBER),
        Column("failed", texts.HEAD_FAILED, Kind.NUMBER),
        Column("pending", texts.HEAD_PENDING, Kind.NUMBER),
    )
    rows = [
        {column.key: getattr(village, column.key) for column in columns} for village in villages
    ]
    return make_table(request, columns, rows, empty=texts.BROADCAST_NOBODY)


def describe_review(review: Review) -> dict[str, Any]:
    """Return what every page of one announcement shows of it."""
    return {
        "review": review,
        "broadcast": review.broadcast,
        "names": review.names,
        "links": [describe_link(link) for link in review.links],
        "kinds": STATE_KINDS,
        "title": questions.make_title(review.broadcast),
    }


def describe_link(link: Link) -> tuple[str, str, str, str]:
    """Return a link as an approver reads it: all of it, its host, whose it is, kind of the tag."""
    match link.site:
        case Site.STATE:
            owner, kind = texts.LINK_STATE, "ok"
        case Site.STORE:
            owner, kind = texts.LINK_STORE, "wait"
        case _:
            owner, kind = texts.LINK_OTHER, "bad"
    return link.written, link.host, owner, kind


def describe_preview(request: ConsoleRequest, review: Review, shown: Preview) -> dict[str, Any]:
    """Return what a preview shows: how it looks, whom it reaches, when, at what price."""
    price = request.policy.for_unit(review.broadcast.unit_id).message_price
    villages = [
        {"name": name, "total": total, "reachable": reachable, "missing": total - reachable}
        for name, total, reachable in shown.villages
    ]
    columns = (
        Column("name", texts.HEAD_VILLAGE),
        Column("total", texts.HEAD_TOTAL, Kind.NUMBER),
        Column("reachable", texts.HEAD_CAN_REACH, Kind.NUMBER),
        Column("missing", texts.HEAD_CANNOT_REACH, Kind.NUMBER),
    )
    table = make_table(request, columns, villages, empty=texts.BROADCAST_NOBODY, sorts=False)
    return {
        "shown": shown,
        "lasts": wording.format_duration(shown.duration),
        "accounts": [(name_account(name), count) for name, count in sorted(shown.accounts.items())],
        "samples": describe_samples(review.broadcast.text, review, request),
        "village_table": table,
        "cost": shown.paid * price,
        "price": price,
    }


def describe_samples(
    text: str, review: Review, request: ConsoleRequest
) -> Sequence[tuple[str, Sequence[str]]]:
    """Return what each channel shows, part by part."""
    policy = request.services.sending_policy
    samples = reviewing.render_samples(text, review.buttons, review.files, policy)
    by_kind = {name_account(find_kind(account)): parts for account, parts in samples.items()}
    return list(by_kind.items())

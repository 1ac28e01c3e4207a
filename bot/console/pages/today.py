"""The first page of the morning, and the page of keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from aiohttp import web

from bot import texts
from bot.broadcasts.running import list_running
from bot.classes.day_list import list_day
from bot.console.context import ConsoleRequest
from bot.console.pages.report_charts import make_week_values
from bot.console.rendering import format_wait
from bot.console.routes import HELPERS, INSTALLERS, OFFICERS, TEAM, VIEWERS
from bot.duty.on_duty import UnitDuty, load_schedule
from bot.people.sign_in import ConsoleRole
from bot.reports.queries import compare_weeks
from bot.tickets import desk_list
from bot.tickets.desk_list import DeskFilter, DeskRow, TabCounts
from bot.tickets.lateness import Lateness, find_lateness
from bot.usecases.office_morning import Morning, count_morning

MAX_WAITING = 5  # of those who wait, the longest waiting
MAX_UNITS = 40  # villages with their duty
# The pages that the numbers lead to, and who may open them.
LINKS: dict[str, tuple[str, frozenset[ConsoleRole]]] = {
    "waiting": ("tickets.list", HELPERS),
    "ticket": ("tickets.show", HELPERS),
    "misses": ("answers.misses", OFFICERS),
    "broadcasts": ("broadcasts", OFFICERS),
    "polls": ("polls", OFFICERS),
    "answers": ("answers.drafts", OFFICERS),
    "channels": ("channels.list", INSTALLERS),
    "setup": ("setup.show", INSTALLERS),
    "class": ("classes.show", TEAM),
    "broadcast": ("broadcasts.show", OFFICERS),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that wants a hand; `address` is "" where no page shows its rows."""

    number: int
    label: str
    note: str
    address: str
    kind: str


async def show_today(request: ConsoleRequest) -> web.Response:
    """Show what wants a hand today."""
    morning = await request.read(
        count_morning,
        actor=request.actor,
        accounts=[channel.name for channel in request.services.channels],
        now=request.now,
    )
    if not request.has(*VIEWERS):
        return request.render("today_setup.html", tiles=_make_channel_tiles(request, morning))
    schedule = await request.read(
        load_schedule, actor=request.actor, policy=request.policy, now=request.now
    )
    duties, lateness = schedule.list_on_duty(request.now), find_lateness(schedule, request.now)
    counts = await request.read(desk_list.count_tabs, actor=request.actor, lateness=lateness)
    since = _start_of_day(request)
    classes = await request.read(
        list_day, actor=request.actor, since=since, until=since + timedelta(days=1)
    )
    return request.render(
        "today.html",
        tiles=_make_tiles(request, morning, counts),
        waiting=await _list_waiting(request, lateness),
        duties=_sort_duties(duties)[:MAX_UNITS],
        hidden_duties=max(0, len(duties) - MAX_UNITS),
        classes=classes,
        running=await request.read(list_running, actor=request.actor),
        **make_week_values(
            request, await request.read(compare_weeks, request.actor, today=request.today)
        ),
        shows_names=request.has(*TEAM),
        link=_Linker(request),
    )


@dataclass(frozen=True, slots=True)
class _Linker:
    """Gives a page's address, or "" where it is not for this person."""

    request: ConsoleRequest

    def __call__(self, key: str, **values: object) -> str:
        route, roles = LINKS[key]
        return self.request.url(route, **values) if self.request.has(*roles) else ""


async def _list_waiting(request: ConsoleRequest, lateness: Lateness) -> Sequence[DeskRow]:
    """Return who waits longest; nothing for those who only see figures."""
    if not request.has(*HELPERS):
        return ()
    page = await request.read(
        desk_list.list_page,
        DeskFilter(),
        actor=request.actor,
        lateness=lateness,
        limit=MAX_WAITING,
    )
    return page.rows


def _make_tiles(request: ConsoleRequest, morning: Morning, counts: TabCounts) -> list[Tile]:
    link = _Linker(request)
    note = ""
    if counts.waiting_since is not None:
        wait = format_wait(request.now - counts.waiting_since)
        note = texts.TODAY_LONGEST.format(wait=wait)
    kind = "bad" if counts.late else "wait"
    tiles = [Tile(counts.waiting, texts.TODAY_WAITING, note, link("waiting"), kind)]
    if request.has(*VIEWERS - {ConsoleRole.LEADER}):
        tiles.append(Tile(morning.misses, texts.TODAY_MISSES, "", link("misses"), "wait"))
        tiles.append(_make_approval_tile(morning, link))
    else:
        tiles.append(Tile(morning.misses, texts.TODAY_MISSES, "", "", "wait"))
    return [*tiles, *_make_channel_tiles(request, morning)]


def _make_approval_tile(morning: Morning, link: _Linker) -> Tile:
    """Return the tile of what awaits a second person; it leads to the first kind there is."""
    kinds = {
        "broadcasts": morning.broadcasts,
        "polls": morning.polls,
        "answers": morning.answers,
    }
    present = {key: count for key, count in kinds.items() if count}
    note = ", ".join(
        texts.TODAY_APPROVAL_KINDS[key].format(count=count) for key, count in present.items()
    )
    address = next(filter(None, (link(key) for key in present)), "")
    return Tile(morning.approvals, texts.TODAY_APPROVALS, note, address, "wait")


def _make_channel_tiles(request: ConsoleRequest, morning: Morning) -> list[Tile]:
    link = _Linker(request)
    return [
        Tile(morning.overdue, texts.TODAY_OVERDUE, "", link("channels"), "bad"),
        Tile(morning.channels, texts.TODAY_CHANNELS, "", link("channels"), "bad"),
    ]


def _start_of_day(request: ConsoleRequest) -> datetime:
    midnight = datetime.combine(request.today, time(), request.policy.zone)
    return midnight.astimezone(request.now.tzinfo)


def _sort_duties(duties: Sequence[UnitDuty]) -> list[UnitDuty]:
    """Return the office first, then the villages where nobody is on duty."""
    return sorted(duties, key=lambda duty: (duty.is_village, bool(duty.names)))


async def show_running(request: ConsoleRequest) -> web.Response:
    """Return the announcements that are being sent: htmx asks every ten seconds."""
    if not request.is_fragment:
        return request.redirect("today")
    running = await request.read(list_running, actor=request.actor)
    return request.render("today_running.html", running=running, link=_Linker(request))


async def show_help(request: ConsoleRequest) -> web.Response:
    """Show the keys that shorten the way."""
    return request.render("help.html")

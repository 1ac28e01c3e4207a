"""The officers' console: every page and every deed in a browser, in one list.

A route is locked unless its name is in `OPEN`; `roles` says who may come, and every query and verb
is scoped by the actor besides.
"""

from aiohttp import web

from bot import texts
from bot.console.access import Guard
from bot.console.assets import Assets
from bot.console.context import ConsoleRequest, Services
from bot.console.live import LIVE, LiveStreams
from bot.console.pages import sign_in, today, unsent_forms
from bot.console.rendering import Renderer
from bot.console.route_groups import (
    answers,
    broadcasts,
    classes,
    commitments,
    import_records,
    list_imports,
    office,
    outreach,
    people,
    polls,
    reports,
    setup,
    teams,
    tickets,
)
from bot.console.routes import (
    EVERYBODY,
    HELPERS,
    INSTALLERS,
    OFFICERS,
    TEAM,
    VIEWERS,
    ConsoleRoute,
    NavItem,
    get,
    post,
)
from bot.core.errors import NotFound

OPEN = frozenset(
    {
        "sign_in.help",
        "sign_in.link",
        "sign_in.use",
        "sign_in.inspection",
        "sign_in.use_inspection",
    }
)
"""The routes that strangers may see. All others are locked."""


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return every route of the console, by page."""
    door = sign_in.SignIn()
    return (
        get("/", "today", today.show_today, EVERYBODY),
        get("/sign-in", "sign_in.help", door.show_help),
        get("/in/{token}", "sign_in.link", door.show_link),
        post("/in/{token}", "sign_in.use", door.do_use_link),
        get("/look/{token}", "sign_in.inspection", door.show_inspection),
        post("/look/{token}", "sign_in.use_inspection", door.do_use_inspection),
        post("/sign-out", "sign_in.out", sign_in.do_sign_out, EVERYBODY),
        post("/place", "sign_in.place", sign_in.do_choose_place, EVERYBODY),
        get("/devices", "sign_in.devices", sign_in.show_devices, EVERYBODY),
        post("/devices/{id}/end", "sign_in.end_device", sign_in.do_end_device, EVERYBODY),
        get("/confirm", "sign_in.confirm", sign_in.show_confirm, EVERYBODY),
        post("/confirm", "sign_in.do_confirm", sign_in.do_confirm, EVERYBODY),
        post("/confirm/send", "sign_in.send_code", sign_in.do_send_code, EVERYBODY),
        get("/help", "help", today.show_help, EVERYBODY),
        post("/unsent", "unsent.keep", unsent_forms.do_keep, TEAM),
        post("/unsent/drop", "unsent.drop", unsent_forms.do_drop, TEAM),
        get("/running", "today.running", today.show_running, VIEWERS),
        *setup.list_routes(),
        *tickets.list_routes(),
        *broadcasts.list_routes(),
        *polls.list_routes(),
        *commitments.list_routes(),
        *classes.list_routes(),
        *answers.list_routes(),
        *people.list_routes(),
        *teams.list_routes(),
        *outreach.list_routes(),
        *reports.list_routes(),
        *office.list_routes(),
        *list_imports.list_routes(),
        *import_records.list_routes(),
    )


NAV = (
    NavItem("today", texts.NAV_TODAY, "h", EVERYBODY),
    NavItem("tickets.list", texts.NAV_TICKETS, "p", HELPERS),
    NavItem("broadcasts", texts.NAV_BROADCASTS, "t", VIEWERS),
    NavItem("polls", texts.NAV_POLLS, "y", VIEWERS),
    NavItem("classes.list", texts.NAV_CLASSES, "l", VIEWERS),
    NavItem("answers.misses", texts.NAV_ANSWERS, "c", OFFICERS),
    NavItem("people.list", texts.NAV_PEOPLE, "d", TEAM),
    NavItem("teams.list", texts.NAV_TEAMS, "o", TEAM | INSTALLERS),
    NavItem("outreach.list", texts.NAV_OUTREACH, "v", VIEWERS),
    NavItem("reports.show", texts.NAV_REPORTS, "b", VIEWERS),
    NavItem("channels.list", texts.NAV_CHANNELS, "k", INSTALLERS),
    NavItem("settings.show", texts.NAV_SETTINGS, "s", INSTALLERS),
    NavItem("audit.list", texts.NAV_AUDIT, "n", INSTALLERS),
    NavItem("setup.show", texts.NAV_SETUP, "q", INSTALLERS),
)
"""The menu, in its order."""


def add_console(app: web.Application, services: Services) -> None:
    """Add the console's routes to the application."""
    routes = list_routes()
    assets = Assets()
    renderer = Renderer(services.policy, assets, {route.name: route.path for route in routes})
    guard = Guard(services, renderer, NAV, OPEN)
    for route in routes:
        app.router.add_route(route.method, route.path, guard.wrap(route))
    app[LIVE] = LiveStreams()
    app.on_shutdown.append(app[LIVE].close)
    app.router.add_get("/console/static/{tag}/{name:.+}", _serve(assets))
    app.router.add_get("/console", _go_home)
    nowhere = ConsoleRoute("*", "/console/{rest:.*}", "nowhere", _refuse, EVERYBODY)
    app.router.add_route("*", nowhere.path, guard.wrap(nowhere))


def _serve(assets: Assets):  # type: ignore[no-untyped-def]
    async def serve(request: web.Request) -> web.Response:
        return assets.serve(request)

    return serve


async def _go_home(_request: web.Request) -> web.Response:
    return web.Response(status=303, headers={"Location": "/console/"})


async def _refuse(_request: ConsoleRequest) -> web.Response:
    raise NotFound(texts.CONSOLE_NO_PAGE)

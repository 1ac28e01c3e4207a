"""Routes of going from door to door."""

from collections.abc import Iterator

from bot.console.pages import (
    outreach,
    outreach_census,
    outreach_plans,
    outreach_sheet,
    outreach_tellings,
    outreach_visits,
)
from bot.console.routes import OFFICERS, TEAM, VIEWERS, ConsoleRoute, get, post

PLAN = "/outreach/plans/{id}"
VISIT = "/outreach/visits/{id}"
VILLAGE = "/outreach/census/{id}"
ANNOUNCEMENT = "/outreach/announcements/{id}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes: figures for everybody who may see some, households for the team."""
    return (*_plan_routes(), *_visit_routes(), *_census_routes(), *_telling_routes())


def _plan_routes() -> Iterator[ConsoleRoute]:
    yield get("/outreach", "outreach.list", outreach.show_coverage, VIEWERS)
    yield get("/outreach/plans", "outreach.plans", outreach.show_plans, VIEWERS)
    yield get("/outreach/plans/new", "outreach.new_plan", outreach_plans.show_new, TEAM)
    yield post("/outreach/plans/new", "outreach.make_plan", outreach_plans.do_make, TEAM)
    yield get(PLAN, "outreach.plan", outreach_plans.show_plan, TEAM)
    yield get(f"{PLAN}/edit", "outreach.edit_plan", outreach_plans.show_edit, TEAM)
    yield post(f"{PLAN}/edit", "outreach.change_plan", outreach_plans.do_change, TEAM)
    yield post(f"{PLAN}/share", "outreach.share_plan", outreach_plans.do_share, TEAM)
    yield get(f"{PLAN}/end", "outreach.ask_end", outreach_plans.show_end, TEAM)
    yield post(f"{PLAN}/end", "outreach.end_plan", outreach_plans.do_end, TEAM)
    yield get(f"{PLAN}/sheet", "outreach.sheet", outreach_sheet.do_print, TEAM)
    yield get(f"{PLAN}/grid", "outreach.grid", outreach_sheet.show_grid, TEAM)
    yield post(f"{PLAN}/grid", "outreach.enter_grid", outreach_sheet.do_enter, TEAM)


def _visit_routes() -> Iterator[ConsoleRoute]:
    yield get("/outreach/visits", "outreach.visits", outreach_visits.show_visits, TEAM)
    yield get("/outreach/visits/new", "outreach.new_visit", outreach_visits.show_new, TEAM)
    yield post("/outreach/visits/new", "outreach.record_visit", outreach_visits.do_record, TEAM)
    yield get(VISIT, "outreach.visit", outreach_visits.show_visit, TEAM)
    yield post(VISIT, "outreach.correct_visit", outreach_visits.do_correct, TEAM)
    yield get(f"{VISIT}/withdraw", "outreach.ask_withdraw", outreach_visits.show_withdraw, TEAM)
    yield post(f"{VISIT}/withdraw", "outreach.withdraw_visit", outreach_visits.do_withdraw, TEAM)


def _census_routes() -> Iterator[ConsoleRoute]:
    page = outreach_census
    yield get("/outreach/census", "outreach.census", page.show_villages, VIEWERS)
    yield get(VILLAGE, "outreach.census_village", page.show_village, TEAM)
    yield post(VILLAGE, "outreach.save_census", page.do_save_village, TEAM)
    yield post(f"{VILLAGE}/households", "outreach.save_homes", page.do_save_households, TEAM)


def _telling_routes() -> Iterator[ConsoleRoute]:
    page, home = outreach_tellings, f"{ANNOUNCEMENT}/{{unit}}"
    yield get("/outreach/announcements", "outreach.announcements", page.show_announcements, VIEWERS)
    yield get(ANNOUNCEMENT, "outreach.announcement", page.show_announcement, VIEWERS)
    yield post(f"{ANNOUNCEMENT}/target", "outreach.set_target", page.do_set_target, OFFICERS)
    yield get(home, "outreach.unreached", page.show_unreached, TEAM)
    yield post(f"{home}/told", "outreach.tell", page.do_tell, TEAM)
    yield post(f"{home}/untold", "outreach.untell", page.do_untell, TEAM)

"""Routes of the figures and of indicators."""

from bot.console.pages import (
    evidence,
    indicator_entries,
    indicators,
    report_help,
    report_lists,
    report_radar,
    report_service_levels,
    report_sheet,
    reports,
)
from bot.console.routes import OFFICERS, TEAM, VIEWERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (
        get("/reports", "reports.show", reports.show_reports, VIEWERS),
        get("/reports/sheet", "reports.sheet", report_sheet.show_sheet, VIEWERS),
        get("/reports/radar", "reports.radar", report_radar.show_radar, VIEWERS),
        get("/reports/steps", "reports.steps", report_lists.show_steps, VIEWERS),
        get("/reports/needs", "reports.needs", report_lists.show_needs, VIEWERS),
        get("/reports/helpers", "reports.helpers", report_lists.show_helpers, VIEWERS),
        get("/reports/communes", "reports.communes", report_lists.show_communes, VIEWERS),
        get("/reports/evidence", "evidence.list", evidence.show_evidence, VIEWERS),
        post("/reports/evidence", "evidence.make", evidence.do_make_pack, OFFICERS),
        post("/reports/evidence/verify", "evidence.verify", evidence.do_verify, VIEWERS),
        get("/reports/evidence/{id}", "evidence.file", evidence.send_pack, VIEWERS),
        post("/reports/evidence/links", "evidence.link", evidence.do_issue_link, OFFICERS),
        post(
            "/reports/evidence/links/{id}/end", "evidence.end_link", evidence.do_end_link, OFFICERS
        ),
        get("/reports/service", "reports.service", report_service_levels.show_switch, OFFICERS),
        post(
            "/reports/service",
            "reports.switch_service",
            report_service_levels.do_switch_page,
            OFFICERS,
        ),
        *_list_help(),
        *_list_indicators(),
    )


def _list_help() -> tuple[ConsoleRoute, ...]:
    entries = "/reports/help/entries"
    return (
        get("/reports/help", "reports.help", report_help.show_help_figures, VIEWERS),
        get(entries, "reports.help_entries", report_help.show_help_entries, TEAM),
        get(f"{entries}/{{id}}", "reports.help_entry", report_help.show_help_entry, TEAM),
        post(
            f"{entries}/{{id}}/withdraw",
            "reports.withdraw_help",
            report_help.do_withdraw_help,
            TEAM,
        ),
        post(
            f"{entries}/{{id}}/restore", "reports.restore_help", report_help.do_restore_help, TEAM
        ),
    )


def _list_indicators() -> tuple[ConsoleRoute, ...]:
    start, value = "/reports/indicators", "/reports/indicators/values/{id}"
    indicator, rank = f"{start}/{{set}}/{{code}}", f"{start}/{{set}}/rank/new"
    enter, withdraw = indicator_entries.do_enter, indicator_entries.do_withdraw
    return (
        get(start, "reports.indicators", indicators.show_indicators, VIEWERS),
        get(indicator, "reports.indicator", indicators.show_indicator, VIEWERS),
        post(indicator, "reports.enter_indicator", enter, OFFICERS),
        get(rank, "reports.rank", indicator_entries.show_rank, OFFICERS),
        post(rank, "reports.enter_rank", indicator_entries.do_enter_rank, OFFICERS),
        get(f"{value}/withdraw", "reports.withdraw", indicator_entries.show_withdraw, OFFICERS),
        post(f"{value}/withdraw", "reports.do_withdraw", withdraw, OFFICERS),
        get(f"{value}/file", "reports.evidence", indicators.show_evidence, VIEWERS),
    )

"""Routes of the figures."""

from bot.console.pages import (
    report_lists,
    report_radar,
    report_service_levels,
    report_sheet,
    reports,
)
from bot.console.routes import OFFICERS, VIEWERS, ConsoleRoute, get, post


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
        get("/reports/service", "reports.service", report_service_levels.show_switch, OFFICERS),
        post(
            "/reports/service",
            "reports.switch_service",
            report_service_levels.do_switch_page,
            OFFICERS,
        ),
    )

"""Routes of the figures."""

from bot.console.pages import report_help, reports
from bot.console.routes import TEAM, VIEWERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    entries = "/reports/help/entries"
    return (
        get("/reports", "reports.show", reports.show_reports, VIEWERS),
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

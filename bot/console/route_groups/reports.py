"""Routes of the figures."""

from bot.console.pages import reports
from bot.console.routes import VIEWERS, ConsoleRoute, get


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (get("/reports", "reports.show", reports.show_reports, VIEWERS),)

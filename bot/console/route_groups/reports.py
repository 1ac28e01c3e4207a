"""Routes of the figures."""

from bot.console.pages import evidence, reports
from bot.console.routes import OFFICERS, VIEWERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (
        get("/reports", "reports.show", reports.show_reports, VIEWERS),
        get("/reports/evidence", "evidence.list", evidence.show_evidence, VIEWERS),
        post("/reports/evidence", "evidence.make", evidence.do_make_pack, OFFICERS),
        post("/reports/evidence/verify", "evidence.verify", evidence.do_verify, VIEWERS),
        get("/reports/evidence/{id}", "evidence.file", evidence.send_pack, VIEWERS),
        post("/reports/evidence/links", "evidence.link", evidence.do_issue_link, OFFICERS),
        post(
            "/reports/evidence/links/{id}/end", "evidence.end_link", evidence.do_end_link, OFFICERS
        ),
    )

"""Routes of channels, settings and the audit log."""

from bot.console.pages import audit, channels, settings, settings_own
from bot.console.pages import settings_deadlines as deadlines
from bot.console.routes import INSTALLERS, ConsoleRoute, get, post

DEADLINE = "/settings/deadlines/{id}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (
        get("/channels", "channels.list", channels.show_channels, INSTALLERS),
        post("/channels/{account}/test", "channels.test", channels.do_send_test, INSTALLERS),
        post("/channels/{account}/check", "channels.check", channels.do_check, INSTALLERS),
        get("/settings", "settings.show", settings.show_settings, INSTALLERS),
        post("/settings/facts", "settings.facts", settings.do_save_facts, INSTALLERS),
        post("/settings/hours", "settings.hours", settings.do_save_hours, INSTALLERS),
        post("/settings/day", "settings.day", settings.do_save_day, INSTALLERS),
        get("/settings/live", "settings.live", settings.show_live, INSTALLERS),
        post("/settings/live", "settings.do_live", settings.do_switch_live, INSTALLERS),
        get("/settings/own/{name}", "settings.own", settings_own.show_edit, INSTALLERS),
        post("/settings/own/{name}", "settings.own_change", settings_own.do_change, INSTALLERS),
        post(
            "/settings/own/{name}/default",
            "settings.own_reset",
            settings_own.do_reset,
            INSTALLERS,
        ),
        get("/settings/deadlines", "settings.deadlines", deadlines.show_deadlines, INSTALLERS),
        get("/settings/deadlines/new", "settings.deadline_new", deadlines.show_new, INSTALLERS),
        post("/settings/deadlines/new", "settings.deadline_add", deadlines.do_add, INSTALLERS),
        get(f"{DEADLINE}/edit", "settings.deadline_edit", deadlines.show_edit, INSTALLERS),
        post(f"{DEADLINE}/edit", "settings.deadline_change", deadlines.do_change, INSTALLERS),
        get(
            f"{DEADLINE}/withdraw",
            "settings.deadline_withdraw",
            deadlines.show_withdraw,
            INSTALLERS,
        ),
        post(
            f"{DEADLINE}/withdraw",
            "settings.deadline_do_withdraw",
            deadlines.do_withdraw,
            INSTALLERS,
        ),
        get("/audit", "audit.list", audit.show_audit, INSTALLERS),
    )

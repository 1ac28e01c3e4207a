"""Routes of the page that imports lists."""

from bot.console.pages import list_imports
from bot.console.routes import INSTALLERS, ConsoleRoute, get, post

BASE = "/import/{kind}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    one = f"{BASE}/{{id}}"
    return (
        get(BASE, "imports.form", list_imports.show_form, INSTALLERS),
        post(BASE, "imports.send", list_imports.do_send, INSTALLERS),
        get(f"{one}/columns", "imports.columns", list_imports.show_columns, INSTALLERS),
        post(f"{one}/columns", "imports.save_columns", list_imports.do_save_columns, INSTALLERS),
        get(one, "imports.plan", list_imports.show_plan, INSTALLERS),
        post(one, "imports.apply", list_imports.do_import, INSTALLERS),
        get(f"{one}/rejected", "imports.rejected", list_imports.show_rejected, INSTALLERS),
    )

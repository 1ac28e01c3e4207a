"""Routes of the imports that were carried out."""

from bot.console.pages import import_records
from bot.console.routes import INSTALLERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (
        get("/imports", "import_records.list", import_records.show_records, INSTALLERS),
        get("/imports/{id}", "import_records.show", import_records.show_record, INSTALLERS),
        post("/imports/{id}", "import_records.undo", import_records.do_take_back, INSTALLERS),
    )

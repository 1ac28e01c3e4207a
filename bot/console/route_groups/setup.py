"""Routes of setting up."""

from bot.console.pages import setup
from bot.console.routes import INSTALLERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    return (
        get("/setup", "setup.show", setup.show_setup, INSTALLERS),
        get("/setup/commune", "setup.commune", setup.show_commune, INSTALLERS),
        post("/setup/commune", "setup.found", setup.do_found_commune, INSTALLERS),
        get("/setup/try", "setup.try", setup.show_try, INSTALLERS),
    )

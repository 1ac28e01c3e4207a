"""The first page of the morning, and the page of keys."""

from aiohttp import web

from bot.console.context import ConsoleRequest


async def show_today(request: ConsoleRequest) -> web.Response:
    """Show what wants a hand today."""
    return request.render("today.html")


async def show_help(request: ConsoleRequest) -> web.Response:
    """Show the keys that shorten the way."""
    return request.render("help.html")


async def show_running(request: ConsoleRequest) -> web.Response:
    return request.redirect("today")

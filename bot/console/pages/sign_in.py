"""Signing in and out, the code that confirms an approver, and the list of one's devices."""

import re
from collections.abc import Callable
from functools import partial

from aiohttp import web

from bot import texts
from bot.console.access import cookie_name, set_session_cookie
from bot.console.context import ConsoleRequest
from bot.core.errors import NotAllowed
from bot.core.rate_limits import CODE_ATTEMPTS, RateLimiter
from bot.people import inspection_links, linking, sign_in
from bot.people.sign_in import ConsoleTarget, Entry


def describe_device(agent: str) -> str:
    """Return a browser's name for its owner: "Chrome trên Windows"."""
    browser = next((name for name, mark in texts.BROWSERS if re.search(mark, agent)), "")
    system = next((name for name, mark in texts.SYSTEMS if re.search(mark, agent)), "")
    if not (browser and system):
        return texts.CONSOLE_DEVICE_UNKNOWN
    return texts.CONSOLE_DEVICE.format(browser=browser, system=system)


class SignIn:
    """The pages that let people in; counts the tries of each network."""

    def __init__(self) -> None:
        self._attempts = RateLimiter(CODE_ATTEMPTS)

    async def show_help(self, request: ConsoleRequest) -> web.Response:
        """Say how to get a link."""
        if request.signed_in is not None:
            return request.redirect("today")
        return request.render("sign_in/help.html")

    async def show_inspection(self, request: ConsoleRequest) -> web.Response:
        """Show the button that opens the console to an inspection team."""
        return request.render("sign_in/inspection.html", token=request.http.match_info["token"])

    async def do_use_inspection(self, request: ConsoleRequest) -> web.Response:
        """Start a session of an inspection team."""
        redeem = inspection_links.redeem_inspection_link
        return await self._let_in(request, redeem, lambda _entry: request.url("reports.show"))

    async def show_link(self, request: ConsoleRequest) -> web.Response:
        """Show the button that uses a link: a preview of the chat must not use it up."""
        return request.render("sign_in/link.html", token=request.http.match_info["token"])

    async def do_use_link(self, request: ConsoleRequest) -> web.Response:
        """Use a link and start a session."""
        return await self._let_in(
            request,
            sign_in.redeem_sign_in_link,
            lambda entry: locate_target(request, entry.target, entry.target_id),
        )

    async def _let_in(
        self,
        request: ConsoleRequest,
        redeem: Callable[..., Entry],
        locate: Callable[[Entry], str],
    ) -> web.Response:
        network = request.services.sources.find_network(request.http)
        if not self._attempts.has_capacity(network=network):
            raise NotAllowed(texts.CONSOLE_BUSY)
        try:
            entry = await request.write(
                redeem,
                request.http.match_info["token"],
                device=read_device(request),
                now=request.now,
            )
        except NotAllowed:
            self._attempts.record_use(network=network)
            raise
        response = request.redirect_to(locate(entry))
        set_session_cookie(response, request.services, entry.token)
        return response


TARGET_ROUTES = {
    ConsoleTarget.BROADCAST: "broadcasts.show",
    ConsoleTarget.POLL: "polls.show",
    ConsoleTarget.REVISION: "answers.revision",
    ConsoleTarget.TICKET: "tickets.show",
}
"""The pages that a link may open at once; the guard of the page decides who sees it."""


def locate_target(request: ConsoleRequest, target: ConsoleTarget, row_id: int) -> str:
    """Return the address of what a link opens, made from the name of its route."""
    if (route := TARGET_ROUTES.get(target)) is None or not row_id:
        return request.url("today")
    return request.url(route, id=row_id)


def read_device(request: ConsoleRequest) -> str:
    """Return the name of the browser that asks."""
    return describe_device(request.http.headers.get("User-Agent", "")[:400])


async def show_devices(request: ConsoleRequest) -> web.Response:
    """List where the person is signed in."""
    sessions = await request.read(sign_in.list_sessions, request.actor, now=request.now)
    return request.render("sign_in/devices.html", sessions=sessions)


async def do_end_device(request: ConsoleRequest) -> web.Response:
    """Sign one of the person's devices out."""
    await request.write(sign_in.end_session, request.id(), actor=request.actor, now=request.now)
    return request.redirect("sign_in.devices", flash=texts.CONSOLE_DEVICE_OUT)


async def do_sign_out(request: ConsoleRequest) -> web.Response:
    """Sign this browser out."""
    await request.write(
        sign_in.end_session, request.user.session_id, actor=request.actor, now=request.now
    )
    response = request.redirect("sign_in.help", flash=texts.CONSOLE_SIGNED_OUT)
    response.del_cookie(cookie_name(request.services), path="/")
    return response


async def do_choose_place(request: ConsoleRequest) -> web.Response:
    """Look at another of the person's units."""
    form = await request.form()
    await request.write(
        sign_in.choose_place,
        request.user.session_id,
        form.number("unit") or 0,
        now=request.now,
    )
    return request.redirect("today")


async def show_confirm(request: ConsoleRequest) -> web.Response:
    """Ask for the code that was sent to the person's chat, or offer to send it."""
    return request.render(
        "sign_in/confirm.html",
        next=read_next(request, request.query.get("next", "")),
        is_sent=request.query.get("sent") == "1",
        error="",
    )


async def do_send_code(request: ConsoleRequest) -> web.Response:
    """Send a code to the person's own chat."""
    form = await request.form()
    person_id = request.actor.person_id or 0
    contacts = await request.read(partial(linking.map_contacts, people=[person_id]))
    if person_id not in contacts:
        raise NotAllowed(texts.SIGN_IN_NO_CHAT)
    await request.write(sign_in.request_code, request.user.session_id, now=request.now)
    return request.redirect("sign_in.confirm", sent="1", next=read_next(request, form.get("next")))


async def do_confirm(request: ConsoleRequest) -> web.Response:
    """Check the code; the session may decide from then on."""
    form = await request.form()
    target = read_next(request, form.get("next"))
    token = await request.write(
        sign_in.confirm_code, request.user.session_id, form.get("code"), now=request.now
    )
    if token is None:
        return request.render(
            "sign_in/confirm.html",
            status=400,
            next=target,
            is_sent=True,
            error=texts.SIGN_IN_CODE_WRONG,
        )
    response = request.redirect_to(target, flash=texts.CONSOLE_CONFIRMED)
    set_session_cookie(response, request.services, token)
    return response


def read_next(request: ConsoleRequest, address: str) -> str:
    """Return the page to come back to: an address of the console, whatever was asked for."""
    is_ours = address.startswith("/console/") and "\\" not in address
    return address if is_ours else request.url("today")

"""Sending a draft back: one page for announcements, polls and answers.

It asks for the code first, wants a reason, keeps what was typed, and calls the feature's one verb.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.people.approvals import MAX_REASON_LENGTH

MAX_REASON = 200  # characters that are typed; the ready reasons stand before them


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """What is sent back, as the page names it."""

    title: str  # "thông báo số 12"
    sentence: str  # what it has done so far: nothing


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """The page of one kind of draft.

    `load` and `refuse` run in a transaction: `load(session, id, actor)` raises NotFound outside the
    actor's scope, `refuse(session, id, reason, request_number=…, actor=…, now=…)` sends back what
    was shown under that number of its submission.
    """

    show_route: str
    do_route: str
    done_route: str
    load: Callable[..., ShownDraft]
    refuse: Callable[..., object]
    reasons: tuple[str, ...]
    done: str

    async def show(self, request: ConsoleRequest) -> web.Response:
        """Ask why it is sent back."""
        if (way := self.ask_to_confirm(request)) is not None:
            return way
        return await self._render(request, "", request.query.get("asks", ""))

    async def do(self, request: ConsoleRequest) -> web.Response:
        """Send it back to its drafter, with the reason."""
        if (way := self.ask_to_confirm(request)) is not None:
            return way
        form = await request.form()
        reason = ". ".join(filter(None, (*form.values("common"), form.get("reason"))))
        try:
            await request.write(
                self.refuse,
                request.id(),
                reason,
                request_number=form.get("asks"),
                actor=request.actor,
                now=request.now,
            )
        except (NotFound, NotAllowed):
            raise
        except UserError as error:
            errors = FormErrors({"reason": str(error)})
            return await self._render(request, form.get("reason"), form.get("asks"), errors)
        if self.done_route == self.show_route:
            return request.redirect(self.done_route, id=request.id(), flash=self.done)
        return request.redirect(self.done_route, flash=self.done)

    def ask_to_confirm(self, request: ConsoleRequest) -> web.Response | None:
        """Return the way to the code and back to the draft, or None for a confirmed session."""
        return ask_to_confirm(request, request.url(self.show_route, id=request.id()))

    async def _render(
        self, request: ConsoleRequest, reason: str, asks: str, errors: FormErrors | None = None
    ) -> web.Response:
        draft = await request.read(self.load, request.id(), request.actor)
        return request.render(
            "four_eyes/refuse.html",
            status=400 if errors else 200,
            draft=draft,
            action=request.url(self.do_route, id=request.id()),
            back=request.url(self.show_route, id=request.id()),
            reason=reason,
            asks=asks,
            reasons=self.reasons,
            max_reason=MAX_REASON,
            errors=errors or FormErrors(),
        )


def check_reason(reason: str) -> str:
    """Return the reason as it is stored. Raises UserError when there is none."""
    if not (reason := reason.strip()):
        raise UserError(texts.REFUSAL_NEEDS_REASON)
    return reason[:MAX_REASON_LENGTH]


def ask_to_confirm(request: ConsoleRequest, come_back: str) -> web.Response | None:
    """Return the way to the code, or None when this session is confirmed.

    Every page that approves or refuses calls it first: a stolen session decides nothing.
    """
    if request.user.is_confirmed:
        return None
    return request.redirect("sign_in.confirm", next=come_back)

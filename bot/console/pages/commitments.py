"""«Xã đã nghe – xã đã làm»: the list by where the promises stand, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.commitments import overview, service, telling
from bot.commitments.models import UNTOLD_STATES, Commitment, CommitmentState
from bot.commitments.overview import PUBLIC_SHELVES, Shelf
from bot.commitments.telling import RoundResult, VillageCount
from bot.console.context import ConsoleRequest
from bot.console.routes import OFFICERS
from bot.core.errors import NotFound
from bot.messages.content import Attachment
from bot.notices.commitments import fill_about, render_promise
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, is_within
from bot.usecases import commitment_sources

STATE_KINDS = {
    CommitmentState.WAITING: "wait",
    CommitmentState.REFUSED: "bad",
    CommitmentState.OPEN: "info",
    CommitmentState.KEPT: "ok",
    CommitmentState.WITHDRAWN: "bad",
}


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """One commitment with what was told to how many, or would be."""

    commitment: Commitment
    unit: Unit
    drafter: str
    message: str  # of the promise, as the people read it
    rounds: Sequence[RoundResult]
    to_tell: Sequence[VillageCount]  # of the next message
    is_ours: bool  # the actor may change it
    sample_codes: str

    @property
    def count(self) -> int:
        """How many would be told."""
        return sum(village.count for village in self.to_tell)


def load_page(session: Session, number: int, *, actor: Actor) -> CommitmentPage:
    """Load a commitment that the actor may read. Raises NotFound, also for others' drafts."""
    commitment = service.get_commitment(session, number, actor)
    unit = session.get_one(Unit, commitment.unit_id)
    drafter = session.get(Person, commitment.drafted_by) if commitment.drafted_by else None
    is_over = commitment.state in (CommitmentState.KEPT, CommitmentState.WITHDRAWN)
    sample = texts.COMMITMENT_SAMPLE_CODES if commitment.poll_id is None else ""
    return CommitmentPage(
        commitment,
        unit,
        drafter.name if drafter else "",
        fill_about(render_promise(session, commitment), commitment, sample),
        telling.list_rounds(session, commitment),
        () if is_over else commitment_sources.count_to_tell(session, commitment),
        is_within(unit.path, actor.scope),
        sample,
    )


async def show_commitments(request: ConsoleRequest) -> web.Response:
    """List the promises of a shelf, late ones first; drafts only for those who work on them."""
    is_office = request.has(*OFFICERS)
    shelves = tuple(Shelf) if is_office else PUBLIC_SHELVES
    asked = request.query.get("tab", "")
    shelf = Shelf(asked) if asked in shelves else Shelf.OPEN
    raw = request.query.get("before", "")
    lines = await request.read(
        overview.list_lines,
        request.actor,
        shelf,
        today=request.today,
        before=int(raw) if raw.isdecimal() and len(raw) <= 15 else None,
    )
    counts = await request.read(overview.count_by_shelf, request.actor)
    is_full = len(lines) == overview.PAGE
    last = lines[-1].commitment.id if lines else 0
    return request.render(
        "commitments/list.html",
        tabs=[
            (
                request.url("commitments", tab=one),
                texts.COMMITMENT_SHELF_NAMES[one],
                counts[one] if one is not Shelf.ENDED else None,
                one is shelf,
            )
            for one in shelves
        ],
        lines=lines,
        shelf=shelf,
        kinds=STATE_KINDS,
        is_office=is_office,
        next_address=request.url("commitments", tab=shelf, before=last) if is_full else "",
    )


async def show_commitment(request: ConsoleRequest) -> web.Response:
    """Show one promise: its words, what was told to how many, and what can be done."""
    page = await request.read(load_page, request.id(), actor=request.actor)
    commitment = page.commitment
    is_office = request.has(*OFFICERS) and page.is_ours
    if not is_office and (commitment.state in UNTOLD_STATES or commitment.approved_at is None):
        raise NotFound(texts.COMMITMENT_UNKNOWN)
    return request.render(
        "commitments/show.html",
        is_office=is_office,
        is_own=commitment.drafted_by == request.actor.person_id,
        days_left=(commitment.due_on - request.today).days,
        **describe_page(page),
    )


def describe_page(page: CommitmentPage) -> dict[str, Any]:
    """Return what the pages show of a commitment."""
    return {"page": page, "commitment": page.commitment, "kinds": STATE_KINDS}


async def show_photo(request: ConsoleRequest) -> web.StreamResponse:
    """Serve the picture of what was done; the address names no file."""
    commitment = await request.read(service.get_commitment, request.id(), request.actor)
    photo = next((Attachment.from_json(item) for item in commitment.photo), None)
    path = request.services.files.find(photo.file) if photo and photo.file else None
    if path is None:
        raise NotFound(texts.CONSOLE_FILE_GONE)
    return web.FileResponse(
        path,
        headers={
            "Content-Type": "image/jpeg",
            "Content-Disposition": f'inline; filename="da-lam-{commitment.id}.jpg"',
        },
    )

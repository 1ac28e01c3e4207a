"""An announcement on a page: all that its drafter and its approver must see, and their steps.

What was shown is what is decided: a step names the request that its page showed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import (
    corrections,
    overview,
    preview,
    questions,
    results,
    service,
    submission,
    wording,
)
from bot.broadcasts.content import decode_buttons, decode_files
from bot.broadcasts.models import ENDED_STATES, Broadcast
from bot.broadcasts.overview import Names, Shelf
from bot.broadcasts.preview import Preview, SendingPolicy
from bot.broadcasts.results import Progress, Unreached, VillageResult
from bot.core import links
from bot.core.errors import NotFound, UserError
from bot.core.links import Link
from bot.messages.content import Attachment, Choice
from bot.outbox import content_summary
from bot.people import approvals
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, within


@dataclass(frozen=True, slots=True)
class Review:
    """An announcement with everything that goes along with its words."""

    broadcast: Broadcast
    names: Names
    buttons: Sequence[Choice]
    files: Sequence[Attachment]
    links: Sequence[Link]
    corrects: Broadcast | None  # what it puts right
    corrected_by: Broadcast | None  # what puts it right


def load_review(session: Session, broadcast: Broadcast) -> Review:
    """Return an announcement with its links, files, names and corrections."""
    buttons = decode_buttons(broadcast)
    addresses = content_summary.list_addresses(broadcast.text, buttons)
    old = broadcast.corrects_id
    return Review(
        broadcast,
        overview.find_names(session, broadcast),
        buttons,
        decode_files(broadcast),
        [links.classify_link(address) for address in addresses],
        session.get(Broadcast, old) if old is not None else None,
        corrections.find_latest_correction(session, broadcast) if broadcast.code else None,
    )


def load_preview(
    session: Session, number: int, *, actor: Actor, policy: SendingPolicy, now: datetime
) -> tuple[Review, Preview]:
    """Return an announcement of the actor's scope and what sending it would do. Raises NotFound."""
    kept = get_with_unit(session, number, actor=actor)  # a session forgets what nobody holds
    shown = preview.make_preview(session, kept[0], policy=policy, now=now)
    return load_review(session, kept[0]), shown


def load_progress(session: Session, number: int, *, actor: Actor) -> tuple[Review, Progress]:
    """Return an announcement of the actor's scope and how far it has got. Raises NotFound."""
    kept = get_with_unit(session, number, actor=actor)  # a session forgets what nobody holds
    return load_review(session, kept[0]), results.compute_progress(session, kept[0])


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an announcement, as a page shows it."""

    review: Review
    progress: Progress
    villages: Sequence[VillageResult]
    asked: int
    waiting: int


def load_result(session: Session, number: int, *, actor: Actor) -> Result:
    """Return the result of an announcement that was sent where the actor is. Raises NotFound."""
    broadcast = overview.get_heard(session, number, actor=actor)
    is_ours = is_within(session.get_one(Unit, broadcast.unit_id).path, actor.scope)
    counts = questions.count_askers(session, broadcast) if is_ours else None
    return Result(
        load_review(session, broadcast),
        results.compute_progress(session, broadcast),
        results.list_village_results(session, broadcast, scope=actor.scope),
        counts.asked if counts else 0,
        counts.waiting if counts else 0,
    )


Page = Result | tuple[Review, Preview] | tuple[Review, Progress]


def load_page(
    session: Session, number: int, *, actor: Actor, policy: SendingPolicy, now: datetime
) -> Page:
    """Return what the page of an announcement of the actor's scope shows where it stands.

    Before it is approved a preview, while it is sent its progress, then its result. Raises
    NotFound.
    """
    kept = get_with_unit(session, number, actor=actor)  # a session forgets what nobody holds
    broadcast = kept[0]
    if broadcast.state in overview.SHELVES[Shelf.RUNNING]:
        return load_progress(session, number, actor=actor)
    if broadcast.state in ENDED_STATES and broadcast.decided_at is not None:
        return load_result(session, number, actor=actor)
    return load_preview(session, number, actor=actor, policy=policy, now=now)


@dataclass(frozen=True, slots=True)
class UnreachedList:
    """Who did not get an announcement, of a village or of all the actor may see."""

    broadcast: Broadcast
    unit: Unit
    villages: Sequence[Unit]  # that can be chosen
    people: Sequence[Unreached]


def load_unreached(session: Session, number: int, village: str, *, actor: Actor) -> UnreachedList:
    """Return whom an announcement did not reach; `village` is a unit's code, "" for all.

    Who may not touch the announcement sees their own unit's. Raises NotFound.
    """
    broadcast, unit, villages = _choose_units(session, number, village, actor)
    people = results.list_unreached(session, broadcast, unit=unit)
    return UnreachedList(broadcast, unit, villages, people)


def get_unreached_unit(session: Session, number: int, village: str, *, actor: Actor) -> Unit:
    """Return the unit whose list `load_unreached` gives. Raises NotFound."""
    return _choose_units(session, number, village, actor)[1]


def _choose_units(
    session: Session, number: int, village: str, actor: Actor
) -> tuple[Broadcast, Unit, Sequence[Unit]]:
    broadcast = overview.get_heard(session, number, actor=actor)
    unit = session.get_one(Unit, broadcast.unit_id)
    if not is_within(unit.path, actor.scope):
        unit = approvals.get_scope_unit(session, actor)
    villages = overview.list_villages(session, unit)
    if village:
        chosen = next((below for below in villages if below.code == village), None)
        if chosen is None:
            raise NotFound(texts.IMPORT_NO_UNIT.format(code=village))
        unit = chosen
    return broadcast, unit, villages


def estimate_left(progress: Progress, policy: SendingPolicy) -> timedelta:
    """Return the longest that the sending can still take, at the pace of the slowest account."""
    waiting = progress.pending - progress.parked
    counts = [{account: waiting} for account in policy.splitters]
    return timedelta(seconds=max(map(policy.estimate_seconds, counts), default=0))


def render_samples(
    text: str, buttons: Sequence[Choice], files: Sequence[Attachment], policy: SendingPolicy
) -> Mapping[str, Sequence[str]]:
    """Return what each account sends for a text, part by part, with the line of a check code."""
    coded = texts.BROADCAST_CODE.format(text=text, code=texts.SAMPLE_CODE) if text else ""
    return {
        account: split(coded, tuple(buttons), tuple(files)) if coded else ()
        for account, split in sorted(policy.splitters.items())
    }


def submit_shown(
    session: Session,
    number: int,
    *,
    is_repeat: bool,
    policy: SendingPolicy,
    actor: Actor,
    now: datetime,
) -> int:
    """Submit a draft whose preview its drafter has seen; return how many approvers are asked.

    `is_repeat`: although the same was said to the same people just now. Raises UserError for what
    must be mended first.
    """
    broadcast = service.get_broadcast(session, number, actor=actor, lock=True)
    shown = preview.make_preview(session, broadcast, policy=policy, now=now)
    preview.check_preview(shown)
    if shown.duplicate_of is not None and not is_repeat:
        raise UserError(texts.PREVIEW_TWIN.format(number=shown.duplicate_of))
    text = wording.render_preview(broadcast, shown, policy=policy)
    return submission.submit_broadcast(
        session, broadcast, actor=actor, now=now, policy=policy.policy, preview=text
    )


def approve_shown(
    session: Session, number: int, *, request_number: str, actor: Actor, now: datetime
) -> int:
    """Approve what was shown; return how many people it goes to.

    Raises UserError if it was taken back and submitted anew since, and as `approve_broadcast`.
    """
    broadcast = _get_shown(session, number, request_number, actor)
    submission.approve_broadcast(session, broadcast, actor=actor, now=now)
    return broadcast.reachable


def refuse_shown(
    session: Session, number: int, reason: str, *, request_number: str, actor: Actor, now: datetime
) -> None:
    """Refuse what was shown, with a reason that its drafter reads."""
    if not reason.strip():
        raise UserError(texts.REFUSAL_NEEDS_REASON)
    broadcast = _get_shown(session, number, request_number, actor)
    submission.refuse_broadcast(session, broadcast, actor=actor, now=now)
    submission.set_refusal_reason(session, broadcast, reason.strip(), actor=actor, now=now)


def _get_shown(session: Session, number: int, request_number: str, actor: Actor) -> Broadcast:
    broadcast = service.get_broadcast(session, number, actor=actor, lock=True)
    if not approvals.is_current_request(broadcast, request_number):
        raise UserError(texts.NOTICE_OLD)
    return broadcast


def draft_anew(
    session: Session,
    /,
    number: int,
    verb: Callable[..., Broadcast],
    *,
    actor: Actor,
    now: datetime,
    **given: Any,
) -> int:
    """Make a draft of an older announcement by `verb` (copy, resend, correct); return its number.

    Raises NotFound for one outside the actor's scope, and what the verb raises.
    """
    old = service.get_broadcast(session, number, actor=actor, lock=True)
    return verb(session, old, actor=actor, now=now, **given).id


def change_state(
    session: Session, number: int, verb: Callable[..., None], *, actor: Actor, now: datetime
) -> None:
    """Do something to an announcement of the actor's scope by `verb`. Raises NotFound."""
    broadcast = service.get_broadcast(session, number, actor=actor, lock=True)
    verb(session, broadcast, actor=actor, now=now)


def get_with_unit(session: Session, number: int, *, actor: Actor) -> tuple[Broadcast, Unit]:
    """Return an announcement of the actor's scope and the unit that speaks. Raises NotFound."""
    query = (
        select(Broadcast, Unit)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(Broadcast.id == number, within(Unit.path, actor.scope))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound(texts.BROADCAST_UNKNOWN.format(number=number))
    return found

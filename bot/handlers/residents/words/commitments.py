"""What a resident reads of the commune's promises."""

from datetime import date

from bot import texts
from bot.commitments.models import Commitment
from bot.commitments.overview import PublicPromises
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.vietnamese.dates.formatting import format_day


def render_village_needed(menu: tuple[Choice, ...]) -> Reply:
    """Ask for the village first."""
    return Reply(texts.COMMITMENTS_NO_UNIT, menu)


def render_promises(
    promises: PublicPromises, menu: tuple[Choice, ...], *, today: date, policy: Policy
) -> Reply:
    """List what is promised and what was done lately, or say that there is none."""
    unit = promises.commune.name
    parts: list[str] = []
    if promises.running:
        lines = (_render_running(one, today) for one in promises.running)
        parts.append("\n".join((texts.COMMITMENTS_RUNNING.format(unit=unit), *lines)))
    if promises.kept:
        lines = (_render_kept(one, policy) for one in promises.kept)
        parts.append("\n".join((texts.COMMITMENTS_KEPT, *lines)))
    if not parts:
        return Reply(texts.COMMITMENTS_NONE.format(unit=unit), menu)
    return Reply("\n\n".join(parts), (Choice(texts.BUTTON_PERSON, "person"),))


def _render_running(one: Commitment, today: date) -> str:
    return texts.COMMITMENTS_LINE.format(
        promise=one.promise, day=format_day(one.due_on), left=describe_days(one.due_on, today)
    )


def _render_kept(one: Commitment, policy: Policy) -> str:
    done_on = policy.today(one.ended_at) if one.ended_at else one.due_on
    return texts.COMMITMENTS_KEPT_LINE.format(
        promise=one.promise, day=format_day(done_on), outcome=one.outcome
    )


def describe_days(due_on: date, today: date) -> str:
    """Return how many days are left, or by how many it is late."""
    days = (due_on - today).days
    if days < 0:
        return texts.COMMITMENT_LEFT_LATE.format(days=-days)
    return texts.COMMITMENT_LEFT.format(days=days) if days else texts.COMMITMENT_LEFT_TODAY

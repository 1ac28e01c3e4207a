"""What officers are told when they cancel a class or open one that residents asked for."""

from datetime import datetime

from bot import texts
from bot.classes import wording as class_wording
from bot.classes.models import ClassProposal, ClassSession, ProposalState
from bot.core.policy import Policy
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.reminders import wording

NOT_NOW_VALUE = Action.CLASS_CANCELLATION.pack("no")
NOT_NOW_BUTTON = Choice(texts.BUTTON_NOT_NOW, NOT_NOW_VALUE)
OPEN_CLASS = Action.CLASS_PROPOSAL.pack("go")


def render_reason_question(
    class_session: ClassSession, recipient_count: int, *, now: datetime, policy: Policy
) -> Reply:
    """Ask why the class is cancelled."""
    text = texts.CLASS_CANCEL_WHY.format(
        topic=class_session.topic,
        time=wording.describe_moment(class_session.starts_at, now=now, zone=policy.zone),
        count=recipient_count,
    )
    return Reply(text, (NOT_NOW_BUTTON,))


def render_cancel_question(
    class_session: ClassSession,
    reason: str,
    recipient_count: int,
    *,
    now: datetime,
    policy: Policy,
) -> Reply:
    """Ask whether to cancel the class, with the reason and the number of those who will read it."""
    text = texts.CLASS_CANCEL_ASK.format(
        topic=class_session.topic,
        time=wording.describe_moment(class_session.starts_at, now=now, zone=policy.zone),
        count=recipient_count,
        reason=reason,
    )
    yes = Choice(
        texts.BUTTON_CLASS_CANCEL_YES, Action.CLASS_CANCELLATION.pack("yes", class_session.id)
    )
    return Reply(text, (NOT_NOW_BUTTON, yes))


def render_cancelled(class_session: ClassSession, recipient_count: int) -> Reply:
    """Confirm the cancellation."""
    return Reply(texts.CLASS_CANCEL_DONE.format(topic=class_session.topic, count=recipient_count))


def render_not_cancelled(menu: tuple[Choice, ...]) -> Reply:
    """Confirm that the class stays."""
    return Reply(texts.CLASS_NOT_CANCELLED, menu)


def render_place_question(
    proposal: ClassProposal, starts_at: datetime, place: str, *, now: datetime, policy: Policy
) -> Reply:
    """Ask whether to open the class at this time and place; another place may be typed."""
    when = wording.describe_moment(starts_at, now=now, zone=policy.zone)
    return Reply(
        texts.DEMAND_PLACE.format(title=proposal.title, time=when, place=place),
        (
            Choice(texts.BUTTON_DEMAND_OPEN, f"{OPEN_CLASS}:{proposal.id}"),
            Choice(texts.BUTTON_DEMAND_LATER, Action.CLASS_PROPOSAL.pack("later", proposal.id)),
        ),
    )


def render_postponed(state: ProposalState) -> Reply:
    """Confirm that no class is opened now, or at all."""
    is_later = state is ProposalState.LATER
    return Reply(texts.DEMAND_LATER if is_later else texts.DEMAND_DECLINED)


def render_opened(
    class_session: ClassSession, invited_count: int, *, now: datetime, policy: Policy
) -> Reply:
    """Confirm the class and how many were invited."""
    details = class_wording.describe_class(class_session, now=now, zone=policy.zone)
    text = texts.DEMAND_OPENED.format(number=class_session.id, what=details, count=invited_count)
    return Reply(text)

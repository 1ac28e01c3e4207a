"""What approvers and drafters are told about a poll."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.notices import console_buttons
from bot.outbox import content_summary
from bot.outbox.notify import notify_each
from bot.people import approvals
from bot.people.linking import map_contacts
from bot.people.models import Person
from bot.people.sign_in import ConsoleTarget
from bot.people.units import Unit
from bot.polls import closing, wording
from bot.polls.events import (
    PollApproved,
    PollRefused,
    PollSubmitted,
    RefusalExplained,
    RefusalWithdrawn,
)
from bot.polls.models import Poll, PollState


def tell_approvers(session: Session, event: PollSubmitted) -> None:
    """Ask the approvers: the whole poll, who drafted it and when, and the buttons."""
    poll = session.get_one(Poll, event.poll_id)
    unit = session.get_one(Unit, poll.unit_id)
    notify_each(
        session,
        approvals.list_approvers(session, unit, drafted_by=poll.drafted_by),
        render_approval_request(session, poll, zone=event.zone, has_console=event.has_console),
        key=f"poll:{poll.id}:ask:{poll.asks}",
        now=event.at,
    )


def tell_drafter_of_approval(session: Session, event: PollApproved) -> None:
    """Tell the drafter that the poll was approved, and what can be done with it now."""
    poll = session.get_one(Poll, event.poll_id)
    state = texts.POLL_STATES[poll.state]
    text = texts.POLL_APPROVED.format(number=poll.id, title=poll.title, state=state)
    reply = Reply(text, list_actions(poll, now=event.at))
    _tell_drafter(session, poll, reply, f"poll:{poll.id}:yes", event.at)


def tell_drafter_of_refusal(session: Session, event: PollRefused | RefusalExplained) -> None:
    """Tell the drafter who refused the poll, and why once that is known; offer to edit it."""
    poll = session.get_one(Poll, event.poll_id)
    text = f"{render_refusal(session, poll)}\n{texts.REFUSED_MEND}"
    mend = Choice(texts.BUTTON_BROADCAST_MEND, Action.POLL.pack("edit", poll.id))
    key = f"poll:{poll.id}:no:{poll.asks}:{event.message_id}"
    _tell_drafter(session, poll, Reply(text, (mend,)), key, event.at)


def tell_drafter_of_withdrawal(session: Session, event: RefusalWithdrawn) -> None:
    """Tell the drafter that the refusal was taken back."""
    poll = session.get_one(Poll, event.poll_id)
    text = texts.REFUSAL_UNDONE.format(number=poll.id, title=shorten_label(poll.title))
    _tell_drafter(session, poll, Reply(text), f"poll:{poll.id}:unno:{event.message_id}", event.at)


def _tell_drafter(session: Session, poll: Poll, reply: Reply, key: str, now: datetime) -> None:
    """Tell the drafter in all their chats, once per `key`; the operator has no chat."""
    chats = map_contacts(session, [poll.drafted_by or 0]).values()
    notify_each(session, chats, reply, key=key, now=now)


def render_approval_request(
    session: Session, poll: Poll, *, zone: ZoneInfo, has_console: bool = False
) -> Reply:
    """Build the approval request.

    The buttons carry the submission number, so that they decide only about this version.
    """
    drafter = session.get(Person, poll.drafted_by) if poll.drafted_by else None
    drafter_line = content_summary.format_drafter(
        drafter.name if drafter else "", poll.made_at, zone
    )
    choices: tuple[Choice, ...] = (
        Choice(texts.BUTTON_POLL_APPROVE, Action.POLL.pack("yes", poll.id, poll.asks)),
        Choice(texts.BUTTON_REFUSE, Action.POLL.pack("no", poll.id, poll.asks)),
    )
    if has_console:
        choices = (*choices, console_buttons.open_row(ConsoleTarget.POLL, poll.id))
    shown = wording.render_preview(session, poll, zone=zone)
    return Reply(texts.POLL_APPROVE.format(words=f"{shown}\n{drafter_line}"), choices)


def render_refusal(session: Session, poll: Poll) -> str:
    """Render who refused the poll, and the reason if one was given."""
    approver = session.get(Person, poll.decided_by) if poll.decided_by is not None else None
    text = texts.POLL_REFUSED.format(
        number=poll.id,
        title=shorten_label(poll.title),
        name=approver.name if approver else texts.DRAFTER_OPERATOR,
    )
    if not poll.refused_why:
        return text
    return f"{text}\n{texts.REFUSED_BECAUSE.format(why=poll.refused_why)}"


def list_actions(poll: Poll, *, now: datetime) -> tuple[Choice, ...]:
    """Return the buttons for what can be done in the poll's state."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, Action.POLL.pack("see", poll.id))
    match poll.state:
        case PollState.WAITING | PollState.SCHEDULED:
            return (make_drop_button(poll),)
        case PollState.OPEN:
            remind = Choice(texts.BUTTON_POLL_REMIND, Action.POLL.pack("remind", poll.id))
            return see, remind, Choice(texts.BUTTON_POLL_CLOSE, Action.POLL.pack("close", poll.id))
        case PollState.CLOSED:
            paper = Choice(texts.BUTTON_POLL_PAPER, Action.POLL.pack("paper", poll.id))
            tell = Choice(texts.BUTTON_POLL_TELL, Action.POLL.pack("tell", poll.id))
            again = Choice(texts.BUTTON_POLL_REOPEN, Action.POLL.pack("reopen", poll.id))
            more = (again,) if closing.can_reopen(poll, now=now) else ()
            return (paper, tell, *more) if poll.told_at is None else (paper,)
    return ()


def make_drop_button(poll: Poll) -> Choice:
    """Return the button that cancels the poll."""
    return Choice(texts.BUTTON_POLL_DROP, Action.POLL.pack("drop", poll.id))

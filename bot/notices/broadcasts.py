"""What approvers and drafters are told about an announcement, and how far it has got."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.broadcasts import live_progress, results
from bot.broadcasts.content import decode_files
from bot.broadcasts.events import (
    BroadcastApproved,
    BroadcastEnded,
    BroadcastRefused,
    BroadcastSubmitted,
    ProgressChanged,
    RefusalExplained,
    RefusalTakenBack,
)
from bot.broadcasts.models import Broadcast, BroadcastState, ProgressMessage
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.notices import console_buttons
from bot.outbox import content_summary, edits
from bot.outbox.buttons import number_buttons
from bot.outbox.models import Priority
from bot.outbox.notify import notify_each
from bot.outbox.service import stage
from bot.people import approvals
from bot.people.linking import map_contacts
from bot.people.models import Contact, Person
from bot.people.sign_in import ConsoleTarget
from bot.people.units import Unit


def tell_approvers(session: Session, event: BroadcastSubmitted) -> None:
    """Ask the approvers: the preview, the files, who drafted it and when, and the buttons."""
    if not event.preview:
        return
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    unit = session.get_one(Unit, broadcast.unit_id)
    notify_each(
        session,
        approvals.list_approvers(session, unit, drafted_by=broadcast.drafted_by),
        render_approval_request(
            session,
            broadcast,
            event.preview,
            zone=event.zone,
            has_console=event.has_console,
        ),
        key=f"broadcast:{broadcast.id}:ask:{broadcast.asks}",
        now=event.at,
    )


def tell_drafter_of_approval(session: Session, event: BroadcastApproved) -> None:
    """Tell the drafter that it was approved, and what can be done with it now."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    text = texts.BROADCAST_APPROVED.format(number=broadcast.id, count=broadcast.reachable)
    reply = Reply(text, list_actions(broadcast))
    _tell_drafter(session, broadcast, reply, f"broadcast:{broadcast.id}:yes", event.at)


def tell_drafter_of_refusal(session: Session, event: BroadcastRefused | RefusalExplained) -> None:
    """Tell the drafter who refused it, and why once that is known; offer to edit it."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    text = f"{render_refusal(session, broadcast)}\n{texts.REFUSED_MEND}"
    mend = Choice(texts.BUTTON_BROADCAST_MEND, Action.BROADCAST.pack("edit", broadcast.id))
    key = f"broadcast:{broadcast.id}:no:{broadcast.asks}:{event.message_id}"
    _tell_drafter(session, broadcast, Reply(text, (mend,)), key, event.at)


def tell_drafter_of_withdrawal(session: Session, event: RefusalTakenBack) -> None:
    """Tell the drafter that the refusal was taken back."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    title = shorten_label(make_line(broadcast))
    text = texts.REFUSAL_UNDONE.format(number=broadcast.id, title=title)
    key = f"broadcast:{broadcast.id}:unno:{event.message_id}"
    _tell_drafter(session, broadcast, Reply(text), key, event.at)


def _tell_drafter(
    session: Session, broadcast: Broadcast, reply: Reply, key: str, now: datetime
) -> None:
    """Tell the drafter in a chat of theirs, once per `key`; the operator has none."""
    chats = map_contacts(session, [broadcast.drafted_by or 0]).values()
    notify_each(session, chats, reply, key=key, now=now)


def tell_drafter_of_result(session: Session, event: BroadcastEnded) -> None:
    """Tell the drafter the result, once, with what can be done for those it did not reach."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    if (contact := _find_drafter(session, broadcast)) is None:
        return
    buttons = (
        Choice(texts.BUTTON_BROADCAST_LEFT, Action.BROADCAST.pack("left", broadcast.id)),
        Choice(texts.BUTTON_BROADCAST_RESEND, Action.BROADCAST.pack("resend", broadcast.id)),
    )
    progress = results.compute_progress(session, broadcast)
    result = results.render_result(session, broadcast)
    reply = number_buttons(Reply(result, buttons if progress.sent < progress.total else ()))
    stage(
        session,
        contact,
        reply,
        now=event.at,
        due_at=event.due_at,
        priority=Priority.NOTICE,
        key=f"broadcast:{broadcast.id}:told",
    )


def show_progress(session: Session, event: ProgressChanged) -> None:
    """Send the drafter the progress message, or replace what it says by the figures of now."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    progress = results.compute_progress(session, broadcast)
    message = session.get(ProgressMessage, broadcast.id)
    if message is None:
        message = live_progress.begin_message(broadcast, progress, now=event.at)
        text = live_progress.render_progress(broadcast, progress, message, now=event.at)
        _send_progress(session, broadcast, message, text, now=event.at)
    elif message.delivery_id is not None:
        text = live_progress.render_progress(broadcast, progress, message, now=event.at)
        reply = number_buttons(Reply(text, list_actions(broadcast)))
        if edits.replace_message(session, message.delivery_id, reply, now=event.at):
            message.percent = live_progress.compute_percent(progress)
            message.state = broadcast.state


def _send_progress(
    session: Session, broadcast: Broadcast, message: ProgressMessage, text: str, *, now: datetime
) -> None:
    if (contact := _find_drafter(session, broadcast)) is None:
        return
    reply = number_buttons(Reply(text, list_actions(broadcast)))
    key = f"broadcast:{broadcast.id}:board"
    stage(session, contact, reply, now=now, priority=Priority.NOTICE, key=key)
    message.delivery_id = edits.find_delivery_id(session, key)
    session.add(message)
    session.flush()


def _find_drafter(session: Session, broadcast: Broadcast) -> Contact | None:
    drafter = broadcast.drafted_by or 0
    return map_contacts(session, [drafter]).get(drafter)


def render_approval_request(
    session: Session,
    broadcast: Broadcast,
    preview: str,
    *,
    zone: ZoneInfo,
    has_console: bool = False,
) -> Reply:
    """Build the approval request: the preview, the files, who drafted it and when, and the buttons.

    The buttons carry the submission number, so that they decide only about this version.
    """
    drafter = session.get(Person, broadcast.drafted_by) if broadcast.drafted_by else None
    drafter_line = content_summary.format_drafter(
        drafter.name if drafter else "", broadcast.drafted_at, zone
    )
    choices: tuple[Choice, ...] = (
        Choice(texts.BUTTON_APPROVE, Action.BROADCAST.pack("yes", broadcast.id, broadcast.asks)),
        Choice(texts.BUTTON_REFUSE, Action.BROADCAST.pack("no", broadcast.id, broadcast.asks)),
    )
    if has_console:
        choices = (*choices, console_buttons.open_row(ConsoleTarget.BROADCAST, broadcast.id))
    text = texts.BROADCAST_APPROVE.format(words=f"{preview}\n{drafter_line}")
    return Reply(text, choices, decode_files(broadcast))


def render_refusal(session: Session, broadcast: Broadcast) -> str:
    """Render who refused it, and the reason if one was given."""
    approver = session.get(Person, broadcast.decided_by) if broadcast.decided_by else None
    text = texts.BROADCAST_REFUSED.format(
        number=broadcast.id,
        title=shorten_label(make_line(broadcast)),
        name=approver.name if approver else texts.DRAFTER_OPERATOR,
    )
    if not broadcast.refused_why:
        return text
    return f"{text}\n{texts.REFUSED_BECAUSE.format(why=broadcast.refused_why)}"


def make_line(broadcast: Broadcast) -> str:
    """Return the text on one line, by which it is known in lists."""
    return " ".join(broadcast.text.split())


def list_actions(broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons for the actions that the broadcast's state allows."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, Action.BROADCAST.pack("see", broadcast.id))
    stop = Choice(texts.BUTTON_BROADCAST_STOP, Action.BROADCAST.pack("stop", broadcast.id))
    paper = Choice(texts.BUTTON_BROADCAST_PAPER, Action.BROADCAST.pack("paper", broadcast.id))
    match broadcast.state:
        case BroadcastState.APPROVED | BroadcastState.SENDING:
            pause = Choice(
                texts.BUTTON_BROADCAST_PAUSE, Action.BROADCAST.pack("pause", broadcast.id)
            )
            return see, pause, stop, paper
        case BroadcastState.PAUSED:
            return (
                see,
                Choice(texts.BUTTON_BROADCAST_GO, Action.BROADCAST.pack("go", broadcast.id)),
                stop,
                paper,
            )
        case BroadcastState.DONE:
            again = Choice(
                texts.BUTTON_BROADCAST_RESEND, Action.BROADCAST.pack("resend", broadcast.id)
            )
            return (
                Choice(texts.BUTTON_BROADCAST_LEFT, Action.BROADCAST.pack("left", broadcast.id)),
                again,
                paper,
            )
        case BroadcastState.WAITING:
            return Choice(
                texts.BUTTON_BROADCAST_EDIT, Action.BROADCAST.pack("edit", broadcast.id)
            ), stop
        case BroadcastState.DRAFT:
            return Choice(
                texts.BUTTON_BROADCAST_GO_ON, Action.BROADCAST.pack("edit", broadcast.id)
            ), stop
        case BroadcastState.REFUSED:
            return (
                Choice(texts.BUTTON_BROADCAST_MEND, Action.BROADCAST.pack("edit", broadcast.id)),
            )
    return ()

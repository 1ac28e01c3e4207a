"""Refusals and their reasons: the drafter is told who refused and why, and can edit the draft.

Announcements ("tb") and polls ("yk") work alike; `KINDS` holds the differences.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import texts
from bot.broadcasts import service, submission
from bot.broadcasts.models import Broadcast
from bot.handlers.officers import officer_drafts
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import SEPARATOR, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people import approvals
from bot.polls import approval
from bot.polls import service as polls
from bot.polls.models import Poll

NO_REASON = "none"


def actor_and_time(turn: Turn) -> Any:
    """Return the keyword arguments of a verb: who acts, and when."""
    return {"person_id": turn.contact.person_id, "now": turn.now}


@dataclass(frozen=True, slots=True)
class _Kind:
    """Texts and functions that differ between announcements and polls."""

    subject: str
    refused_text: str
    save_reason: Callable[..., None]
    list_waiting: Callable[..., list[Any]]
    label: str


KINDS = {
    "tb": _Kind(
        "broadcast",
        texts.BROADCAST_REFUSED,
        submission.set_refusal_reason,
        submission.list_awaiting_approval,
        texts.BUTTON_WAITING_BROADCAST,
    ),
    "yk": _Kind(
        "poll",
        texts.POLL_REFUSED,
        approval.set_refusal_reason,
        approval.list_awaiting_approval,
        texts.BUTTON_WAITING_POLL,
    ),
}
Draft = Broadcast | Poll


def title_of(draft: Draft) -> str:
    """Return the draft's name for lists."""
    return draft.title if isinstance(draft, Poll) else " ".join(draft.text.split())


def ask_reason(turn: Turn, kind: str, draft: Draft) -> Reply:
    """Tell the drafter about the refusal, and ask the approver for the reason."""
    _tell_drafter(turn, kind, draft, refusal_text(turn, kind, draft))
    return render_reason_question(kind, draft)


def render_reason_question(kind: str, draft: Draft) -> Reply:
    """Ask the approver for the reason of their refusal."""
    reasons = [
        Choice(reason, f"{kind}:why:{draft.id}:{place}")
        for place, reason in enumerate(texts.REFUSAL_REASONS)
    ]
    return Reply(
        texts.REFUSAL_WHY,
        (
            *reasons,
            Choice(texts.BUTTON_NO_REASON, f"{kind}:why:{draft.id}:{NO_REASON}"),
            Choice(texts.BUTTON_UNREFUSE, f"{kind}:unno:{draft.id}"),
        ),
    )


def refusal_text(turn: Turn, kind: str, draft: Draft) -> str:
    """Return the sentence with who refused the draft, and the reason if one was given."""
    text = KINDS[kind].refused_text.format(
        number=draft.id,
        title=shorten_label(title_of(draft)),
        name=officer_drafts.name_of(turn, draft.decided_by),
    )
    if not draft.refused_why:
        return text
    return f"{text}\n{texts.REFUSED_BECAUSE.format(why=draft.refused_why)}"


def _tell_drafter(turn: Turn, kind: str, draft: Draft, text: str) -> None:
    """Notify the drafter, once for each of the approver's messages.

    The refusal, its reason and its withdrawal are separate notifications.
    """
    mend = Choice(texts.BUTTON_BROADCAST_MEND, f"{kind}:edit:{draft.id}")
    key = f"{KINDS[kind].subject}:{draft.id}:no:{draft.asks}:{turn.message.id}"
    officer_drafts.notify_colleague(
        turn, draft.drafted_by, Reply(f"{text}\n{texts.REFUSED_MEND}", (mend,)), key
    )


def find_ready_reason(place: str) -> str:
    """Return the predefined reason at this position; "" if there is none."""
    is_known = place.isdecimal() and int(place[:3]) < len(texts.REFUSAL_REASONS)
    return texts.REFUSAL_REASONS[int(place[:3])] if is_known else ""


def record_reason(turn: Turn, draft: Draft, why: str) -> Reply:
    """Store the reason and tell the drafter; do neither when `why` is empty."""
    if not why:
        return Reply(texts.REFUSAL_NO_WHY.format(number=draft.id), show_menu(turn).choices)
    if isinstance(draft, Poll):
        actor = approvals.get_decider(turn.session, turn.contact.person_id)
        approval.set_refusal_reason(
            turn.session, draft, why, actor=actor, message_id=turn.message.id, now=turn.now
        )
    else:
        submission.set_refusal_reason(turn.session, draft, why, **actor_and_time(turn))
        _tell_drafter(turn, "tb", draft, refusal_text(turn, "tb", draft))
    name = officer_drafts.name_of(turn, draft.drafted_by)
    return Reply(texts.REFUSAL_TOLD.format(name=name, why=why), show_menu(turn).choices)


def undo_refusal(turn: Turn, kind: str, draft: Draft, shown: Reply) -> Reply:
    """Tell the drafter that the refusal was withdrawn; return `shown`, the draft's notice."""
    text = texts.REFUSAL_UNDONE.format(number=draft.id, title=shorten_label(title_of(draft)))
    key = f"{KINDS[kind].subject}:{draft.id}:unno:{turn.message.id}"
    officer_drafts.notify_colleague(turn, draft.drafted_by, Reply(text), key)
    return shown


def find_reason_button(turn: Turn) -> str:
    """Return the value of the button that goes with the open question for a reason; else ""."""
    values = (button["value"] for button in turn.contact.offered)
    return next((value for value in values if value.startswith(("tb:why:", "yk:why:"))), "")


def says_reason(turn: Turn) -> bool:
    """Return whether the turn is text while a reason for a refusal is asked for."""
    return (
        not turn.choice
        and not turn.attachments
        and bool(turn.normalized_text)
        and bool(find_reason_button(turn))
    )


def take_reason_text(turn: Turn) -> Reply:
    """Store the typed reason."""
    kind, _, number, *_ = find_reason_button(turn).split(SEPARATOR)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    draft: Draft
    if kind == "tb":
        scope = approvals.get_scope_unit(turn.session, actor)
        draft = service.get_broadcast(turn.session, scope, int(number), lock=True)
    else:
        draft = polls.get_actor_poll(turn.session, int(number), actor, lock=True)
    return record_reason(turn, draft, " ".join(turn.text.split()))

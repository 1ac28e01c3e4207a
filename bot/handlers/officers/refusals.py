"""The reason of a refusal, chosen or typed: of announcements ("tb") and polls ("yk") alike."""

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
Draft = Broadcast | Poll


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


def find_ready_reason(place: str) -> str:
    """Return the predefined reason at this position; "" if there is none."""
    is_known = place.isdecimal() and int(place[:3]) < len(texts.REFUSAL_REASONS)
    return texts.REFUSAL_REASONS[int(place[:3])] if is_known else ""


def record_reason(turn: Turn, draft: Draft, why: str) -> Reply:
    """Store the reason, which its drafter is told; do neither when `why` is empty."""
    if not why:
        return Reply(texts.REFUSAL_NO_WHY.format(number=draft.id), show_menu(turn).choices)
    if isinstance(draft, Poll):
        person_id = turn.contact.person_id or 0
        approval.set_refusal_reason(turn.session, draft, why, person_id=person_id, now=turn.now)
        tell_poll_drafter(turn, draft)
    else:
        submission.set_refusal_reason(
            turn.session,
            draft,
            why,
            actor=approvals.get_decider(turn.session, turn.contact.person_id),
            now=turn.now,
            message_id=turn.message.id,
        )
    name = officer_drafts.name_of(turn, draft.drafted_by)
    return Reply(texts.REFUSAL_TOLD.format(name=name, why=why), show_menu(turn).choices)


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
        draft = service.get_broadcast(turn.session, int(number), actor=actor, lock=True)
    else:
        scope = approvals.get_scope_unit(turn.session, actor)
        draft = polls.get_poll_in_scope(turn.session, scope, int(number), lock=True)
    return record_reason(turn, draft, " ".join(turn.text.split()))


def render_poll_refusal(turn: Turn, poll: Poll) -> str:
    """Return who refused the poll, and the reason if one was given."""
    text = texts.POLL_REFUSED.format(
        number=poll.id,
        title=shorten_label(poll.title),
        name=officer_drafts.name_of(turn, poll.decided_by),
    )
    if not poll.refused_why:
        return text
    return f"{text}\n{texts.REFUSED_BECAUSE.format(why=poll.refused_why)}"


def tell_poll_drafter(turn: Turn, poll: Poll) -> None:
    """Tell the drafter who refused the poll and why, once for each of the approver's messages."""
    text = f"{render_poll_refusal(turn, poll)}\n{texts.REFUSED_MEND}"
    mend = Choice(texts.BUTTON_BROADCAST_MEND, f"yk:edit:{poll.id}")
    key = f"poll:{poll.id}:no:{poll.asks}:{turn.message.id}"
    officer_drafts.notify_colleague(turn, poll.drafted_by, Reply(text, (mend,)), key)

"""The reason of a refusal, chosen or typed: of announcements ("tb") and polls ("yk") alike."""

from bot import texts
from bot.broadcasts import service, submission
from bot.broadcasts.models import Broadcast
from bot.handlers.officers import officer_drafts
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import SEPARATOR, Turn
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
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
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    if isinstance(draft, Poll):
        approval.set_refusal_reason(
            turn.session, draft, why, actor=actor, message_id=turn.message.id, now=turn.now
        )
    else:
        submission.set_refusal_reason(
            turn.session, draft, why, actor=actor, message_id=turn.message.id, now=turn.now
        )
    name = officer_drafts.name_of(turn, draft.drafted_by)
    return Reply(texts.REFUSAL_TOLD.format(name=name, why=why), show_menu(turn).choices)


def find_reason_button(turn: Turn) -> str:
    """Return the value of the button that goes with the open question for a reason; else ""."""
    values = (button["value"] for button in turn.contact.offered)
    return next(
        (
            value
            for value in values
            if value.startswith((Action.BROADCAST.prefix("why"), Action.POLL.prefix("why")))
        ),
        "",
    )


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
    if kind == Action.BROADCAST:
        draft = service.get_broadcast(turn.session, int(number), actor=actor, lock=True)
    else:
        draft = polls.get_actor_poll(turn.session, int(number), actor, lock=True)
    return record_reason(turn, draft, " ".join(turn.text.split()))

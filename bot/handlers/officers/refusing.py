"""Refusals and their reasons: the drafter is told who refused and why, and can edit the draft.

Announcements ("tb") and polls ("yk") work alike; `KINDS` holds the differences.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import texts
from bot.broadcasts import service, submission
from bot.broadcasts.models import Broadcast
from bot.handlers.officers import office
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import SEPARATOR, Turn
from bot.messages.content import Choice, Reply
from bot.people import approvals
from bot.polls import approval
from bot.polls import service as polls
from bot.polls.models import Poll

NO_WHY = "none"


def deed(turn: Turn) -> Any:
    """Return the keyword arguments of a verb: who acts, and when."""
    return {"person_id": turn.contact.person_id, "now": turn.now}


@dataclass(frozen=True, slots=True)
class _Kind:
    """Texts and functions that differ between announcements and polls."""

    subject: str
    refused: str
    say_why: Callable[..., None]
    waiting: Callable[..., list[Any]]
    label: str


KINDS = {
    "tb": _Kind(
        "broadcast",
        texts.BROADCAST_REFUSED,
        submission.say_why,
        submission.list_waiting,
        texts.BUTTON_WAITING_BROADCAST,
    ),
    "yk": _Kind(
        "poll",
        texts.POLL_REFUSED,
        approval.say_why,
        approval.list_waiting,
        texts.BUTTON_WAITING_POLL,
    ),
}
Draft = Broadcast | Poll


def title_of(one: Draft) -> str:
    """Return the draft's name for lists."""
    return one.title if isinstance(one, Poll) else " ".join(one.text.split())


def ask_why(turn: Turn, kind: str, one: Draft) -> Reply:
    """Tell the drafter about the refusal, and ask the approver for the reason."""
    _tell_drafter(turn, kind, one, refused_words(turn, kind, one))
    reasons = [
        Choice(words, f"{kind}:why:{one.id}:{place}")
        for place, words in enumerate(texts.REFUSAL_REASONS)
    ]
    return Reply(
        texts.REFUSAL_WHY,
        (
            *reasons,
            Choice(texts.BUTTON_NO_REASON, f"{kind}:why:{one.id}:{NO_WHY}"),
            Choice(texts.BUTTON_UNREFUSE, f"{kind}:unno:{one.id}"),
        ),
    )


def refused_words(turn: Turn, kind: str, one: Draft) -> str:
    """Return the sentence with who refused the draft, and the reason if one was given."""
    said = KINDS[kind].refused.format(
        number=one.id, title=short(title_of(one)), name=office.name_of(turn, one.decided_by)
    )
    if not one.refused_why:
        return said
    return f"{said}\n{texts.REFUSED_BECAUSE.format(why=one.refused_why)}"


def _tell_drafter(turn: Turn, kind: str, one: Draft, said: str) -> None:
    """Notify the drafter, once for each of the approver's messages.

    The refusal, its reason and its withdrawal are separate notifications.
    """
    mend = Choice(texts.BUTTON_BROADCAST_MEND, f"{kind}:edit:{one.id}")
    key = f"{KINDS[kind].subject}:{one.id}:no:{one.asks}:{turn.message.id}"
    office.tell(turn, one.drafted_by, Reply(f"{said}\n{texts.REFUSED_MEND}", (mend,)), key)


def ready_reason(place: str) -> str:
    """Return the predefined reason at this position; "" if there is none."""
    known = place.isdecimal() and int(place[:3]) < len(texts.REFUSAL_REASONS)
    return texts.REFUSAL_REASONS[int(place[:3])] if known else ""


def take_reason(turn: Turn, kind: str, one: Draft, why: str) -> Reply:
    """Store the reason and tell the drafter; do neither when `why` is empty."""
    if not why:
        return Reply(texts.REFUSAL_NO_WHY.format(number=one.id), show_menu(turn).choices)
    KINDS[kind].say_why(turn.session, one, why, **deed(turn))
    _tell_drafter(turn, kind, one, refused_words(turn, kind, one))
    name = office.name_of(turn, one.drafted_by)
    return Reply(texts.REFUSAL_TOLD.format(name=name, why=why), show_menu(turn).choices)


def undone(turn: Turn, kind: str, one: Draft, shown: Reply) -> Reply:
    """Tell the drafter that the refusal was withdrawn; return `shown`, the draft's notice."""
    said = texts.REFUSAL_UNDONE.format(number=one.id, title=short(title_of(one)))
    key = f"{KINDS[kind].subject}:{one.id}:unno:{turn.message.id}"
    office.tell(turn, one.drafted_by, Reply(said), key)
    return shown


def asked_why(turn: Turn) -> str:
    """Return the value of the button that goes with the open question for a reason; else ""."""
    values = (one["value"] for one in turn.contact.offered)
    return next((value for value in values if value.startswith(("tb:why:", "yk:why:"))), "")


def says_why(turn: Turn) -> bool:
    """Return whether the turn is text while a reason for a refusal is asked for."""
    return not turn.choice and not turn.attachments and bool(turn.bare) and bool(asked_why(turn))


def take_why(turn: Turn) -> Reply:
    """Store the typed reason."""
    kind, _, number, *_ = asked_why(turn).split(SEPARATOR)
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    get: Callable[..., Draft] = service.get if kind == "tb" else polls.get_own
    one = get(turn.session, scope, int(number), lock=True)
    return take_reason(turn, kind, one, " ".join(turn.text.split()))

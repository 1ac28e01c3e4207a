"""What a member is told about their messages to residents, drafts, recalls and visits."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.core.policy import Policy
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.tickets import cards
from bot.tickets.models import Appointment, Ticket, VisitOutcome
from bot.tickets.recalls import RecallResult, RecallStatus
from bot.tickets.relay import RelayResult, RelayStatus
from bot.tickets.secret_refusals import SecretRefusal
from bot.tickets.visit_changes import DecidedVisit, VisitDecision

DROP_DRAFT = "0:drop"  # no ticket: the words that are held

# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


def render_relay_failure(result: RelayResult) -> Reply | None:
    """Tell what was not relayed, and why; None when everything was."""
    match result.status:
        case RelayStatus.SECRET if result.refusal is not None:
            return render_refusal(result.refusal)
        case RelayStatus.RISKY:
            return Reply(texts.RISKY_FILE_MEMBER.format(names=result.risky_names))
        case RelayStatus.UNSUPPORTED | RelayStatus.PARTLY:
            return Reply(texts.NOT_CARRIED_MEMBER)
        case RelayStatus.UNREACHABLE:
            return render_resident_gone(result.ticket_id)
    return None


def render_refusal(refusal: SecretRefusal) -> Reply:
    """Tell that a message is not sent because it asks for a secret."""
    text = texts.SECRET_ASKED.format(what=texts.SECRETS_ASKED[refusal.secret])
    again = texts.SECRET_ASKED_AGAIN.format(count=refusal.count) if refusal.is_alerted else ""
    return Reply(f"{text} {again}".strip())


def render_resident_gone(ticket_id: int) -> Reply:
    """Tell that the resident blocked us, which closed the ticket."""
    return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket_id))


def render_relayed(result: RelayResult, who: str) -> Reply:
    """Confirm that a message went to `who`, with a recall button."""
    text = texts.WORDS_CARRIED if result.is_first else texts.WORDS_SENT_TO
    button = recall_button(result.ticket_id, result.message_id)
    return Reply(text.format(who=who, number=result.ticket_id), (button,))


def render_sent(ticket_id: int, messages: Sequence[Message]) -> Reply:
    """Confirm that these messages went to the ticket's resident, with a recall button."""
    button = recall_button(ticket_id, messages[-1].id)
    return Reply(texts.WORDS_SENT.format(number=ticket_id), (button,))


def recall_button(ticket_id: int, message_id: int) -> Choice:
    """Return the recall button for what a member has just sent, by its last message."""
    return Choice(texts.BUTTON_TAKE_BACK, Action.TICKET.pack(ticket_id, "back", message_id))


def render_canned_responses() -> Reply:
    """List all canned responses, each with its button."""
    lines = [f"{number}. {sentence}" for number, sentence in enumerate(texts.CANNED, 1)]
    labels = enumerate(texts.CANNED_LABELS, 1)
    buttons = (Choice(label, Action.CANNED_RESPONSE.pack(number)) for number, label in labels)
    return Reply("\n".join((texts.CANNED_TITLE, *lines)), tuple(buttons))


# ── Drafts ───────────────────────────────────────────────────────────────────────────────────────


def render_ticket_choice(
    text: str, labelled: Sequence[tuple[Ticket, str]], verb: str, *, can_drop: bool
) -> Reply:
    """Ask for which ticket it is, with a button each; `labelled` are tickets with their residents.

    With `can_drop` the held messages can be dropped instead.
    """
    choices = tuple(_ticket_choice(ticket, who, verb) for ticket, who in labelled)
    drop = (Choice(texts.BUTTON_DROP_WORDS, Action.TICKET.pack(DROP_DRAFT)),) if can_drop else ()
    return Reply(text, (*choices, *drop))


def _ticket_choice(ticket: Ticket, who: str, verb: str) -> Choice:
    label = texts.WHICH_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(f"{label}{cards.summarize_ticket(ticket)}", Action.TICKET.pack(ticket.id, verb))


def render_draft_dropped(messages: Sequence[Message]) -> Reply:
    """Give the text of the dropped messages back; nothing was sent."""
    written = "\n".join(message.text for message in messages if message.text)
    back = texts.WORDS_GIVEN_BACK.format(text=written) if written else ""
    return Reply(f"{texts.WORDS_DROPPED}\n{back}".strip())


# ── Recalls ──────────────────────────────────────────────────────────────────────────────────────


def render_recall(result: RecallResult) -> Reply:
    """Tell a member what became of their request to recall a message."""
    match result.status:
        case RecallStatus.ALREADY_RECALLED:
            text = texts.TAKEN_BACK_ALREADY
        case RecallStatus.TOO_LATE:
            text = texts.TAKE_BACK_LATE_MEMBER
        case RecallStatus.UNSENT:
            text = texts.TAKEN_BACK_UNSENT
        case _:
            text = texts.TAKING_BACK
    return Reply(text.format(who=result.recipient))


# ── Visits ───────────────────────────────────────────────────────────────────────────────────────


def render_visit_question(ticket_id: int, *, has_day: bool) -> Reply:
    """Ask for day, hour and place of a visit; with a day known, for the hour."""
    template = texts.VISIT_ASK_HOUR if has_day else texts.VISIT_ASK
    stop_button = Choice(texts.BUTTON_STOP_VISIT, Action.TICKET.pack(ticket_id, "novisit"))
    return Reply(template.format(number=ticket_id), (stop_button,))


def render_visit_skipped(ticket_id: int) -> Reply:
    """Confirm that no visit is planned."""
    return Reply(texts.VISIT_LEFT.format(number=ticket_id))


def render_visit_decision(
    visit: Appointment, who: str, *, leaving: bool, policy: Policy, now: datetime
) -> Reply:
    """Ask what becomes of the planned visit of a ticket that is passed on or closed."""
    template = texts.VISIT_LEFT_BEHIND if leaving else texts.VISIT_BEFORE_DONE
    time = cards.format_moment(visit.starts_at, now=now, zone=policy.zone)
    text = template.format(number=visit.ticket_id, who=who, time=time)
    if leaving:
        keep = Choice(texts.BUTTON_KEEP_VISIT, Action.VISIT.pack(visit.id, VisitDecision.KEEP))
        drop = Choice(texts.BUTTON_DROP_VISIT, Action.VISIT.pack(visit.id, VisitDecision.DROP))
        return Reply(text, (keep, drop))
    visited = Choice(texts.BUTTON_VISITED, Action.VISIT.pack(visit.id, VisitOutcome.HELPED))
    drop = Choice(
        texts.BUTTON_DROP_VISIT_DONE, Action.VISIT.pack(visit.id, VisitDecision.DROP_AND_CLOSE)
    )
    return Reply(text, (visited, drop))


def render_visit_decided(decided: DecidedVisit, *, policy: Policy, now: datetime) -> Reply:
    """Tell what became of the visit."""
    if decided.is_ticket_closed:
        return Reply(texts.TICKET_CLOSED.format(number=decided.visit.ticket_id))
    if decided.visit.outcome == VisitOutcome.CANCELLED:
        return Reply(texts.VISIT_OFF)
    time = cards.format_moment(decided.visit.starts_at, now=now, zone=policy.zone)
    return Reply(texts.VISIT_KEPT.format(time=time))


def render_visit_recorded(visit: Appointment) -> Reply:
    """Confirm how a visit went, or ask when the next one is."""
    if visit.outcome == VisitOutcome.AGAIN:
        return Reply(texts.VISIT_ASK.format(number=visit.ticket_id))
    return Reply(texts.VISIT_RECORDED)

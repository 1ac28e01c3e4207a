"""What a resident is told about their messages to a member, recalls and field reports."""

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.tickets.models import ReportCategory, ReportDraft, ReportStep, Ticket
from bot.tickets.recalls import RecallResult, RecallStatus
from bot.tickets.relay import RelayResult, RelayStatus

STOP_REPORT = Choice(texts.BUTTON_STOP_REPORT, Action.FIELD_REPORT.pack("stop"))


def render_relay(result: RelayResult, member: str) -> Reply | None:
    """Tell what of a message was not relayed, or confirm the first one to `member`.

    Returns None for later messages that were relayed whole: two people talk.
    """
    match result.status:
        case RelayStatus.RISKY:
            return Reply(texts.RISKY_FILE.format(names=result.risky_names))
        case RelayStatus.UNSUPPORTED | RelayStatus.PARTLY:
            return Reply(texts.NOT_CARRIED)
        case _ if not result.is_first:
            return None
    value = Action.OWN_TICKET.pack(result.ticket_id, "back", result.message_id)
    button = Choice(texts.BUTTON_TAKE_BACK, value)
    return Reply(texts.TICKET_WORDS_CARRIED.format(member=member), (button,))


def render_recall(result: RecallResult) -> Reply:
    """Tell a resident what became of their request to recall a message or a ticket."""
    match result.status:
        case RecallStatus.ALREADY_RECALLED:
            return Reply(texts.TAKEN_BACK_ALREADY)
        case RecallStatus.TOO_LATE:
            return _render_too_late(result)
        case RecallStatus.UNSENT:
            return Reply(texts.TAKEN_BACK_UNSENT.format(who=result.recipient))
        case RecallStatus.FOLLOWED:
            return Reply(texts.TAKING_BACK.format(who=result.recipient))
        case RecallStatus.ADDITION:
            return Reply(texts.TAKEN_BACK_ADDED)
        case RecallStatus.TICKET if result.code:
            return Reply(texts.REPORT_TAKEN_BACK.format(code=result.code))
    return Reply(texts.TICKET_CANCELLED.format(number=result.ticket_id))


def _render_too_late(result: RecallResult) -> Reply:
    if not result.is_waiting:
        return Reply(texts.TAKE_BACK_LATE.format(member=result.recipient))
    cancel_button = Choice(
        texts.BUTTON_CANCEL_REQUEST, Action.OWN_TICKET.pack(result.ticket_id, "cancel")
    )
    return Reply(texts.TAKE_BACK_LATE_WAITING, (cancel_button, Choice(texts.BUTTON_MENU, "menu")))


def recall_ticket_button(ticket: Ticket) -> Choice:
    """Return the recall button for a report that was just submitted."""
    return Choice(texts.BUTTON_TAKE_BACK, Action.OWN_TICKET.pack(ticket.id, "back"))


def render_report_step(draft: ReportDraft, note: str = "") -> Reply:
    """Ask the question of the report form's current step, after `note`."""
    question = _render_question(draft)
    return Reply(f"{note}\n{question.text}".strip(), (*question.choices, STOP_REPORT))


def _render_question(draft: ReportDraft) -> Reply:
    match draft.step:
        case ReportStep.CATEGORY:
            choices = [
                Choice(name, Action.FIELD_REPORT.pack(key))
                for key, name in texts.REPORT_CATEGORIES.items()
            ]
            return Reply(texts.REPORT_CATEGORY, tuple(choices))
        case ReportStep.PHOTO:
            none = Choice(texts.BUTTON_NO_PHOTO, Action.FIELD_REPORT.pack("none"))
            return Reply(texts.REPORT_PHOTO, (none,))
        case ReportStep.PLACE:
            return Reply(texts.REPORT_PLACE)
        case ReportStep.CONFIRM:
            last_text = draft.words.rpartition("\n")[2]
            sure = Choice(texts.BUTTON_SEND_REPORT, Action.FIELD_REPORT.pack("send"))
            return Reply(texts.REPORT_SURE.format(text=last_text), (sure,))
    is_about_team = draft.category == ReportCategory.TEAM
    return Reply(texts.REPORT_WORDS_TEAM if is_about_team else texts.REPORT_WORDS)


def render_report_sent(ticket: Ticket, where: str, choices: tuple[Choice, ...]) -> Reply:
    """Confirm a report by its tracking code, with where it went and a recall button."""
    text = f"{texts.REPORT_SENT.format(code=ticket.code)}\n{where}"
    return Reply(text, (*choices, recall_ticket_button(ticket)))


def render_voice_offer(count: int, other_buttons: tuple[Choice, ...], send_value: str) -> Reply:
    """Tell that the bot cannot listen, and offer to send the voice notes to a person."""
    if count > 1:
        send = Choice(texts.BUTTON_SEND_VOICES.format(count=count), send_value)
        return Reply(texts.GOT_VOICES.format(count=count), (send, *other_buttons))
    return Reply(texts.GOT_VOICE, (Choice(texts.BUTTON_SEND_VOICE, send_value), *other_buttons))

"""*/thongbao*: an officer drafts an announcement step by step; a second person approves it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from bot import texts
from bot.broadcasts import audience, buttons, drafts, preview, service, submission, wording
from bot.broadcasts.audience import EVERYBODY, TEAM, AmbiguousUnit
from bot.broadcasts.models import Broadcast, DraftStep, Urgency
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.handlers.officers import approval_requests, officer_drafts
from bot.handlers.officers.broadcast_buttons import step_buttons, stop_button
from bot.handlers.officers.words import broadcasts as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.people import approvals
from bot.people.units import Unit
from bot.vietnamese.dates.moments import AmbiguousMoment, parse_single_moment

STEPS = (DraftStep.TEXT, DraftStep.AUDIENCE, DraftStep.AUDIENCE_AGAIN, DraftStep.WHEN)
_BEFORE_WORDS = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_BEFORE)})\b\s*", re.IGNORECASE)
asks_new_broadcast = any_of(command("thongbao"), exact_phrase(*texts.SAID_BROADCAST))


def begin_broadcast(pace: SendingPolicy) -> Handler:
    """Start a draft, with the text after the command if any; suspend the officer's open draft."""

    def begun(turn: Turn) -> Reply:
        actor = approvals.get_decider(turn.session, turn.contact.person_id)
        scope = approvals.get_scope_unit(turn.session, actor)
        officer_drafts.leave_other_drafts(turn)
        broadcast = drafts.begin_draft(turn.session, scope, actor=actor, now=turn.now)
        _, *rest = turn.text.split(maxsplit=1) if turn.text.startswith("/") else ("",)
        if rest:
            return take_draft_text(replace(turn, text=rest[0]), broadcast, pace)
        return words.render_text_question(scope, (stop_button(broadcast),))

    return begun


def is_writing_draft(turn: Turn) -> bool:
    """Return whether the message answers a step of the speaker's draft.

    Costs a query only for contacts linked to a person.
    """
    has_content = bool(turn.text) or bool(turn.attachments)
    if (
        turn.choice
        or turn.text.startswith("/")
        or not has_content
        or turn.contact.person_id is None
    ):
        return False
    broadcast = officer_drafts.find_open_announcement(turn)
    return broadcast is not None and broadcast.step in STEPS


def take_step_text(pace: SendingPolicy) -> Handler:
    """Store the message as the answer of the draft's current step."""

    def taken(turn: Turn) -> Reply:
        broadcast = officer_drafts.find_open_announcement(turn)
        if broadcast is None:
            raise UserError(texts.BUTTON_OLD)
        broadcast.drafted_at = turn.now
        match broadcast.step:
            case DraftStep.TEXT:
                return take_draft_text(turn, broadcast, pace)
            case DraftStep.AUDIENCE | DraftStep.AUDIENCE_AGAIN:
                return _take_audience_names(turn, broadcast, pace)
        return _take_send_time(turn, broadcast, pace)

    return taken


def take_draft_text(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Store the text, the buttons written as lines of their own, and the attachments."""
    text, choices = buttons.split_buttons(turn.text)
    is_first = not broadcast.text
    drafts.set_content(broadcast, text, choices, turn.attachments, account=turn.contact.account)
    return _ask_audience(turn, broadcast) if is_first else show_preview(turn, broadcast, pace)


def _ask_audience(turn: Turn, broadcast: Broadcast, step: DraftStep = DraftStep.AUDIENCE) -> Reply:
    broadcast.step = step
    return words.render_audience_question(step_buttons(turn, broadcast))


def _take_audience_names(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Read the audience: names of villages, or the notation described in `audience`."""
    try:
        line = audience.resolve_names(turn.session, _get_unit(turn, broadcast), turn.text)
    except AmbiguousUnit as doubt:
        return words.render_which_unit(broadcast, doubt, step_buttons(turn, broadcast))
    return _take_audience(turn, broadcast, line, pace)


def _get_unit(turn: Turn, broadcast: Broadcast) -> Unit:
    return turn.session.get_one(Unit, broadcast.unit_id)


def _take_audience(turn: Turn, broadcast: Broadcast, line: str, pace: SendingPolicy) -> Reply:
    drafts.set_audience(turn.session, broadcast, line)
    if broadcast.step == DraftStep.AUDIENCE:
        return _ask_send_time(turn, broadcast)
    return show_preview(turn, broadcast, pace)


def _ask_send_time(turn: Turn, broadcast: Broadcast) -> Reply:
    broadcast.step = DraftStep.WHEN
    return words.render_time_question(step_buttons(turn, broadcast))


def _take_send_time(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Read when to send: "Gửi ngay", "mai 7h", "trước 17h", or both: "mai 7h, trước 17h"."""
    try:
        begins, ends = _read_send_times(turn, pace)
    except AmbiguousMoment as doubt:
        return words.render_which_moment(broadcast, doubt, policy=pace.policy)
    drafts.set_send_time(broadcast, begins, ends, now=turn.now)
    return show_preview(turn, broadcast, pace)


def _read_send_times(turn: Turn, pace: SendingPolicy) -> tuple[datetime | None, datetime | None]:
    """Return the earliest and the latest time to send, each None if not given."""
    first, *rest = _BEFORE_WORDS.split(turn.text, maxsplit=1)
    if rest:
        return officer_drafts.parse_span(first, rest[0], now=turn.now, policy=pace.policy)
    if officer_drafts.is_at_once(first):
        return None, None
    return parse_single_moment(first, now=turn.now, zone=pace.policy.zone), None


def answers_step(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> bool:
    """Return whether the text can answer the current step; any text is an announcement's text."""
    try:
        if broadcast.step in (DraftStep.AUDIENCE, DraftStep.AUDIENCE_AGAIN):
            unit = _get_unit(turn, broadcast)
            line = audience.resolve_names(turn.session, unit, turn.text)
            audience.select_recipients(turn.session, line, unit, trial=False)
        elif broadcast.step == DraftStep.WHEN:
            _read_send_times(turn, pace)
    except (AmbiguousUnit, AmbiguousMoment):
        return True
    except UserError:
        return False
    return True


def show_preview(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Show the preview with buttons to change each part and to submit it."""
    broadcast.step = DraftStep.READY
    broadcast_preview = preview.make_preview(turn.session, broadcast, policy=pace, now=turn.now)
    return words.render_preview(broadcast, broadcast_preview, pace)


def press_broadcast_button(pace: SendingPolicy) -> Handler:
    """Handle a button of an announcement: "tb:<verb>:<id>[:<more>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, more = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if verb == "new":
            return begin_broadcast(pace)(turn)
        if not number.isdecimal() or len(number) > 9:
            return reject_old_button(turn)
        actor = approvals.get_decider(turn.session, turn.contact.person_id)
        broadcast = service.get_broadcast(turn.session, int(number), actor=actor, lock=True)
        if verb in DRAFT_VERBS:
            return _edit_draft(turn, broadcast, verb, more, pace)
        match verb:
            case "ask":
                return _submit_for_approval(turn, broadcast, pace, again=more == "again")
            case "resend":
                return _resend_broadcast(turn, broadcast, pace)
            case "edit":
                return _reopen_draft(turn, broadcast, pace)
        return approval_requests.decide_broadcast(turn, broadcast, verb, more, pace)

    return pressed


AUDIENCES = {"all": EVERYBODY, "team": TEAM}
URGENCIES = {"now": Urgency.NORMAL, "soon": Urgency.SOON, "urgent": Urgency.URGENT}
DRAFT_VERBS = (*AUDIENCES, *URGENCIES, "words", "who", "when", "paid", "to", "at")


def _edit_draft(turn: Turn, draft: Broadcast, verb: str, more: str, pace: SendingPolicy) -> Reply:
    drafts.check_editable(draft, turn.contact.person_id)
    draft.drafted_at = turn.now
    match verb:
        case "all" | "team":
            return _take_audience(turn, draft, _get_unit(turn, draft).code + AUDIENCES[verb], pace)
        case "to":
            return _take_audience(turn, draft, more.replace("+", " + "), pace)
        case "at":
            return _take_chosen_moment(turn, draft, more, pace)
        case "words":
            draft.step = DraftStep.TEXT
            return words.render_text_question(_get_unit(turn, draft), step_buttons(turn, draft))
        case "who":
            return _ask_audience(turn, draft, DraftStep.AUDIENCE_AGAIN)
        case "when":
            return _ask_send_time(turn, draft)
    return _set_option(turn, draft, verb, pace)


def _set_option(turn: Turn, broadcast: Broadcast, verb: str, pace: SendingPolicy) -> Reply:
    """Set the urgency, or toggle whether paid messages are allowed."""
    if verb == "paid":
        broadcast.paid = not broadcast.paid
    else:
        drafts.set_urgency(broadcast, URGENCIES[verb])
    return show_preview(turn, broadcast, pace)


def _take_chosen_moment(
    turn: Turn, broadcast: Broadcast, minutes: str, pace: SendingPolicy
) -> Reply:
    """Store the time chosen from the buttons of an ambiguous answer."""
    if not minutes.isdecimal() or len(minutes) > 9:
        raise UserError(texts.BUTTON_OLD)
    begins = datetime.fromtimestamp(int(minutes) * 60, UTC)
    drafts.set_send_time(broadcast, begins, None, now=turn.now)
    return show_preview(turn, broadcast, pace)


def _submit_for_approval(
    turn: Turn, broadcast: Broadcast, pace: SendingPolicy, *, again: bool
) -> Reply:
    """Submit for approval unless a rule forbids it; confirm first if it repeats a recent one."""
    broadcast_preview = preview.make_preview(turn.session, broadcast, policy=pace, now=turn.now)
    preview.check_preview(broadcast_preview)
    if broadcast_preview.duplicate_of and not again:
        return words.render_duplicate(broadcast, broadcast_preview.duplicate_of)
    approver_count = submission.submit_broadcast(
        turn.session,
        broadcast,
        actor=approvals.get_decider(turn.session, turn.contact.person_id),
        now=turn.now,
        policy=pace.policy,
        preview=wording.render_preview(broadcast, broadcast_preview, policy=pace),
    )
    return words.render_submission(broadcast, approver_count)


def _resend_broadcast(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Draft the same announcement for the recipients it did not reach."""
    officer_drafts.leave_other_drafts(turn)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    draft = service.draft_resend(turn.session, broadcast, actor=actor, now=turn.now)
    return show_preview(turn, draft, pace)


def _reopen_draft(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Reply:
    """Let its drafter edit it again, at the step where they left; nothing has to be typed anew."""
    step = broadcast.step.removeprefix(officer_drafts.LEFT_PREFIX)
    officer_drafts.leave_other_drafts(turn, keep=broadcast)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    submission.return_to_draft(turn.session, broadcast, actor=actor, now=turn.now)
    if not broadcast.text:
        return _edit_draft(turn, broadcast, "words", "", pace)
    if step == DraftStep.AUDIENCE:
        return _ask_audience(turn, broadcast)
    if step == DraftStep.WHEN:
        return _ask_send_time(turn, broadcast)
    return show_preview(turn, broadcast, pace)

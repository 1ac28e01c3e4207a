"""*/thongbao*: an officer drafts an announcement step by step; a second person approves it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from bot import texts
from bot.broadcasts import audience, buttons, drafts, preview, service, submission, wording
from bot.broadcasts.audience import EVERYBODY, TEAM, WhichUnit
from bot.broadcasts.models import Broadcast, State, Urgency
from bot.broadcasts.preview import Pace
from bot.core.errors import UserError
from bot.handlers.officers import approving, office
from bot.handlers.officers.draft_steps import ready_buttons, step_buttons, stop_button
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, any_of, command, words
from bot.messages.content import Choice, Reply
from bot.people import approvals
from bot.people.units import Unit
from bot.vietnamese.dates.moments import WhichMoment, read_moment

STEPS = ("text", "audience", "who", "when")  # "who": asked anew
_BEFORE = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_BEFORE)})\b\s*", re.IGNORECASE)
asks_new = any_of(command("thongbao"), words(*texts.SAID_BROADCAST))


def begin(pace: Pace) -> Handler:
    """Start a draft, with the text after the command if any; suspend the officer's open draft."""

    def begun(turn: Turn) -> Reply:
        scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
        office.let_go(turn)
        who = turn.contact.person_id
        made = drafts.begin(turn.session, scope, person_id=who, now=turn.now)
        _, *rest = turn.text.split(maxsplit=1) if turn.text.startswith("/") else ("",)
        if rest:
            return take_text(replace(turn, text=rest[0]), made, pace)
        return Reply(texts.BROADCAST_ASK_TEXT.format(unit=scope.name), (stop_button(made),))

    return begun


def writes(turn: Turn) -> bool:
    """Return whether the message answers a step of the speaker's draft.

    Costs a query only for contacts linked to a person.
    """
    said = bool(turn.text) or bool(turn.attachments)
    if turn.choice or turn.text.startswith("/") or not said or turn.contact.person_id is None:
        return False
    one = office.open_announcement(turn)
    return one is not None and one.step in STEPS


def take(pace: Pace) -> Handler:
    """Store the message as the answer of the draft's current step."""

    def taken(turn: Turn) -> Reply:
        one = office.open_announcement(turn)
        if one is None:
            raise UserError(texts.BUTTON_OLD)
        one.drafted_at = turn.now
        match one.step:
            case "text":
                return take_text(turn, one, pace)
            case "audience" | "who":
                return _take_names(turn, one, pace)
        return _take_time(turn, one, pace)

    return taken


def take_text(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Store the text, the buttons written as lines of their own, and the attachments."""
    words, chosen = buttons.split(turn.text)
    service.check_text(words)
    service.check_size(turn.attachments, chosen)
    account = turn.contact.account
    files = [{**each.as_json(), "account": each.account or account} for each in turn.attachments]
    first = not one.text
    one.text, one.files, one.likeness = words, files, service.likeness(words)
    one.buttons = service.as_rows(chosen)
    return _ask_audience(turn, one) if first else show(turn, one, pace)


def _ask_audience(turn: Turn, one: Broadcast, step: str = "audience") -> Reply:
    one.step = step
    return Reply(texts.BROADCAST_ASK_AUDIENCE, step_buttons(turn, one))


def _take_names(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Read the audience: names of villages, or the notation described in `audience`."""
    try:
        line = audience.from_words(turn.session, _unit(turn, one), turn.text)
    except WhichUnit as doubt:
        which = office.name_buttons(f"tb:to:{one.id}", doubt.found, doubt.names, doubt.known)
        return Reply(str(doubt), (*which, *step_buttons(turn, one)))
    return _take_audience(turn, one, line, pace)


def _unit(turn: Turn, one: Broadcast) -> Unit:
    return turn.session.get_one(Unit, one.unit_id)


def _take_audience(turn: Turn, one: Broadcast, line: str, pace: Pace) -> Reply:
    audience.recipients(turn.session, line, _unit(turn, one), trial=False)
    first, one.audience = one.step == "audience", line.strip()
    return _ask_when(turn, one) if first else show(turn, one, pace)


def _ask_when(turn: Turn, one: Broadcast) -> Reply:
    one.step = "when"
    return Reply(texts.BROADCAST_ASK_WHEN, step_buttons(turn, one))


def _take_time(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Read when to send: "Gửi ngay", "mai 7h", "trước 17h", or both: "mai 7h, trước 17h"."""
    try:
        begins, ends = _times(turn, pace)
    except WhichMoment as doubt:
        which = office.moment_buttons(f"tb:at:{one.id}", doubt.moments, zone=pace.zone)
        return Reply(str(doubt), (*which, stop_button(one)))
    service.check_time(begins, ends, now=turn.now)
    one.send_at, one.send_before = begins, ends
    return show(turn, one, pace)


def _times(turn: Turn, pace: Pace) -> tuple[datetime | None, datetime | None]:
    """Return the earliest and the latest time to send, each None if not given."""
    first, *rest = _BEFORE.split(turn.text, maxsplit=1)
    if rest:
        return office.span(first, rest[0], now=turn.now, zone=pace.zone)
    if office.is_at_once(first):
        return None, None
    return read_moment(first, now=turn.now, zone=pace.zone), None


def understands(turn: Turn, one: Broadcast, pace: Pace) -> bool:
    """Return whether the text can answer the current step; any text is an announcement's text."""
    try:
        if one.step in ("audience", "who"):
            unit = _unit(turn, one)
            line = audience.from_words(turn.session, unit, turn.text)
            audience.recipients(turn.session, line, unit, trial=False)
        elif one.step == "when":
            _times(turn, pace)
    except (WhichUnit, WhichMoment):
        return True
    except UserError:
        return False
    return True


def show(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Show the preview with buttons to change each part and to submit it."""
    one.step = "ready"
    found = preview.look(turn.session, one, pace=pace, now=turn.now)
    label = texts.BUTTON_BROADCAST_UNPAID if one.paid else texts.BUTTON_BROADCAST_PAID
    money = (Choice(label, f"tb:paid:{one.id}"),) if found.paid else ()
    return Reply(
        wording.preview(one, found, zone=pace.zone, price=pace.price),
        (*ready_buttons(one, money), stop_button(one)),
    )


def press(pace: Pace) -> Handler:
    """Handle a button of an announcement: "tb:<verb>:<id>[:<more>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, more = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if verb == "new":
            return begin(pace)(turn)
        if not number.isdecimal() or len(number) > 9:
            return old_button(turn)
        scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
        one = service.get(turn.session, scope, int(number), lock=True)
        if verb in DRAFTING:
            return _draft(turn, one, verb, more, pace)
        match verb:
            case "ask":
                return _ask(turn, one, pace, again=more == "again")
            case "resend":
                return _resend(turn, one, pace)
            case "edit":
                return _edit(turn, one, pace)
        return approving.decide(turn, one, verb, more, pace)

    return pressed


AUDIENCES = {"all": EVERYBODY, "team": TEAM}
URGENCIES = {"now": Urgency.NORMAL, "soon": Urgency.SOON, "urgent": Urgency.URGENT}
DRAFTING = (*AUDIENCES, *URGENCIES, "words", "who", "when", "paid", "to", "at")


def _draft(turn: Turn, one: Broadcast, verb: str, more: str, pace: Pace) -> Reply:
    if one.state != State.DRAFT or one.drafted_by != turn.contact.person_id:
        raise UserError(texts.BUTTON_OLD)
    one.drafted_at = turn.now
    match verb:
        case "all" | "team":
            return _take_audience(turn, one, _unit(turn, one).code + AUDIENCES[verb], pace)
        case "to":
            return _take_audience(turn, one, more.replace("+", " + "), pace)
        case "at":
            return _take_moment(turn, one, more, pace)
        case "words":
            one.step = "text"
            asked = texts.BROADCAST_ASK_TEXT.format(unit=_unit(turn, one).name)
            return Reply(asked, step_buttons(turn, one))
        case "who":
            return _ask_audience(turn, one, "who")
        case "when":
            return _ask_when(turn, one)
    return _set(turn, one, verb, pace)


def _set(turn: Turn, one: Broadcast, verb: str, pace: Pace) -> Reply:
    """Set the urgency, or toggle whether paid messages are allowed."""
    if verb == "paid":
        one.paid = not one.paid
    else:
        one.send_at = one.send_before = None
        one.urgency = URGENCIES[verb]
    return show(turn, one, pace)


def _take_moment(turn: Turn, one: Broadcast, minutes: str, pace: Pace) -> Reply:
    """Store the time chosen from the buttons of an ambiguous answer."""
    if not minutes.isdecimal() or len(minutes) > 9:
        raise UserError(texts.BUTTON_OLD)
    begins = datetime.fromtimestamp(int(minutes) * 60, UTC)
    service.check_time(begins, None, now=turn.now)
    one.send_at, one.send_before = begins, None
    return show(turn, one, pace)


def _ask(turn: Turn, one: Broadcast, pace: Pace, *, again: bool) -> Reply:
    """Submit for approval unless a rule forbids it; confirm first if it repeats a recent one."""
    found = preview.look(turn.session, one, pace=pace, now=turn.now)
    if wrong := next((each for each in found.advice if each.forbids), None):
        raise UserError(wrong.words)
    if not found.told:
        raise UserError(texts.BROADCAST_NOBODY_YET if found.trial else texts.BROADCAST_NOBODY)
    if found.twin and not again:
        button = Choice(texts.BUTTON_BROADCAST_AGAIN, f"tb:ask:{one.id}:again")
        return Reply(texts.PREVIEW_TWIN.format(number=found.twin), (button, stop_button(one)))
    look_over = wording.preview(one, found, zone=pace.zone, price=pace.price)
    deed: office.Deed = {"person_id": turn.contact.person_id, "now": turn.now}
    asked = submission.ask(turn.session, one, look_over, zone=pace.zone, **deed)
    return Reply(submission.asked_words(one, asked), wording.running(one))


def _resend(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Draft the same announcement for the recipients it did not reach."""
    office.let_go(turn)
    who = turn.contact.person_id
    return show(turn, service.resend(turn.session, one, person_id=who, now=turn.now), pace)


def _edit(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """Let its drafter edit it again, at the step where they left; nothing has to be typed anew."""
    step = one.step.removeprefix(office.LEFT)
    office.let_go(turn, keep=one)
    submission.take_back(turn.session, one, person_id=turn.contact.person_id, now=turn.now)
    if not one.text:
        return _draft(turn, one, "words", "", pace)
    if step == "audience":
        return _ask_audience(turn, one)
    return _ask_when(turn, one) if step == "when" else show(turn, one, pace)

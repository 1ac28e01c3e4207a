"""*/thongbao*: an officer drafts an announcement step by step, a second person lets it go."""

import re
from collections.abc import Callable
from datetime import datetime

from bot import texts
from bot.broadcasts import (
    asking,
    audience,
    buttons,
    drafting,
    forms,
    preview,
    results,
    service,
    wording,
)
from bot.broadcasts.models import Broadcast, State, Urgency
from bot.broadcasts.preview import Pace
from bot.errors import UserError
from bot.handlers import office
from bot.handlers.menu import old_button
from bot.messages import Choice, Reply
from bot.people import deciding
from bot.routing import SEPARATOR, Handler, Turn, any_of, command, words
from bot.units import Unit
from bot.vietnamese import bare

STEPS = ("text", "audience", "who", "when")  # "who": asked anew
SHOWN = 30  # people of the nobody-left list in one message
_BEFORE = re.compile(rf"[\s,;]*\b(?:{'|'.join(texts.SAID_BEFORE)})\b\s*", re.IGNORECASE)
asks_new = any_of(command("thongbao"), words(*texts.SAID_BROADCAST))


def begin(turn: Turn) -> Reply:
    """A new draft; the one that was open is let go."""
    scope = deciding.must_have_scope(turn.session, turn.contact.person_id)
    office.let_go(turn)
    made = drafting.begin(turn.session, scope, person_id=turn.contact.person_id, now=turn.now)
    return Reply(texts.BROADCAST_ASK_TEXT.format(unit=scope.name), (_stop(made),))


def _stop(one: Broadcast) -> Choice:
    return Choice(texts.BUTTON_BROADCAST_DROP, f"tb:stop:{one.id}")


def writes(turn: Turn) -> bool:
    """Words while a step of the draft waits for them; only a known person's chat is looked up."""
    said = bool(turn.text) or bool(turn.attachments)
    if turn.choice or turn.text.startswith("/") or not said or turn.contact.person_id is None:
        return False
    one = office.open_announcement(turn)
    return one is not None and one.step in STEPS


def take(pace: Pace) -> Handler:
    """The words that a step waited for."""

    def taken(turn: Turn) -> Reply:
        one = office.open_announcement(turn)
        if one is None:
            raise UserError(texts.BUTTON_OLD)
        one.drafted_at = turn.now
        match one.step:
            case "text":
                return _take_text(turn, one, pace)
            case "audience" | "who":
                return _take_audience(turn, one, turn.text, pace)
        return _take_time(turn, one, pace)

    return taken


def _take_text(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    words, chosen = buttons.split(turn.text)
    service.check_text(words)
    service.check_size(turn.attachments, chosen)
    account = turn.contact.account
    files = [{**each.as_json(), "account": each.account or account} for each in turn.attachments]
    first = not one.text
    one.text, one.files, one.likeness = words, files, service.likeness(words)
    one.buttons = service.as_rows(chosen)
    return _ask_audience(turn, one) if first else _show(turn, one, pace)


def _ask_audience(turn: Turn, one: Broadcast, step: str = "audience") -> Reply:
    one.step = step
    unit = turn.session.get_one(Unit, one.unit_id)
    return Reply(
        texts.BROADCAST_ASK_AUDIENCE,
        (
            Choice(texts.BUTTON_AUDIENCE_ALL.format(unit=unit.name), f"tb:all:{one.id}"),
            Choice(texts.BUTTON_AUDIENCE_TEAM, f"tb:team:{one.id}"),
            _stop(one),
        ),
    )


def _take_audience(turn: Turn, one: Broadcast, written: str, pace: Pace) -> Reply:
    """Names of villages, or the line that `audience` describes."""
    unit = turn.session.get_one(Unit, one.unit_id)
    line = _villages(turn, unit, written) or written
    audience.recipients(turn.session, line, unit, trial=False)
    first, one.audience = one.step == "audience", line.strip()
    return _ask_when(one) if first else _show(turn, one, pace)


def _villages(turn: Turn, scope: Unit, written: str) -> str:
    """ "Thôn 3, thôn Đoài" as codes; "" when a name is not one of the scope's."""
    named = office.named_units(turn, scope)
    found = [named.get(bare(word)) for word in written.replace("+", ",").split(",")]
    codes = [unit.code for unit in found if unit is not None]
    return " + ".join(codes) if len(codes) == len(found) else ""


def _ask_when(one: Broadcast) -> Reply:
    one.step = "when"
    return Reply(
        texts.BROADCAST_ASK_WHEN,
        (
            Choice(texts.BUTTON_WHEN_NOW, f"tb:now:{one.id}"),
            Choice(texts.BUTTON_WHEN_SOON, f"tb:soon:{one.id}"),
            Choice(texts.BUTTON_WHEN_URGENT, f"tb:urgent:{one.id}"),
            _stop(one),
        ),
    )


def _take_time(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """ "Mai 7h", "trước 17h", or both: "mai 7h, trước 17h"."""
    begins, ends = _times(turn, pace)
    service.check_time(begins, ends, now=turn.now)
    one.send_at, one.send_before = begins, ends
    return _show(turn, one, pace)


def _times(turn: Turn, pace: Pace) -> tuple[datetime | None, datetime | None]:
    """From when on and until when."""
    first, *rest = _BEFORE.split(turn.text, maxsplit=1)
    if rest:
        return office.span(first, rest[0], now=turn.now, zone=pace.zone)
    return office.moment(first, now=turn.now, zone=pace.zone), None


def _show(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    one.step = "ready"
    found = preview.look(turn.session, one, pace=pace, now=turn.now)
    label = texts.BUTTON_BROADCAST_UNPAID if one.paid else texts.BUTTON_BROADCAST_PAID
    money = (Choice(label, f"tb:paid:{one.id}"),) if found.paid else ()
    return Reply(
        wording.preview(one, found, zone=pace.zone, price=pace.price),
        (
            Choice(texts.BUTTON_BROADCAST_ASK, f"tb:ask:{one.id}"),
            *money,
            Choice(texts.BUTTON_BROADCAST_WORDS, f"tb:words:{one.id}"),
            Choice(texts.BUTTON_BROADCAST_WHO, f"tb:who:{one.id}"),
            Choice(texts.BUTTON_BROADCAST_WHEN, f"tb:when:{one.id}"),
            _stop(one),
        ),
    )


def press(pace: Pace) -> Handler:
    """A button: "tb:<verb>:<id>[:again]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, more = (*turn.argument.split(SEPARATOR), "", "")[:3]
        if not number.isdecimal() or len(number) > 9:
            return old_button(turn)
        scope = deciding.must_have_scope(turn.session, turn.contact.person_id)
        one = service.get(turn.session, scope, int(number), lock=True)
        if verb in DRAFTING:
            return _draft(turn, one, verb, pace)
        if verb == "ask":
            return _ask(turn, one, pace, again=more == "again")
        if verb == "resend":
            return _resend(turn, one, pace)
        return _decide(turn, one, verb)

    return pressed


EVERYBODY = {"all": "", "team": ", role:team"}
URGENCIES = {"now": Urgency.NORMAL, "soon": Urgency.SOON, "urgent": Urgency.URGENT}
DRAFTING = ("all", "team", *URGENCIES, "words", "who", "when", "paid")


def _draft(turn: Turn, one: Broadcast, verb: str, pace: Pace) -> Reply:
    if one.state != State.DRAFT or one.drafted_by != turn.contact.person_id:
        raise UserError(texts.BUTTON_OLD)
    unit = turn.session.get_one(Unit, one.unit_id)
    match verb:
        case "all" | "team":
            return _take_audience(turn, one, unit.code + EVERYBODY[verb], pace)
        case "now" | "soon" | "urgent":
            one.send_at = one.send_before = None
            one.urgency = URGENCIES[verb]
        case "paid":
            one.paid = not one.paid
        case "words":
            one.step = "text"
            return Reply(texts.BROADCAST_ASK_TEXT.format(unit=unit.name), (_stop(one),))
        case "who":
            return _ask_audience(turn, one, "who")
        case _:
            return _ask_when(one)
    return _show(turn, one, pace)


def _ask(turn: Turn, one: Broadcast, pace: Pace, *, again: bool) -> Reply:
    """To the second person, unless something must be mended or was just said."""
    found = preview.look(turn.session, one, pace=pace, now=turn.now)
    if wrong := next((each for each in found.advice if each.forbids), None):
        raise UserError(wrong.words)
    if not found.told:
        raise UserError(texts.BROADCAST_NOBODY_YET if found.trial else texts.BROADCAST_NOBODY)
    if found.twin and not again:
        button = Choice(texts.BUTTON_BROADCAST_AGAIN, f"tb:ask:{one.id}:again")
        return Reply(texts.PREVIEW_TWIN.format(number=found.twin), (button, _stop(one)))
    words = wording.preview(one, found, zone=pace.zone, price=pace.price)
    asker = turn.contact.person_id
    asked = asking.ask(turn.session, one, words, person_id=asker, now=turn.now)
    return Reply(asking.asked_words(one, asked), (_stop(one),))


def _resend(turn: Turn, one: Broadcast, pace: Pace) -> Reply:
    """The same words for those who did not get it: a draft like any other."""
    office.let_go(turn)
    who = turn.contact.person_id
    return _show(turn, service.resend(turn.session, one, person_id=who, now=turn.now), pace)


def _decide(turn: Turn, one: Broadcast, verb: str) -> Reply:
    if verb == "paper" and one.code:
        words = texts.BROADCAST_PAPER.format(number=one.id)
        return Reply(words, attachments=forms.papers(one))
    if verb == "left":
        return Reply(left_words(turn, one, None))
    if verb in DECIDING:
        DECIDING[verb](turn.session, one, person_id=turn.contact.person_id, now=turn.now)
    elif verb != "see":
        return old_button(turn)
    if verb in ("yes", "no"):
        told = texts.BROADCAST_APPROVED if verb == "yes" else texts.BROADCAST_REFUSED
        words = told.format(number=one.id, count=one.reachable)
        office.tell(
            turn, one.drafted_by, Reply(words, wording.running(one)), f"broadcast:{one.id}:{verb}"
        )
    return Reply(results.words(turn.session, one), wording.running(one))


DECIDING: dict[str, Callable[..., None]] = {
    "yes": service.approve,
    "no": service.refuse,
    "pause": service.pause,
    "go": service.resume,
    "stop": service.cancel,
}


def left_words(turn: Turn, one: Broadcast, unit: Unit | None) -> str:
    """The nobody-left list: who is to be visited, and why they did not hear it."""
    found = results.nobody_left(turn.session, one, unit=unit)
    if not found:
        return texts.LEFT_NOBODY.format(number=one.id)
    lines = [texts.LEFT_TITLE.format(number=one.id, count=len(found), text=one.text[:80])]
    for each in found[:SHOWN]:
        who = each.name or texts.LEFT_UNNAMED.format(number=each.number)
        lines.append(texts.LEFT_LINE.format(who=who, unit=each.unit, why=texts.LEFT_WHY[each.why]))
    if len(found) > SHOWN:
        lines.append(texts.LEFT_MORE.format(count=len(found) - SHOWN))
    return "\n".join(lines)

"""Reminders by chat: one's own matters in one line, and the recurring deadlines one wants."""

from datetime import UTC, datetime, timedelta

from bot import texts
from bot.errors import UserError
from bot.faq.answers import spoken_date
from bot.handlers.faq import short
from bot.handlers.menu import old_button, show_menu
from bot.messages import Choice, Reply
from bot.reminders import own, service, wording
from bot.reminders.phrases import Fault, Wish, is_wish, parse_wish
from bot.reminders.rules import Rules
from bot.routing import SEPARATOR, Answer, Handler, Turn

FAULTS = {
    Fault.NO_MATTER: texts.REMINDER_HOW,
    Fault.NO_SUCH_DAY: texts.REMINDER_NO_DAY,
    Fault.NO_SUCH_HOUR: texts.REMINDER_NO_HOUR,
    Fault.PAST: texts.REMINDER_PAST,
    Fault.TOO_FAR: texts.REMINDER_TOO_FAR,
    Fault.REPEATS: texts.REMINDER_REPEATS,
}
NOT_NOW = "nh:no"


def wishes(turn: Turn) -> bool:
    """ "Nhắc tôi…"."""
    return not turn.choice and is_wish(turn.text)


def keep(rules: Rules) -> Handler:
    """Keep it and say it back in words; what is in doubt is asked."""
    return lambda turn: _answer(turn, parse_wish(turn.text, now=turn.now, zone=rules.zone), rules)


def _answer(turn: Turn, wish: Wish, rules: Rules) -> Reply:
    if wish.sure:
        return _kept(turn, wish.matter, wish.moments[0], rules)
    if wish.fault is Fault.NO_TIME:
        own.ask(turn.session, turn.contact, "when", text=wish.matter, now=turn.now)
        return Reply(texts.REMINDER_WHEN, (Choice(texts.BUTTON_NOT_NOW, NOT_NOW),))
    if wish.fault is Fault.NO_MATTER and len(wish.moments) == 1:
        said = str(int(wish.moments[0].timestamp()))
        own.ask(turn.session, turn.contact, "matter", text=said, now=turn.now)
        when = wording.moment(wish.moments[0], now=turn.now, zone=rules.zone)
        asked = texts.REMINDER_MATTER.format(time=when)
        return Reply(asked, (Choice(texts.BUTTON_NOT_NOW, NOT_NOW),))
    if wish.matter and wish.moments and wish.fault in (None, Fault.PAST):
        return _ask_which(turn, wish, rules)
    raise UserError(FAULTS.get(wish.fault or Fault.NO_MATTER, texts.REMINDER_HOW))


def _ask_which(turn: Turn, wish: Wish, rules: Rules) -> Reply:
    own.ask(turn.session, turn.contact, "which", text=wish.matter, now=turn.now)
    told = [wording.moment(one, now=turn.now, zone=rules.zone) for one in wish.moments]
    buttons = [
        Choice(words, f"nh:at:{int(one.timestamp())}")
        for words, one in zip(told, wish.moments, strict=True)
    ]
    text = texts.REMINDER_WHICH.format(matter=wish.matter)
    if wish.misfit is not None:
        text = texts.REMINDER_MISFIT.format(misfit=wish.misfit.sentence, matter=wish.matter)
    if wish.fault is Fault.PAST:
        text = texts.REMINDER_PAST_ASK.format(time=told[0])
    return Reply(text, (*buttons, Choice(texts.BUTTON_NOT_NOW, NOT_NOW)))


def _kept(turn: Turn, matter: str, at: datetime, rules: Rules) -> Reply:
    one = own.keep(turn.session, turn.contact, matter, at, now=turn.now)
    own.answered(turn.session, turn.contact)
    when = wording.moment(one.due_at, now=turn.now, zone=rules.zone)
    stop = Choice(short(texts.BUTTON_STOP_ONE.format(matter=one.text)), f"nh:stop:{one.id}")
    return Reply(texts.REMINDER_KEPT.format(time=when, matter=one.text), (stop,))


def completes(turn: Turn) -> bool:
    """Words while the time or the matter is waited for."""
    asked = any(one["value"] == NOT_NOW for one in turn.contact.offered)
    return asked and not turn.choice and bool(turn.bare)


def complete_or(answer: Handler, rules: Rules) -> Handler:
    """The missing half; what is none is a question like any other."""

    def complete(turn: Turn) -> Answer:
        asked = own.asked(turn.session, turn.contact, now=turn.now)
        if asked is not None and asked.kind == "matter":
            at = datetime.fromtimestamp(int(asked.text), UTC)
            return _kept(turn, turn.text[:200], at, rules)
        wish = parse_wish(turn.text, now=turn.now, zone=rules.zone)
        if asked is None or (wish.fault in (Fault.NO_TIME, None) and not wish.moments):
            return answer(turn)
        if wish.fault is Fault.NO_MATTER and wish.moments:
            wish = Wish(asked.text, wish.moments, None, wish.misfit)
        return _answer(turn, Wish(asked.text, wish.moments, wish.fault, wish.misfit), rules)

    return complete


def press(rules: Rules) -> Handler:
    """A button: "nh:<verb>:<number>[:<minutes>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, minutes = (*turn.argument.split(SEPARATOR), "", "")[:3]
        if verb == "no":
            own.answered(turn.session, turn.contact)
            return show_menu(turn)
        if not number.isdecimal() or len(number) > 10:
            return old_button(turn)
        return _do(turn, verb, int(number), minutes, rules)

    return pressed


def _do(turn: Turn, verb: str, number: int, minutes: str, rules: Rules) -> Answer:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "at" if asked := own.asked(session, contact, now=now):
            return _kept(turn, asked.text, datetime.fromtimestamp(number, UTC), rules)
        case "done" | "stop":
            one = own.finish(session, contact, number, now=now)
            words = texts.REMINDER_DONE if verb == "done" else texts.REMINDER_STOPPED
            return Reply(words.format(matter=one.text))
        case "later" if minutes in ("60", "1440"):
            span = timedelta(minutes=int(minutes))
            one = own.put_off(session, contact, number, span, now=now)
            when = wording.moment(one.due_at, now=now, zone=rules.zone)
            return Reply(texts.REMINDER_KEPT.format(time=when, matter=one.text))
    return old_button(turn)


def show_own(rules: Rules) -> Handler:
    """What is waited for; a button each to stop it."""

    def show(turn: Turn) -> Reply:
        found = own.list_own(turn.session, turn.contact)
        if not found:
            return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
        lines, buttons = [texts.REMINDERS_MINE], []
        for one in found:
            when = wording.moment(one.due_at, now=turn.now, zone=rules.zone)
            lines.append(texts.REMINDER_LINE.format(time=when, matter=one.text))
            label = short(texts.BUTTON_STOP_ONE.format(matter=one.text))
            buttons.append(Choice(label, f"nh:stop:{one.id}"))
        return Reply("\n".join(lines), tuple(buttons))

    return show


def show_deadlines(rules: Rules) -> Handler:
    """Every deadline with its next day and basis; a button each to turn it on or off."""

    def show(turn: Turn) -> Reply:
        wanted = service.deadlines_of(turn.session, turn.contact)
        lines, buttons = [texts.DEADLINES], []
        for one in rules.deadlines:
            day = spoken_date(one.next_day(rules.today(turn.now)))
            checked = spoken_date(one.checked)
            line = texts.DEADLINE_LINE
            lines.append(line.format(title=one.title, day=day, basis=one.basis, checked=checked))
            label = texts.BUTTON_DEADLINE_OFF if one.id in wanted else texts.BUTTON_DEADLINE_ON
            verb = "off" if one.id in wanted else "on"
            buttons.append(Choice(short(label.format(title=one.title)), f"hn:{verb}:{one.id}"))
        return Reply("\n".join(lines) if buttons else texts.DEADLINES_NONE, tuple(buttons))

    return show


def choose_deadline(rules: Rules) -> Handler:
    """ "hn:on:<id>", "hn:off:<id>"."""

    def choose(turn: Turn) -> Reply:
        verb, _, name = turn.argument.partition(SEPARATOR)
        one = next((each for each in rules.deadlines if each.id == name), None)
        if one is None or verb not in ("on", "off"):
            return old_button(turn)
        if verb == "off":
            service.unwish_deadline(turn.session, turn.contact, one.id)
            return Reply(texts.DEADLINE_OFF.format(title=one.title))
        service.wish_deadline(turn.session, turn.contact, one.id, now=turn.now)
        day = spoken_date(one.next_day(rules.today(turn.now)))
        return Reply(texts.DEADLINE_ON.format(title=one.title, day=day))

    return choose

"""Reminders in a chat: create one in a sentence, and subscribe to recurring deadlines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import spoken_date
from bot.handlers.residents import reminder_list, reminder_pauses
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.reminders import personal, recurring, service, wording
from bot.reminders.deadlines import Deadline
from bot.reminders.phrases import ENDS, Fault, Wish, is_wish, parse_answer, parse_end, parse_wish
from bot.reminders.recurring import ReminderRule
from bot.vietnamese.dates.doses import MOST_TIMES, USUAL
from bot.vietnamese.dates.recurring import Repeat
from bot.vietnamese.dates.words import clock_words, hours_words, repeat_words, short_month_words

# What is asked when a wish cannot be kept as it was said; what could be read of it stays.
FAULTS = {
    Fault.NO_TIME: texts.REMINDER_WHEN,
    Fault.NO_SUCH_DAY: texts.REMINDER_NO_DAY,
    Fault.NO_SUCH_HOUR: texts.REMINDER_NO_HOUR,
    Fault.PAST: texts.REMINDER_PAST,
    Fault.TOO_FAR: texts.REMINDER_TOO_FAR,
    Fault.REPEATS: texts.REMINDER_REPEATS,
    Fault.NO_DAY: texts.REMINDER_NO_WHICH_DAY,
    Fault.TOO_OFTEN: texts.REMINDER_TOO_OFTEN.format(count=MOST_TIMES),
    Fault.ENDED: texts.REMINDER_ENDED,
    Fault.WHICH_END: texts.REMINDER_WHICH_END,
}
NOT_NOW = "nh:no"
LEAVE = Choice(texts.BUTTON_NOT_NOW, NOT_NOW)
ASKED = ("when", "which", "matter", "both", "end")  # what an answer in words can complete
SHORT = 4  # words: hardly a question, rather a time that could not be read


def wishes(turn: Turn) -> bool:
    """Return whether the text asks for a reminder: "nhắc tôi…", "mai 8 giờ nhắc tôi…"."""
    return not turn.choice and not turn.attachments and is_wish(turn.text)


def keep(policy: Policy) -> Handler:
    """Return a handler that creates the reminder and confirms it, or asks for what is unclear."""
    return lambda turn: _answer(turn, parse_wish(turn.text, now=turn.now, zone=policy.zone), policy)


def _answer(turn: Turn, wish: Wish, policy: Policy) -> Reply:
    if wish.sure and wish.rule is not None:
        return keep_rule(turn, wish.matter, wish.rule, policy)
    if wish.sure:
        return _kept(turn, wish.matter, wish.moments[0], policy)
    if wish.fault is Fault.NO_MATTER:
        return _ask_matter(turn, wish, policy)
    if wish.rule is not None:
        return _ask_hour(turn, wish)
    if wish.matter and wish.moments and wish.fault in (None, Fault.PAST):
        return _ask_which(turn, wish, policy)
    kind = "end" if wish.fault in ENDS else "when"
    personal.ask(turn.session, turn.contact, kind, text=wish.rest, now=turn.now)
    return Reply(FAULTS.get(wish.fault or Fault.NO_TIME, texts.REMINDER_WHEN), (LEAVE,))


def _ask_matter(turn: Turn, wish: Wish, policy: Policy) -> Reply:
    """Ask what to remind of, when only the time, or nothing, is known."""
    if wish.rule is None and len(wish.moments) == 1:
        said = str(int(wish.moments[0].timestamp()))
        personal.ask(turn.session, turn.contact, "matter", text=said, now=turn.now)
        when = wording.moment(wish.moments[0], now=turn.now, zone=policy.zone)
        return Reply(texts.REMINDER_MATTER.format(time=when), (LEAVE,))
    timed = wish.rule is not None or bool(wish.moments)
    kind, text = ("matter", wish.rest) if timed else ("both", "")
    personal.ask(turn.session, turn.contact, kind, text=text, now=turn.now)
    return Reply(texts.REMINDER_MATTER_AGAIN if timed else texts.REMINDER_HOW, (LEAVE,))


def _ask_hour(turn: Turn, wish: Wish) -> Reply:
    """Ask for the hour of a recurring reminder: not given, or ambiguous such as "5h"."""
    personal.ask(turn.session, turn.contact, "when", text=wish.rest, now=turn.now)
    doubt = wish.rule.doubt if wish.rule else ()
    buttons = [Choice(clock_words(at), f"nh:hour:{at.hour * 60 + at.minute}") for at in doubt]
    matter = wording.matter_words(wish.matter)
    text = texts.REMINDER_HOUR_WHICH.format(matter=matter) if doubt else texts.REMINDER_HOUR
    if wish.rule and wish.rule.per_day > 1:
        hours = hours_words(USUAL[wish.rule.per_day])
        text = texts.REMINDER_HOURS.format(count=wish.rule.per_day, hours=hours)
    return Reply(text, (*buttons, LEAVE))


def _ask_which(turn: Turn, wish: Wish, policy: Policy) -> Reply:
    personal.ask(turn.session, turn.contact, "which", text=wish.rest, now=turn.now)
    told = [wording.moment(one, now=turn.now, zone=policy.zone) for one in wish.moments]
    buttons = [
        Choice(words, f"nh:at:{int(one.timestamp())}")
        for words, one in zip(told, wish.moments, strict=True)
    ]
    matter = wording.matter_words(wish.matter)
    text = texts.REMINDER_WHICH.format(matter=matter)
    if wish.misfit is not None:
        text = texts.REMINDER_MISFIT.format(misfit=wish.misfit.sentence, matter=matter)
    if wish.fault is Fault.PAST:
        text = texts.REMINDER_PAST_ASK.format(time=told[0])
    return Reply(text, (*buttons, LEAVE))


def _kept(turn: Turn, matter: str, at: datetime, policy: Policy) -> Reply:
    one = personal.keep(turn.session, turn.contact, matter, at, now=turn.now)
    personal.answered(turn.session, turn.contact)
    when = wording.moment(one.due_at, now=turn.now, zone=policy.zone)
    said = wording.matter_words(one.text)
    stop = Choice(short(texts.BUTTON_STOP_ONE.format(matter=said)), f"nh:stop:{one.id}")
    return Reply(texts.REMINDER_KEPT.format(time=when, matter=said), (stop,))


def keep_rule(turn: Turn, matter: str, repeat: Repeat, policy: Policy) -> Reply:
    """Create a recurring reminder and confirm it with its next time."""
    rule = recurring.keep_rule(
        turn.session, turn.contact, matter, repeat, now=turn.now, policy=policy
    )
    personal.answered(turn.session, turn.contact)
    return say_rule(turn, rule, policy)


def say_rule(turn: Turn, rule: ReminderRule, policy: Policy) -> Reply:
    """Return the confirmation of a running rule, with its next and its last time."""
    repeat = rule.repeat
    at = recurring.find_next(rule, turn.now, policy) or turn.now
    matter = wording.matter_words(rule.text)
    sentences = [
        texts.REMINDER_KEPT_AGAIN.format(
            rule=repeat_words(repeat),
            matter=matter,
            time=wording.moment(at, now=turn.now, zone=policy.zone),
        ),
        short_month_words(repeat),
        wording.leap_words(repeat, turn.now, policy.zone),
    ]
    stop = Choice(short(texts.BUTTON_STOP_ONE.format(matter=matter)), f"nh:end:{rule.id}")
    return Reply(" ".join(filter(None, sentences)), (stop,))


def completes(turn: Turn) -> bool:
    """Return whether the turn is text while a missing part of a reminder is asked for."""
    asked = any(one["value"] == NOT_NOW for one in turn.contact.offered)
    return asked and not turn.choice and bool(turn.bare)


def complete_or(answer: Handler, policy: Policy) -> Handler:
    """Return a handler for the missing part; a text that is none of it goes to `answer`.

    A short text that cannot be read is asked for again. An invalid time keeps what was said before, so
    that the next message can correct it.
    """

    def complete(turn: Turn) -> Answer:
        asked = personal.asked(turn.session, turn.contact, now=turn.now)
        if asked is None or asked.kind not in ASKED:
            return answer(turn)
        if asked.kind == "matter" and asked.text.isdecimal():
            at = datetime.fromtimestamp(int(asked.text), UTC)
            return _kept(turn, turn.text[:200], at, policy)
        read = parse_end if asked.kind == "end" else parse_answer
        wish = read(asked.text, turn.text, now=turn.now, zone=policy.zone)
        lost = asked.kind in ("when", "which") and wish.fault is Fault.NO_TIME
        if lost and len(turn.bare.split()) > SHORT:
            return answer(turn)
        return _answer(turn, wish, policy)

    return complete


def press(policy: Policy) -> Handler:
    """Return a handler for a button: "nh:<verb>:<number>[:<minutes>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, minutes = (*turn.argument.split(SEPARATOR), "", "")[:3]
        if verb == "no":
            personal.answered(turn.session, turn.contact)
            return show_menu(turn)
        if not number.isdecimal() or len(number) > 10:
            return old_button(turn)
        if verb in ("clear", "held"):
            return clear(turn) if verb == "clear" else hold(turn)
        if verb == "page":
            return reminder_list.show_page(turn, int(number), policy)
        if verb == "rest":
            return reminder_pauses.press_rest(turn, int(number), minutes, policy)
        if verb in ("end", "pause", "resume"):
            return press_rule(turn, verb, int(number), policy)
        return _do(turn, verb, int(number), minutes, policy)

    return pressed


def clear(turn: Turn) -> Reply:
    """Delete all reminders, after the confirmation."""
    count = personal.clear(turn.session, turn.contact)
    return Reply(texts.REMINDERS_CLEARED.format(count=count), show_menu(turn).choices)


def hold(turn: Turn) -> Reply:
    """Keep all reminders: the confirmation was declined."""
    return Reply(texts.REMINDERS_HELD, show_menu(turn).choices)


def press_rule(turn: Turn, verb: str, number: int, policy: Policy) -> Reply:
    """End, pause or resume a recurring reminder."""
    rule = recurring.get_rule(turn.session, turn.contact, number)
    if verb == "resume":
        return say_rule(turn, recurring.resume(turn.session, rule, turn.now, policy), policy)
    if verb == "end":
        recurring.end(turn.session, rule)
        return Reply(texts.REMINDER_STOPPED.format(matter=wording.matter_words(rule.text)))
    recurring.pause(turn.session, rule)
    matter = wording.matter_words(rule.text)
    return Reply(texts.REMINDER_PAUSED.format(matter=matter), (reminder_list.resume_button(rule),))


def _do(turn: Turn, verb: str, number: int, minutes: str, policy: Policy) -> Answer:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "at" | "hour" if asked := personal.asked(session, contact, now=now):
            return _choose(turn, verb, number, asked.text, policy)
        case "done" | "stop":
            one = personal.finish(session, contact, number, now=now)
            words = texts.REMINDER_DONE if verb == "done" else texts.REMINDER_STOPPED
            return Reply(words.format(matter=wording.matter_words(one.text)))
        case "later" if minutes in ("60", "1440"):
            span = timedelta(minutes=int(minutes))
            one = personal.put_off(session, contact, number, span, now=now)
            when = wording.moment(one.due_at, now=now, zone=policy.zone)
            matter = wording.matter_words(one.text)
            return Reply(texts.REMINDER_KEPT.format(time=when, matter=matter))
    return old_button(turn)


def _choose(turn: Turn, verb: str, number: int, rest: str, policy: Policy) -> Reply:
    """Complete the reminder with the chosen one of several times."""
    if verb == "at":
        wish = parse_wish(texts.WISH_LINE.format(rest=rest), now=turn.now, zone=policy.zone)
        return _kept(turn, wish.matter or rest, datetime.fromtimestamp(number, UTC), policy)
    hour = f"{number // 60 % 24:02}:{number % 60:02}"
    return _answer(turn, parse_answer(rest, hour, now=turn.now, zone=policy.zone), policy)


def show_deadlines(deadlines: Sequence[Deadline], policy: Policy) -> Handler:
    """Return a handler that lists deadlines with next day, basis and a button to switch each."""

    def show(turn: Turn) -> Reply:
        wanted = service.deadlines_of(turn.session, turn.contact)
        lines, buttons = [texts.DEADLINES], []
        for one in deadlines:
            day = spoken_date(one.next_day(policy.today(turn.now)))
            checked = spoken_date(one.checked)
            line = texts.DEADLINE_LINE
            lines.append(line.format(title=one.title, day=day, basis=one.basis, checked=checked))
            label = texts.BUTTON_DEADLINE_OFF if one.id in wanted else texts.BUTTON_DEADLINE_ON
            verb = "off" if one.id in wanted else "on"
            buttons.append(Choice(short(label.format(title=one.title)), f"hn:{verb}:{one.id}"))
        return Reply("\n".join(lines) if buttons else texts.DEADLINES_NONE, tuple(buttons))

    return show


def choose_deadline(deadlines: Sequence[Deadline], policy: Policy) -> Handler:
    """Return a handler for "hn:on:<id>" and "hn:off:<id>"."""

    def choose(turn: Turn) -> Reply:
        verb, _, name = turn.argument.partition(SEPARATOR)
        one = next((each for each in deadlines if each.id == name), None)
        if one is None or verb not in ("on", "off"):
            return old_button(turn)
        if verb == "off":
            service.unwish_deadline(turn.session, turn.contact, one.id)
            return Reply(texts.DEADLINE_OFF.format(title=one.title))
        service.wish_deadline(turn.session, turn.contact, one.id, now=turn.now)
        day = spoken_date(one.next_day(policy.today(turn.now)))
        return Reply(texts.DEADLINE_ON.format(title=one.title, day=day))

    return choose

"""What somebody asked to be reminded of, as a list: what comes again, then what waits once."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import texts
from bot.classes import enrolments
from bot.classes.models import Seat
from bot.core.policy import Policy
from bot.handlers.labels import told_apart
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Choice, Reply
from bot.reminders import personal, recurring, wording
from bot.reminders.models import Reminder
from bot.reminders.recurring import PAUSED, ReminderRule
from bot.vietnamese.dates.words import back_words, repeat_words
from bot.vietnamese.letters import bare, name_key

PAGE = 8  # entries a page: with the button that leads on, nine, each a digit to type
MOST_LINES = 6  # of what stays after a stop


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing they asked for: a single reminder, or what comes again."""

    text: str
    when: str
    thing: Reminder | ReminderRule
    back: str = ""  # the day on which it runs again, while it rests

    @property
    def is_paused(self) -> bool:
        """Whether it waits to be resumed, by a word or by itself."""
        paused = isinstance(self.thing, ReminderRule) and self.thing.state == PAUSED
        return paused or bool(self.back)

    @property
    def said(self) -> str:
        """The matter, said back to whoever asked for it."""
        return wording.matter_words(self.text)

    @property
    def line(self) -> str:
        """The entry in a list."""
        line = texts.REMINDER_LINE_PAUSED if self.is_paused else texts.REMINDER_LINE
        line = texts.REMINDER_LINE_RESTS if self.back else line
        return line.format(time=self.when, matter=self.said, day=self.back)

    @property
    def value(self) -> str:
        """The value of the button that ends or resumes it."""
        verb = "stop" if isinstance(self.thing, Reminder) else "resume" if self.is_paused else "end"
        return f"nh:{verb}:{self.thing.id}"

    @property
    def label(self) -> str:
        """The words of the button that ends it, or lets it run again."""
        label = texts.BUTTON_RESUME_ONE if self.is_paused else texts.BUTTON_STOP_ONE
        return label.format(matter=self.said)


def list_entries(turn: Turn, zone: ZoneInfo) -> list[Entry]:
    """What comes again, then what waits once."""
    again = [
        Entry(rule.text, repeat_words(rule.repeat), rule, _back(rule, turn, zone))
        for rule in recurring.list_rules(turn.session, turn.contact)
    ]
    once = [
        Entry(item.text, wording.moment(item.due_at, now=turn.now, zone=zone), item)
        for item in personal.list_own(turn.session, turn.contact)
        if item.rule_id is None
    ]
    return again + once


def _back(rule: ReminderRule, turn: Turn, zone: ZoneInfo) -> str:
    resting = recurring.is_resting(rule, turn.now) and rule.rests_until is not None
    return back_words(rule.rests_until, zone=zone) if resting and rule.rests_until else ""


def stop_buttons(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """A button each; of two medicines the hour tells which."""
    labels = told_apart([entry.label for entry in entries], [entry.when for entry in entries])
    return tuple(Choice(label, entry.value) for label, entry in zip(labels, entries, strict=True))


def resume_button(rule: ReminderRule) -> Choice:
    """The button that lets a rule run again at once."""
    label = short(texts.BUTTON_RESUME_ONE.format(matter=wording.matter_words(rule.text)))
    return Choice(label, f"nh:resume:{rule.id}")


def listed(entries: Sequence[Entry]) -> str:
    """The entries, a line each."""
    return "\n".join(entry.line for entry in entries)


def show_own(policy: Policy) -> Handler:
    """What is waited for; a button each to stop it."""
    return lambda turn: show_page(turn, 0, policy)


def show_page(turn: Turn, page: int, policy: Policy) -> Reply:
    """A page of the list. Its first button is safe, the others stand in the order of the lines."""
    entries = list_entries(turn, policy.zone)
    if not entries:
        return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
    pages = -(-len(entries) // PAGE)
    page = page if page < pages else 0
    shown = entries[page * PAGE : (page + 1) * PAGE]
    lines = [texts.REMINDERS_MINE]
    if pages > 1:
        lines[0] = texts.REMINDERS_PAGE.format(page=page + 1, pages=pages)
    lines.append(listed(shown))
    if any(
        personal.is_stopped(turn.session, turn.contact, entry.thing.made_at) for entry in entries
    ):
        lines.append(texts.REMINDERS_ARE_STOPPED)
    return Reply("\n".join(lines), (_leading(page, pages), *stop_buttons(shown)))


def _leading(page: int, pages: int) -> Choice:
    if pages == 1:
        return Choice(texts.BUTTON_MENU, "menu")
    if page + 1 < pages:
        return Choice(texts.BUTTON_REMINDERS_MORE, f"nh:page:{page + 1}")
    return Choice(texts.BUTTON_REMINDERS_FIRST, "nh:page:0")


def match_entries(turn: Turn, matter: str, entries: Sequence[Entry]) -> list[Entry]:
    """Those a few words can mean: as written, else one within the other, tones aside."""
    same = [entry for entry in entries if name_key(entry.text) in name_key(turn.text)]
    if len(same) == 1 or not matter:
        return same if matter else []
    return [entry for entry in entries if matter in bare(entry.text) or bare(entry.text) in matter]


def offered_entries(turn: Turn, entries: Sequence[Entry]) -> list[Entry]:
    """Those the last reply spoke of."""
    values = {each["value"] for each in turn.contact.offered}
    return [entry for entry in entries if entry.value in values]


def coming_lines(turn: Turn, zone: ZoneInfo) -> list[str]:
    """What they will be reminded of: matters and classes, a line each."""
    stopped = personal.stopped_classes_at(turn.session, turn.contact)
    lines = [
        entry.line
        for entry in list_entries(turn, zone)
        if not personal.is_stopped(turn.session, turn.contact, entry.thing.made_at)
        and not entry.is_paused
    ]
    for seat, lesson in enrolments.coming_of(turn.session, turn.contact.id, now=turn.now):
        if seat.seat == Seat.JOINED and not (stopped and stopped >= seat.joined_at):
            when = wording.moment(lesson.starts_at, now=turn.now, zone=zone)
            matter = texts.CLASS_WAS_TITLE.format(topic=lesson.topic)
            lines.append(texts.REMINDER_LINE.format(time=when, matter=matter))
    return shorten(list(dict.fromkeys(lines)))


def shorten(lines: Sequence[str]) -> list[str]:
    """The first few lines, and how many more there are."""
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([texts.REMINDERS_MORE.format(count=more)] if more > 0 else [])]

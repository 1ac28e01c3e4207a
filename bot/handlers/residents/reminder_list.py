"""The list of a contact's reminders: recurring ones first, then single ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import texts
from bot.classes import enrolments
from bot.classes.models import EnrolmentStatus
from bot.core.policy import Policy
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import personal, recurring_rules, wording
from bot.reminders.models import Reminder
from bot.reminders.recurring_rules import PAUSED, ReminderRule
from bot.vietnamese.dates.formatting import format_recurrence, format_resume_day
from bot.vietnamese.letters import name_key, normalize_for_match

PAGE_SIZE = 8  # entries a page: with the button that leads on, nine, each a digit to type
MAX_LINES = 6  # of what stays after a stop


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a single reminder or a recurring rule."""

    text: str
    when: str
    record: Reminder | ReminderRule
    resumes_on: str = ""  # the day on which it runs again, while it rests

    @property
    def is_paused(self) -> bool:
        """Whether it is paused, until a day or until it is resumed."""
        paused = isinstance(self.record, ReminderRule) and self.record.state == PAUSED
        return paused or bool(self.resumes_on)

    @property
    def matter_text(self) -> str:
        """The text of the reminder, addressed to its owner."""
        return wording.echo_matter(self.text)

    @property
    def line(self) -> str:
        """The entry as a line of the list."""
        line = texts.REMINDER_LINE_PAUSED if self.is_paused else texts.REMINDER_LINE
        line = texts.REMINDER_LINE_RESTS if self.resumes_on else line
        return line.format(time=self.when, matter=self.matter_text, day=self.resumes_on)

    @property
    def value(self) -> str:
        """The value of the button that stops or resumes it."""
        verb = (
            "stop" if isinstance(self.record, Reminder) else "resume" if self.is_paused else "end"
        )
        return f"nh:{verb}:{self.record.id}"

    @property
    def label(self) -> str:
        """The label of the button that stops or resumes it."""
        label = texts.BUTTON_RESUME_ONE if self.is_paused else texts.BUTTON_STOP_ONE
        return label.format(matter=self.matter_text)


def list_entries(turn: Turn, zone: ZoneInfo) -> list[Entry]:
    """List the contact's entries: recurring rules, then single reminders."""
    again = [
        Entry(rule.text, format_recurrence(rule.recurrence), rule, _resume_day(rule, turn, zone))
        for rule in recurring_rules.list_rules(turn.session, turn.contact)
    ]
    once = [
        Entry(item.text, wording.describe_moment(item.due_at, now=turn.now, zone=zone), item)
        for item in personal.list_reminders(turn.session, turn.contact)
        if item.rule_id is None
    ]
    return again + once


def _resume_day(rule: ReminderRule, turn: Turn, zone: ZoneInfo) -> str:
    resting = recurring_rules.is_suspended(rule, turn.now) and rule.rests_until is not None
    return format_resume_day(rule.rests_until, zone=zone) if resting and rule.rests_until else ""


def stop_buttons(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Return a button for each entry; entries with the same text are told apart by their time."""
    labels = disambiguate_labels(
        [entry.label for entry in entries], [entry.when for entry in entries]
    )
    return tuple(Choice(label, entry.value) for label, entry in zip(labels, entries, strict=True))


def resume_button(rule: ReminderRule) -> Choice:
    """Return the button that resumes a paused rule."""
    label = shorten_label(texts.BUTTON_RESUME_ONE.format(matter=wording.echo_matter(rule.text)))
    return Choice(label, f"nh:resume:{rule.id}")


def render_entries(entries: Sequence[Entry]) -> str:
    """Return the entries as text, one line each."""
    return "\n".join(entry.line for entry in entries)


def show_reminders(policy: Policy) -> Handler:
    """Return a handler that shows the first page of the reminders."""
    return lambda turn: show_page(turn, 0, policy)


def show_page(turn: Turn, page: int, policy: Policy) -> Reply:
    """Show a page of the list. The first button stops nothing; the others follow the lines."""
    entries = list_entries(turn, policy.zone)
    if not entries:
        return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
    pages = -(-len(entries) // PAGE_SIZE)
    page = page if page < pages else 0
    shown = entries[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = [texts.REMINDERS_MINE]
    if pages > 1:
        lines[0] = texts.REMINDERS_PAGE.format(page=page + 1, pages=pages)
    lines.append(render_entries(shown))
    if any(
        personal.is_stopped(turn.session, turn.contact, entry.record.made_at) for entry in entries
    ):
        lines.append(texts.REMINDERS_ARE_STOPPED)
    return Reply("\n".join(lines), (_first_button(page, pages), *stop_buttons(shown)))


def _first_button(page: int, pages: int) -> Choice:
    if pages == 1:
        return Choice(texts.BUTTON_MENU, "menu")
    if page + 1 < pages:
        return Choice(texts.BUTTON_REMINDERS_MORE, f"nh:page:{page + 1}")
    return Choice(texts.BUTTON_REMINDERS_FIRST, "nh:page:0")


def match_entries(turn: Turn, matter: str, entries: Sequence[Entry]) -> list[Entry]:
    """List the entries a text can mean: by exact name, else by containment without tones."""
    same = [entry for entry in entries if name_key(entry.text) in name_key(turn.text)]
    if len(same) == 1 or not matter:
        return same if matter else []
    return [
        entry
        for entry in entries
        if matter in normalize_for_match(entry.text) or normalize_for_match(entry.text) in matter
    ]


def list_offered_entries(turn: Turn, entries: Sequence[Entry]) -> list[Entry]:
    """List the entries whose buttons the last reply showed."""
    values = {button["value"] for button in turn.contact.offered}
    return [entry for entry in entries if entry.value in values]


def list_coming_lines(turn: Turn, zone: ZoneInfo) -> list[str]:
    """Return a line for each reminder and class that will be reminded of, without stopped ones."""
    stopped = personal.find_classes_stopped_at(turn.session, turn.contact)
    lines = [
        entry.line
        for entry in list_entries(turn, zone)
        if not personal.is_stopped(turn.session, turn.contact, entry.record.made_at)
        and not entry.is_paused
    ]
    for enrolment, lesson in enrolments.list_upcoming_enrolments(
        turn.session, turn.contact.id, now=turn.now
    ):
        if enrolment.status == EnrolmentStatus.JOINED and not (
            stopped and stopped >= enrolment.joined_at
        ):
            when = wording.describe_moment(lesson.starts_at, now=turn.now, zone=zone)
            matter = texts.CLASS_WAS_TITLE.format(topic=lesson.topic)
            lines.append(texts.REMINDER_LINE.format(time=when, matter=matter))
    return shorten_lines(list(dict.fromkeys(lines)))


def shorten_lines(lines: Sequence[str]) -> list[str]:
    """Return the first `MAX_LINES` lines, and a line with the number of the others."""
    more = len(lines) - MAX_LINES
    return [*lines[:MAX_LINES], *([texts.REMINDERS_MORE.format(count=more)] if more > 0 else [])]

"""What residents are told of the list of their reminders, and which of them is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.handlers.button_labels import disambiguate_labels
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import wording
from bot.reminders.models import Reminder, RuleState
from bot.reminders.pause_parsing import PauseRequest
from bot.reminders.recurring_rules import ReminderRule

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
        paused = isinstance(self.record, ReminderRule) and self.record.state == RuleState.PAUSED
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
        return Action.REMINDER.pack(verb, self.record.id)

    @property
    def label(self) -> str:
        """The label of the button that stops or resumes it."""
        label = texts.BUTTON_RESUME_ONE if self.is_paused else texts.BUTTON_STOP_ONE
        return label.format(matter=self.matter_text)


def stop_buttons(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Return a button for each entry; entries with the same text are told apart by their time."""
    labels = disambiguate_labels(
        [entry.label for entry in entries], [entry.when for entry in entries]
    )
    return tuple(Choice(label, entry.value) for label, entry in zip(labels, entries, strict=True))


def render_entries(entries: Sequence[Entry]) -> str:
    """Return the entries as text, one line each."""
    return "\n".join(entry.line for entry in entries)


def render_page(entries: Sequence[Entry], page: int, *, is_stopped: bool) -> Reply:
    """Show a page of the list. The first button stops nothing; the others follow the lines."""
    pages = -(-len(entries) // PAGE_SIZE)
    page = page if page < pages else 0
    shown = entries[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = [texts.REMINDERS_MINE]
    if pages > 1:
        lines[0] = texts.REMINDERS_PAGE.format(page=page + 1, pages=pages)
    lines.append(render_entries(shown))
    if is_stopped:
        lines.append(texts.REMINDERS_ARE_STOPPED)
    return Reply("\n".join(lines), (_first_button(page, pages), *stop_buttons(shown)))


def _first_button(page: int, pages: int) -> Choice:
    if pages == 1:
        return Choice(texts.BUTTON_MENU, "menu")
    if page + 1 < pages:
        return Choice(texts.BUTTON_REMINDERS_MORE, Action.REMINDER.pack("page", page + 1))
    return Choice(texts.BUTTON_REMINDERS_FIRST, Action.REMINDER.pack("page", "0"))


def render_none(menu: tuple[Choice, ...]) -> Reply:
    """Say that there are no reminders."""
    return Reply(texts.REMINDERS_NONE, menu)


def render_stop_choice(entries: Sequence[Entry]) -> Reply:
    """Ask which entry to stop, with a button each; the first button stops none."""
    buttons = (Choice(texts.BUTTON_MENU, "menu"), *stop_buttons(entries))
    return Reply(f"{texts.REMINDER_WHICH_STOP}\n{render_entries(entries)}", buttons)


def render_clear_question(entries: Sequence[Entry]) -> Reply:
    """Ask whether to delete all; the first button keeps them."""
    lines = "\n".join(shorten_lines([entry.line for entry in entries]))
    text = texts.REMINDERS_CLEAR_ASK.format(count=len(entries), listed=lines)
    hold = Choice(texts.BUTTON_HOLD, Action.REMINDER.pack("held", "1"))
    return Reply(text, (hold, Choice(texts.BUTTON_CLEAR, Action.REMINDER.pack("clear", "1"))))


def render_all_stopped() -> Reply:
    """Confirm that all reminders and class reminders are stopped."""
    return Reply(texts.REMINDERS_ALL_STOPPED)


def render_kept(lines: Sequence[str]) -> Reply:
    """Confirm that reminders run again, and list what will come."""
    if not lines:
        return Reply(texts.REMINDERS_KEPT_ON_NONE)
    return Reply(texts.REMINDERS_KEPT_ON.format(listed="\n".join(lines)))


def render_move_choice(entries: Sequence[Entry], menu: tuple[Choice, ...]) -> Reply:
    """Ask which reminder to move, in words."""
    listed = "\n".join(shorten_lines([entry.line for entry in entries]))
    text = texts.REMINDER_WHICH_MOVE.format(matter=entries[0].matter_text, listed=listed)
    return Reply(text, menu)


def render_pause_once(entry: Entry) -> Reply:
    """Say that a single reminder can only be stopped, with a button for it."""
    stop = Choice(shorten_label(entry.label), entry.value)
    return Reply(texts.REMINDER_PAUSE_ONCE.format(matter=entry.matter_text), (stop,))


def render_pause_choice(entries: Sequence[Entry], wish: PauseRequest) -> Reply:
    """Ask which entry to pause, with a button for each rule; the first button pauses none."""
    again = [entry for entry in entries if isinstance(entry.record, ReminderRule)][:PAGE_SIZE]
    labels = disambiguate_labels(
        [texts.BUTTON_PAUSE_ONE.format(matter=entry.matter_text) for entry in again],
        [entry.when for entry in again],
    )
    buttons = [
        Choice(label, _pause_value(entry, wish)) for label, entry in zip(labels, again, strict=True)
    ]
    hold = Choice(texts.BUTTON_HOLD, Action.REMINDER.pack("held", "1"))
    return Reply(
        f"{texts.REMINDER_WHICH_PAUSE}\n{render_entries(again or entries[:PAGE_SIZE])}",
        (hold, *buttons),
    )


def _pause_value(entry: Entry, wish: PauseRequest) -> str:
    if wish.begins is None or wish.ends is None:
        return Action.REMINDER.pack("pause", entry.record.id)
    span = f"{wish.begins.timestamp():.0f}-{wish.ends.timestamp():.0f}"
    return Action.REMINDER.pack("rest", entry.record.id, span)


def describe_class_line(topic: str, when: str) -> str:
    """Return the line of a class that will be reminded of."""
    matter = texts.CLASS_WAS_TITLE.format(topic=topic)
    return texts.REMINDER_LINE.format(time=when, matter=matter)


def shorten_lines(lines: Sequence[str]) -> list[str]:
    """Return the first `MAX_LINES` lines, and a line with the number of the others."""
    more = len(lines) - MAX_LINES
    return [*lines[:MAX_LINES], *([texts.REMINDERS_MORE.format(count=more)] if more > 0 else [])]

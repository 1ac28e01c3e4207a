"""The list of a contact's reminders: recurring ones first, then single ones."""

from collections.abc import Sequence

from bot.classes import enrolments
from bot.classes.models import EnrolmentStatus
from bot.core.policy import Policy
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.words import reminder_list as words
from bot.handlers.residents.words.reminder_list import Entry
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Reply
from bot.reminders import personal, recurring_rules, wording
from bot.reminders.recurring_rules import ReminderRule
from bot.vietnamese.dates.formatting import format_recurrence, format_resume_day
from bot.vietnamese.letters import name_key, normalize_for_match


def list_entries(turn: Turn, policy: Policy) -> list[Entry]:
    """List the contact's entries: recurring rules, then single reminders."""
    again = [
        Entry(rule.text, format_recurrence(rule.recurrence), rule, _resume_day(rule, turn, policy))
        for rule in recurring_rules.list_rules(turn.session, turn.contact)
    ]
    once = [
        Entry(item.text, wording.describe_moment(item.due_at, now=turn.now, zone=policy.zone), item)
        for item in personal.list_reminders(turn.session, turn.contact)
        if item.rule_id is None
    ]
    return again + once


def _resume_day(rule: ReminderRule, turn: Turn, policy: Policy) -> str:
    resting = recurring_rules.is_suspended(rule, turn.now) and rule.rests_until is not None
    return (
        format_resume_day(rule.rests_until, zone=policy.zone)
        if resting and rule.rests_until
        else ""
    )


def show_reminders(policy: Policy) -> Handler:
    """Return a handler that shows the first page of the reminders."""
    return lambda turn: show_page(turn, 0, policy)


def show_page(turn: Turn, page: int, policy: Policy) -> Reply:
    """Show a page of the list. The first button stops nothing; the others follow the lines."""
    entries = list_entries(turn, policy)
    if not entries:
        return words.render_none(show_menu(turn).choices)
    is_stopped = any(
        personal.is_stopped(turn.session, turn.contact, entry.record.made_at) for entry in entries
    )
    return words.render_page(entries, page, is_stopped=is_stopped)


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


def list_coming_lines(turn: Turn, policy: Policy) -> list[str]:
    """Return a line for each reminder and class that will be reminded of, without stopped ones."""
    stopped = personal.find_classes_stopped_at(turn.session, turn.contact)
    lines = [
        entry.line
        for entry in list_entries(turn, policy)
        if not personal.is_stopped(turn.session, turn.contact, entry.record.made_at)
        and not entry.is_paused
    ]
    for enrolment, lesson in enrolments.list_upcoming_enrolments(
        turn.session, turn.contact.id, now=turn.now
    ):
        if enrolment.status == EnrolmentStatus.JOINED and not (
            stopped and stopped >= enrolment.joined_at
        ):
            when = wording.describe_moment(lesson.starts_at, now=turn.now, zone=policy.zone)
            lines.append(words.describe_class_line(lesson.topic, when))
    return words.shorten_lines(list(dict.fromkeys(lines)))

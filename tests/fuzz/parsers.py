"""Every public parser of `bot`, with what is fed to it and how it may refuse.

`test_parsers` walks the code: a function named `parse…` that is not in this list fails.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from telegram.error import TelegramError

from bot.broadcasts.audience import parse_audience
from bot.broadcasts.buttons import parse_button as parse_broadcast_button
from bot.channels.request_sources import parse_networks
from bot.channels.telegram.parse import parse_update as parse_telegram
from bot.channels.telegram.reactions import parse_verdict
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.webchat.frames import MalformedError, parse_frame
from bot.channels.zalo_bot.parse import parse_update as parse_zalo_bot
from bot.channels.zalo_oa.parse import parse_event
from bot.classes.weekly_pattern import WeeklyPattern
from bot.cli import argument_types
from bot.core.clock import QuietHours, parse_leads
from bot.core.errors import DataError, UserError
from bot.core.policy import POLICY
from bot.documents import date_cells
from bot.documents.column_mapping import parse_mapping
from bot.documents.workbooks import parse_pasted, parse_workbook
from bot.duty.hours import WeeklyHours
from bot.duty.lines import parse_duty
from bot.faq.knowledge_files import parse_topic
from bot.handlers.officers import officer_drafts
from bot.inbox.routing import parse_id
from bot.messages.buttons import parse_button
from bot.outbox.list_positions import parse_list_position
from bot.outreach import visit_lines
from bot.outreach.setups import load_setups
from bot.people import list_values
from bot.polls.draft_parser import parse_condition, parse_draft
from bot.privacy.data_copies import parse_reference
from bot.reminders import reminder_parsing
from bot.reminders.pause_parsing import parse_pause
from bot.reminders.schedule_parsing import parse_recurrence
from bot.reports.indicators.formulas import FormulaError, parse_formula
from bot.tickets import phrases, visit_changes
from bot.tickets.assignment import parse_areas
from bot.tickets.call_times import parse_call_time
from bot.tickets.desk_list import parse_cursor
from bot.tickets.help_kinds import load_help_kinds
from bot.tickets.help_lines import parse_help
from bot.tickets.support_log import parse_entry
from bot.tickets.ticket_references import parse_ticket_reference, parse_tracking_code
from bot.tickets.visits import parse_visit
from bot.vietnamese.dates.moments import parse_moments, parse_single_moment
from tests.conftest import DATA
from tests.fuzz.values import NOW, TODAY, ZONE, json_object, json_value, line

Refusals = tuple[type[Exception], ...]


@dataclass(frozen=True)
class Target:
    """A parser: what is fed to it, and the errors its docstring names."""

    call: Callable[[Any], object]
    inputs: st.SearchStrategy[Any] = line
    refuses: Refusals = (UserError,)


dated: dict[str, Any] = {"now": NOW, "zone": ZONE}
by_policy: dict[str, Any] = {"now": NOW, "policy": POLICY}
NEVER: Refusals = ()
setups = cache(partial(load_setups, DATA))
kinds = cache(partial(load_help_kinds, DATA))
two_lines = st.tuples(line, line)
raw_json = st.one_of(json_value.map(json.dumps), line)
RULES = ("hằng ngày 8h", "thứ Ba hằng tuần 7h", "rằm 8h", "ngày 5 hằng tháng")


def encode(text: str) -> bytes:
    """As it comes over the wire."""
    return text.encode("utf-8", "replace")


def change_rule(change: tuple[str, str]) -> object:
    """A rule that exists, and a line that would change it."""
    _, rule = parse_recurrence(change[0], **dated)
    return rule and reminder_parsing.parse_rule_change(rule, change[1], **dated)


def make_topic(values: Any) -> object:
    """A topic as an office sends it."""
    return parse_topic(values, "fuzz")


topic = st.fixed_dictionaries(
    {"id": line, "title": line, "answer": line, "questions": st.lists(line, max_size=3)},
    optional={
        "steps": json_value, "links": json_value, "basis": json_value, "checked_on": json_value,
        "expires_on": json_value, "detail": json_value, "kind": json_value, "in_person": json_value,
    },
)  # fmt: skip

PARSERS: dict[str, Target] = {
    "broadcasts.audience.parse_audience": Target(parse_audience),
    "broadcasts.buttons.parse_button": Target(parse_broadcast_button),
    "channels.request_sources.parse_networks": Target(parse_networks, refuses=(ValueError,)),
    "channels.telegram.parse.parse_update": Target(
        lambda value: parse_telegram(value, "telegram"), json_value | json_object, NEVER
    ),
    "channels.telegram.reactions.parse_verdict": Target(parse_verdict, json_object, NEVER),
    "channels.telegram.request.AiohttpRequest.parse_json_payload": Target(
        AiohttpRequest.parse_json_payload, st.binary() | raw_json.map(encode), (TelegramError,)
    ),
    "channels.webchat.frames.parse_frame": Target(parse_frame, raw_json, (MalformedError,)),
    "channels.zalo_bot.parse.parse_update": Target(
        lambda value: parse_zalo_bot(value, "zalo-bot"), json_value | json_object, NEVER
    ),
    "channels.zalo_oa.parse.parse_event": Target(
        lambda value: parse_event(json.dumps(value).encode(), value, "zalo-oa"), json_object, NEVER
    ),
    "classes.weekly_pattern.WeeklyPattern.parse": Target(WeeklyPattern.parse),
    "cli.argument_types.parse_day": Target(
        argument_types.parse_day, refuses=(argparse.ArgumentTypeError,)
    ),
    "cli.argument_types.parse_moment": Target(
        argument_types.parse_moment, refuses=(argparse.ArgumentTypeError,)
    ),
    "core.clock.QuietHours.parse": Target(QuietHours.parse, refuses=(ValueError,)),
    "core.clock.parse_leads": Target(parse_leads, refuses=(ValueError,)),
    "documents.column_mapping.parse_mapping": Target(parse_mapping, raw_json),
    "documents.date_cells.parse_day_cell": Target(
        lambda cell: date_cells.parse_day_cell(cell, TODAY)
    ),
    "documents.date_cells.parse_date_argument": Target(
        lambda cell: date_cells.parse_date_argument(cell, TODAY)
    ),
    "documents.date_cells.parse_time_cell": Target(date_cells.parse_time_cell),
    "documents.date_cells.parse_time_span": Target(date_cells.parse_time_span),
    "documents.date_cells.parse_moment_cell": Target(
        lambda cell: date_cells.parse_moment_cell(cell, TODAY)
    ),
    "documents.date_cells.parse_count": Target(
        lambda cell: date_cells.parse_count(cell, default=1, most=9)
    ),
    "documents.date_cells.parse_minutes": Target(
        lambda cell: date_cells.parse_minutes(cell, default=9)
    ),
    "documents.workbooks.parse_workbook": Target(
        lambda content: parse_workbook(content, Path("fuzz.csv")), st.binary()
    ),
    "documents.workbooks.parse_pasted": Target(parse_pasted),
    "duty.hours.WeeklyHours.parse": Target(WeeklyHours.parse),
    "duty.lines.parse_duty": Target(lambda text: parse_duty(text, today=TODAY)),
    "faq.knowledge_files.parse_topic": Target(make_topic, topic | json_object, (DataError,)),
    "handlers.officers.officer_drafts.parse_span": Target(
        lambda two: officer_drafts.parse_span(*two, **by_policy), two_lines
    ),
    "inbox.routing.parse_id": Target(parse_id, refuses=NEVER),
    "messages.buttons.parse_button": Target(parse_button, refuses=NEVER),
    "outbox.list_positions.parse_list_position": Target(parse_list_position, refuses=NEVER),
    "outreach.visit_lines.parse_visit_line": Target(
        lambda text: visit_lines.parse_visit_line(text, setups(), TODAY)
    ),
    "outreach.visit_lines.parse_note": Target(visit_lines.parse_note, refuses=NEVER),
    "outreach.visit_lines.parse_due_day": Target(
        lambda text: visit_lines.parse_due_day(text, TODAY), refuses=NEVER
    ),
    "outreach.visit_lines.parse_setup_numbers": Target(
        lambda text: visit_lines.parse_setup_numbers(text, setups())
    ),
    "people.list_values.parse_people_count": Target(list_values.parse_people_count),
    "people.list_values.parse_phones": Target(list_values.parse_phones),
    "people.list_values.parse_phone": Target(list_values.parse_phone),
    "privacy.data_copies.parse_reference": Target(parse_reference, refuses=NEVER),
    "polls.draft_parser.parse_draft": Target(parse_draft),
    "polls.draft_parser.parse_condition": Target(parse_condition, refuses=NEVER),
    "reminders.pause_parsing.parse_pause": Target(lambda text: parse_pause(text, **dated)),
    "reminders.reminder_parsing.parse_reminder": Target(
        lambda text: reminder_parsing.parse_reminder(text, **dated), refuses=NEVER
    ),
    "reminders.reminder_parsing.parse_answer": Target(
        lambda two: reminder_parsing.parse_answer(*two, **dated), two_lines, NEVER
    ),
    "reminders.reminder_parsing.parse_end": Target(
        lambda two: reminder_parsing.parse_end(*two, **dated), two_lines, NEVER
    ),
    "reminders.reminder_parsing.parse_rule_change": Target(
        change_rule, st.tuples(st.sampled_from(RULES), line), (ValueError,)
    ),
    "reminders.schedule_parsing.parse_recurrence": Target(
        lambda text: parse_recurrence(text, **dated), refuses=(ValueError,)
    ),
    "reports.indicators.formulas.parse_formula": Target(parse_formula, refuses=(FormulaError,)),
    "tickets.assignment.parse_areas": Target(parse_areas, st.lists(line, max_size=4), NEVER),
    "tickets.call_times.parse_call_time": Target(lambda text: parse_call_time(text, **by_policy)),
    "tickets.desk_list.parse_cursor": Target(lambda text: parse_cursor(text, ZONE), refuses=NEVER),
    "tickets.help_lines.parse_help": Target(
        lambda text: parse_help(text, kinds().kinds), refuses=NEVER
    ),
    "tickets.phrases.parse_command": Target(phrases.parse_command, refuses=NEVER),
    "tickets.phrases.parse_note": Target(phrases.parse_note, refuses=NEVER),
    "tickets.support_log.parse_entry": Target(parse_entry),
    "tickets.ticket_references.parse_ticket_reference": Target(
        parse_ticket_reference, refuses=NEVER
    ),
    "tickets.ticket_references.parse_tracking_code": Target(parse_tracking_code, refuses=NEVER),
    "tickets.visit_changes.parse_move": Target(visit_changes.parse_move, refuses=NEVER),
    "tickets.visit_changes.parse_time_move": Target(
        lambda text: visit_changes.parse_time_move(text, **by_policy)
    ),
    "tickets.visits.parse_visit": Target(lambda text: parse_visit(text, **by_policy)),
    "vietnamese.dates.moments.parse_moments": Target(
        lambda text: parse_moments(text, **dated), refuses=NEVER
    ),
    "vietnamese.dates.moments.parse_single_moment": Target(
        lambda text: parse_single_moment(text, **dated)
    ),
}

# Not a door: they are given a piece that a parser above has already cut out.
INNER = {
    "classes.imports.parse_plan": "a row of a list: test_lists",
    "duty.hours.parse_span": "two times that a pattern of hours or of duty lines matched",
    "duty.hours.parse_weekday": "a name that a pattern matched",
    "faq.query.Query.parse": "needs the knowledge: test_words",
    "usecases.list_imports.parse_stored_mapping": "what column_mapping.parse_mapping reads",
    "vietnamese.dates.daily_times.parse_times_per_day": "a match of its own pattern",
    "vietnamese.dates.hour_parsing.parse_number": "a number that a pattern matched",
    "vietnamese.dates.hour_spans.parse_minute": "a time that parse_span's pattern matched",
    "vietnamese.dates.recurrence.parse_stored_rule": "what the database holds of our own",
    "vietnamese.dates.weekdays.parse_weekday": "a name that a pattern matched",
}

"""`bot classes`: import, list, weekly series, cancel."""

import argparse
import json
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.classes import class_series, enrolments
from bot.classes import service as classes
from bot.classes.models import EnrolmentStatus
from bot.classes.weekly_pattern import WeeklyPattern
from bot.cli import argument_types
from bot.cli.import_reports import add_import
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import (
    get_named_unit,
    in_transaction,
    load_policy,
    masked_text,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.people.actor import OPERATOR
from bot.people.units import Unit
from bot.reminders import wording
from bot.usecases.import_kinds import IMPORT_KINDS
from bot.vietnamese.letters import nfc


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of classes and series to `bot classes`."""
    _add_sheet(verbs)
    _add_series(verbs)


def _add_sheet(verbs: Commands) -> None:
    add_import(
        verbs,
        IMPORT_KINDS["classes"],
        "bot classes import lich-lop.xlsx --dry-run",
        answers={
            "moved": "rows that look like a class moved or renamed are it",
            "new": "such rows are other classes",
        },
    )
    listing = add_command(
        verbs,
        "list",
        list_classes,
        help="Coming classes with seats, and the links to join and to check in.",
        example="bot classes list an-phu --json",
    )
    listing.add_argument("unit", help="the unit's code")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    cancelling = add_command(
        verbs,
        "cancel",
        cancel_class,
        help="Call a class off; shows who will be told, and does it with --yes.",
        example=f'bot classes cancel 12 --reason "{texts.EXAMPLE_REASON}" --yes',
    )
    cancelling.add_argument("number", type=row_number, help="the class's number")
    cancelling.add_argument("--reason", type=nfc, default="", help="why, as learners read it")
    cancelling.add_argument("--yes", action="store_true", help="call it off and tell them")


def _add_series(verbs: Commands) -> None:
    weekly_verb = add_command(
        verbs,
        "weekly",
        add_series,
        help="Open a weekly series; shows the next five dates, and keeps it with --yes.",
        example=(
            f'bot classes weekly ap-03 "T3, T5 19:30" --topic "{texts.EXAMPLE_TOPIC}"'
            f' --place "{texts.EXAMPLE_PLACE}" --yes'
        ),
    )
    weekly_verb.add_argument("unit", help="the village's code")
    weekly_verb.add_argument("pattern", type=nfc, help="weekdays and the hour")
    for name in ("topic", "place"):
        weekly_verb.add_argument(f"--{name}", type=masked_text, required=True, help=f"the {name}")
    for name in ("teacher", "bring", "map"):
        weekly_verb.add_argument(f"--{name}", type=masked_text, default="", help=f"the {name}")
    weekly_verb.add_argument("--seats", type=int, default=30, help="how many may join")
    weekly_verb.add_argument(
        "--from", dest="first", type=argument_types.parse_day, help="first day"
    )
    weekly_verb.add_argument("--to", dest="last", type=argument_types.parse_day, help="last day")
    weekly_verb.add_argument("--yes", action="store_true", help="the dates are right: keep it")
    for name, help_text in (("pause", "Make no more classes of a series."), ("resume", "Go on.")):
        verb = add_command(
            verbs, name, pause_series, help=help_text, example=f"bot classes {name} 3"
        )
        verb.add_argument("number", type=row_number, help="the series' number")
        verb.set_defaults(resume=name == "resume")


def list_classes(options: argparse.Namespace) -> int:
    """bot classes list"""
    policy = load_policy()
    rows = in_transaction(
        lambda session: _class_rows(session, get_named_unit(session, options.unit), policy)
    )
    for row in rows:
        print_line(
            json.dumps(row, ensure_ascii=False)
            if options.json
            else "\t".join(map(str, row.values()))
        )
    return 0


def _class_rows(session: Session, unit: Unit, policy: Policy) -> list[dict[str, Any]]:
    return [
        {
            "class": class_session.id,
            "code": class_session.code,
            "starts_at": class_session.starts_at.astimezone(policy.zone).isoformat(
                timespec="minutes"
            ),
            "topic": class_session.topic,
            "place": class_session.place,
            "seats": class_session.seats,
            "joined": enrolments.count_enrolments(
                session, class_session.id, EnrolmentStatus.JOINED
            ),
            "waiting": enrolments.count_enrolments(
                session, class_session.id, EnrolmentStatus.WAITING
            ),
            "join": f"class-{class_session.id}",
            "door": f"checkin-{class_session.door_code}",
            "cancelled": class_session.cancelled_at is not None,
        }
        for class_session in classes.list_classes(
            session, unit, actor=OPERATOR, since=utc_now() - timedelta(hours=3)
        )
    ]


def cancel_class(options: argparse.Namespace) -> int:
    """bot classes cancel"""
    policy, now = load_policy(), utc_now()

    def call_off(session: Session) -> str:
        lesson = classes.get_class(session, options.number)
        if lesson.cancelled_at is not None:
            raise UserError(texts.CLASS_IS_CANCELLED.format(topic=lesson.topic))
        classes.check_reason(options.reason)
        template = texts.CLASS_CANCEL_DONE if options.yes else texts.CLASS_CANCEL_ASK
        if options.yes:
            classes.cancel_class(
                session, lesson.id, actor=OPERATOR, reason=options.reason, now=now, policy=policy
            )
        return template.format(
            topic=lesson.topic,
            time=wording.describe_moment(lesson.starts_at, now=now, zone=policy.zone),
            count=classes.count_recipients(session, lesson.id),
            reason=options.reason,
        )

    print_line(in_transaction(call_off))
    if not options.yes:
        print_line(texts.CLASS_CANCEL_CONFIRM)
    return 0 if options.yes else 1


def add_series(options: argparse.Namespace) -> int:
    """bot classes weekly"""
    policy, now = load_policy(), utc_now()
    pattern = WeeklyPattern.parse(options.pattern)
    first = options.first or policy.today(now)
    print_line(texts.SERIES_NEXT)
    for at in pattern.list_upcoming(now, first, options.last, policy.zone):
        print_line(f"- {wording.describe_moment(at, now=now, zone=policy.zone)}")
    if not options.yes:
        print_line(texts.SERIES_CONFIRM)
        return 0
    details = class_series.SessionTemplate(
        options.topic, options.place, options.teacher, options.seats, options.bring, options.map
    )
    number = in_transaction(
        lambda session: class_series.create_series(
            session, get_named_unit(session, options.unit), pattern, details,
            actor=OPERATOR, first_on=first, last_on=options.last, now=now, policy=policy,
        ).id
    )  # fmt: skip
    print_line(texts.SERIES_KEPT.format(number=number))
    return 0


def pause_series(options: argparse.Namespace) -> int:
    """bot classes pause, bot classes resume"""
    switch = class_series.resume_series if options.resume else class_series.pause_series
    in_transaction(lambda session: switch(session, options.number, actor=OPERATOR, now=utc_now()))
    return 0

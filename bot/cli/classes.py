"""`bot classes` and `bot remind`."""

import argparse
import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.classes import enrolments, follow_up, imports, watchdog, weekly
from bot.classes import service as classes
from bot.classes.models import Seat
from bot.classes.series import Weekly
from bot.cli import demand, learners, times
from bot.cli.people import show_report
from bot.cli.terminal import Commands, add, dry, in_transaction, named_unit, say, words
from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.policy import policy_from
from bot.core.settings import load
from bot.outbox import digest
from bot.people.units import Unit
from bot.reminders import deadlines, service, wording
from bot.usecases import due_reminders
from bot.vietnamese.letters import nfc


def add_commands(commands: Commands) -> None:
    """Add `classes` and `remind`."""
    help = "Classes: import, list, weekly series, cancel."
    parser = commands.add_parser("classes", help=help, description=help)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add_sheet(verbs)
    _add_series(verbs)
    learners.add_verbs(verbs)
    demand.add_verbs(verbs)
    firing = add(
        commands,
        "remind",
        remind,
        help="Do the reminders that are due (what the clock does every minute).",
        example="bot remind --now",
    )
    firing.add_argument("--now", action="store_true", required=True, help="once, now")


def _add_sheet(verbs: Commands) -> None:
    importing = add(
        verbs,
        "import",
        import_sheet,
        help="Import classes from .xlsx or .csv, with a report row by row.",
        example="bot classes import lich-lop.xlsx --dry-run",
    )
    importing.add_argument("file", type=Path, help="the sheet")
    importing.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    importing.add_argument("--json", action="store_true", help="print the counts as JSON")
    which = importing.add_mutually_exclusive_group()
    which.add_argument(
        "--moved", action="store_true", help="rows that look like a class moved or renamed are it"
    )
    which.add_argument("--new", action="store_true", help="such rows are other classes")
    listing = add(
        verbs,
        "list",
        list_classes,
        help="Coming classes with seats, and the links to join and to check in.",
        example="bot classes list an-phu --json",
    )
    listing.add_argument("unit", help="the unit's code")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    cancelling = add(
        verbs,
        "cancel",
        cancel,
        help="Call a class off; shows who will be told, and does it with --yes.",
        example=f'bot classes cancel 12 --reason "{texts.EXAMPLE_REASON}" --yes',
    )
    cancelling.add_argument("number", type=int, help="the class's number")
    cancelling.add_argument("--reason", type=nfc, default="", help="why, as learners read it")
    cancelling.add_argument("--yes", action="store_true", help="call it off and tell them")


def _add_series(verbs: Commands) -> None:
    weekly_verb = add(
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
        weekly_verb.add_argument(f"--{name}", type=words, required=True, help=f"the {name}")
    for name in ("teacher", "bring", "map"):
        weekly_verb.add_argument(f"--{name}", type=words, default="", help=f"the {name}")
    weekly_verb.add_argument("--seats", type=int, default=30, help="how many may join")
    weekly_verb.add_argument("--from", dest="first", type=times.day, help="first day")
    weekly_verb.add_argument("--to", dest="last", type=times.day, help="last day")
    weekly_verb.add_argument("--yes", action="store_true", help="the dates are right: keep it")
    for name, what in (("pause", "Make no more classes of a series."), ("resume", "Go on.")):
        verb = add(verbs, name, pause, help=what, example=f"bot classes {name} 3")
        verb.add_argument("number", type=int, help="the series' number")
        verb.set_defaults(resume=name == "resume")


def import_sheet(options: argparse.Namespace) -> int:
    """bot classes import"""
    policy = policy_from(load())
    report = dry(
        lambda session: imports.import_classes(
            session,
            options.file,
            now=utc_now(),
            policy=policy,
            moved=options.moved,
            new=options.new,
        ),
        dry_run=options.dry_run,
    )
    return show_report(report, options)


def list_classes(options: argparse.Namespace) -> int:
    """bot classes list"""
    zone = load().zone
    rows = in_transaction(lambda session: _rows(session, named_unit(session, options.unit), zone))
    for row in rows:
        say(
            json.dumps(row, ensure_ascii=False)
            if options.json
            else "\t".join(map(str, row.values()))
        )
    return 0


def _rows(session: Session, unit: Unit, zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {
            "class": one.id,
            "code": one.code,
            "starts_at": one.starts_at.astimezone(zone).isoformat(timespec="minutes"),
            "topic": one.topic,
            "place": one.place,
            "seats": one.seats,
            "joined": enrolments.count(session, one.id, Seat.JOINED),
            "waiting": enrolments.count(session, one.id, Seat.WAITING),
            "join": f"class-{one.id}",
            "door": f"checkin-{one.door_code}",
            "cancelled": one.cancelled_at is not None,
        }
        for one in classes.list_of(session, unit, since=utc_now() - timedelta(hours=3))
    ]


def cancel(options: argparse.Namespace) -> int:
    """bot classes cancel"""
    policy, now = policy_from(load()), utc_now()

    def call_off(session: Session) -> str:
        lesson = classes.get(session, options.number)
        if lesson.cancelled_at is not None:
            raise UserError(texts.CLASS_IS_CANCELLED.format(topic=lesson.topic))
        classes.check_reason(options.reason)
        words = texts.CLASS_CANCEL_DONE if options.yes else texts.CLASS_CANCEL_ASK
        if options.yes:
            classes.cancel(session, lesson.id, reason=options.reason, now=now, policy=policy)
        return words.format(
            topic=lesson.topic,
            time=wording.moment(lesson.starts_at, now=now, zone=policy.zone),
            count=classes.count_told(session, lesson.id),
            reason=options.reason,
        )

    say(in_transaction(call_off))
    if not options.yes:
        say(texts.CLASS_CANCEL_CONFIRM)
    return 0 if options.yes else 1


def add_series(options: argparse.Namespace) -> int:
    """bot classes weekly"""
    policy, now = policy_from(load()), utc_now()
    pattern = Weekly.parse(options.pattern)
    first = options.first or policy.today(now)
    say(texts.SERIES_NEXT)
    for at in pattern.upcoming(now, first, options.last, policy.zone):
        say(f"- {wording.moment(at, now=now, zone=policy.zone)}")
    if not options.yes:
        say(texts.SERIES_CONFIRM)
        return 0
    what = weekly.What(
        options.topic, options.place, options.teacher, options.seats, options.bring, options.map
    )
    number = in_transaction(
        lambda session: weekly.add(
            session, named_unit(session, options.unit), pattern, what,
            first_on=first, last_on=options.last, now=now, policy=policy,
        ).id
    )  # fmt: skip
    say(texts.SERIES_KEPT.format(number=number))
    return 0


def pause(options: argparse.Namespace) -> int:
    """bot classes pause, bot classes resume"""
    now = None if options.resume else utc_now()
    in_transaction(lambda session: weekly.pause(session, options.number, now=now))
    return 0


def remind(_options: argparse.Namespace) -> int:
    """bot remind"""
    policy, now = policy_from(load()), utc_now()
    known = deadlines.load(load().data_dir)
    evening: dict[str, Any] = {"zone": policy.zone, "quiet": policy.quiet}
    counts = {"overdue": in_transaction(lambda session: watchdog.watch(session, now=now))}
    for name, due, given in (
        ("reminders", due_reminders.fire_due, {"policy": policy}),
        ("deadlines", service.tell_deadlines, {"policy": policy, "deadlines": known}),
        ("digests", digest.gather_due, evening),
    ):
        counts[name] = 0
        while done := in_transaction(partial(due, now=now, **given)):
            counts[name] += done
    for name, once in (
        ("classes", weekly.open_due),
        ("followed", follow_up.follow_up),
        ("make_ups", follow_up.offer_make_ups),
    ):
        counts[name] = in_transaction(partial(once, policy=policy, now=now))
    say(json.dumps(counts))
    return 0

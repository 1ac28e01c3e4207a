"""`bot polls`: draft from a file, open, watch, remind, close, result and minutes."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import households, poll_files
from bot.cli.output_files import write_output
from bot.cli.terminal import Commands, add_command, get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError, UserError
from bot.core.settings import load_settings
from bot.people.actor import OPERATOR
from bot.polls import approval, closing, drafting, minutes, results, rounds, service, wording
from bot.polls.models import PollState
from bot.vietnamese.dates.formatting import format_moment

MAX_LISTED = 1000


def add_commands(commands: Commands) -> None:
    """Add `polls` and its verbs."""
    parser = commands.add_parser("polls", help="Opinion polls.", description="Opinion polls.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    draft_parser = add_command(
        verbs,
        "draft",
        draft_poll,
        help="Keep a poll from a file.",
        example="bot polls draft y-kien.toml --unit an-phu",
    )
    draft_parser.add_argument(
        "file", type=Path, help="a TOML file; docs/officers/polls.md shows one"
    )
    draft_parser.add_argument("--unit", required=True, help="whose poll it is")
    listed = add_command(
        verbs,
        "list",
        list_polls,
        help="The polls of a unit.",
        example="bot polls list an-phu",
    )
    listed.add_argument("unit", help="the unit's code")
    for name, verb, help in (
        ("ask", request_approval, "Ask the second person, in their chat, to let it go."),
        ("open", open_poll, "Open it at once, without a second person; on record."),
        ("remind", remind_voters, "Ask those who did not answer once more; at most twice."),
        ("close", close_poll, "Nobody answers any more."),
        ("reopen", reopen_poll, "It was closed by a slip, within the hour."),
        ("tell", send_result, "The result goes back to the villages."),
        ("status", show_status, "How many answered, village by village and by member."),
        ("result", show_result, "What was found."),
    ):
        verb_parser = add_command(verbs, name, verb, help=help, example=f"bot polls {name} 3")
        verb_parser.add_argument("number", type=int, help="the poll's number")
        verb_parser.add_argument("--json", action="store_true", help="print JSON")
    _add_minutes(verbs)
    households.add_verbs(verbs)


def _add_minutes(verbs: Commands) -> None:
    written = add_command(
        verbs,
        "minutes",
        write_minutes,
        help="The minutes, for Word or as PDF.",
        example="bot polls minutes 3 --out bien-ban.docx",
    )
    written.add_argument("number", type=int, help="the poll's number")
    written.add_argument("--out", type=Path, required=True, help="a .docx or .pdf file")


def draft_poll(options: argparse.Namespace) -> int:
    """bot polls draft"""
    settings = load_settings()
    title, per, role, times, questions = poll_files.read_poll(options.file, settings)

    def work(session: Session) -> int:
        unit = get_named_unit(session, options.unit)
        poll = drafting.create_draft(
            session,
            unit,
            title,
            questions,
            per=per,
            role=role,
            opens_at=times[0],
            closes_at=times[1],
            actor=OPERATOR,
            now=utc_now(),
        )
        return poll.id

    number = in_transaction(work)
    print_line(texts.POLL_MADE.format(number=number, count=len(questions)))
    opens, closes = (
        format_moment(at, now=utc_now(), zone=settings.zone) if at else texts.POLL_AT_ONCE
        for at in times
    )
    print_line(texts.POLL_TIMES_READ.format(opens=opens, closes=closes))
    return 0


def list_polls(options: argparse.Namespace) -> int:
    """bot polls list"""

    def rows(session: Session) -> list[str]:
        polls = service.list_polls(
            session, get_named_unit(session, options.unit).path, limit=MAX_LISTED
        )
        return [
            texts.POLL_LIST_LINE.format(
                number=poll.id,
                state=texts.POLL_STATES[poll.state],
                count=results.count_ballots(session, poll),
                eligible=poll.eligible,
                title=poll.title,
            )
            for poll in polls
        ]

    for line in in_transaction(rows):
        print_line(line)
    return 0


def _change_state(options: argparse.Namespace, verb: Callable[..., Any], template: str) -> int:
    def work(session: Session) -> Any:
        poll = service.get_poll(session, options.number, lock=True)
        return verb(session, poll, actor=OPERATOR, now=utc_now()), poll.state

    count, state = in_transaction(work)
    template = texts.POLL_READY if state == PollState.SCHEDULED else template
    print_line(template.format(number=options.number, count=count))
    return 0


def request_approval(options: argparse.Namespace) -> int:
    """bot polls ask"""
    settings = load_settings()

    def work(session: Session) -> str:
        poll = service.get_poll(session, options.number, lock=True)
        count = approval.submit_for_approval(
            session, poll, actor=OPERATOR, zone=settings.zone, now=utc_now()
        )
        return wording.render_submission(poll, count)

    print_line(in_transaction(work))
    return 0


def open_poll(options: argparse.Namespace) -> int:
    """bot polls open"""
    return _change_state(options, service.open_poll, texts.POLL_OPENED)


def remind_voters(options: argparse.Namespace) -> int:
    """bot polls remind"""
    return _change_state(options, service.send_reminder, texts.POLL_REMINDED_NOW)


def close_poll(options: argparse.Namespace) -> int:
    """bot polls close"""
    return _change_state(options, closing.close_poll_early, texts.POLL_CLOSED)


def reopen_poll(options: argparse.Namespace) -> int:
    """bot polls reopen"""
    return _change_state(options, closing.reopen_poll, texts.POLL_REOPENED)


def send_result(options: argparse.Namespace) -> int:
    """bot polls tell"""
    return _change_state(options, rounds.send_results, texts.POLL_TOLD)


def show_status(options: argparse.Namespace) -> int:
    """bot polls status"""

    def work(session: Session) -> dict[str, Any]:
        poll = service.get_poll(session, options.number)
        return {
            "id": poll.id,
            "state": poll.state,
            "ballots": results.count_ballots(session, poll),
            "eligible": poll.eligible,
            "waiting": results.count_waiting(session, poll),
            "proofs": dict(results.count_by_proof(session, poll)),
            "villages": [
                {"unit": turnout.unit, "answered": turnout.answered, "eligible": turnout.eligible}
                for turnout in results.list_turnout(session, poll)
            ],
            "members": [
                {"name": name, "written": count}
                for name, count in results.count_by_member(session, poll)
            ],
        }

    row = in_transaction(work)
    if options.json:
        print_line(json.dumps(row, ensure_ascii=False))
    else:
        _print_status(row)
    return 0


def _print_status(row: dict[str, Any]) -> None:
    print_line(f"{texts.POLL_STATES[row['state']]}\t{row['ballots']}/{row['eligible']}")
    if row["proofs"]:
        print_line("\t".join(f"{texts.POLL_PROOFS[name]} {n}" for name, n in row["proofs"].items()))
    if row["waiting"]:
        print_line(texts.POLL_STANDING_WAITING.format(count=row["waiting"]))
    for entry in row["villages"]:
        percent = round(100 * entry["answered"] / entry["eligible"]) if entry["eligible"] else 0
        line = texts.POLL_TURNOUT.format(
            unit=entry["unit"],
            answered=entry["answered"],
            eligible=entry["eligible"],
            percent=percent,
        )
        print_line(line if entry["eligible"] else f"{entry['unit']}\t{entry['answered']}")
    for entry in row["members"]:
        print_line(f"{entry['name']}\t{entry['written']}")


def show_result(options: argparse.Namespace) -> int:
    """bot polls result"""

    def work(session: Session) -> tuple[str, list[dict[str, Any]]]:
        poll = service.get_poll(session, options.number)
        if poll.state != PollState.CLOSED:
            raise UserError(texts.POLL_RESULT_OPEN)
        text = wording.render_results(session, poll)
        enough = results.count_ballots(session, poll) >= results.MIN_BALLOTS
        rows = [
            {
                "question": tally.question.text,
                "answered": tally.answered,
                "options": dict(zip(tally.question.options, tally.counts, strict=True)),
                "reasons": dict(tally.reasons),
            }
            for tally in (results.list_tallies(session, poll) if enough else ())
            if tally.is_shown
        ]
        return text, rows

    text, rows = in_transaction(work)
    if not options.json:
        print_line(text)
        return 0
    for row in rows:
        print_line(json.dumps(row, ensure_ascii=False))
    return 0


def write_minutes(options: argparse.Namespace) -> int:
    """bot polls minutes"""
    make = minutes.RENDERERS.get(options.out.suffix.lower().removeprefix("."))
    if make is None:
        raise BotError(texts.CLI_MINUTES_KIND.format(path=options.out))
    settings, now = load_settings(), utc_now()
    today = now.astimezone(settings.zone).date()
    content = in_transaction(
        lambda session: minutes.collect_minutes(
            session, service.get_poll(session, options.number), zone=settings.zone, on=today
        )
    )
    print_line(texts.POSTER_MADE.format(file=write_output(options.out, make(content))))
    return 0

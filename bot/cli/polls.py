"""`bot polls`: draft from a file, open, watch, remind, close, result and minutes."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import households, poll_files
from bot.cli.files import write_out
from bot.cli.terminal import Commands, add, in_transaction, named_unit, say
from bot.core.clock import utc_now
from bot.core.errors import BotError, UserError
from bot.core.settings import load
from bot.polls import approval, closing, drafting, minutes, notify, results, service
from bot.polls.models import PollState
from bot.vietnamese.dates.words import moment_words

MOST_LISTED = 1000


def add_commands(commands: Commands) -> None:
    """Add `polls` and its verbs."""
    parser = commands.add_parser("polls", help="Opinion polls.", description="Opinion polls.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    made = add(
        verbs,
        "draft",
        draft,
        help="Keep a poll from a file.",
        example="bot polls draft y-kien.toml --unit an-phu",
    )
    made.add_argument("file", type=Path, help="a TOML file; docs/officers/polls.md shows one")
    made.add_argument("--unit", required=True, help="whose poll it is")
    listed = add(
        verbs,
        "list",
        show_list,
        help="The polls of a unit.",
        example="bot polls list an-phu",
    )
    listed.add_argument("unit", help="the unit's code")
    for name, verb, help in (
        ("ask", ask, "Ask the second person, in their chat, to let it go."),
        ("open", open_poll, "Open it at once, without a second person; on record."),
        ("remind", remind, "Ask those who did not answer once more; at most twice."),
        ("close", close, "Nobody answers any more."),
        ("reopen", reopen, "It was closed by a slip, within the hour."),
        ("tell", tell, "The result goes back to the villages."),
        ("status", show_status, "How many answered, village by village and by member."),
        ("result", show_result, "What was found."),
    ):
        one = add(verbs, name, verb, help=help, example=f"bot polls {name} 3")
        one.add_argument("number", type=int, help="the poll's number")
        one.add_argument("--json", action="store_true", help="print JSON")
    _add_minutes(verbs)
    households.add_verbs(verbs)


def _add_minutes(verbs: Commands) -> None:
    written = add(
        verbs,
        "minutes",
        write_minutes,
        help="The minutes, for Word or as PDF.",
        example="bot polls minutes 3 --out bien-ban.docx",
    )
    written.add_argument("number", type=int, help="the poll's number")
    written.add_argument("--out", type=Path, required=True, help="a .docx or .pdf file")


def draft(options: argparse.Namespace) -> int:
    """bot polls draft"""
    settings = load()
    title, per, role, times, questions = poll_files.read(options.file, settings)

    def work(session: Session) -> int:
        unit = named_unit(session, options.unit)
        poll = drafting.draft(
            session,
            unit,
            title,
            questions,
            per=per,
            role=role,
            opens_at=times[0],
            closes_at=times[1],
            now=utc_now(),
        )
        return poll.id

    number = in_transaction(work)
    say(texts.POLL_MADE.format(number=number, count=len(questions)))
    opens, closes = (
        moment_words(at, now=utc_now(), zone=settings.zone) if at else texts.POLL_AT_ONCE
        for at in times
    )
    say(texts.POLL_TIMES_READ.format(opens=opens, closes=closes))
    return 0


def show_list(options: argparse.Namespace) -> int:
    """bot polls list"""

    def rows(session: Session) -> list[str]:
        found = service.list_own(session, named_unit(session, options.unit), limit=MOST_LISTED)
        return [
            texts.POLL_LIST_LINE.format(
                number=one.id,
                state=texts.POLL_STATES[one.state],
                count=results.count_ballots(session, one),
                eligible=one.eligible,
                title=one.title,
            )
            for one in found
        ]

    for line in in_transaction(rows):
        say(line)
    return 0


def _change(options: argparse.Namespace, verb: Callable[..., Any], words: str) -> int:
    def work(session: Session) -> Any:
        poll = service.get(session, options.number, lock=True)
        return verb(session, poll, now=utc_now()), poll.state

    count, state = in_transaction(work)
    words = texts.POLL_READY if state == PollState.READY else words
    say(words.format(number=options.number, count=count))
    return 0


def ask(options: argparse.Namespace) -> int:
    """bot polls ask"""
    settings = load()

    def work(session: Session) -> str:
        poll = service.get(session, options.number, lock=True)
        count = approval.ask(session, poll, person_id=None, zone=settings.zone, now=utc_now())
        return approval.asked_words(poll, count)

    say(in_transaction(work))
    return 0


def open_poll(options: argparse.Namespace) -> int:
    """bot polls open"""
    return _change(options, service.open_poll, texts.POLL_OPENED)


def remind(options: argparse.Namespace) -> int:
    """bot polls remind"""
    return _change(options, service.remind, texts.POLL_REMINDED_NOW)


def close(options: argparse.Namespace) -> int:
    """bot polls close"""
    return _change(options, closing.close_early, texts.POLL_CLOSED)


def reopen(options: argparse.Namespace) -> int:
    """bot polls reopen"""
    return _change(options, closing.reopen, texts.POLL_REOPENED)


def tell(options: argparse.Namespace) -> int:
    """bot polls tell"""
    return _change(options, notify.tell_back, texts.POLL_TOLD)


def show_status(options: argparse.Namespace) -> int:
    """bot polls status"""

    def work(session: Session) -> dict[str, Any]:
        poll = service.get(session, options.number)
        return {
            "id": poll.id,
            "state": poll.state,
            "ballots": results.count_ballots(session, poll),
            "eligible": poll.eligible,
            "waiting": results.count_waiting(session, poll),
            "proofs": dict(results.by_proof(session, poll)),
            "villages": [
                {"unit": one.unit, "answered": one.answered, "eligible": one.eligible}
                for one in results.turnout(session, poll)
            ],
            "members": [
                {"name": name, "written": count} for name, count in results.by_member(session, poll)
            ],
        }

    row = in_transaction(work)
    if options.json:
        say(json.dumps(row, ensure_ascii=False))
        return 0
    say(f"{texts.POLL_STATES[row['state']]}\t{row['ballots']}/{row['eligible']}")
    if row["proofs"]:
        say("\t".join(f"{texts.POLL_PROOFS[name]} {n}" for name, n in row["proofs"].items()))
    if row["waiting"]:
        say(texts.POLL_STANDING_WAITING.format(count=row["waiting"]))
    for one in row["villages"]:
        percent = round(100 * one["answered"] / one["eligible"]) if one["eligible"] else 0
        line = texts.POLL_TURNOUT.format(
            unit=one["unit"], answered=one["answered"], eligible=one["eligible"], percent=percent
        )
        say(line if one["eligible"] else f"{one['unit']}\t{one['answered']}")
    for one in row["members"]:
        say(f"{one['name']}\t{one['written']}")
    return 0


def show_result(options: argparse.Namespace) -> int:
    """bot polls result"""

    def work(session: Session) -> tuple[str, list[dict[str, Any]]]:
        poll = service.get(session, options.number)
        if poll.state != PollState.CLOSED:
            raise UserError(texts.POLL_RESULT_OPEN)
        words = results.words(session, poll)
        enough = results.count_ballots(session, poll) >= results.FEWEST
        rows = [
            {
                "question": one.question.text,
                "answered": one.answered,
                "options": dict(zip(one.question.options, one.counts, strict=True)),
                "reasons": dict(one.reasons),
            }
            for one in (results.tallies(session, poll) if enough else ())
            if one.shown
        ]
        return words, rows

    words, rows = in_transaction(work)
    if not options.json:
        say(words)
        return 0
    for row in rows:
        say(json.dumps(row, ensure_ascii=False))
    return 0


def write_minutes(options: argparse.Namespace) -> int:
    """bot polls minutes"""
    make = minutes.MAKERS.get(options.out.suffix.lower().removeprefix("."))
    if make is None:
        raise BotError(texts.CLI_MINUTES_KIND.format(path=options.out))
    settings, now = load(), utc_now()
    today = now.astimezone(settings.zone).date()
    content = in_transaction(
        lambda session: minutes.collect(
            session, service.get(session, options.number), zone=settings.zone, on=today
        )
    )
    say(texts.POSTER_MADE.format(file=write_out(options.out, make(content))))
    return 0

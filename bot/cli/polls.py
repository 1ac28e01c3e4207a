"""`bot polls`: draft from a file, watch, result and minutes."""

import argparse
import json
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import poll_files
from bot.cli.output_files import get_document_writer, write_output
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.policy import policy_from
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import load_settings
from bot.people import proof
from bot.people.actor import OPERATOR
from bot.polls import drafting, results, service, wording
from bot.polls.models import Poll, PollState
from bot.polls.voting_config import VotingConfig
from bot.usecases import vouch_for_contact
from bot.usecases.generated_documents import make_minutes
from bot.vietnamese.dates.formatting import format_moment

MAX_LISTED = 1000


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot polls`."""
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
    _add_figures(verbs)
    _add_minutes(verbs)
    sure = add_command(
        verbs,
        "confirm",
        confirm_contact,
        help="Answer for somebody of the web page, by the code they read out; on record.",
        example="bot polls confirm K7M2PQ",
    )
    sure.add_argument("code", help="what the page showed them")


def _add_figures(verbs: Commands) -> None:
    for name, verb, help in (
        ("status", show_status, "How many answered, village by village and by member."),
        ("result", show_result, "What was found."),
    ):
        verb_parser = add_command(verbs, name, verb, help=help, example=f"bot polls {name} 3")
        verb_parser.add_argument("number", type=row_number, help="the poll's number")
        verb_parser.add_argument("--json", action="store_true", help="print JSON")


def _add_minutes(verbs: Commands) -> None:
    written = add_command(
        verbs,
        "minutes",
        write_minutes,
        help="The minutes, for Word or as PDF.",
        example="bot polls minutes 3 --out bien-ban.docx",
    )
    written.add_argument("number", type=row_number, help="the poll's number")
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


def show_status(options: argparse.Namespace) -> int:
    """bot polls status"""
    row = in_transaction(
        lambda session: _collect_status(session, service.get_poll(session, options.number))
    )
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
        print_line(_render_turnout(entry))
    for entry in row["members"]:
        print_line(f"{entry['name']}\t{entry['written']}")


def _collect_status(session: Session, poll: Poll) -> dict[str, Any]:
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


def _render_turnout(entry: dict[str, Any]) -> str:
    if not entry["eligible"]:
        return f"{entry['unit']}\t{entry['answered']}"
    percent = round(100 * entry["answered"] / entry["eligible"])
    return texts.POLL_TURNOUT.format(
        unit=entry["unit"],
        answered=entry["answered"],
        eligible=entry["eligible"],
        percent=percent,
    )


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
    write = get_document_writer(options.out)
    settings, now = load_settings(), utc_now()
    today = now.astimezone(settings.zone).date()
    content = in_transaction(
        lambda session: make_minutes(
            session, service.get_poll(session, options.number), zone=settings.zone, on=today
        )
    )
    print_line(texts.POSTER_MADE.format(file=write_output(options.out, write(content))))
    return 0


def confirm_contact(options: argparse.Namespace) -> int:
    """bot polls confirm"""
    settings = load_settings()
    policy = policy_from(settings)
    booth = VotingConfig(policy, derive_key(load_secret_key(settings), "ballots"))

    def work(session: Session) -> str:
        contact = proof.find_contact_by_code(session, options.code)
        if contact is None:
            raise UserError(texts.CONFIRM_UNKNOWN)
        accepted = vouch_for_contact.vouch_for_contact(
            session, contact, policy, booth, actor=OPERATOR, now=utc_now()
        )
        return texts.CONFIRM_DONE.format(
            ballots=len(accepted.polls), seats=len(accepted.enrolments)
        )

    print_line(in_transaction(work))
    return 0

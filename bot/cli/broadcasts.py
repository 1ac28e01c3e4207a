"""`bot broadcasts`: watch, stop and count announcements."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.broadcasts import questions, results, service
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.printed_documents import print_unreached
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.people.actor import OPERATOR

WATCH_EVERY = 1.0  # seconds
FINAL_STATES = (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.REFUSED)


def add_verbs(verbs: Commands) -> None:
    """Add the verbs for announcements that exist."""
    listing = add_command(
        verbs,
        "list",
        list_broadcasts,
        help="The announcements of a unit, newest first.",
        example="bot broadcasts list an-phu",
    )
    listing.add_argument("unit", help="the unit's code")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    for name, run, help_text in (
        ("status", show_status, "How far the sending is."),
        ("result", show_result, "Whom it reached, village by village."),
        ("left", show_unreached, "Whom it did not reach, and why."),
        ("pause", make_state_command(service.pause_broadcast), "Stop the sending for now."),
        ("resume", make_state_command(service.resume_broadcast), "Send on."),
        ("cancel", make_state_command(service.cancel_broadcast), "Send it to nobody else."),
    ):
        verb = add_command(verbs, name, run, help=help_text, example=f"bot broadcasts {name} 12")
        verb.add_argument("number", type=row_number, help="the announcement's number")
        verb.add_argument("--json", action="store_true", help="print JSON")
        if name == "status":
            verb.add_argument("--watch", action="store_true", help="until it is over")
        if name == "left":
            verb.add_argument("--out", type=Path, help="a .docx or .pdf file")


def _get_broadcast(
    session: Session, options: argparse.Namespace, *, lock: bool = False
) -> Broadcast:
    return service.get_broadcast(session, options.number, actor=OPERATOR, lock=lock)


def show_status(options: argparse.Namespace) -> int:
    """bot broadcasts status"""
    began: tuple[float, int] | None = None
    while True:
        progress = in_transaction(
            lambda session: results.compute_progress(session, _get_broadcast(session, options))
        )
        if options.json:
            print_line(json.dumps(progress.as_json()))
        else:
            began = began or (time.monotonic(), progress.sent)
            print_line(_render_progress(progress, began))
        if not options.watch or progress.state in FINAL_STATES:
            return 0
        time.sleep(WATCH_EVERY)


def _render_progress(progress: results.Progress, began: tuple[float, int]) -> str:
    """Return a progress bar with the figures and the remaining time at the measured rate."""
    ended = progress.total - progress.pending
    filled = round(20 * ended / progress.total) if progress.total else 20
    seen = time.monotonic() - began[0]
    pace = (progress.sent - began[1]) / seen if seen > 1 else 0
    left = f", {progress.pending / pace:.0f} s" if pace > 0 and progress.pending else ""
    state = texts.BROADCAST_STATES[progress.state]
    return f"[{'#' * filled}{'.' * (20 - filled)}] {ended}/{progress.total} {state}{left}"


def list_broadcasts(options: argparse.Namespace) -> int:
    """bot broadcasts list"""

    def rows(session: Session) -> list[dict[str, Any]]:
        broadcasts = service.list_broadcasts(session, get_named_unit(session, options.unit).path)
        return [
            {
                **results.compute_progress(session, broadcast).as_json(),
                **_question_counts(session, broadcast),
            }
            for broadcast in broadcasts
        ]

    for row in in_transaction(rows):
        line = f"{row['id']}\t{texts.BROADCAST_STATES[row['state']]}\t{row['sent']}/{row['total']}"
        counted = texts.NOTICE_COUNTED.format(asked=row["asked"], waiting=row["unanswered"])
        line = f"{line}\t{row['text']}" + (f"\t{counted}" if row["asked"] else "")
        print_line(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def _question_counts(session: Session, broadcast: Broadcast) -> dict[str, Any]:
    """Return the start of the text, how many residents asked about it and how many wait."""
    counts = questions.count_askers(session, broadcast)
    return {"text": broadcast.text[:60], "asked": counts.asked, "unanswered": counts.waiting}


def show_result(options: argparse.Namespace) -> int:
    """bot broadcasts result"""
    if options.json:
        villages = in_transaction(
            lambda session: results.list_village_results(session, _get_broadcast(session, options))
        )
        for village in villages:
            print_line(
                json.dumps(
                    {name: getattr(village, name) for name in village.__slots__}, ensure_ascii=False
                )
            )
        return 0
    print_line(
        in_transaction(
            lambda session: results.render_result(session, _get_broadcast(session, options))
        )
    )
    return 0


def show_unreached(options: argparse.Namespace) -> int:
    """bot broadcasts left"""
    if options.out is not None:
        return print_unreached(options)
    unreached = in_transaction(
        lambda session: results.list_unreached(session, _get_broadcast(session, options))
    )
    for recipient in unreached:
        row = {
            "unit": recipient.unit,
            "name": recipient.name,
            "number": recipient.number,
            "why": recipient.reason,
        }
        who = recipient.name or texts.LEFT_UNNAMED.format(number=recipient.number)
        line = f"{recipient.unit}\t{who}\t{texts.LEFT_WHY[recipient.reason]}"
        print_line(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def make_state_command(verb: Callable[..., Any]) -> Callable[[argparse.Namespace], int]:
    """Return a command that calls `verb` on an announcement and prints its result."""

    def work(session: Session, options: argparse.Namespace) -> str:
        broadcast = _get_broadcast(session, options, lock=True)
        verb(session, broadcast, actor=OPERATOR, now=utc_now())
        return results.render_result(session, broadcast)

    def changed(options: argparse.Namespace) -> int:
        print_line(in_transaction(lambda session: work(session, options)))
        return 0

    return changed

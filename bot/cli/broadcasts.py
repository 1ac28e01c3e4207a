"""`bot broadcast`: draft, preview, send, watch and stop announcements; their results."""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from bot import app as house
from bot import texts
from bot.broadcasts import (
    attachments,
    audience,
    buttons,
    preview,
    questions,
    results,
    sandbox,
    service,
    submission,
    wording,
)
from bot.broadcasts.models import Broadcast, BroadcastState, Urgency
from bot.broadcasts.preview import Preview, SendingPolicy
from bot.broadcasts.service import BroadcastDraft
from bot.channels import pictures
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.cli import argument_types
from bot.cli.terminal import (
    Commands,
    add_command,
    get_named_unit,
    in_transaction,
    masked_text,
    open_upgraded_database,
    print_line,
    run_or_dry_run,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.messages.content import Attachment, AttachmentKind, StoredFile
from bot.people.actor import OPERATOR

VERBS = ("status", "list", "result", "left", "pause", "resume", "cancel", "resend")
PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
WATCH_EVERY = 1.0  # seconds
FINAL_STATES = (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.REFUSED)


def add_commands(commands: Commands) -> None:
    """Add `broadcast` and `live`."""
    parser = add_command(
        commands,
        "broadcast",
        run_broadcast,
        help="Draft an announcement (--to, --text), or look after one (a verb and its number).",
        example=f'bot broadcast --to an-phu --text "{texts.EXAMPLE_ANNOUNCEMENT}"',
    )
    parser.add_argument("verb", nargs="?", choices=VERBS, help="what to do with an announcement")
    parser.add_argument("number", nargs="?", help="its number; for list: the unit's code")
    parser.add_argument("--to", metavar="UNIT", help="whose announcement it is")
    parser.add_argument("--audience", help="who of the unit hears it; everybody by default")
    parser.add_argument("--text", type=masked_text, help="the words")
    parser.add_argument("--file", type=Path, action="append", default=[], help="a photo or a file")
    parser.add_argument(
        "--button", action="append", default=[], help='"label=https://…" or "label=class:12"'
    )
    parser.add_argument(
        "--at", type=argument_types.parse_moment, help="when to send it, such as '18:00 20/12/2026'"
    )
    parser.add_argument(
        "--before", type=argument_types.parse_moment, help="worth nothing after this instant"
    )
    parser.add_argument("--urgent", action="store_true", help="at once, also at night")
    parser.add_argument(
        "--paid", action="store_true", help="also where the platform charges for it"
    )
    parser.add_argument("--yes", action="store_true", help="approve it as the operator; on record")
    parser.add_argument("--again", action="store_true", help="although the same was said just now")
    parser.add_argument("--dry-run", action="store_true", help="only look it over")
    parser.add_argument("--watch", action="store_true", help="status: until it is over")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_live(commands)


def _add_live(commands: Commands) -> None:
    live = add_command(
        commands,
        "live",
        set_live,
        help="From now on a commune's residents hear announcements; before, only its team does.",
        example="bot live an-phu",
    )
    live.add_argument("unit", help="the commune's or the province's code")
    live.add_argument("--off", action="store_true", help="back to trying out")


def run_broadcast(options: argparse.Namespace) -> int:
    """bot broadcast"""
    if options.verb:
        if not options.number:
            raise BotError(texts.CLI_BROADCAST_NUMBER.format(verb=options.verb))
        return int(COMMANDS[options.verb](options))
    if not options.to or options.text is None:
        raise BotError(texts.CLI_BROADCAST_USAGE)
    return create_broadcast(options)


def create_broadcast(options: argparse.Namespace) -> int:
    """Create a draft, print its preview, and submit or approve it."""
    settings, now = load_settings(), utc_now()
    pace = _load_sending_policy(settings)
    draft = _make_draft(options)

    def work(session: Session) -> tuple[dict[str, Any], str]:
        unit = get_named_unit(session, options.to)
        line = audience.resolve_audience(session, unit, draft.audience)
        broadcast = service.create_draft(
            session, unit, replace(draft, audience=line), actor=OPERATOR, now=now
        )
        broadcast_preview = preview.make_preview(session, broadcast, policy=pace, now=now)
        _check_preview(broadcast_preview, options)
        text = wording.render_preview(broadcast, broadcast_preview, policy=pace)
        if options.yes:
            _submit(session, broadcast, "", pace, now)
            submission.approve_broadcast(
                session, broadcast, actor=OPERATOR, now=now, remark="bot broadcast --yes"
            )
        else:
            text = f"{text}\n{_submit(session, broadcast, text, pace, now)}"
        row = {
            "id": broadcast.id,
            "state": broadcast.state,
            "total": broadcast_preview.total,
            "told": broadcast_preview.reachable,
            "accounts": broadcast_preview.accounts,
            "unreachable": broadcast_preview.unreachable,
        }
        return row, text

    row, text = run_or_dry_run(work, dry_run=options.dry_run)
    print_line(json.dumps(row, ensure_ascii=False) if options.json else text)
    return 0


def _make_draft(options: argparse.Namespace) -> BroadcastDraft:
    return BroadcastDraft(
        options.text,
        options.audience or options.to,
        files=tuple(_store_file(path, keep=not options.dry_run) for path in options.file),
        buttons=tuple(map(buttons.parse_button, options.button)),
        urgency=Urgency.URGENT if options.urgent else Urgency.NORMAL,
        send_at=options.at,
        send_before=options.before,
        paid=options.paid,
    )


def _check_preview(broadcast_preview: Preview, options: argparse.Namespace) -> None:
    """Raise BotError for advice that must be followed, and for a duplicate without --again."""
    for advice in broadcast_preview.advice:
        if advice.is_blocking:
            raise BotError(advice.text)
    if broadcast_preview.duplicate_of and not options.again and not options.dry_run:
        twin = texts.PREVIEW_TWIN.format(number=broadcast_preview.duplicate_of)
        raise BotError(f"{twin} (--again)")


def _submit(
    session: Session, broadcast: Broadcast, shown: str, pace: SendingPolicy, now: datetime
) -> str:
    """Submit a draft whose approvers are shown its preview; return how many are asked, in words."""
    asked = submission.submit_broadcast(
        session, broadcast, actor=OPERATOR, now=now, zone=pace.zone, preview=shown
    )
    return wording.render_submission_result(broadcast, asked)


def _load_sending_policy(settings: Settings) -> SendingPolicy:
    with open_upgraded_database(settings) as db:
        return house.make_sending_policy(settings, house.make_channels(settings, db))


def _store_file(path: Path, *, keep: bool) -> Attachment:
    """Return a local file as an attachment, stored where every channel finds it."""
    if not path.is_file():
        raise BotError(texts.FILE_UNREADABLE.format(path=path))
    attachments.check_path(path)
    photo = path.suffix.lower() in PHOTOS
    ending = "jpg" if photo else path.suffix.lower().removeprefix(".")
    content = path.read_bytes()
    try:
        stored = StoredFile(f"{uuid4().hex}.{ending}")
        content = pictures.reencode_picture_sync(content) if photo else content
    except pictures.NotAPictureError:
        raise BotError(texts.FILE_NO_PICTURE.format(path=path)) from None
    except ValueError:
        raise BotError(texts.FILE_BAD_ENDING.format(path=path)) from None
    if keep:
        FileStore(FILES_FOLDER).save_sync(stored, content)
    kind = AttachmentKind.PHOTO if photo else AttachmentKind.DOCUMENT
    return Attachment(kind, name=path.name, size=len(content), file=stored)


def _get_broadcast(
    session: Session, options: argparse.Namespace, *, lock: bool = False
) -> Broadcast:
    if not options.number.isdecimal() or len(options.number) > 9:
        raise BotError(texts.CLI_NOT_A_NUMBER.format(number=options.number))
    return service.get_broadcast(session, int(options.number), actor=OPERATOR, lock=lock)


def show_status(options: argparse.Namespace) -> int:
    """bot broadcast status"""
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
    """bot broadcast list"""

    def rows(session: Session) -> list[dict[str, Any]]:
        broadcasts = service.list_broadcasts(session, get_named_unit(session, options.number).path)
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
    """bot broadcast result"""
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
    """bot broadcast left"""
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


def resend_broadcast(options: argparse.Namespace) -> int:
    """bot broadcast resend: create a new draft for those it did not reach."""
    # Before the transaction: it opens the database, which on SQLite has one writer.
    pace, now = _load_sending_policy(load_settings()), utc_now()

    def work(session: Session) -> str:
        new_broadcast = service.draft_resend(
            session, _get_broadcast(session, options, lock=True), actor=OPERATOR, now=now
        )
        broadcast_preview = preview.make_preview(session, new_broadcast, policy=pace, now=now)
        text = wording.render_preview(new_broadcast, broadcast_preview, policy=pace)
        return _submit(session, new_broadcast, text, pace, now)

    print_line(in_transaction(work))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "status": show_status,
    "list": list_broadcasts,
    "result": show_result,
    "left": show_unreached,
    "pause": make_state_command(service.pause_broadcast),
    "resume": make_state_command(service.resume_broadcast),
    "cancel": make_state_command(service.cancel_broadcast),
    "resend": resend_broadcast,
}


def set_live(options: argparse.Namespace) -> int:
    """bot live"""

    def work(session: Session) -> str:
        unit = get_named_unit(session, options.unit)
        sandbox.set_live(session, unit, live=not options.off, actor=OPERATOR, now=utc_now())
        return (texts.LIVE_OFF if options.off else texts.LIVE_ON).format(unit=unit.name)

    print_line(in_transaction(work))
    return 0

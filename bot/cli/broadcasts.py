"""`bot broadcast`: draft, preview, send, watch and stop announcements; their results."""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
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
from bot.broadcasts.models import Broadcast, State, Urgency
from bot.broadcasts.preview import Pace
from bot.broadcasts.service import Draft
from bot.channels import pictures
from bot.channels.files import FILES, Folder
from bot.cli import times
from bot.cli.terminal import Commands, add, database, dry, in_transaction, named_unit, say, words
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load
from bot.messages.content import Attachment, AttachmentKind, StoredFile

VERBS = ("status", "list", "result", "left", "pause", "resume", "cancel", "resend")
PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
WATCH_EVERY = 1.0  # seconds
OVER = (State.DONE, State.CANCELLED, State.REFUSED)


def add_commands(commands: Commands) -> None:
    """Add `broadcast` and `live`."""
    one = add(
        commands,
        "broadcast",
        run,
        help="Draft an announcement (--to, --text), or look after one (a verb and its number).",
        example=f'bot broadcast --to an-phu --text "{texts.EXAMPLE_ANNOUNCEMENT}"',
    )
    one.add_argument("verb", nargs="?", choices=VERBS, help="what to do with an announcement")
    one.add_argument("number", nargs="?", help="its number; for list: the unit's code")
    one.add_argument("--to", metavar="UNIT", help="whose announcement it is")
    one.add_argument("--audience", help="who of the unit hears it; everybody by default")
    one.add_argument("--text", type=words, help="the words")
    one.add_argument("--file", type=Path, action="append", default=[], help="a photo or a file")
    one.add_argument(
        "--button", action="append", default=[], help='"label=https://…" or "label=class:12"'
    )
    one.add_argument("--at", type=times.moment, help="when to send it, such as '18:00 20/12/2026'")
    one.add_argument("--before", type=times.moment, help="worth nothing after this instant")
    one.add_argument("--urgent", action="store_true", help="at once, also at night")
    one.add_argument("--paid", action="store_true", help="also where the platform charges for it")
    one.add_argument("--yes", action="store_true", help="approve it as the operator; on record")
    one.add_argument("--again", action="store_true", help="although the same was said just now")
    one.add_argument("--dry-run", action="store_true", help="only look it over")
    one.add_argument("--watch", action="store_true", help="status: until it is over")
    one.add_argument("--json", action="store_true", help="print JSON")
    live = add(
        commands,
        "live",
        set_live,
        help="From now on a commune's residents hear announcements; before, only its team does.",
        example="bot live an-phu",
    )
    live.add_argument("unit", help="the commune's or the province's code")
    live.add_argument("--off", action="store_true", help="back to trying out")


def run(options: argparse.Namespace) -> int:
    """bot broadcast"""
    if options.verb:
        if not options.number:
            raise BotError(texts.CLI_BROADCAST_NUMBER.format(verb=options.verb))
        return int(DOING[options.verb](options))
    if not options.to or options.text is None:
        raise BotError(texts.CLI_BROADCAST_USAGE)
    return make(options)


def make(options: argparse.Namespace) -> int:
    """Create a draft, print its preview, and submit or approve it."""
    settings, now = load(), utc_now()
    pace = _pace(settings)
    what = Draft(
        options.text,
        options.audience or options.to,
        files=tuple(_file(path, keep=not options.dry_run) for path in options.file),
        buttons=tuple(map(buttons.parse, options.button)),
        urgency=Urgency.URGENT if options.urgent else Urgency.NORMAL,
        send_at=options.at,
        send_before=options.before,
        paid=options.paid,
    )

    def work(session: Session) -> tuple[dict[str, Any], str]:
        unit = named_unit(session, options.to)
        line = audience.read(session, unit, what.audience)
        one = service.draft(session, unit, replace(what, audience=line), person_id=None, now=now)
        found = preview.look(session, one, pace=pace, now=now)
        for each in found.advice:
            if each.forbids:
                raise BotError(each.words)
        if found.twin and not options.again and not options.dry_run:
            raise BotError(f"{texts.PREVIEW_TWIN.format(number=found.twin)} (--again)")
        words = wording.preview(one, found, zone=pace.zone, price=pace.price)
        if options.yes:
            service.ask(session, one, person_id=None, now=now)
            service.approve(session, one, person_id=None, now=now, why="bot broadcast --yes")
        else:
            asked = submission.ask(session, one, words, person_id=None, zone=pace.zone, now=now)
            words = f"{words}\n{submission.asked_words(one, asked)}"
        row = {"id": one.id, "state": one.state, "total": found.total, "told": found.told}
        return {**row, "accounts": found.accounts, "unreachable": found.unreachable}, words

    row, words = dry(work, dry_run=options.dry_run)
    say(json.dumps(row, ensure_ascii=False) if options.json else words)
    return 0


def _pace(settings: Settings) -> Pace:
    with database(settings) as db:
        return house.make_pace(settings, house.make_channels(settings, db))


def _file(path: Path, *, keep: bool) -> Attachment:
    """Return a local file as an attachment, stored where every channel finds it."""
    if not path.is_file():
        raise BotError(texts.FILE_UNREADABLE.format(path=path))
    attachments.check_path(path)
    photo = path.suffix.lower() in PHOTOS
    ending = "jpg" if photo else path.suffix.lower().removeprefix(".")
    content = path.read_bytes()
    try:
        stored = StoredFile(f"{uuid4().hex}.{ending}")
        content = pictures.renew_now(content) if photo else content
    except pictures.NotAPictureError:
        raise BotError(texts.FILE_NO_PICTURE.format(path=path)) from None
    except ValueError:
        raise BotError(texts.FILE_BAD_ENDING.format(path=path)) from None
    if keep:
        Folder(FILES).keep_now(stored, content)
    kind = AttachmentKind.PHOTO if photo else AttachmentKind.DOCUMENT
    return Attachment(kind, name=path.name, size=len(content), file=stored)


def _of(session: Session, options: argparse.Namespace, *, lock: bool = False) -> Broadcast:
    if not options.number.isdecimal() or len(options.number) > 9:
        raise BotError(texts.CLI_NOT_A_NUMBER.format(number=options.number))
    return service.get(session, None, int(options.number), lock=lock)


def status(options: argparse.Namespace) -> int:
    """bot broadcast status"""
    began: tuple[float, int] | None = None
    while True:
        found = in_transaction(lambda session: results.progress(session, _of(session, options)))
        if options.json:
            say(json.dumps(found.as_json()))
        else:
            began = began or (time.monotonic(), found.sent)
            say(_bar(found, began))
        if not options.watch or found.state in OVER:
            return 0
        time.sleep(WATCH_EVERY)


def _bar(found: results.Progress, began: tuple[float, int]) -> str:
    """Return a progress bar with the figures and the remaining time at the measured rate."""
    ended = found.total - found.pending
    filled = round(20 * ended / found.total) if found.total else 20
    seen = time.monotonic() - began[0]
    pace = (found.sent - began[1]) / seen if seen > 1 else 0
    left = f", {found.pending / pace:.0f} s" if pace > 0 and found.pending else ""
    state = texts.BROADCAST_STATES[found.state]
    return f"[{'#' * filled}{'.' * (20 - filled)}] {ended}/{found.total} {state}{left}"


def show_list(options: argparse.Namespace) -> int:
    """bot broadcast list"""

    def rows(session: Session) -> list[dict[str, Any]]:
        found = service.list_of(session, named_unit(session, options.number))
        return [
            {**results.progress(session, one).as_json(), **_asked(session, one)} for one in found
        ]

    for row in in_transaction(rows):
        line = f"{row['id']}\t{texts.BROADCAST_STATES[row['state']]}\t{row['sent']}/{row['total']}"
        counted = texts.NOTICE_COUNTED.format(asked=row["asked"], waiting=row["unanswered"])
        line = f"{line}\t{row['text']}" + (f"\t{counted}" if row["asked"] else "")
        say(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def _asked(session: Session, one: Broadcast) -> dict[str, Any]:
    """Return the start of the text, how many residents asked about it and how many wait."""
    counts = questions.count(session, one)
    return {"text": one.text[:60], "asked": counts.asked, "unanswered": counts.waiting}


def show_result(options: argparse.Namespace) -> int:
    """bot broadcast result"""
    if options.json:
        found = in_transaction(lambda session: results.by_village(session, _of(session, options)))
        for each in found:
            say(
                json.dumps(
                    {name: getattr(each, name) for name in each.__slots__}, ensure_ascii=False
                )
            )
        return 0
    say(in_transaction(lambda session: results.words(session, _of(session, options))))
    return 0


def show_left(options: argparse.Namespace) -> int:
    """bot broadcast left"""
    found = in_transaction(lambda session: results.nobody_left(session, _of(session, options)))
    for each in found:
        row = {"unit": each.unit, "name": each.name, "number": each.number, "why": each.why}
        who = each.name or texts.LEFT_UNNAMED.format(number=each.number)
        line = f"{each.unit}\t{who}\t{texts.LEFT_WHY[each.why]}"
        say(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def change(verb: Callable[..., Any]) -> Callable[[argparse.Namespace], int]:
    """Return a command that calls `verb` on an announcement and prints its result."""

    def work(session: Session, options: argparse.Namespace) -> str:
        one = _of(session, options, lock=True)
        verb(session, one, person_id=None, now=utc_now())
        return results.words(session, one)

    def changed(options: argparse.Namespace) -> int:
        say(in_transaction(lambda session: work(session, options)))
        return 0

    return changed


def resend(options: argparse.Namespace) -> int:
    """bot broadcast resend: create a new draft for those it did not reach."""
    # Before the transaction: it opens the database, which on SQLite has one writer.
    pace, now = _pace(load()), utc_now()

    def work(session: Session) -> str:
        again = service.resend(session, _of(session, options, lock=True), person_id=None, now=now)
        seen = preview.look(session, again, pace=pace, now=now)
        words = wording.preview(again, seen, zone=pace.zone, price=pace.price)
        asked = submission.ask(session, again, words, person_id=None, zone=pace.zone, now=now)
        return submission.asked_words(again, asked)

    say(in_transaction(work))
    return 0


DOING: dict[str, Callable[[argparse.Namespace], int]] = {
    "status": status,
    "list": show_list,
    "result": show_result,
    "left": show_left,
    "pause": change(service.pause),
    "resume": change(service.resume),
    "cancel": change(service.cancel),
    "resend": resend,
}


def set_live(options: argparse.Namespace) -> int:
    """bot live"""

    def work(session: Session) -> str:
        unit = named_unit(session, options.unit)
        sandbox.set_live(session, unit, live=not options.off, now=utc_now())
        return (texts.LIVE_OFF if options.off else texts.LIVE_ON).format(unit=unit.name)

    say(in_transaction(work))
    return 0

"""`bot broadcasts draft`, `resend`, `copy`, `correct`: announcements at the command line."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.app.channels import make_channels
from bot.app.sending import make_sending_policy
from bot.broadcasts import (
    audience,
    buttons,
    corrections,
    preview,
    service,
    submission,
    uploads,
    wording,
)
from bot.broadcasts.models import Broadcast, Urgency
from bot.broadcasts.preview import SendingPolicy
from bot.broadcasts.service import BroadcastDraft
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.cli import argument_types
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import (
    get_named_unit,
    in_transaction,
    load_policy,
    masked_text,
    open_upgraded_database,
    print_line,
    run_or_dry_run,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.messages.content import Attachment
from bot.people.actor import OPERATOR

CORRECTED = f' --text "{texts.EXAMPLE_ANNOUNCEMENT}"'


def add_verbs(verbs: Commands) -> None:
    """Add the verbs that make drafts to `bot broadcasts`."""
    parser = add_command(
        verbs,
        "draft",
        create_broadcast,
        help="Draft an announcement, and ask a second person to let it go.",
        example=f'bot broadcasts draft --to an-phu --text "{texts.EXAMPLE_ANNOUNCEMENT}"',
    )
    parser.add_argument("--to", metavar="UNIT", required=True, help="whose announcement it is")
    parser.add_argument("--audience", help="who of the unit hears it; everybody by default")
    parser.add_argument("--text", type=masked_text, required=True, help="the words")
    parser.add_argument("--file", type=Path, action="append", default=[], help="a photo or a file")
    parser.add_argument(
        "--button", action="append", default=[], help='"label=https://…" or "label=class:12"'
    )
    _add_sending(parser)
    parser.add_argument("--dry-run", action="store_true", help="only look it over")
    parser.add_argument("--json", action="store_true", help="print JSON")
    for name, run, help_text, more in (
        ("resend", resend_broadcast, "Draft it again for those whom it did not reach.", ""),
        ("copy", copy_broadcast, "Draft it again as it is, for the same people.", ""),
        ("correct", correct_broadcast, "Put it right, to those who got it.", CORRECTED),
    ):
        example = f"bot broadcasts {name} 12{more}"
        again = add_command(verbs, name, run, help=help_text, example=example)
        again.add_argument("number", type=row_number, help="the announcement's number")
        if name == "correct":
            again.add_argument("--text", type=masked_text, required=True, help="the right words")


def _add_sending(parser: argparse.ArgumentParser) -> None:
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


def create_broadcast(options: argparse.Namespace) -> int:
    """bot broadcasts draft: create a draft, print its preview, and submit or approve it."""
    policy, now = _load_sending_policy(load_settings()), utc_now()
    draft = _read_draft(options)
    row, text = run_or_dry_run(
        lambda session: _submit_draft(session, options, draft, policy, now),
        dry_run=options.dry_run,
    )
    print_line(json.dumps(row, ensure_ascii=False) if options.json else text)
    return 0


def _read_draft(options: argparse.Namespace) -> BroadcastDraft:
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


def _submit_draft(
    session: Session,
    options: argparse.Namespace,
    draft: BroadcastDraft,
    policy: SendingPolicy,
    now: datetime,
) -> tuple[dict[str, Any], str]:
    """Store the draft and submit or approve it. Returns its figures and its preview."""
    unit = get_named_unit(session, options.to)
    line = audience.resolve_audience(session, unit, draft.audience)
    broadcast = service.create_draft(
        session, unit, replace(draft, audience=line), actor=OPERATOR, now=now
    )
    shown = preview.make_preview(session, broadcast, policy=policy, now=now)
    _check_preview(shown, again=options.again or options.dry_run)
    text = wording.render_preview(broadcast, shown, policy=policy)
    if options.yes:
        _submit(session, broadcast, "", policy, now)
        submission.approve_broadcast(
            session, broadcast, actor=OPERATOR, now=now, remark="bot broadcasts draft --yes"
        )
    else:
        text = f"{text}\n{_submit(session, broadcast, text, policy, now)}"
    row = {
        "id": broadcast.id,
        "state": broadcast.state,
        "total": shown.total,
        "told": shown.reachable,
        "accounts": shown.accounts,
        "unreachable": shown.unreachable,
    }
    return row, text


def _submit(
    session: Session, broadcast: Broadcast, shown: str, policy: SendingPolicy, now: datetime
) -> str:
    """Submit a draft whose approvers are shown its preview; return how many are asked, in words."""
    asked = submission.submit_broadcast(
        session, broadcast, actor=OPERATOR, now=now, policy=policy.policy, preview=shown
    )
    return wording.render_submission_result(broadcast, asked)


def _check_preview(shown: preview.Preview, *, again: bool) -> None:
    """Raise BotError if the announcement must not go as it is."""
    for advice in shown.advice:
        if advice.is_blocking:
            raise BotError(advice.text)
    if shown.duplicate_of and not again:
        raise BotError(f"{texts.PREVIEW_TWIN.format(number=shown.duplicate_of)} (--again)")


def _load_sending_policy(settings: Settings) -> SendingPolicy:
    policy = load_policy()
    with open_upgraded_database(settings) as db:
        return make_sending_policy(settings, make_channels(settings, db), policy)


def _store_file(path: Path, *, keep: bool) -> Attachment:
    """Return a local file as an attachment, stored where every channel finds it."""
    if not path.is_file():
        raise BotError(texts.FILE_UNREADABLE.format(path=path))
    attachment, content = uploads.prepare_upload(path.name, path.read_bytes())
    stored = attachment.file
    if keep and stored is not None:
        FileStore(FILES_FOLDER).save_sync(stored, content)
    return attachment


def resend_broadcast(options: argparse.Namespace) -> int:
    """bot broadcasts resend: create a new draft for those it did not reach."""
    return _draft_anew(options, service.draft_resend)


def copy_broadcast(options: argparse.Namespace) -> int:
    """bot broadcasts copy: create a new draft with the same words and recipients."""
    return _draft_anew(options, service.draft_copy)


def correct_broadcast(options: argparse.Namespace) -> int:
    """bot broadcasts correct: create a correction for those who got it."""
    zone = load_settings().zone
    return _draft_anew(options, partial(corrections.draft_correction, text=options.text, zone=zone))


def _draft_anew(options: argparse.Namespace, verb: Callable[..., Broadcast]) -> int:
    """Make a draft of an announcement by `verb`, print its preview and submit it."""
    # Before the transaction: it opens the database, which on SQLite has one writer.
    pace, now = _load_sending_policy(load_settings()), utc_now()

    def work(session: Session) -> str:
        old = service.get_broadcast(session, options.number, actor=OPERATOR, lock=True)
        new_broadcast = verb(session, old, actor=OPERATOR, now=now)
        broadcast_preview = preview.make_preview(session, new_broadcast, policy=pace, now=now)
        text = wording.render_preview(new_broadcast, broadcast_preview, policy=pace)
        return _submit(session, new_broadcast, text, pace, now)

    print_line(in_transaction(work))
    return 0

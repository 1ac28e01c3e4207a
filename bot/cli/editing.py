"""`bot faq …` for officers who change the knowledge: draft, approve by a second person."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import times
from bot.cli.terminal import Commands, add, database, in_transaction, say, words
from bot.core.clock import utc_now
from bot.core.errors import BotError, NotFound, UserError
from bot.core.settings import Settings, load
from bot.core.toml_files import read_toml
from bot.faq import editing, misses, overlay, store
from bot.faq.knowledge_base import Shelf
from bot.faq.models import Revision
from bot.faq.overlay import Edit
from bot.people import approvals


def add_verbs(verbs: Commands) -> None:
    """Add the officers' verbs to `bot faq`."""
    _add_proposals(verbs)
    _add_decisions(verbs)


def _add_proposals(verbs: Commands) -> None:
    writing = add(
        verbs,
        "draft",
        draft_topic,
        help="Propose a topic from a TOML file with one [[topic]]: a new one, or another text.",
        example="bot faq draft con-duong.toml --by 0900000001 --group 12",
    )
    writing.add_argument("file", type=Path, help="the TOML file")
    _author(writing, group=True)
    writing.add_argument("--from", dest="valid_from", type=times.day, help="first day in force")
    writing.add_argument("--to", dest="valid_to", type=times.day, help="last day in force")
    phrasing = add(
        verbs,
        "phrase",
        draft_phrasings,
        help="Propose more ways to ask for a topic: given here, or all of a group of misses.",
        example='bot faq phrase vneid-quen-mat-khau "em lo quen pass vneid" --by 0900000001',
    )
    phrasing.add_argument("topic", help="the topic's id")
    phrasing.add_argument("phrasings", type=words, nargs="*", help="how residents ask")
    _author(phrasing, group=True)
    hiding = add(
        verbs,
        "hide",
        draft_hiding,
        help="Propose to answer a topic no more.",
        example="bot faq hide nn-truy-xuat-vung-trong --by 0900000001",
    )
    hiding.add_argument("topic", help="the topic's id")
    _author(hiding, group=False)
    restoring = add(
        verbs,
        "restore",
        restore,
        help="Propose an earlier version again; without a number, the shipped text.",
        example="bot faq restore vneid-quen-mat-khau 3 --by 0900000001",
    )
    restoring.add_argument("topic", help="the topic's id")
    restoring.add_argument("number", type=int, nargs="?", help="the version's number")
    _author(restoring, group=False)


def _author(parser: argparse.ArgumentParser, *, group: bool) -> None:
    parser.add_argument("--by", required=True, help="who proposes it: an officer's phone")
    if group:
        parser.add_argument(
            "--group", type=int, help="a group of `bot faq misses`; those who asked will be told"
        )


def _add_decisions(verbs: Commands) -> None:
    approving = add(
        verbs,
        "approve",
        approve,
        help="Publish a draft, if every golden question is still understood.",
        example="bot faq approve 3 --by 0900000002",
    )
    approving.add_argument("number", type=int, help="the draft's number")
    approving.add_argument("--by", required=True, help="an officer's phone; not the author's")
    rejecting = add(
        verbs,
        "reject",
        reject,
        help="Turn a draft down.",
        example='bot faq reject 3 --by 0900000002 --why "chua co can cu"',
    )
    rejecting.add_argument("number", type=int, help="the draft's number")
    rejecting.add_argument("--by", required=True, help="who turns it down: an officer's phone")
    rejecting.add_argument("--why", type=words, required=True, help="the reason its author reads")


def draft_topic(options: argparse.Namespace) -> int:
    """bot faq draft"""
    document = read_toml(options.file)
    topics = document.get("topic", [])
    if not isinstance(topics, list) or len(topics) != 1 or not isinstance(topics[0], dict):
        raise BotError(texts.CLI_ONE_TOPIC.format(path=options.file))
    content = {"category": document.get("category", ""), **topics[0]}
    return _propose(options, str(content.get("id", "")), content)


def draft_phrasings(options: argparse.Namespace) -> int:
    """bot faq phrase"""
    settings = load()
    shelf, edits = shelf_and_edits(settings)
    # Of all days: a draft made from today's text alone would lose what begins later.
    knowledge = shelf.all_days(edits, today=times.today(settings))
    topic = knowledge.topics.get(options.topic)
    if topic is None:
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=options.topic))
    phrasings = [*options.phrasings, *(miss.text for miss in _group(options.group))]
    return _propose(options, topic.id, editing.with_phrasings(topic, phrasings))


def draft_hiding(options: argparse.Namespace) -> int:
    """bot faq hide"""
    return _propose(options, options.topic, None)


def restore(options: argparse.Namespace) -> int:
    """bot faq restore"""
    if options.number is None:
        shipped = store.load(load().data_dir).topics.get(options.topic)
        if shipped is None:
            raise NotFound(texts.TOPIC_UNKNOWN.format(topic=options.topic))
        return _propose(options, options.topic, overlay.as_content(shipped))

    def read(session: Session) -> Mapping[str, Any] | None:
        version = session.get(Revision, options.number)
        if version is None or version.topic_id != options.topic:
            raise NotFound(texts.DRAFT_UNKNOWN.format(number=options.number))
        return version.content

    return _propose(options, options.topic, in_transaction(read))


def _propose(options: argparse.Namespace, topic_id: str, content: Mapping[str, Any] | None) -> int:
    settings = load()
    shipped = store.load(settings.data_dir)
    question_ids = [miss.question_id for miss in _group(getattr(options, "group", None))]
    number = in_transaction(
        lambda session: (
            editing.draft(
                session,
                shipped,
                topic_id,
                content,
                author=_signed(session, options.by),
                now=utc_now(),
                valid=(getattr(options, "valid_from", None), getattr(options, "valid_to", None)),
                question_ids=question_ids,
                today=times.today(settings),
            ).id
        )
    )
    say(texts.DRAFT_SAVED.format(number=number))
    return 0


def _signed(session: Session, by: str) -> str:
    """Return name and phone of the one officer this identifies. Raises UserError."""
    people = approvals.find_officers(session, by)
    if len(people) != 1:
        words = texts.DRAFT_WHO_OF_SEVERAL if people else texts.DRAFT_WHO
        raise UserError(words.format(by=by))
    return f"{people[0].name} ({people[0].phone or people[0].id})"


def _group(number: int | None) -> Sequence[misses.Miss]:
    if number is None:
        return ()
    since = utc_now() - timedelta(days=365)
    groups = misses.group(in_transaction(lambda session: misses.list_misses(session, since=since)))
    found = next((one for one in groups if one.id == number), None)
    if found is None:
        raise UserError(texts.GROUP_UNKNOWN.format(number=number))
    return found.misses


def approve(options: argparse.Namespace) -> int:
    """bot faq approve: publish a draft; the golden questions run outside the transaction."""
    settings = load()

    def read(session: Session) -> tuple[str, Edit, editing.Stamp, list[Edit]]:
        revision = editing.get_draft(session, options.number)
        reviewer = _signed(session, options.by)
        editing.check_reviewer(revision, reviewer)
        seen = editing.stamp(session)
        return reviewer, editing.edit_of(revision), seen, editing.published(session)

    with database(settings) as db:
        reviewer, edit, seen, edits = asyncio.run(db.read(read))
        today = times.today(settings)
        shelf = Shelf(settings.data_dir, today=today)
        broken = shelf.broken_by(edits, edit, today=today)
        if broken:
            questions = "; ".join(f"«{one.text}»" for one in broken[:5])
            raise UserError(texts.DRAFT_BREAKS.format(count=len(broken), questions=questions))
        told = asyncio.run(
            db.write(
                editing.approve,
                options.number,
                reviewer=reviewer,
                seen=seen,
                now=utc_now(),
                quiet=settings.quiet,
                zone=settings.zone,
            )
        )
    say(texts.DRAFT_PUBLISHED.format(number=options.number, told=told))
    return 0


def reject(options: argparse.Namespace) -> int:
    """bot faq reject"""
    in_transaction(
        lambda session: editing.reject(
            session,
            options.number,
            reviewer=_signed(session, options.by),
            why=options.why,
            now=utc_now(),
        )
    )
    return 0


def shelf_and_edits(settings: Settings) -> tuple[Shelf, list[Edit]]:
    """Return the shipped knowledge base and the published revisions."""
    shelf = Shelf(settings.data_dir, today=times.today(settings))
    return shelf, in_transaction(editing.published)

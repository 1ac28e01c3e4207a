"""`bot faq …` for officers who change the knowledge: draft, approve by a second person."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import (
    in_transaction,
    masked_text,
    open_upgraded_database,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError, NotFound, UserError
from bot.core.policy import policy_from
from bot.core.settings import Settings, load_settings
from bot.core.toml_files import read_toml
from bot.faq import knowledge_files, misses, overlay, revision_lifecycle
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.models import Revision
from bot.faq.overlay import PublishedRevision
from bot.people import approvals
from bot.people.actor import Actor, Hand, get_actor


def add_verbs(verbs: Commands) -> None:
    """Add the officers' verbs to `bot faq`."""
    _add_texts(verbs)
    _add_versions(verbs)
    _add_decisions(verbs)


def _add_texts(verbs: Commands) -> None:
    writing = add_command(
        verbs,
        "draft",
        draft_topic,
        help="Propose a topic from a TOML file with one [[topic]]: a new one, or another text.",
        example="bot faq draft con-duong.toml --by 0900000001 --group 12",
    )
    writing.add_argument("file", type=Path, help="the TOML file")
    _add_author(writing, group=True)
    writing.add_argument(
        "--from", dest="valid_from", type=argument_types.parse_day, help="first day in force"
    )
    writing.add_argument(
        "--to", dest="valid_to", type=argument_types.parse_day, help="last day in force"
    )
    phrasing = add_command(
        verbs,
        "phrase",
        draft_phrasings,
        help="Propose more ways to ask for a topic: given here, or all of a group of misses.",
        example='bot faq phrase vneid-quen-mat-khau "em lo quen pass vneid" --by 0900000001',
    )
    phrasing.add_argument("topic", help="the topic's id")
    phrasing.add_argument("phrasings", type=masked_text, nargs="*", help="how residents ask")
    _add_author(phrasing, group=True)


def _add_versions(verbs: Commands) -> None:
    hiding = add_command(
        verbs,
        "hide",
        draft_hiding,
        help="Propose to answer a topic no more.",
        example="bot faq hide nn-truy-xuat-vung-trong --by 0900000001",
    )
    hiding.add_argument("topic", help="the topic's id")
    _add_author(hiding, group=False)
    restoring = add_command(
        verbs,
        "restore",
        draft_restoration,
        help="Propose an earlier version again; without a number, the shipped text.",
        example="bot faq restore vneid-quen-mat-khau 3 --by 0900000001",
    )
    restoring.add_argument("topic", help="the topic's id")
    restoring.add_argument("number", type=row_number, nargs="?", help="the version's number")
    _add_author(restoring, group=False)


def _add_author(parser: argparse.ArgumentParser, *, group: bool) -> None:
    parser.add_argument("--by", required=True, help="who proposes it: an officer's phone")
    if group:
        parser.add_argument(
            "--group",
            type=row_number,
            help="a group of `bot faq misses`; those who asked will be told",
        )


def _add_decisions(verbs: Commands) -> None:
    approving = add_command(
        verbs,
        "approve",
        approve_draft,
        help="Publish a draft, if every golden question is still understood.",
        example="bot faq approve 3 --by 0900000002",
    )
    approving.add_argument("number", type=row_number, help="the draft's number")
    approving.add_argument("--by", required=True, help="an officer's phone; not the author's")
    rejecting = add_command(
        verbs,
        "reject",
        reject_draft,
        help="Turn a draft down.",
        example='bot faq reject 3 --by 0900000002 --why "chua co can cu"',
    )
    rejecting.add_argument("number", type=row_number, help="the draft's number")
    rejecting.add_argument("--by", required=True, help="who turns it down: an officer's phone")
    rejecting.add_argument(
        "--why", type=masked_text, required=True, help="the reason its author reads"
    )


def draft_topic(options: argparse.Namespace) -> int:
    """bot faq draft"""
    document = read_toml(options.file)
    topics = document.get("topic", [])
    if not isinstance(topics, list) or len(topics) != 1 or not isinstance(topics[0], dict):
        raise BotError(texts.CLI_ONE_TOPIC.format(path=options.file))
    content = {"category": document.get("category", ""), **topics[0]}
    return _save_draft(options, str(content.get("id", "")), content)


def draft_phrasings(options: argparse.Namespace) -> int:
    """bot faq phrase"""
    settings = load_settings()
    knowledge_base, revisions = load_knowledge_and_edits(settings)
    # Of all days: a draft made from today's text alone would lose what begins later.
    knowledge = knowledge_base.merge_revisions(
        revisions, today=argument_types.local_today(settings)
    )
    topic = knowledge.topics.get(options.topic)
    if topic is None:
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=options.topic))
    phrasings = [*options.phrasings, *(miss.text for miss in _list_misses(options.group))]
    return _save_draft(options, topic.id, revision_lifecycle.add_phrasings(topic, phrasings))


def draft_hiding(options: argparse.Namespace) -> int:
    """bot faq hide"""
    return _save_draft(options, options.topic, None)


def draft_restoration(options: argparse.Namespace) -> int:
    """bot faq restore"""
    if options.number is None:
        shipped = knowledge_files.load_knowledge(load_settings().data_dir).topics.get(options.topic)
        if shipped is None:
            raise NotFound(texts.TOPIC_UNKNOWN.format(topic=options.topic))
        return _save_draft(options, options.topic, overlay.topic_to_content(shipped))

    def read(session: Session) -> Mapping[str, Any] | None:
        version = session.get(Revision, options.number)
        if version is None or version.topic_id != options.topic:
            raise NotFound(texts.DRAFT_UNKNOWN.format(number=options.number))
        return version.content

    return _save_draft(options, options.topic, in_transaction(read))


def _save_draft(
    options: argparse.Namespace, topic_id: str, content: Mapping[str, Any] | None
) -> int:
    settings = load_settings()
    shipped = knowledge_files.load_knowledge(settings.data_dir)
    question_ids = [miss.question_id for miss in _list_misses(getattr(options, "group", None))]

    def draft(session: Session) -> int:
        author, actor = _identify_officer(session, options.by)
        return revision_lifecycle.draft_revision(
            session,
            shipped,
            topic_id,
            content,
            author=author,
            actor=actor,
            now=utc_now(),
            valid_between=(
                getattr(options, "valid_from", None),
                getattr(options, "valid_to", None),
            ),
            question_ids=question_ids,
            today=argument_types.local_today(settings),
        ).id

    print_line(texts.DRAFT_SAVED.format(number=in_transaction(draft)))
    return 0


def _identify_officer(session: Session, by: str) -> tuple[str, Actor]:
    """Return name and phone of the one officer this identifies, and the actor they are.

    Raises UserError.
    """
    people = approvals.search_officers(session, by)
    if len(people) != 1:
        template = texts.DRAFT_WHO_OF_SEVERAL if people else texts.DRAFT_WHO
        raise UserError(template.format(by=by))
    officer = people[0]
    actor = get_actor(session, officer.id, roles=approvals.DECIDING_ROLES, hand=Hand.CLI)
    return f"{officer.name} ({officer.phone or officer.id})", actor


def _list_misses(number: int | None) -> Sequence[misses.Miss]:
    if number is None:
        return ()
    since = utc_now() - timedelta(days=365)
    groups = misses.group_misses(
        in_transaction(lambda session: misses.list_misses(session, since=since))
    )
    group = next((candidate for candidate in groups if candidate.id == number), None)
    if group is None:
        raise UserError(texts.GROUP_UNKNOWN.format(number=number))
    return group.misses


def approve_draft(options: argparse.Namespace) -> int:
    """bot faq approve: publish a draft; the golden questions run outside the transaction."""
    settings = load_settings()

    with open_upgraded_database(settings) as db:
        (reviewer, actor), proposed_revision, seen, revisions = asyncio.run(
            db.read(_read_draft, options)
        )
        today = argument_types.local_today(settings)
        knowledge_base = KnowledgeBase(settings.data_dir, today=today)
        broken = knowledge_base.list_broken_questions(revisions, proposed_revision, today=today)
        if broken:
            questions = "; ".join(f"«{question.text}»" for question in broken[:5])
            raise UserError(texts.DRAFT_BREAKS.format(count=len(broken), questions=questions))
        notified = asyncio.run(
            db.write(
                revision_lifecycle.approve_revision,
                options.number,
                reviewer=reviewer,
                actor=actor,
                expected_stamp=seen,
                now=utc_now(),
                policy=policy_from(settings),
            )
        )
    print_line(texts.DRAFT_PUBLISHED.format(number=options.number, told=notified))
    return 0


def _read_draft(
    session: Session, options: argparse.Namespace
) -> tuple[
    tuple[str, Actor], PublishedRevision, revision_lifecycle.RevisionStamp, list[PublishedRevision]
]:
    """Return who approves, the draft, the stamp and the revisions that it is tested with."""
    revision = revision_lifecycle.get_draft(session, options.number)
    officer = _identify_officer(session, options.by)
    revision_lifecycle.check_reviewer(revision, officer[0])
    return (
        officer,
        revision_lifecycle.to_published_revision(revision),
        revision_lifecycle.get_revision_stamp(session),
        revision_lifecycle.list_published_revisions(session),
    )


def reject_draft(options: argparse.Namespace) -> int:
    """bot faq reject"""

    def reject(session: Session) -> None:
        reviewer, actor = _identify_officer(session, options.by)
        revision_lifecycle.reject_revision(
            session,
            options.number,
            reviewer=reviewer,
            actor=actor,
            reason=options.why,
            now=utc_now(),
        )

    in_transaction(reject)
    return 0


def load_knowledge_and_edits(settings: Settings) -> tuple[KnowledgeBase, list[PublishedRevision]]:
    """Return the shipped knowledge base and the published revisions."""
    knowledge_base = KnowledgeBase(settings.data_dir, today=argument_types.local_today(settings))
    return knowledge_base, in_transaction(revision_lifecycle.list_published_revisions)

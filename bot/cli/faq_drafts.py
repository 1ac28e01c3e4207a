"""`bot faq …` for officers who change the knowledge: draft, approve by a second person."""

import argparse
import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.knowledge import load_knowledge_base
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import (
    get_named_unit,
    in_transaction,
    load_policy,
    masked_text,
    open_upgraded_database,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError, NotFound, UserError
from bot.core.settings import Settings, load_settings
from bot.core.toml_files import read_toml
from bot.faq import knowledge_files, misses, overlay, revision_lifecycle
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.overlay import PublishedRevision
from bot.people import approvals
from bot.people.actor import OPERATOR, Actor, Hand, get_actor
from bot.people.units import Unit, covers_every_commune


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
    parser.add_argument(
        "--by", help="who proposes it: an officer's phone; without it, the operator does"
    )
    parser.add_argument(
        "--unit",
        help="whose residents read it; without it the officer's unit; the operator's: everybody",
    )
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
    approving.add_argument(
        "--by", help="an officer's phone; not the author's; without it, the operator approves"
    )
    rejecting = add_command(
        verbs,
        "reject",
        reject_draft,
        help="Turn a draft down.",
        example='bot faq reject 3 --by 0900000002 --why "chua co can cu"',
    )
    rejecting.add_argument("number", type=row_number, help="the draft's number")
    rejecting.add_argument(
        "--by", help="who turns it down: an officer's phone; without it, the operator does"
    )
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
    author = in_transaction(partial(_identify_author, options=options))
    # Of all days: a draft made from today's text alone would lose what begins later.
    knowledge = knowledge_base.merge_revisions(
        revisions, today=argument_types.local_today(settings), unit_path=author.unit_path
    )
    topic = knowledge.topics.get(options.topic)
    if topic is None:
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=options.topic))
    missed = (miss.text for miss in _list_misses(options.group, author.unit))
    phrasings = [*options.phrasings, *missed]
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
        actor = _identify_author(session, options=options).actor
        versions = revision_lifecycle.list_revisions(session, options.topic, actor=actor)
        for version, _ in versions:
            if version.id == options.number:
                return version.content
        raise NotFound(texts.DRAFT_UNKNOWN.format(number=options.number))

    return _save_draft(options, options.topic, in_transaction(read))


def _save_draft(
    options: argparse.Namespace, topic_id: str, content: Mapping[str, Any] | None
) -> int:
    settings = load_settings()
    shipped = knowledge_files.load_knowledge(settings.data_dir)
    author = in_transaction(partial(_identify_author, options=options))
    missed = _list_misses(getattr(options, "group", None), author.unit)

    def draft(session: Session) -> int:
        return revision_lifecycle.draft_revision(
            session,
            shipped,
            topic_id,
            content,
            actor=author.actor,
            unit=author.unit,
            now=utc_now(),
            valid_between=(
                getattr(options, "valid_from", None),
                getattr(options, "valid_to", None),
            ),
            question_ids=[miss.question_id for miss in missed],
            today=argument_types.local_today(settings),
        ).id

    number = in_transaction(draft)
    where = author.unit.name if author.unit else texts.DRAFT_EVERYWHERE
    print_line(texts.DRAFT_SAVED.format(number=number, where=where))
    return 0


@dataclass(frozen=True, slots=True)
class _Author:
    """Who proposes an edit, and for which unit (None: everywhere)."""

    actor: Actor
    unit: Unit | None

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit else ""


def _identify_author(session: Session, *, options: argparse.Namespace) -> _Author:
    """Return who `--by` and `--unit` mean. Raises UserError, NotFound."""
    actor = _identify_officer(session, options.by)
    if options.unit is not None:
        return _Author(actor, get_named_unit(session, options.unit))
    return _Author(actor, approvals.get_scope_unit(session, actor) if actor.scope else None)


def _identify_officer(session: Session, by: str | None) -> Actor:
    """Return the one officer this identifies as an actor; the operator for None.

    Raises UserError.
    """
    if by is None:
        return OPERATOR
    people = approvals.search_officers(session, by)
    if len(people) != 1:
        template = texts.DRAFT_WHO_OF_SEVERAL if people else texts.DRAFT_WHO
        raise UserError(template.format(by=by))
    return get_actor(session, people[0].id, roles=approvals.DECIDING_ROLES, hand=Hand.CLI)


def _list_misses(number: int | None, unit: Unit | None) -> Sequence[misses.Miss]:
    """Return the misses of a group that the residents of a unit asked. Raises UserError.

    Where the unit is all there is, also those of people whose village is not known yet.
    """
    if number is None:
        return ()
    since = utc_now() - timedelta(days=365)

    def read(session: Session) -> tuple[Sequence[misses.Miss], Collection[int] | None]:
        everything = misses.list_misses(session, since=since)
        if unit is None or covers_every_commune(session, unit.path):
            return everything, None
        inside = misses.list_misses(session, since=since, unit=unit)
        return everything, {miss.question_id for miss in inside}

    everything, inside = in_transaction(read)
    groups = misses.group_misses(everything)
    group = next((group.misses for group in groups if group.id == number), [])
    missed = [miss for miss in group if inside is None or miss.question_id in inside]
    if not missed:
        raise UserError(texts.GROUP_UNKNOWN.format(number=number))
    return missed


def approve_draft(options: argparse.Namespace) -> int:
    """bot faq approve: publish a draft; the golden questions run outside the transaction."""
    settings, policy = load_settings(), load_policy()
    with open_upgraded_database(settings) as db:
        actor, trial = asyncio.run(db.read(_read_trial, options))
        today = argument_types.local_today(settings)
        knowledge_base = load_knowledge_base(settings)
        broken = knowledge_base.list_broken_questions(trial.published, trial.revision, today=today)
        if broken:
            questions = "; ".join(f"«{question.text}»" for question in broken[:5])
            raise UserError(texts.DRAFT_BREAKS.format(count=len(broken), questions=questions))
        notified = asyncio.run(
            db.write(
                revision_lifecycle.approve_revision,
                options.number,
                actor=actor,
                expected_stamp=trial.stamp,
                now=utc_now(),
                policy=policy,
            )
        )
    print_line(texts.DRAFT_PUBLISHED.format(number=options.number, told=notified))
    return 0


def _read_trial(
    session: Session, options: argparse.Namespace
) -> tuple[Actor, revision_lifecycle.DraftTrial]:
    """Return who approves, and the draft with what it is tested with."""
    actor = _identify_officer(session, options.by)
    return actor, revision_lifecycle.read_trial(session, options.number, actor=actor)


def reject_draft(options: argparse.Namespace) -> int:
    """bot faq reject"""

    def reject(session: Session) -> None:
        revision_lifecycle.reject_revision(
            session,
            options.number,
            actor=_identify_officer(session, options.by),
            reason=options.why,
            now=utc_now(),
        )

    in_transaction(reject)
    return 0


def load_knowledge_and_edits(settings: Settings) -> tuple[KnowledgeBase, list[PublishedRevision]]:
    """Return the shipped knowledge base and the published revisions."""
    knowledge_base = load_knowledge_base(settings)
    return knowledge_base, in_transaction(revision_lifecycle.list_published_revisions)

"""`bot faq`: ask the matcher, export, train and check the knowledge."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.knowledge import load_knowledge_base
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_reading, print_error, print_line
from bot.core.errors import UserError
from bot.core.settings import load_settings
from bot.faq import checks as faq_check
from bot.faq import golden_questions, intent_files, model_file, recordings
from bot.faq.answers import FACT_NAMES, compose_answer
from bot.faq.explanation import explain_match
from bot.faq.index import KnowledgeIndex
from bot.faq.intent_checks import check_intents
from bot.faq.intents import IntentIndex, Recognition
from bot.faq.knowledge_base import KnowledgeBase, build_index
from bot.faq.knowledge_files import Knowledge
from bot.faq.knowledge_files import load_knowledge as load_knowledge
from bot.faq.matcher import match_question
from bot.faq.overlay import PublishedRevision, apply_revisions, list_revisions_for
from bot.faq.question_parts import MAX_QUESTIONS_AT_ONCE, match_parts
from bot.faq.readability import check_wording, load_glossary
from bot.faq.revision_lifecycle import list_published_revisions
from bot.faq.service import find_facts_unit
from bot.handlers.residents.faq_replies import AnswerContext, render_answer
from bot.messages.content import Reply
from bot.vietnamese.letters import nfc


def add_verbs(verbs: Commands) -> None:
    """Add the verbs about the knowledge as a whole to `bot faq`."""
    asking = add_command(
        verbs,
        "ask",
        ask_matcher,
        help="Ask the matcher: stdin one question a line, stdout one JSON object a line.",
        example='bot faq ask --text "quen mat khau vneid"',
    )
    asking.add_argument("--text", type=nfc, help="one question instead of stdin")
    asking.add_argument(
        "--data", type=Path, metavar="DIR", help="knowledge folder; no database is read"
    )
    asking.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help="a commune's facts that fill the reply, in a JSON or TOML file",
    )
    _add_unit(asking)
    asking.add_argument(
        "--explain", action="store_true", help="say what matched and why, for people"
    )
    for name, run, help_text in (
        (
            "train",
            train_model,
            "Learn the phrasings anew (a minute) and keep what was learnt beside them.",
        ),
        ("export", export_topics, "Print every topic as JSON, one a line."),
        (
            "check",
            check_knowledge,
            "Check golden questions, links, basis, expiry and placeholders.",
        ),
    ):
        verb = add_command(verbs, name, run, help=help_text, example=f"bot faq {name}")
        verb.add_argument("--data", type=Path, metavar="DIR", help="knowledge folder")
        if run is not train_model:
            _add_unit(verb)


def _add_unit(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--unit", help="as its residents read it; without it as somebody of no known unit"
    )


def _load_index(options: argparse.Namespace) -> KnowledgeIndex:
    """Build the index of `--data` alone, or of the shipped files with published revisions."""
    today = argument_types.local_today(load_settings())
    if options.data:
        return build_index(options.data, today=today)
    return _load_edited(today, options.unit)[0]


def _load_edited(
    today: date, unit_code: str | None
) -> tuple[KnowledgeIndex, KnowledgeBase, Knowledge]:
    """Return today's index, the knowledge base behind it, and the knowledge of all days.

    As a resident of the unit reads it; without one, of the only commune if there is exactly one.
    """
    knowledge_base = load_knowledge_base(load_settings())
    revisions, path = _read_revisions(unit_code)
    index = (
        knowledge_base.build_index_with(revisions, today=today, unit_path=path)
        if revisions
        else knowledge_base()
    )
    knowledge = knowledge_base.merge_revisions(revisions, today=today, unit_path=path)
    return index, knowledge_base, knowledge


def read_edited_knowledge(shipped: Knowledge, unit_code: str | None, today: date) -> Knowledge:
    """Return the shipped knowledge of all days with the revisions that a unit's residents read."""
    revisions, path = _read_revisions(unit_code)
    return apply_revisions(shipped, list_revisions_for(revisions, path), today=today)


def _read_revisions(unit_code: str | None) -> tuple[list[PublishedRevision], str]:
    """Return all published revisions and the path of the unit; "" for that of nobody known."""

    def read(session: Session) -> tuple[list[PublishedRevision], str]:
        unit = get_named_unit(session, unit_code) if unit_code else find_facts_unit(session, None)
        return list_published_revisions(session), unit.path if unit else ""

    return in_reading(read)


def _load_recognition(options: argparse.Namespace) -> tuple[KnowledgeIndex, IntentIndex, Knowledge]:
    """Return the question index, the intent index, and the knowledge of all days."""
    settings = load_settings()
    if not options.data:
        today = argument_types.local_today(settings)
        index, knowledge_base, knowledge = _load_edited(today, options.unit)
        return index, knowledge_base.intents(), knowledge
    knowledge_base = load_knowledge_base(settings, options.data)
    return knowledge_base(), knowledge_base.intents(), knowledge_base.shipped


def ask_matcher(options: argparse.Namespace) -> int:
    """bot faq ask"""
    index, wishes, _ = _load_recognition(options)
    setting = _make_setting(options.facts)
    questions: Iterable[str] = [options.text] if options.text is not None else _read_lines()
    for question in questions:
        if options.explain:
            print_line(f"{explain_match(index, nfc(question))}\n{wishes.recognise(nfc(question))}")
        else:
            print_line(json.dumps(_as_json(index, wishes, setting, question), ensure_ascii=False))
    return 0


def _read_lines() -> Iterable[str]:
    for raw in sys.stdin.buffer:
        # An empty line is answered too: whoever pairs lines in with lines out must not slip.
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


def _make_setting(path: Path | None) -> AnswerContext:
    """Return the context of a resident with the facts of a file, or without a commune."""
    facts = _read_facts(path) if path else {}
    return AnswerContext(lambda: facts, lambda: path.stem if path else "", lambda: ())


def _read_facts(path: Path) -> dict[str, str]:
    """Read a file of facts. Raises UserError unless it maps known names to texts."""
    try:
        content = path.read_text(encoding="utf-8")
        facts = json.loads(content) if path.suffix == ".json" else tomllib.loads(content)
    except (OSError, ValueError) as error:
        raise UserError(texts.FACTS_UNREADABLE.format(path=path)) from error
    if not isinstance(facts, dict) or not all(isinstance(v, str) for v in facts.values()):
        raise UserError(texts.FACTS_UNREADABLE.format(path=path))
    if unknown := facts.keys() - FACT_NAMES:
        names = ", ".join(sorted(FACT_NAMES))
        raise UserError(texts.FACT_UNKNOWN.format(name=min(unknown), names=names))
    return facts


def _as_json(
    index: KnowledgeIndex, wishes: IntentIndex, setting: AnswerContext, question: str
) -> dict[str, object]:
    text = nfc(question)
    question_match = match_question(index, text)
    parts = match_parts(index, text, question_match)[:MAX_QUESTIONS_AT_ONCE]
    return {
        "question": question,
        "outcome": question_match.outcome,
        "topic": question_match.topic.id if question_match.topic else None,
        "candidates": [
            {"topic": candidate.topic.id, "score": round(candidate.score, 4)}
            for candidate in question_match.candidates
        ],
        "intent": _intent_id(wishes.recognise(text)),
        "details": [str(detail.kind) for part in parts for detail in part.selection.details],
        "reply": "\n\n".join(
            _render_reply(render_answer(index, part, text, setting, question_id=0))
            for part in parts
        ),
    }


def _render_reply(reply: Reply) -> str:
    """Return the text, then each button on its own line in square brackets."""
    return "\n".join([reply.text, *(f"[{choice.label}]" for choice in reply.choices)])


def _intent_id(recognition: Recognition) -> str | None:
    """Return the intent's id; an emergency takes precedence, as in a conversation."""
    wish = recognition.emergency or recognition.best
    return wish.id if wish else None


def export_topics(options: argparse.Namespace) -> int:
    """bot faq export"""
    knowledge = _load_index(options).knowledge
    for topic in knowledge.topics.values():
        row = {
            "id": topic.id,
            "title": topic.title,
            "questions": list(topic.questions),
            "answer": compose_answer(topic, {}, knowledge.day),
        }
        print_line(json.dumps(row, ensure_ascii=False))
    return 0


def train_model(options: argparse.Namespace) -> int:
    """bot faq train"""
    data_dir: Path = options.data or load_settings().data_dir
    print_line(texts.CLI_LEARNT.format(path=model_file.retrain_topics(data_dir)))
    if (data_dir / intent_files.FOLDER).is_dir():
        print_line(texts.CLI_LEARNT.format(path=intent_files.retrain_intents(data_dir)))
    return 0


def check_knowledge(options: argparse.Namespace) -> int:
    """bot faq check"""
    data_dir: Path = options.data or load_settings().data_dir
    questions = golden_questions.load_golden_questions(data_dir)
    index, wishes, knowledge = _load_recognition(options)
    topics = faq_check.check_topics(knowledge, today=index.knowledge.day)
    faults = [fault.line(topic_id) for topic_id, fault in topics if not fault.soon]
    faults += faq_check.check_golden_questions(index, questions)
    faults += check_wording(knowledge, load_glossary(data_dir))
    faults += check_intents(wishes, index.knowledge)
    faults += recordings.load_recordings(index.knowledge)[1]
    # What ends soon is told, and is no fault yet.
    soon = [fault.line(topic_id) for topic_id, fault in topics if fault.soon]
    for line in (*faults, *soon):
        print_error(line)
    print_line(texts.CLI_FAULTS.format(count=len(faults)) if faults else texts.CLI_NO_FAULTS)
    return 1 if faults else 0

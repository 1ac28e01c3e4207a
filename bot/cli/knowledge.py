"""`bot ask` and `bot faq`."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot import texts
from bot.cli import documents, editing, learning, times
from bot.cli.terminal import Commands, add, complain, in_transaction, say
from bot.core.errors import UserError
from bot.core.settings import load
from bot.faq import check as faq_check
from bot.faq import golden, intent_files, model_file, recordings
from bot.faq.answers import FACTS, compose
from bot.faq.editing import published
from bot.faq.explaining import explain
from bot.faq.index import Index
from bot.faq.intent_check import check_intents
from bot.faq.intent_files import build_intents
from bot.faq.intents import IntentIndex, Recognition
from bot.faq.knowledge_base import Shelf, build_index
from bot.faq.lexicon import load_lexicon
from bot.faq.matcher import match
from bot.faq.questions import match_parts
from bot.faq.store import Knowledge
from bot.faq.store import load as load_knowledge
from bot.faq.validity import as_of
from bot.faq.wording import check_wording, load_glossary
from bot.handlers.residents.answering import Setting, reply_to
from bot.handlers.residents.faq import AT_ONCE
from bot.messages.content import Reply
from bot.vietnamese.letters import nfc


def add_commands(commands: Commands) -> None:
    """Add `ask` and `faq`."""
    asking = add(
        commands,
        "ask",
        ask,
        help="Ask the matcher: stdin one question a line, stdout one JSON object a line.",
        example='bot ask --text "quen mat khau vneid"',
    )
    asking.add_argument("--text", type=nfc, help="one question instead of stdin")
    asking.add_argument(
        "--data", type=Path, metavar="DIR", help="knowledge folder; no database is read"
    )
    asking.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help='a commune\'s facts that fill the reply: JSON {"centre_hours": "..."} or TOML',
    )
    asking.add_argument(
        "--explain", action="store_true", help="say what matched and why, for people"
    )
    parser = commands.add_parser("faq", help="The knowledge.", description="The knowledge.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, run, words in (
        (
            "train",
            train,
            "Learn the phrasings anew (a minute) and keep what was learnt beside them.",
        ),
        ("export", export, "Print every topic as JSON, one a line."),
        ("check", check, "Check golden questions, links, basis, expiry and placeholders."),
    ):
        verb = add(verbs, name, run, help=words, example=f"bot faq {name}")
        verb.add_argument("--data", type=Path, metavar="DIR", help="knowledge folder")
    editing.add_verbs(verbs)
    learning.add_verbs(verbs)
    documents.add_verbs(verbs)


def _index(options: argparse.Namespace) -> Index:
    """Build the index of `--data` alone, or of the shipped files with published revisions."""
    today = times.today(load())
    return build_index(options.data, today=today) if options.data else _edited(today)[0]


def _edited(today: date) -> tuple[Index, Shelf, Knowledge]:
    """Return today's index, the knowledge base behind it, and the knowledge of all days."""
    shelf, edits = Shelf(load().data_dir, today=today), in_transaction(published)
    index = shelf.with_edits(edits, today=today) if edits else shelf()
    return index, shelf, shelf.all_days(edits, today=today)


def _understanding(options: argparse.Namespace) -> tuple[Index, IntentIndex, Knowledge]:
    """Return the question index, the intent index, and the knowledge of all days."""
    today = times.today(load())
    if not options.data:
        index, shelf, knowledge = _edited(today)
        return index, shelf.intents(), knowledge
    lexicon = load_lexicon(options.data)
    knowledge = load_knowledge(options.data)
    index = Index.build(as_of(knowledge, today), lexicon)
    return index, build_intents(options.data, knowledge, lexicon), knowledge


def ask(options: argparse.Namespace) -> int:
    """bot ask"""
    index, wishes, _ = _understanding(options)
    setting = _setting(options.facts)
    questions: Iterable[str] = [options.text] if options.text is not None else _lines()
    for question in questions:
        if options.explain:
            say(f"{explain(index, nfc(question))}\n{wishes.recognise(nfc(question))}")
        else:
            say(json.dumps(_as_json(index, wishes, setting, question), ensure_ascii=False))
    return 0


def _lines() -> Iterable[str]:
    for raw in sys.stdin.buffer:
        # An empty line is answered too: whoever pairs lines in with lines out must not slip.
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


def _setting(path: Path | None) -> Setting:
    """Return the context of a resident with the facts of a file, or without a commune."""
    facts = _read_facts(path) if path else {}
    return Setting(lambda: facts, lambda: path.stem if path else "", lambda: ())


def _read_facts(path: Path) -> dict[str, str]:
    """Read a file of facts. Raises UserError unless it maps known names to texts."""
    try:
        content = path.read_text(encoding="utf-8")
        facts = json.loads(content) if path.suffix == ".json" else tomllib.loads(content)
    except (OSError, ValueError) as error:
        raise UserError(texts.FACTS_UNREADABLE.format(path=path)) from error
    if not isinstance(facts, dict) or not all(isinstance(v, str) for v in facts.values()):
        raise UserError(texts.FACTS_UNREADABLE.format(path=path))
    if unknown := facts.keys() - FACTS:
        names = ", ".join(sorted(FACTS))
        raise UserError(texts.FACT_UNKNOWN.format(name=min(unknown), names=names))
    return facts


def _as_json(
    index: Index, wishes: IntentIndex, setting: Setting, question: str
) -> dict[str, object]:
    text = nfc(question)
    found = match(index, text)
    parts = match_parts(index, text, found)[:AT_ONCE]
    return {
        "question": question,
        "outcome": found.outcome,
        "topic": found.topic.id if found.topic else None,
        "candidates": [
            {"topic": one.topic.id, "score": round(one.score, 4)} for one in found.candidates
        ],
        "intent": _intent_of(wishes.recognise(text)),
        "details": [str(detail.kind) for part in parts for detail in part.asked.details],
        "reply": "\n\n".join(
            _as_read(reply_to(index, part, text, setting, question_id=0)) for part in parts
        ),
    }


def _as_read(reply: Reply) -> str:
    """Return the text, then each button on its own line in square brackets."""
    return "\n".join([reply.text, *(f"[{choice.label}]" for choice in reply.choices)])


def _intent_of(recognition: Recognition) -> str | None:
    """Return the intent's id; an emergency takes precedence, as in a conversation."""
    wish = recognition.emergency or recognition.best
    return wish.id if wish else None


def export(options: argparse.Namespace) -> int:
    """bot faq export"""
    knowledge = _index(options).knowledge
    for topic in knowledge.topics.values():
        row = {
            "id": topic.id,
            "title": topic.title,
            "questions": list(topic.questions),
            "answer": compose(topic, {}, knowledge.day),
        }
        say(json.dumps(row, ensure_ascii=False))
    return 0


def train(options: argparse.Namespace) -> int:
    """bot faq train"""
    data_dir: Path = options.data or load().data_dir
    say(texts.CLI_LEARNT.format(path=model_file.retrain(data_dir)))
    if (data_dir / intent_files.FOLDER).is_dir():
        say(texts.CLI_LEARNT.format(path=intent_files.retrain(data_dir)))
    return 0


def check(options: argparse.Namespace) -> int:
    """bot faq check"""
    data_dir: Path = options.data or load().data_dir
    questions = golden.load(data_dir)
    index, wishes, knowledge = _understanding(options)
    topics = faq_check.check_topics(knowledge, today=index.knowledge.day)
    faults = [fault.line(topic_id) for topic_id, fault in topics if not fault.soon]
    faults += faq_check.check_golden(index, questions)
    faults += check_wording(knowledge, load_glossary(data_dir))
    faults += check_intents(wishes, index.knowledge)
    faults += recordings.load(index.knowledge)[1]
    # What ends soon is told, and is no fault yet.
    soon = [fault.line(topic_id) for topic_id, fault in topics if fault.soon]
    for line in (*faults, *soon):
        complain(line)
    say(texts.CLI_FAULTS.format(count=len(faults)) if faults else texts.CLI_NO_FAULTS)
    return 1 if faults else 0

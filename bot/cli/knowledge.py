"""`bot ask` and `bot faq`."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot import texts
from bot.cli import documents, editing, learning, times
from bot.cli.terminal import Commands, add, complain, in_transaction, say
from bot.faq import check as faq_check
from bot.faq import golden, intent_files, model, recordings
from bot.faq.answers import compose
from bot.faq.editing import published
from bot.faq.index import Index
from bot.faq.intent_check import check_intents
from bot.faq.intent_files import build_intents
from bot.faq.intents import IntentIndex, Recognition
from bot.faq.lexicon import load_lexicon
from bot.faq.matcher import explain, match
from bot.faq.store import Knowledge
from bot.faq.store import load as load_knowledge
from bot.faq.validity import as_of
from bot.faq.wording import check_wording, load_glossary
from bot.settings import load
from bot.shelf import Shelf, build_index
from bot.vietnamese import nfc


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
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
    """The files in --data alone; otherwise the files with the published edits over them."""
    today = times.today(load())
    return build_index(options.data, today=today) if options.data else _edited(today)[0]


def _edited(today: date) -> tuple[Index, Shelf, Knowledge]:
    """The index of today, the files behind it, and both files and edits of all days."""
    shelf, edits = Shelf(load().data_dir, today=today), in_transaction(published)
    index = shelf.with_edits(edits, today=today) if edits else shelf()
    return index, shelf, shelf.all_days(edits, today=today)


def _understanding(options: argparse.Namespace) -> tuple[Index, IntentIndex, Knowledge]:
    """What questions and what wishes are recognised by; the knowledge of all days behind it."""
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
    questions: Iterable[str] = [options.text] if options.text is not None else _lines()
    for question in questions:
        if options.explain:
            say(f"{explain(index, nfc(question))}\n{wishes.recognise(nfc(question))}")
        else:
            say(json.dumps(_as_json(index, wishes, question), ensure_ascii=False))
    return 0


def _lines() -> Iterable[str]:
    for raw in sys.stdin.buffer:
        # An empty line is answered too: whoever pairs lines in with lines out must not slip.
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


def _as_json(index: Index, wishes: IntentIndex, question: str) -> dict[str, object]:
    found = match(index, nfc(question))
    return {
        "question": question,
        "outcome": found.outcome,
        "topic": found.topic.id if found.topic else None,
        "candidates": [
            {"topic": one.topic.id, "score": round(one.score, 4)} for one in found.candidates
        ],
        "intent": _intent_of(wishes.recognise(nfc(question))),
    }


def _intent_of(recognition: Recognition) -> str | None:
    """Danger first, as in a conversation."""
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
    say(texts.CLI_LEARNT.format(path=model.retrain(data_dir)))
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

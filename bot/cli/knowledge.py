"""`bot ask` and `bot faq`."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot import texts
from bot.cli import editing, learning
from bot.cli.terminal import Commands, add, complain, in_transaction, say
from bot.clock import utc_now
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
from bot.faq.store import load as load_knowledge
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


def _index(options: argparse.Namespace) -> Index:
    """The files in --data alone; otherwise the files with the published edits over them."""
    return build_index(options.data) if options.data else _edited(Shelf(load().data_dir))


def _edited(shelf: Shelf) -> Index:
    if not (edits := in_transaction(published)):
        return shelf()
    return shelf.with_edits(edits, today=utc_now().astimezone(load().zone).date())


def _understanding(options: argparse.Namespace) -> tuple[Index, IntentIndex]:
    """What questions and what wishes are recognised by."""
    if not options.data:
        shelf = Shelf(load().data_dir)
        return _edited(shelf), shelf.intents()
    lexicon = load_lexicon(options.data)
    knowledge = load_knowledge(options.data)
    return Index.build(knowledge, lexicon), build_intents(options.data, knowledge, lexicon)


def ask(options: argparse.Namespace) -> int:
    """bot ask"""
    index, wishes = _understanding(options)
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
    for topic in _index(options).knowledge.topics.values():
        row = {
            "id": topic.id,
            "title": topic.title,
            "questions": list(topic.questions),
            "answer": compose(topic, {}),
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
    today: date = utc_now().date()
    questions = golden.load(options.data or load().data_dir)
    index, wishes = _understanding(options)
    faults = faq_check.check(index, today=today, questions=questions)
    faults += check_intents(wishes, index.knowledge)
    faults += recordings.load(index.knowledge)[1]
    for fault in faults:
        complain(fault)
    say(texts.CLI_FAULTS.format(count=len(faults)) if faults else texts.CLI_NO_FAULTS)
    return 1 if faults else 0

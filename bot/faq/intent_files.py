"""Load, train and index the intents of `data/intents/`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.compact_tables import CompactTexts
from bot.faq.features import Reader
from bot.faq.fields import Fields
from bot.faq.index import pack_rows
from bot.faq.intents import (
    SURE,
    AnyIntent,
    Emergency,
    Intent,
    IntentIndex,
    IntentSet,
    NotNow,
    Other,
    phrase_key,
)
from bot.faq.knowledge_files import Knowledge, load_knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.model_file import (
    FILE,
    extend_model,
    list_phrasings,
    make_entry_key,
    read_model,
    save_model,
    train_model,
)
from bot.faq.signs import Signs, compile_signs

FOLDER = "intents"
NOT_NOW = "not-now"  # what makes a danger a thing of the past
SIGNS = ("signs", "unless")


def load_intents(data_dir: Path, knowledge: Knowledge) -> IntentSet:
    """Read `data_dir/intents/*.toml`. Raises DataError at the first fault.

    Without the folder there are no intents: every message is then a question.
    """
    intents: dict[str, AnyIntent] = {}
    owners: dict[str, str] = {}
    unlike: tuple[str, ...] = ()
    not_now = NotNow()
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        document = read_toml(path)
        if unknown := set(document) - set(_READERS):
            raise DataError(texts.FAQ_UNKNOWN_KEY.format(path=path, key=sorted(unknown)[0]))
        for kind, read in _READERS.items():
            for number, raw in enumerate(document.get(kind, []), start=1):
                fields = Fields(path, kind, number, raw)
                if kind == NOT_NOW:
                    fields.reject_unknown_keys(*SIGNS)
                    not_now = NotNow(*_read_sign_pair(fields))
                    continue
                if read is None:
                    fields.reject_unknown_keys("questions")
                    unlike += fields.texts("questions", needed=True)
                    continue
                intent = read(fields)
                if intent.id in intents:
                    raise DataError(texts.FAQ_TWICE.format(path=path, kind=kind, id=intent.id))
                intents[intent.id] = intent
                _claim_phrasings(owners, intent, path)
    same = {name for intent in intents.values() for name in intent.same_as}
    elsewhere = (
        text
        for entry in knowledge.entries()
        if entry.id not in same
        for text in list_phrasings(entry)
    )
    others = (*unlike, *elsewhere)
    other = Other("other", tuple(text for text in others if phrase_key(text) not in owners))
    return IntentSet(intents, other, unlike, not_now)


def _claim_phrasings(owners: dict[str, str], intent: AnyIntent, path: Path) -> None:
    """Register the intent as owner of its phrasings. Raises DataError if one has another owner."""
    for question in intent.questions:
        owner = owners.setdefault(phrase_key(question), intent.id)
        if owner != intent.id:
            raise DataError(
                texts.FAQ_TWO_OWNERS.format(
                    source=path, id=intent.id, owner=owner, question=question
                )
            )


def retrain_intents(data_dir: Path) -> Path:
    """Train the intents of `data_dir` from scratch and save the model; part of `bot faq train`."""
    path = data_dir / FOLDER / FILE
    save_model(
        train_model(load_intents(data_dir, load_knowledge(data_dir)), load_lexicon(data_dir)), path
    )
    return path


def build_intent_index(data_dir: Path, knowledge: Knowledge, lexicon: Lexicon) -> IntentIndex:
    """Build the intent index from the saved model; trains first when there is none."""
    intent_set = load_intents(data_dir, knowledge)
    saved = read_model(data_dir / FOLDER / FILE)
    model = (
        extend_model(saved, intent_set, lexicon) if saved else train_model(intent_set, lexicon)
    ).compact()
    by_key = {make_entry_key(entry): entry for entry in intent_set.entries()}
    entries = [by_key.get(key) for key in model.classes]
    numbers = {entry.id: number for number, entry in enumerate(entries) if entry is not None}
    phrasings = {
        intent.id: tuple(map(phrase_key, intent.questions))
        for intent in intent_set.intents.values()
    }
    unlike = {
        key: numbers[intent_set.other.id] for key in map(phrase_key, intent_set.unlike) if key
    }
    exact = unlike | {key: numbers[name] for name, keys in phrasings.items() for key in keys if key}
    return IntentIndex(
        intent_set.intents,
        lexicon,
        model,
        Reader(lexicon, model.known_words),
        entries,
        phrasings,
        exact,
        pack_rows(model),
        numbers[intent_set.other.id],
        intent_set.unlike,
        tuple(number for number, entry in enumerate(entries) if isinstance(entry, Emergency)),
        intent_set.not_now,
        CompactTexts(key for key in map(phrase_key, intent_set.other.questions) if key),
    )


def _read_intent(fields: Fields) -> Intent:
    fields.reject_unknown_keys("id", "sure", "reply", "same_as", "questions", *SIGNS)
    signs, unless = _read_sign_pair(fields)
    return Intent(
        signs=signs,
        unless=unless,
        id=fields.text("id"),
        questions=fields.texts("questions", needed=True),
        sure=_read_threshold(fields),
        same_as=fields.texts("same_as"),
        reply=fields.text("reply", needed=False),
    )


def _read_emergency(fields: Fields) -> Emergency:
    fields.reject_unknown_keys(
        "id", "subject", "call", "reply", "topic", "steps", "follow_up", "sure", "same_as",
        "questions", *SIGNS,
    )  # fmt: skip
    signs, unless = _read_sign_pair(fields)
    return Emergency(
        signs=signs,
        unless=unless,
        id=fields.text("id"),
        subject=fields.text("subject"),
        questions=fields.texts("questions", needed=True),
        reply=fields.text("reply"),
        call=fields.texts("call"),
        topic=fields.text("topic", needed=False),
        steps=fields.texts("steps"),
        follow_up=fields.raw.get("follow_up") is True,
        sure=_read_threshold(fields),
        same_as=fields.texts("same_as"),
    )


def _read_sign_pair(fields: Fields) -> tuple[Signs | None, Signs | None]:
    """Read the sign words, and the words that cancel them."""
    return compile_signs(fields.texts("signs")), compile_signs(fields.texts("unless"))


def _read_threshold(fields: Fields) -> float:
    share = fields.raw.get("sure", SURE)
    if not isinstance(share, float) or not 0 < share < 1:
        raise fields.error(texts.INTENT_SHARE)
    return share


_READERS: Mapping[str, Any] = {
    "emergency": _read_emergency,
    "intent": _read_intent,
    NOT_NOW: None,
    "counterexample": None,  # only sounds like one: learnt as everything else
}

"""Load, train and index the intents of `data/intents/`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.features import Reader
from bot.faq.fields import Fields
from bot.faq.index import pack_rows
from bot.faq.intents import (
    SURE,
    Emergency,
    Intent,
    IntentIndex,
    IntentSet,
    NotNow,
    Other,
    Wish,
    phrase_key,
)
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.model_file import FILE, catch_up, key_of, phrasings_of, read_model, save_model, train
from bot.faq.signs import Signs, read_signs
from bot.faq.store import Knowledge, load

FOLDER = "intents"
NOT_NOW = "not-now"  # what makes a danger a thing of the past
SIGNS = ("signs", "unless")


def load_intents(data_dir: Path, knowledge: Knowledge) -> IntentSet:
    """Read `data_dir/intents/*.toml`. Raises DataError at the first fault.

    Without the folder there are no intents: every message is then a question.
    """
    intents: dict[str, Wish] = {}
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
                    fields.only(*SIGNS)
                    not_now = NotNow(*_signs(fields))
                    continue
                if read is None:
                    fields.only("questions")
                    unlike += fields.texts("questions", needed=True)
                    continue
                wish = read(fields)
                if wish.id in intents:
                    raise DataError(texts.FAQ_TWICE.format(path=path, kind=kind, id=wish.id))
                intents[wish.id] = wish
                _own(owners, wish, path)
    same = {name for wish in intents.values() for name in wish.same_as}
    elsewhere = (
        text
        for entry in knowledge.entries()
        if entry.id not in same
        for text in phrasings_of(entry)
    )
    others = (*unlike, *elsewhere)
    other = Other("other", tuple(text for text in others if phrase_key(text) not in owners))
    return IntentSet(intents, other, unlike, not_now)


def _own(owners: dict[str, str], wish: Wish, path: Path) -> None:
    """Register the intent as owner of its phrasings. Raises DataError if one has another owner."""
    for question in wish.questions:
        owner = owners.setdefault(phrase_key(question), wish.id)
        if owner != wish.id:
            raise DataError(
                texts.FAQ_TWO_OWNERS.format(source=path, id=wish.id, owner=owner, question=question)
            )


def retrain(data_dir: Path) -> Path:
    """Train the intents of `data_dir` from scratch and save the model; part of `bot faq train`."""
    path = data_dir / FOLDER / FILE
    save_model(train(load_intents(data_dir, load(data_dir)), load_lexicon(data_dir)), path)
    return path


def build_intents(data_dir: Path, knowledge: Knowledge, lexicon: Lexicon) -> IntentIndex:
    """Build the intent index from the saved model; trains first when there is none."""
    wishes = load_intents(data_dir, knowledge)
    saved = read_model(data_dir / FOLDER / FILE)
    model = catch_up(saved, wishes, lexicon) if saved else train(wishes, lexicon)
    by_key = {key_of(entry): entry for entry in wishes.entries()}
    entries = [by_key.get(key) for key in model.classes]
    numbers = {entry.id: number for number, entry in enumerate(entries) if entry is not None}
    phrasings = {
        wish.id: tuple(map(phrase_key, wish.questions)) for wish in wishes.intents.values()
    }
    unlike = {key: numbers[wishes.other.id] for key in map(phrase_key, wishes.unlike) if key}
    exact = unlike | {key: numbers[name] for name, keys in phrasings.items() for key in keys if key}
    return IntentIndex(
        wishes.intents,
        lexicon,
        model,
        Reader(lexicon, model.known),
        entries,
        phrasings,
        exact,
        pack_rows(model),
        numbers[wishes.other.id],
        wishes.unlike,
        tuple(number for number, entry in enumerate(entries) if isinstance(entry, Emergency)),
        wishes.not_now,
        frozenset(map(phrase_key, wishes.other.questions)) - {""},
    )


def _intent(fields: Fields) -> Intent:
    fields.only("id", "sure", "reply", "same_as", "questions", *SIGNS)
    signs, unless = _signs(fields)
    return Intent(
        signs=signs,
        unless=unless,
        id=fields.text("id"),
        questions=fields.texts("questions", needed=True),
        sure=_share(fields),
        same_as=fields.texts("same_as"),
        reply=fields.text("reply", needed=False),
    )


def _emergency(fields: Fields) -> Emergency:
    fields.only("id", "subject", "call", "reply", "topic", "sure", "same_as", "questions", *SIGNS)
    signs, unless = _signs(fields)
    return Emergency(
        signs=signs,
        unless=unless,
        id=fields.text("id"),
        subject=fields.text("subject"),
        questions=fields.texts("questions", needed=True),
        reply=fields.text("reply"),
        call=fields.texts("call"),
        topic=fields.text("topic", needed=False),
        sure=_share(fields),
        same_as=fields.texts("same_as"),
    )


def _signs(fields: Fields) -> tuple[Signs | None, Signs | None]:
    """Read the sign words, and the words that cancel them."""
    return read_signs(fields.texts("signs")), read_signs(fields.texts("unless"))


def _share(fields: Fields) -> float:
    share = fields.raw.get("sure", SURE)
    if not isinstance(share, float) or not 0 < share < 1:
        raise fields.fault(texts.INTENT_SHARE)
    return share


_READERS: Mapping[str, Any] = {
    "emergency": _emergency,
    "intent": _intent,
    NOT_NOW: None,
    "counterexample": None,  # only sounds like one: learnt as everything else
}

"""Checks of the intents: confusions with other intents, dangling references, missing numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot import texts
from bot.faq.intents import AnyIntent, Emergency, IntentIndex, Recognition
from bot.faq.knowledge_files import Knowledge

# What is known by heart hides that two intents fight over the same words. Two words or fewer have
# too little to be recognised by; of the longer phrasings shipped, none is beaten by so much.
MIN_WORDS = 2  # words
CONFUSION_RATIO = 4.0  # how many times its own share another intent has


def check_intents(index: IntentIndex, knowledge: Knowledge) -> list[str]:
    """Return one line per fault, starting with the intent's id."""
    untaught_index = replace(index, exact_phrasings={})
    return [
        *(
            fault
            for intent in index.intents.values()
            for fault in _check_confusions(untaught_index, intent)
        ),
        *(
            fault
            for intent in index.intents.values()
            for fault in _check_references(intent, knowledge)
        ),
        *_check_counterexamples(index),
    ]


def _check_confusions(untaught_index: IntentIndex, intent: AnyIntent) -> Iterator[str]:
    """Yield phrasings that the trained model assigns to another intent."""
    for text in intent.questions:
        recognition = untaught_index.recognise(text)
        shares = {entry.id: share for entry, share in recognition.ranked}
        other = _find_intent(recognition)
        if other is None or other.id == intent.id or len(text.split()) < MIN_WORDS:
            continue
        both_dangers = isinstance(intent, Emergency) and isinstance(other, Emergency)
        if not both_dangers and shares.get(other.id, 1.0) >= CONFUSION_RATIO * shares.get(
            intent.id, 0.0
        ):
            yield texts.INTENT_TAKEN.format(intent=intent.id, text=text, other=other.id)


def _check_references(intent: AnyIntent, knowledge: Knowledge) -> Iterator[str]:
    known = {entry.id for entry in knowledge.entries()}
    for name in (*intent.same_as, *([intent.topic] if isinstance(intent, Emergency) else [])):
        if name and name not in known:
            yield texts.INTENT_NO_ENTRY.format(intent=intent.id, entry=name)
    if isinstance(intent, Emergency) and intent.call:
        first_sentence = re.split(r"(?<=[.!?])\s", intent.reply, maxsplit=1)[0]
        if not re.search(rf"\b{re.escape(intent.call[0])}\b", first_sentence):
            yield texts.INTENT_NO_NUMBER.format(intent=intent.id, number=intent.call[0])


def _check_counterexamples(index: IntentIndex) -> Iterator[str]:
    """Yield counterexamples that are still recognised as an intent."""
    for text in index.unlike:
        if intent := _find_intent(index.recognise(text)):
            yield texts.INTENT_COUNTEREXAMPLE.format(intent=intent.id, text=text)


def _find_intent(recognition: Recognition) -> AnyIntent | None:
    return recognition.emergency or recognition.best

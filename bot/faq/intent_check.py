"""Checks of the intents: confusions with other intents, dangling references, missing numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot import texts
from bot.faq.intents import Emergency, IntentIndex, Recognition, Wish
from bot.faq.store import Knowledge

# What is known by heart hides that two intents fight over the same words. Two words or fewer have
# too little to be recognised by; of the longer phrasings shipped, none is beaten by so much.
SHORTEST = 2  # words
BEATEN = 4.0  # how many times its own share another intent has


def check_intents(index: IntentIndex, knowledge: Knowledge) -> list[str]:
    """Return one line per fault, starting with the intent's id."""
    learnt = replace(index, exact={})
    return [
        *(fault for wish in index.intents.values() for fault in _strangers(learnt, wish)),
        *(fault for wish in index.intents.values() for fault in _faults(wish, knowledge)),
        *_taken(index),
    ]


def _strangers(learnt: IntentIndex, wish: Wish) -> Iterator[str]:
    """Yield phrasings that the trained model assigns to another intent."""
    for text in wish.questions:
        recognition = learnt.recognise(text)
        shares = {entry.id: share for entry, share in recognition.ranked}
        other = _best(recognition)
        if other is None or other.id == wish.id or len(text.split()) < SHORTEST:
            continue
        both_dangers = isinstance(wish, Emergency) and isinstance(other, Emergency)
        if not both_dangers and shares.get(other.id, 1.0) >= BEATEN * shares.get(wish.id, 0.0):
            yield texts.INTENT_TAKEN.format(intent=wish.id, text=text, other=other.id)


def _faults(wish: Wish, knowledge: Knowledge) -> Iterator[str]:
    known = {entry.id for entry in knowledge.entries()}
    for name in (*wish.same_as, *([wish.topic] if isinstance(wish, Emergency) else [])):
        if name and name not in known:
            yield texts.INTENT_NO_ENTRY.format(intent=wish.id, entry=name)
    if isinstance(wish, Emergency) and wish.call:
        begins = re.split(r"(?<=[.!?])\s", wish.reply, maxsplit=1)[0]
        if not re.search(rf"\b{re.escape(wish.call[0])}\b", begins):
            yield texts.INTENT_NO_NUMBER.format(intent=wish.id, number=wish.call[0])


def _taken(index: IntentIndex) -> Iterator[str]:
    """Yield counterexamples that are still recognised as an intent."""
    for text in index.unlike:
        if taken := _best(index.recognise(text)):
            yield texts.INTENT_COUNTEREXAMPLE.format(intent=taken.id, text=text)


def _best(recognition: Recognition) -> Wish | None:
    return recognition.emergency or recognition.best

"""What a turn wants of the conversation: one recognition a message, asked by every route."""

from collections.abc import Callable

from bot.faq.intents import Emergency, IntentIndex, Recognition
from bot.routing import Question, Turn

Intents = Callable[[], IntentIndex]
NOTHING = Recognition()


def recognise(turn: Turn, intents: Intents) -> Recognition:
    """The intents of the words of this turn; worked out once, nothing for a button or a photo."""
    if "intents" not in turn.memo:
        spoken = turn.bare and not turn.choice and not turn.start
        turn.memo["intents"] = intents().recognise(turn.text) if spoken else NOTHING
    recognition = turn.memo["intents"]
    assert isinstance(recognition, Recognition)
    return recognition


def means(intents: Intents, *names: str) -> Question:
    """True of a turn whose words surely mean one of these intents."""

    def meant(turn: Turn) -> bool:
        best = recognise(turn, intents).best
        return best is not None and best.id in names

    return meant


def find_emergency(turn: Turn, intents: Intents) -> Emergency | None:
    """The danger that the words tell of; None when they tell of none."""
    return recognise(turn, intents).emergency

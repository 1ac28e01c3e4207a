"""How an answer reads on a phone: the very texts of the chat, with the facts of its unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import texts
from bot.faq.answers import compose_answer, compose_points, fill_placeholders
from bot.faq.knowledge_files import Topic
from bot.faq.validity import topic_on

MAX_SHOWN_DETAILS = 12


@dataclass(frozen=True, slots=True)
class Bubble:
    """A question of a resident, and what the bot says with its buttons."""

    question: str
    text: str
    buttons: Sequence[str] = ()


def list_bubbles(topic: Topic, facts: Mapping[str, str], day: date) -> list[Bubble]:
    """Return the whole answer and then its points, each as it is asked by itself."""
    text = topic_on(topic, day)
    guide = (texts.BUTTON_GUIDE,) if text.steps else ()
    verdicts = (texts.BUTTON_GOOD, texts.BUTTON_BAD, texts.BUTTON_PERSON)
    bubbles = [
        Bubble(text.questions[0], compose_answer(text, facts, day), (*guide, *verdicts)),
    ]
    for detail in text.details[:MAX_SHOWN_DETAILS]:
        template = compose_points(text, [detail], day, is_sure=True)
        said = fill_placeholders(template, facts)
        bubbles.append(Bubble(detail.questions[0], said, (texts.BUTTON_ALL, *guide)))
    return bubbles

"""The bot about itself: who runs it, its language, its last reply and its last announcement."""

import re

from bot import texts
from bot.broadcasts import recent_broadcasts
from bot.faq.intents import Intent
from bot.handlers.recognition import Intents, means, recognise
from bot.handlers.residents import notice_questions
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.notice_questions import find_notice
from bot.inbox.routing import Condition, Handler, Turn
from bot.messages import history
from bot.messages.content import Choice, Reply
from bot.outbox.buttons import strip_number
from bot.people import units
from bot.people.units import Unit, UnitKind

FIXED_REPLY_INTENTS = ("person-or-machine", "english", "angry", "done", "not-done")
QUESTION_MAX_WORDS = 9  # words of a question about an announcement
_NOTICE_QUESTION = re.compile(
    r"\b(?:may gio|o dau|o mo|cho nao|cho mo|hom nao|bua nao|bua mo|khi nao|bao gio|mang gi"
    r"|mang theo"
    r"|dem gi|luc nao|may h|ngay nao|ai phai|ai duoc|mat tien|het may|bao lau|den may|toi may)\b"
)
NEXT_CHOICES = (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu"))


def has_fixed_reply(intents: Intents) -> Condition:
    """Return a predicate: whether a fixed sentence of `data/intents` answers the text."""
    return means(intents, *FIXED_REPLY_INTENTS)


def say_fixed_reply(intents: Intents) -> Handler:
    """Return the handler that says that sentence and offers a person."""

    def say(turn: Turn) -> Reply:
        intent = recognise(turn, intents).best
        assert isinstance(intent, Intent)
        return Reply(intent.reply, NEXT_CHOICES)

    return say


def introduce_bot(turn: Turn) -> Reply:
    """Say which commune the bot belongs to, who runs it, and that it is a machine."""
    return Reply(texts.WHO_AM_I.format(commune=_commune_names(turn)), show_menu(turn).choices)


def _commune_names(turn: Turn) -> str:
    """Return the name of the contact's commune; if it is unknown, those of the first three
    communes."""
    unit = turn.session.get(Unit, turn.contact.place_id) if turn.contact.place_id else None
    commune = units.find_ancestor(turn.session, unit, UnitKind.COMMUNE) if unit else None
    communes = [commune] if commune else units.list_units(turn.session, UnitKind.COMMUNE)
    return ", ".join(item.name for item in communes[:3]) or texts.COMMUNE_UNNAMED


def asks_about_notice(intents: Intents) -> Condition:
    """Return a predicate: whether an announcement received within a week is asked about."""
    asks = means(intents, "about-notice")
    return lambda turn: (
        (asks(turn) and find_notice(turn) is not None)
        or (not turn.choice and _mentions_notice(turn))
    )


def _mentions_notice(turn: Turn) -> bool:
    """Return whether a short question uses words of an announcement received: "Khám mắt ở đâu
    vậy"."""
    words = turn.normalized_text.split()
    if len(words) > QUESTION_MAX_WORDS or not _NOTICE_QUESTION.search(turn.normalized_text):
        return False
    notice = find_notice(turn)
    return notice is not None and recent_broadcasts.shares_word_pair(notice, turn.text)


def repeat_notice(turn: Turn) -> Reply:
    """Repeat the announcement with its sender and how to ask more, or what its author answered."""
    notice = find_notice(turn)
    assert notice is not None
    if before := notice_questions.find_earlier_answer(turn, notice):
        return before
    unit = turn.session.get_one(Unit, notice.unit_id)
    again = texts.NOTICE_AGAIN.format(unit=unit.name, text=notice.text)
    return Reply(again, notice_questions.question_buttons(turn, notice))


def repeat_last_reply(turn: Turn) -> Reply:
    """Repeat the last reply with its buttons and recording; show the menu if there is none."""
    last = history.find_last_outgoing(turn.session, turn.contact.id)
    if last is None or not last.text:
        return show_menu(turn)
    reply = Reply.from_json(last.text, last.payload)
    choices = tuple(
        Choice(strip_number(choice.label), choice.value, choice.url) for choice in reply.choices
    )
    return Reply(reply.text, choices or show_menu(turn).choices, reply.attachments)

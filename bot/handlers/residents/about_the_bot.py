"""The bot about itself: who runs it, its language, its last reply and its last announcement."""

import re

from bot import texts
from bot.broadcasts import received
from bot.faq.intents import Intent
from bot.handlers.residents import notice_questions
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.notice_questions import find_notice
from bot.handlers.understanding import Intents, means, recognise
from bot.inbox.routing import Handler, Question, Turn
from bot.messages import history
from bot.messages.content import Choice, Reply
from bot.outbox.buttons import plain
from bot.people import units
from bot.people.units import Unit, UnitKind

FIXED = ("person-or-machine", "english", "angry", "done", "not-done")
LONGEST = 9  # words of a question about an announcement
_ASKS = re.compile(
    r"\b(?:may gio|o dau|o mo|cho nao|cho mo|hom nao|bua nao|bua mo|khi nao|bao gio|mang gi"
    r"|mang theo"
    r"|dem gi|luc nao|may h|ngay nao|ai phai|ai duoc|mat tien|het may|bao lau|den may|toi may)\b"
)
ON = (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu"))


def has_fixed_reply(intents: Intents) -> Question:
    """Return a predicate: whether a fixed sentence of `data/intents` answers the text."""
    return means(intents, *FIXED)


def say_fixed_reply(intents: Intents) -> Handler:
    """Return the handler that says that sentence and offers a person."""

    def say(turn: Turn) -> Reply:
        intent = recognise(turn, intents).best
        assert isinstance(intent, Intent)
        return Reply(intent.reply, ON)

    return say


def tell_who(turn: Turn) -> Reply:
    """Say which commune the bot belongs to, who runs it, and that it is a machine."""
    return Reply(texts.WHO_AM_I.format(commune=_commune_of(turn)), show_menu(turn).choices)


def _commune_of(turn: Turn) -> str:
    """Return the name of the contact's commune; if it is unknown, those of the first three communes."""
    unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
    commune = units.ancestor(turn.session, unit, UnitKind.COMMUNE) if unit else None
    communes = [commune] if commune else units.list_units(turn.session, UnitKind.COMMUNE)
    return ", ".join(item.name for item in communes[:3]) or texts.COMMUNE_UNNAMED


def about_notice(intents: Intents) -> Question:
    """Return a predicate: whether an announcement received within a week is asked about."""
    asks = means(intents, "about-notice")
    return lambda turn: (
        (asks(turn) and find_notice(turn) is not None) or (not turn.choice and _names_matter(turn))
    )


def _names_matter(turn: Turn) -> bool:
    """Return whether a short question uses words of an announcement received: "Khám mắt ở đâu vậy"."""
    words = turn.bare.split()
    if len(words) > LONGEST or not _ASKS.search(turn.bare):
        return False
    notice = find_notice(turn)
    return notice is not None and received.shares_pair(notice, turn.text)


def show_notice(turn: Turn) -> Reply:
    """Repeat the announcement with its sender and how to ask more, or what its author answered."""
    notice = find_notice(turn)
    assert notice is not None
    if before := notice_questions.answer_before(turn, notice):
        return before
    unit = turn.session.get_one(Unit, notice.unit_id)
    again = texts.NOTICE_AGAIN.format(unit=unit.name, text=notice.text)
    return Reply(again, notice_questions.ways(turn, notice))


def say_again(turn: Turn) -> Reply:
    """Repeat the last reply with its buttons and recording; show the menu if there is none."""
    last = history.find_last_said(turn.session, turn.contact.id)
    if last is None or not last.text:
        return show_menu(turn)
    said = Reply.from_json(last.text, last.payload)
    choices = tuple(Choice(plain(one.label), one.value, one.url) for one in said.choices)
    return Reply(said.text, choices or show_menu(turn).choices, said.attachments)

"""The bot about itself: who stands behind it, in what language, what it said and sent just now."""

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
    """Words that a fixed sentence of `data/intents` answers."""
    return means(intents, *FIXED)


def say_fixed_reply(intents: Intents) -> Handler:
    """That sentence, with a person as the way on."""

    def say(turn: Turn) -> Reply:
        intent = recognise(turn, intents).best
        assert isinstance(intent, Intent)
        return Reply(intent.reply, ON)

    return say


def tell_who(turn: Turn) -> Reply:
    """Which commune's it is, who stands behind it, that it is a machine."""
    return Reply(texts.WHO_AM_I.format(commune=_commune_of(turn)), show_menu(turn).choices)


def _commune_of(turn: Turn) -> str:
    """The name of the person's commune; of the first communes when it is not known."""
    unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
    commune = units.ancestor(turn.session, unit, UnitKind.COMMUNE) if unit else None
    communes = [commune] if commune else units.list_units(turn.session, UnitKind.COMMUNE)
    return ", ".join(item.name for item in communes[:3]) or texts.COMMUNE_UNNAMED


def about_notice(intents: Intents) -> Question:
    """A question about an announcement that this person got within a week."""
    asks = means(intents, "about-notice")
    return lambda turn: (
        (asks(turn) and find_notice(turn) is not None) or (not turn.choice and _names_matter(turn))
    )


def _names_matter(turn: Turn) -> bool:
    """ "Khám mắt ở đâu vậy": a short question in words of an announcement they got."""
    words = turn.bare.split()
    if len(words) > LONGEST or not _ASKS.search(turn.bare):
        return False
    notice = find_notice(turn)
    return notice is not None and received.shares_pair(notice, turn.text)


def show_notice(turn: Turn) -> Reply:
    """The announcement again, whose it is, and how to ask more; or what its author answered."""
    notice = find_notice(turn)
    assert notice is not None
    if before := notice_questions.answer_before(turn, notice):
        return before
    unit = turn.session.get_one(Unit, notice.unit_id)
    again = texts.NOTICE_AGAIN.format(unit=unit.name, text=notice.text)
    return Reply(again, notice_questions.ways(turn, notice))


def say_again(turn: Turn) -> Reply:
    """What was said last, with its buttons and its voice; the menu when nothing was."""
    last = history.find_last_said(turn.session, turn.contact.id)
    if last is None or not last.text:
        return show_menu(turn)
    said = Reply.from_json(last.text, last.payload)
    choices = tuple(Choice(plain(one.label), one.value, one.url) for one in said.choices)
    return Reply(said.text, choices or show_menu(turn).choices, said.attachments)

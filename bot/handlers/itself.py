"""The bot about itself: who stands behind it, in what language, what it said just now."""

from bot import texts, units
from bot.broadcasts import received
from bot.faq.intents import Intent
from bot.handlers.menu import show_menu
from bot.handlers.understanding import Intents, means, recognise
from bot.messages import Choice, Reply
from bot.routing import Answer, Handler, Question, Turn
from bot.units import Unit, UnitKind

FIXED = ("person-or-machine", "english", "angry")


def has_fixed_reply(intents: Intents) -> Question:
    """Words that a fixed sentence of `data/intents` answers."""
    return means(intents, *FIXED)


def say_fixed_reply(intents: Intents) -> Handler:
    """That sentence, with a person as the way on."""

    def say(turn: Turn) -> Reply:
        intent = recognise(turn, intents).best
        assert isinstance(intent, Intent)
        person = Choice(texts.BUTTON_PERSON, "person")
        return Reply(intent.reply, (person, Choice(texts.BUTTON_MENU, "menu")))

    return say


def tell_who(turn: Turn) -> Reply:
    """Which commune's, who stands behind it, that it is a machine."""
    text = texts.WHO_AM_I.format(commune=_commune_of(turn))
    return Reply(text, show_menu(turn).choices)


def _commune_of(turn: Turn) -> str:
    """The name of the person's commune; of all communes when it is not known."""
    unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
    commune = units.ancestor(turn.session, unit, UnitKind.COMMUNE) if unit else None
    communes = [commune] if commune else units.list_units(turn.session, UnitKind.COMMUNE)
    return texts.LIST_COMMA.join(item.name for item in communes[:3])


def about_notice(intents: Intents) -> Question:
    """A question about an announcement that this person got within a week."""
    asks = means(intents, "about-notice")

    def about(turn: Turn) -> bool:
        return asks(turn) and _notice(turn) is not None

    return about


def _notice(turn: Turn) -> received.Broadcast | None:
    if "notice" not in turn.memo:
        latest = received.list_received(turn.session, turn.contact.id, now=turn.now)
        turn.memo["notice"] = received.find_about(latest, turn.text)
    notice: received.Broadcast | None = turn.memo["notice"]
    return notice


def show_notice(turn: Turn) -> Answer:
    """The announcement again, whose it is, and how to ask more."""
    notice = _notice(turn)
    assert notice is not None
    unit = turn.session.get_one(Unit, notice.unit_id)
    text = texts.NOTICE_AGAIN.format(unit=unit.name, text=notice.text)
    return Reply(text, (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu")))

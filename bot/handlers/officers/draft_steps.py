"""Buttons of an announcement's draft, for each step."""

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.handlers.officers import office
from bot.inbox.routing import Turn
from bot.messages.content import Choice
from bot.people.units import Unit


def stop_button(one: Broadcast) -> Choice:
    """Return the button that drops the draft."""
    return Choice(texts.BUTTON_BROADCAST_DROP, f"tb:stop:{one.id}")


def step_buttons(turn: Turn, one: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons of the draft's current step."""
    match one.step.removeprefix(office.LEFT):
        case "audience" | "who":
            unit = turn.session.get_one(Unit, one.unit_id)
            return (
                Choice(texts.BUTTON_AUDIENCE_ALL.format(unit=unit.name), f"tb:all:{one.id}"),
                Choice(texts.BUTTON_AUDIENCE_TEAM, f"tb:team:{one.id}"),
                stop_button(one),
            )
        case "when":
            return (*_when_buttons(one), stop_button(one))
        case "ready":
            return (*ready_buttons(one), stop_button(one))
    return (stop_button(one),)


def _when_buttons(one: Broadcast) -> tuple[Choice, ...]:
    return (
        Choice(texts.BUTTON_WHEN_NOW, f"tb:now:{one.id}"),
        Choice(texts.BUTTON_WHEN_SOON, f"tb:soon:{one.id}"),
        Choice(texts.BUTTON_WHEN_URGENT, f"tb:urgent:{one.id}"),
    )


def ready_buttons(one: Broadcast, money: tuple[Choice, ...] = ()) -> tuple[Choice, ...]:
    """Return the buttons of a complete draft."""
    return (
        Choice(texts.BUTTON_BROADCAST_ASK, f"tb:ask:{one.id}"),
        *money,
        Choice(texts.BUTTON_BROADCAST_WORDS, f"tb:words:{one.id}"),
        Choice(texts.BUTTON_BROADCAST_WHO, f"tb:who:{one.id}"),
        Choice(texts.BUTTON_BROADCAST_WHEN, f"tb:when:{one.id}"),
    )

"""Buttons of an announcement's draft, for each step."""

from bot import texts
from bot.broadcasts.models import Broadcast, DraftStep
from bot.handlers.officers import officer_drafts
from bot.inbox.routing import Turn
from bot.messages.buttons import Action
from bot.messages.content import Choice
from bot.people.units import Unit


def stop_button(broadcast: Broadcast) -> Choice:
    """Return the button that drops the draft."""
    return Choice(texts.BUTTON_BROADCAST_DROP, Action.BROADCAST.pack("stop", broadcast.id))


def step_buttons(turn: Turn, broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons of the draft's current step."""
    match broadcast.step.removeprefix(officer_drafts.LEFT_PREFIX):
        case DraftStep.AUDIENCE | DraftStep.AUDIENCE_AGAIN:
            unit = turn.session.get_one(Unit, broadcast.unit_id)
            return (
                Choice(
                    texts.BUTTON_AUDIENCE_ALL.format(unit=unit.name),
                    Action.BROADCAST.pack("all", broadcast.id),
                ),
                Choice(texts.BUTTON_AUDIENCE_TEAM, Action.BROADCAST.pack("team", broadcast.id)),
                stop_button(broadcast),
            )
        case DraftStep.WHEN:
            return (*_when_buttons(broadcast), stop_button(broadcast))
        case DraftStep.READY:
            return (*ready_buttons(broadcast), stop_button(broadcast))
    return (stop_button(broadcast),)


def _when_buttons(broadcast: Broadcast) -> tuple[Choice, ...]:
    return (
        Choice(texts.BUTTON_WHEN_NOW, Action.BROADCAST.pack("now", broadcast.id)),
        Choice(texts.BUTTON_WHEN_SOON, Action.BROADCAST.pack("soon", broadcast.id)),
        Choice(texts.BUTTON_WHEN_URGENT, Action.BROADCAST.pack("urgent", broadcast.id)),
    )


def ready_buttons(
    broadcast: Broadcast, paid_choices: tuple[Choice, ...] = ()
) -> tuple[Choice, ...]:
    """Return the buttons of a complete draft."""
    return (
        Choice(texts.BUTTON_BROADCAST_ASK, Action.BROADCAST.pack("ask", broadcast.id)),
        *paid_choices,
        Choice(texts.BUTTON_BROADCAST_WORDS, Action.BROADCAST.pack("words", broadcast.id)),
        Choice(texts.BUTTON_BROADCAST_WHO, Action.BROADCAST.pack("who", broadcast.id)),
        Choice(texts.BUTTON_BROADCAST_WHEN, Action.BROADCAST.pack("when", broadcast.id)),
    )

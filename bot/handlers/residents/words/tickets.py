"""What a resident is told about their own ticket."""

from collections.abc import Mapping, Sequence

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import fill_placeholders
from bot.faq.intents import Emergency
from bot.inbox.routing import Turn
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.tickets.assignment import Placement
from bot.tickets.phone_numbers import format_spoken
from bot.tickets.wording import describe_placement

ASK_CALLBACK = Action.CALL_BACK.pack("ask")
CANCEL_CALLBACK = Action.CALL_BACK.pack("no")  # the button that stops asking for the phone number


def render_placement(turn: Turn, placement: Placement, policy: Policy) -> Reply:
    """Tell where the ticket is: who was asked and until when, or why nobody was."""
    return Reply(describe_placement(turn.session, placement, zone=policy.zone, now=turn.now))


def render_rating_question(ticket_id: int) -> Reply:
    """Ask for the rating of a ticket."""
    choices = tuple(
        Choice(word, Action.OWN_TICKET.pack(ticket_id, "rate", stars))
        for stars, word in texts.RATINGS.items()
    )
    return Reply(texts.RATE_ASK, choices)


def render_cancelled(ticket_id: int, menu: Sequence[Choice]) -> Reply:
    """Confirm that the request is cancelled."""
    return Reply(texts.TICKET_CANCELLED.format(number=ticket_id), tuple(menu))


def render_call_time(call_time: str) -> Reply:
    """Confirm the time at which the resident wants to be answered, or ask for it."""
    return Reply(texts.CALL_TIME_SET.format(time=call_time) if call_time else texts.CALL_TIME_ASK)


def cancel_choice(ticket_id: int) -> Choice:
    """Return the button that cancels the request."""
    return Choice(texts.BUTTON_CANCEL_REQUEST, Action.OWN_TICKET.pack(ticket_id, "cancel"))


def render_added(ticket_id: int) -> Reply:
    """Confirm that what the resident wrote stands on the ticket."""
    choices = (cancel_choice(ticket_id), Choice(texts.BUTTON_MENU, "menu"))
    return Reply(texts.TICKET_WORDS_ADDED, choices)


def render_no_request() -> Reply:
    """Say that no request waits, and how to make one."""
    choices = (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu"))
    return Reply(texts.REQUEST_NONE, choices)


def render_number_question(text: str) -> Reply:
    """Ask for the phone number, with the button that stops asking."""
    return Reply(text, (Choice(texts.BUTTON_NEVER_MIND, CANCEL_CALLBACK),))


def render_number_kept(phone: str, member: str) -> Reply:
    """Confirm the phone number, and name the member who has it now, if any."""
    confirmation = texts.CALL_NUMBER_KEPT.format(phone=format_spoken(phone))
    member_text = texts.CALL_NUMBER_TOLD.format(member=member) if member else ""
    return Reply(f"{confirmation} {member_text}".strip())


def render_emergency(
    emergency: Emergency, facts: Mapping[str, str], *, is_of_family: bool = False
) -> Reply:
    """Say whom to call and what to do, in which order, and that the team was told."""
    topic = emergency.topic
    more = (Choice(texts.BUTTON_WHAT_TO_DO, f"topic:{topic}"),) if topic else ()
    family = (texts.SAFETY_FAMILY,) if is_of_family and emergency.follow_up else ()
    card = (emergency.reply, *list_safety_steps(emergency, facts), *family, texts.EMERGENCY_TOLD)
    text = "\n".join(card)
    return Reply(text, (*more, Choice(texts.BUTTON_PERSON, "person")))


def list_safety_steps(emergency: Emergency, facts: Mapping[str, str]) -> list[str]:
    """Return the lines of what to do in which order, with the commune's numbers; [] without any."""
    if not emergency.steps:
        return []
    steps = (
        texts.STEP.format(number=number, step=fill_placeholders(step, facts))
        for number, step in enumerate(emergency.steps, 1)
    )
    return [texts.SAFETY_IN_ORDER, *steps]


def render_safety_done() -> Reply:
    """Praise who did it all, and warn of the second fraud."""
    return Reply(texts.SAFETY_WELL_DONE, (Choice(texts.BUTTON_MENU, Action.MENU),))


def render_safety_not_yet(emergency: Emergency | None, facts: Mapping[str, str]) -> Reply:
    """Show again what to do in which order, and that a person was told."""
    steps = list_safety_steps(emergency, facts) if emergency else []
    person = Choice(texts.BUTTON_PERSON, Action.PERSON)
    return Reply("\n".join((texts.SAFETY_NOT_YET, *steps)), (person,))

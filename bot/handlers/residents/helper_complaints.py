"""A complaint about the helper in the talk with the helper goes to the commune's officers."""

from bot import texts
from bot.core.policy import Policy
from bot.handlers.led_conversations import find_led_ticket, is_led_by_person
from bot.handlers.residents.member_relay import relay_message
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import Answer, Handler, Turn, parse_id
from bot.messages.buttons import SEPARATOR, Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.tickets import helper_complaints
from bot.tickets.queries import lock_ticket


def complains_about_helper(turn: Turn) -> bool:
    """Return whether what is on its way to the helper complains about that helper."""
    if not turn.text or not is_led_by_person(turn):
        return False
    led = find_led_ticket(turn)
    return led is not None and helper_complaints.is_about_helper(turn.session, led, turn.text)


def file_complaint(policy: Policy) -> Handler:
    """Return a handler that tells the officers instead of the helper, with a way back."""

    def filed(turn: Turn) -> Answer:
        led = find_led_ticket(turn)
        if led is None:
            return reject_old_button(turn)
        complaint = helper_complaints.file_complaint(
            turn.session, turn.contact, led, turn.text, now=turn.now, policy=policy
        )
        turn.message.ticket_id = complaint.id
        value = Action.COMPLAINT.pack(complaint.id, turn.message.id)
        return Reply(texts.COMPLAINT_PASSED_ON, (Choice(texts.BUTTON_MEANT_FOR_HELPER, value),))

    return filed


def press_meant_for_helper(policy: Policy) -> Handler:
    """Return a handler that takes the complaint back and carries the words after all."""

    def pressed(turn: Turn) -> Answer:
        number, message_number = (*turn.argument.split(SEPARATOR), "")[:2]
        said = turn.session.get(Message, parse_id(message_number))
        led = find_led_ticket(turn)
        if said is None or said.contact_id != turn.contact.id or led is None:
            return reject_old_button(turn)
        helper_complaints.take_complaint_back(
            turn.session, parse_id(number), turn.contact, now=turn.now
        )
        relay_message(turn, lock_ticket(turn.session, led.id), said, policy)
        return Reply(texts.COMPLAINT_TAKEN_BACK)

    return pressed

"""*Thu hồi*: recall the last message or report, by button or in words.

Its route stands before emergency detection: these phrases, as the whole text, describe no danger.
"""

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Answer, Handler, Turn, id_in
from bot.messages.content import Reply
from bot.tickets import field_reports, recalls, relay, resident_actions
from bot.tickets.recalls import Sent

VERB = "back"


def asks(turn: Turn) -> bool:
    """Return whether the text recalls something that was sent recently."""
    if turn.choice or turn.attachments or not turn.bare:
        return False
    if not recalls.asks(turn.text, loosely=True) or _writes(turn):
        return False
    sent = _last(turn)
    if sent is None:
        return False
    fresh = turn.now - sent.at <= recalls.WITHIN
    return recalls.asks(turn.text, loosely=fresh and not sent.of_member)


def take_back(policy: Policy) -> Handler:
    """Return a handler that recalls what was sent last, or says that it is too late."""

    def taken_back(turn: Turn) -> Answer:
        sent = _last(turn)
        if sent is None:
            raise UserError(texts.TAKEN_BACK_ALREADY)
        return _with_way_on(
            turn, recalls.take_back(turn.session, sent, now=turn.now, policy=policy)
        )

    return taken_back


def press_words(turn: Turn, policy: Policy, said: str) -> Answer:
    """Recall the relayed message of the pressed button; only its sender can."""
    sent = recalls.find_words(
        turn.session, turn.contact, id_in(said), since=turn.now - recalls.STILL_MEANT
    )
    if sent is None:
        raise UserError(texts.BUTTON_OLD)
    return recalls.take_back(turn.session, sent, now=turn.now, policy=policy)


def press_own(turn: Turn, policy: Policy, ticket_id: int, said: str) -> Answer:
    """Handle a resident's button: below their message, or below a report just sent."""
    if said:
        return press_words(turn, policy, said)
    ticket = resident_actions.own(turn.session, ticket_id, turn.contact)
    sent = Sent(ticket, ticket.opened_at)
    return _with_way_on(turn, recalls.take_back(turn.session, sent, now=turn.now, policy=policy))


def _writes(turn: Turn) -> bool:
    """Return whether a message or a report is still unsent: the text is about that then."""
    held = relay.is_held(turn.session, turn.contact, now=turn.now)
    return held or field_reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def _last(turn: Turn) -> Sent | None:
    if "sent" not in turn.memo:
        turn.memo["sent"] = recalls.find_last(turn.session, turn.contact, now=turn.now)
    sent: Sent | None = turn.memo["sent"]
    return sent


def _with_way_on(turn: Turn, reply: Reply) -> Reply:
    """Add the menu's buttons for a resident; members get the reply as it is."""
    sent = _last(turn)
    of_member = sent is not None and sent.of_member
    return reply if of_member else Reply(reply.text, reply.choices or show_menu(turn).choices)

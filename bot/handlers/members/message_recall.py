"""*Thu hồi*: recall the last message or report, by button or in words.

Its route stands before emergency detection: these phrases, as the whole text, describe no danger.
"""

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.members.words import ticket_messages as member_words
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.words import ticket_messages as resident_words
from bot.inbox.routing import Answer, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.tickets import draft_replies, field_reports, recalls, resident_actions
from bot.tickets.recalls import SentItem

VERB = "back"


def asks_to_recall(turn: Turn) -> bool:
    """Return whether the text recalls something that was sent recently."""
    if turn.choice or turn.attachments or not turn.normalized_text:
        return False
    if not recalls.is_recall_request(turn.text, allow_loose=True) or _is_writing(turn):
        return False
    sent = _find_last_sent(turn)
    if sent is None:
        return False
    fresh = turn.now - sent.sent_at <= recalls.RECALL_WINDOW
    return recalls.is_recall_request(turn.text, allow_loose=fresh and not sent.is_from_member)


def recall_message(policy: Policy) -> Handler:
    """Return a handler that recalls what was sent last, or says that it is too late."""

    def taken_back(turn: Turn) -> Answer:
        sent = _find_last_sent(turn)
        if sent is None:
            raise UserError(texts.TAKEN_BACK_ALREADY)
        return _with_menu(turn, _recall(turn, sent, policy))

    return taken_back


def press_recall_button(turn: Turn, policy: Policy, message_number: str) -> Answer:
    """Recall the relayed message of the pressed button; only its sender can."""
    sent = recalls.find_relayed(
        turn.session, turn.contact, parse_id(message_number), since=turn.now - recalls.LATE_WINDOW
    )
    if sent is None:
        raise UserError(texts.BUTTON_OLD)
    return _recall(turn, sent, policy)


def press_own_recall_button(
    turn: Turn, policy: Policy, ticket_id: int, message_number: str
) -> Answer:
    """Handle a resident's button: below their message, or below a report just sent."""
    if message_number:
        return press_recall_button(turn, policy, message_number)
    ticket = resident_actions.lock_own_ticket(turn.session, ticket_id, turn.contact)
    return _with_menu(turn, _recall(turn, SentItem(ticket, ticket.opened_at), policy))


def _recall(turn: Turn, sent: SentItem, policy: Policy) -> Reply:
    result = recalls.recall_sent(turn.session, sent, now=turn.now, policy=policy)
    if result.by_member:
        return member_words.render_recall(result)
    return resident_words.render_recall(result)


def _is_writing(turn: Turn) -> bool:
    """Return whether a message or a report is still unsent: the text is about that then."""
    held = draft_replies.has_draft(turn.session, turn.contact, now=turn.now)
    return held or field_reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def _find_last_sent(turn: Turn) -> SentItem | None:
    if "sent" not in turn.memo:
        turn.memo["sent"] = recalls.find_last_sent(turn.session, turn.contact, now=turn.now)
    sent: SentItem | None = turn.memo["sent"]
    return sent


def _with_menu(turn: Turn, reply: Reply) -> Reply:
    """Add the menu's buttons for a resident; members get the reply as it is."""
    sent = _find_last_sent(turn)
    of_member = sent is not None and sent.is_from_member
    return reply if of_member else Reply(reply.text, reply.choices or show_menu(turn).choices)

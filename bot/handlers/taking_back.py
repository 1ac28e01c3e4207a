"""*Thu hồi*, as a button and in words: what was just sent to the wrong person, or by mistake.

Asked before danger is looked for: these words, whole, tell of none.
"""

from bot import texts
from bot.errors import UserError
from bot.handlers.menu import show_menu
from bot.handoff import asking, relay, reports, taking_back
from bot.handoff.rules import Rules
from bot.handoff.taking_back import Sent
from bot.messages import Reply
from bot.routing import Answer, Handler, Turn, id_in

VERB = "back"


def asks(turn: Turn) -> bool:
    """Words that take back, while there is something that was just sent."""
    if turn.choice or turn.attachments or not turn.bare:
        return False
    if not taking_back.asks(turn.text, loosely=True) or _writes(turn):
        return False
    sent = _last(turn)
    if sent is None:
        return False
    fresh = turn.now - sent.at <= taking_back.WITHIN
    return taking_back.asks(turn.text, loosely=fresh and not sent.of_member)


def take_back(rules: Rules) -> Handler:
    """Take it back, or say that it is too late."""

    def taken_back(turn: Turn) -> Answer:
        sent = _last(turn)
        if sent is None:
            raise UserError(texts.TAKEN_BACK_ALREADY)
        return _with_way_on(
            turn, taking_back.take_back(turn.session, sent, now=turn.now, rules=rules)
        )

    return taken_back


def press_words(turn: Turn, rules: Rules, said: str) -> Answer:
    """The button under words that were carried: of the one who wrote them."""
    sent = taking_back.find_words(
        turn.session, turn.contact, id_in(said), since=turn.now - taking_back.STILL_MEANT
    )
    if sent is None:
        raise UserError(texts.BUTTON_OLD)
    return taking_back.take_back(turn.session, sent, now=turn.now, rules=rules)


def press_own(turn: Turn, rules: Rules, ticket_id: int, said: str) -> Answer:
    """A resident's button: under their words, or under a report that was just sent."""
    if said:
        return press_words(turn, rules, said)
    ticket = asking.own(turn.session, ticket_id, turn.contact)
    sent = Sent(ticket, ticket.opened_at)
    return _with_way_on(turn, taking_back.take_back(turn.session, sent, now=turn.now, rules=rules))


def _writes(turn: Turn) -> bool:
    """Whether something is still being written: it is meant then, and nothing of it was sent."""
    held = relay.is_held(turn.session, turn.contact, now=turn.now)
    return held or reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def _last(turn: Turn) -> Sent | None:
    if "sent" not in turn.memo:
        turn.memo["sent"] = taking_back.find_last(turn.session, turn.contact, now=turn.now)
    sent: Sent | None = turn.memo["sent"]
    return sent


def _with_way_on(turn: Turn, reply: Reply) -> Reply:
    """To a resident the menu stays; a member goes on with their tickets."""
    sent = _last(turn)
    of_member = sent is not None and sent.of_member
    return reply if of_member else Reply(reply.text, reply.choices or show_menu(turn).choices)

"""Typed messages about the resident's own ticket: cancel it, ask its progress, done or not done."""

import re
from datetime import timedelta

from bot import texts
from bot.core.policy import Policy
from bot.handlers.led_conversations import is_engaged
from bot.handlers.recognition import Intents, is_carried, means
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.words import tickets as words
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.tickets import resident_actions
from bot.tickets import service as handoff
from bot.tickets.call_times import parse_call_time
from bot.tickets.models import Ticket
from bot.tickets.phrases import is_closing
from bot.tickets.queries import list_contact_tickets
from bot.tickets.resolution_phrases import is_done, is_no_longer_needed, is_not_done

VERDICT_WINDOW = timedelta(minutes=30)  # after the end "rồi" still answers "xong chưa ạ?"
# "Nhầm, tôi hỏi sổ đỏ cơ" mends what was said, it cancels nothing.
CORRECTS = re.compile(
    r"\b(?:nham .*\b(?:la|hoi|can|muon|phai|viec)\b .+|(?:y|ma) (?:toi|tui|bac) (?:noi|hoi|la) .+"
    r"|(?:chu )?khong phai .+)"
)


def find_waiting_ticket(turn: Turn) -> Ticket | None:
    """Return the resident's latest ticket that nobody has accepted; None if one is accepted.

    Cached in the turn's memo.
    """
    if "waiting" not in turn.memo:
        tickets = list_contact_tickets(turn.session, turn.contact.id) if is_engaged(turn) else ()
        led = bool(tickets) and tickets[0].accepted_at is not None
        # Of several that wait "hủy yêu cầu" means what was asked last.
        turn.memo["waiting"] = None if led else max(tickets, key=lambda t: t.id, default=None)
    waiting_ticket: Ticket | None = turn.memo["waiting"]
    return waiting_ticket


def asks_to_cancel(intents: Intents) -> Condition:
    """Return a predicate: *thôi không cần nữa*, in any words, while a request waits."""
    asks = means(intents, "cancel", "not-now")

    def meant(turn: Turn) -> bool:
        if turn.choice or find_waiting_ticket(turn) is None:
            return False
        corrects = CORRECTS.search(turn.normalized_text) or turn.text.rstrip(" .!").split()[
            -1:
        ] == [texts.SAID_CORRECTING]
        return is_no_longer_needed(turn.text) or (not corrects and asks(turn))

    return meant


def cancel_request(turn: Turn) -> Answer:
    """Cancel the request; whoever was asked is notified."""
    ticket = find_waiting_ticket(turn)
    assert ticket is not None
    resident_actions.cancel_ticket(turn.session, ticket.id, turn.contact, now=turn.now)
    return words.render_cancelled(ticket.id, show_menu(turn).choices)


def asks_for_time(policy: Policy) -> Condition:
    """Return a predicate: a preferred time, *sáng mai gọi cho tôi nhé*, while a request waits."""
    return lambda turn: (
        not turn.choice
        and bool(turn.normalized_text)
        and find_waiting_ticket(turn) is not None
        and bool(parse_call_time(turn.text, now=turn.now, policy=policy))
    )


def keep_preferred_time(policy: Policy) -> Handler:
    """Return a handler that stores the preferred time on the ticket."""

    def keep(turn: Turn) -> Answer:
        ticket = find_waiting_ticket(turn)
        assert ticket is not None
        turn.message.ticket_id = ticket.id
        wish = parse_call_time(turn.text, now=turn.now, policy=policy)
        resident_actions.save_call_time(turn.session, ticket.id, turn.contact, wish, now=turn.now)
        return words.render_call_time(wish)

    return keep


def asks_progress(intents: Intents) -> Condition:
    """Return a predicate: a question such as *sao chưa ai trả lời?*, *bao giờ có người?*."""
    return means(intents, "my-request")


def tell_progress(policy: Policy) -> Handler:
    """Return a handler that tells who was asked and until when, or how to open a ticket."""

    def tell(turn: Turn) -> Reply:
        ticket = find_waiting_ticket(turn)
        if ticket is None:
            return words.render_no_request()
        placement = handoff.dispatch_ticket(turn.session, ticket, now=turn.now, policy=policy)
        reply = words.render_placement(turn, placement, policy)
        return Reply(reply.text, (words.cancel_choice(ticket.id),))

    return tell


def gives_verdict(intents: Intents) -> Condition:
    """Return a predicate: an answer to "xong chưa ạ?", *rồi cháu* or *chưa được*."""
    asks = means(intents, "done", "not-done", "yes", "no", "stuck")

    def meant(turn: Turn) -> bool:
        if turn.choice or not turn.normalized_text:
            return False
        is_verdict = is_not_done(turn.text) or is_done(turn.text)
        return (is_verdict or asks(turn)) and _read_verdict(turn, intents) is not None

    return meant


def _is_verdict_asked(turn: Turn, ticket: Ticket) -> bool:
    solved = Action.OWN_TICKET.pack(ticket.id, "solved")
    return any(button["value"] == solved for button in turn.contact.offered)


def _read_verdict(turn: Turn, intents: Intents) -> bool | None:
    """Return whether the ticket is solved; None if the text is not about the closed ticket.

    Right after the question any yes or no answers it; for two days later only "not done yet" does.
    """
    ticket = _find_closed_ticket(turn)
    if ticket is None or is_carried(turn):
        return None
    is_asked = _is_verdict_asked(turn, ticket)
    if is_not_done(turn.text) or means(intents, "not-done")(turn):
        return False
    if ticket.rating is not None:
        return None
    fresh = ticket.closed_at is not None and turn.now - ticket.closed_at < VERDICT_WINDOW
    if (is_asked or fresh) and means(intents, "stuck")(turn):
        return False
    if is_asked and means(intents, "no")(turn):
        return False
    thanks = is_closing(turn.text) and not is_asked
    if (is_asked or fresh) and not thanks and (is_done(turn.text) or means(intents, "done")(turn)):
        return True
    return True if is_asked and (is_done(turn.text) or means(intents, "yes")(turn)) else None


def _find_closed_ticket(turn: Turn) -> Ticket | None:
    if "closed" not in turn.memo:
        turn.memo["closed"] = resident_actions.find_recently_closed(
            turn.session, turn.contact.id, now=turn.now
        )
    closed: Ticket | None = turn.memo["closed"]
    return closed


def take_verdict(intents: Intents, policy: Policy) -> Handler:
    """Return a handler: done asks for a rating, not done reopens the ticket."""

    def answer(turn: Turn) -> Answer:
        ticket = _find_closed_ticket(turn)
        assert ticket is not None
        turn.message.ticket_id = ticket.id
        if _read_verdict(turn, intents):
            return words.render_rating_question(ticket.id)
        placement = resident_actions.reopen_ticket(
            turn.session, ticket.id, turn.contact, turn.text, now=turn.now, policy=policy
        )
        return words.render_placement(turn, placement, policy)

    return answer

"""What a resident says about their own ticket in words: no longer needed, how far it is, done, not
done yet."""

from bot import texts
from bot.handlers.menu import show_menu
from bot.handlers.resident_ticket import engaged, stars
from bot.handlers.understanding import Intents, means
from bot.handoff import asking
from bot.handoff import service as handoff
from bot.handoff.models import Ticket
from bot.handoff.rules import Rules
from bot.messages import Choice, Reply
from bot.routing import Answer, Handler, Question, Turn


def waiting(turn: Turn) -> Ticket | None:
    """The ticket of this resident that nobody has taken yet; looked up once a message."""
    if "waiting" not in turn.memo:
        ticket = handoff.find_open(turn.session, turn.contact.id) if engaged(turn) else None
        open_one = ticket is not None and ticket.accepted_at is None
        turn.memo["waiting"] = ticket if open_one else None
    found: Ticket | None = turn.memo["waiting"]
    return found


def cancels(intents: Intents) -> Question:
    """*Thôi không cần nữa*, in any words, while a request waits."""
    asks = means(intents, "cancel", "not-now")
    return lambda turn: asks(turn) and waiting(turn) is not None


def cancel(turn: Turn) -> Answer:
    """The request is over; whoever was asked hears so."""
    ticket = waiting(turn)
    assert ticket is not None
    said = asking.cancel(turn.session, ticket.id, turn.contact, now=turn.now)
    return Reply(said.text, show_menu(turn).choices)


def asks_how_far(intents: Intents) -> Question:
    """*Sao chưa ai trả lời?*, *bao giờ có người?*"""
    return means(intents, "my-request")


def tell_how_far(rules: Rules) -> Handler:
    """Who was asked and until when; without a request, how to make one."""

    def tell(turn: Turn) -> Reply:
        ticket = waiting(turn)
        if ticket is None:
            person = Choice(texts.BUTTON_PERSON, "person")
            return Reply(texts.REQUEST_NONE, (person, Choice(texts.BUTTON_MENU, "menu")))
        said = handoff.hand_over(turn.session, ticket, now=turn.now, rules=rules)
        stop = Choice(texts.BUTTON_CANCEL_REQUEST, f"my:{ticket.id}:cancel")
        return Reply(said.text, (*said.choices, stop))

    return tell


def judges(intents: Intents) -> Question:
    """*Rồi cháu*, *chưa được*: the answer to "xong chưa ạ?", for as long as it can be meant so."""
    asks = means(intents, "done", "not-done", "yes", "no", "stuck")
    return lambda turn: asks(turn) and _judged(turn) is not None


def _judged(turn: Turn) -> Ticket | None:
    if "closed" not in turn.memo:
        turn.memo["closed"] = asking.find_just_closed(turn.session, turn.contact.id, now=turn.now)
    found: Ticket | None = turn.memo["closed"]
    return found if found is not None and found.rating is None else None


def judge(intents: Intents, rules: Rules) -> Handler:
    """Done: thanks and the stars. Not done: the same ticket again."""
    fine = means(intents, "done", "yes")

    def answer(turn: Turn) -> Answer:
        ticket = _judged(turn)
        assert ticket is not None
        turn.message.ticket_id = ticket.id
        if fine(turn):
            return Reply(texts.RATE_ASK, stars(ticket.id))
        return asking.reopen(turn.session, ticket.id, turn.contact, now=turn.now, rules=rules)

    return answer

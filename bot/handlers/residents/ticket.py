"""A resident's ticket: messages to the helping member, ticket buttons, "bot" to end the talk."""

from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.faq import context
from bot.faq.service import recent_topic
from bot.handlers.members import recalls
from bot.handlers.members import tickets as member
from bot.handlers.residents import village
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Route, Turn, find_handler, id_in
from bot.messages.content import Choice, Reply
from bot.people.linking import works
from bot.tickets import opening, relay, resident_actions, unheard_voices
from bot.tickets import service as handoff
from bot.tickets.dispatch import hold
from bot.tickets.models import Ticket
from bot.tickets.phrases import is_closing, wants_bot
from bot.tickets.relayed_content import words_of


def with_person(turn: Turn) -> bool:
    """Return whether a person leads the conversation: text is relayed, buttons are handled."""
    return not turn.choice and engaged(turn) and _led(turn) is not None


def engaged(turn: Turn) -> bool:
    """Return whether this contact has an open ticket or report; cached in the turn's memo."""
    if "engaged" not in turn.memo:
        turn.memo["engaged"] = handoff.is_engaged(turn.session, turn.contact.id)
    return bool(turn.memo["engaged"])


def _led(turn: Turn) -> Ticket | None:
    """Return the accepted ticket: of several the one replied to, else the latest; None if none."""
    tickets = handoff.open_tickets(turn.session, turn.contact.id)
    taken = [one for one in tickets if one.accepted_at is not None]
    if len(taken) > 1:
        platform_id = str(turn.message.payload.get("reply_to", ""))
        answered = relay.ticket_of_reply(turn.session, turn.contact, platform_id)
        taken.sort(key=lambda one: one.id != answered)
    return taken[0] if taken else None


def carry(policy: Policy) -> Handler:
    """Return a handler that relays the resident's message to the member; "bot" ends the relay.

    The inner name `carried` is stored with messages and matched by `handlers.edits`.
    """

    def carried(turn: Turn) -> Answer:
        ticket = _led(turn)
        if ticket is None:
            return old_button(turn)
        ticket = hold(turn.session, ticket.id)
        if ticket.closed_at is not None:  # at this very moment
            raise UserError(texts.TICKET_JUST_CLOSED.format(number=ticket.id))
        if ticket.accepted_at is None:
            return _add(turn, ticket)
        if wants_bot(turn.text):
            told = relay.hand_back(turn.session, ticket, now=turn.now)
            return Reply(told.text, show_menu(turn).choices)
        return relay.from_resident(turn.session, ticket, turn.message, now=turn.now, policy=policy)

    return carried


def press(policy: Policy) -> Handler:
    """Return a handler for the resident's ticket buttons: "my:<ticket>:<verb>[:<detail>]"."""

    def pressed(turn: Turn) -> Answer:
        number, verb, what = (*turn.argument.split(SEPARATOR), "", "")[:3]
        ticket_id = id_in(number)
        return _do(turn, policy, ticket_id, verb, what) if ticket_id else old_button(turn)

    return pressed


def _do(turn: Turn, policy: Policy, number: int, verb: str, what: str) -> Answer:
    session, contact, now = turn.session, turn.contact, turn.now
    resident_actions.own(session, number, contact)
    turn.message.ticket_id = number
    match verb:
        case "solved":
            return Reply(texts.RATE_ASK, stars(number))
        case "notyet":
            return resident_actions.reopen(session, number, contact, now=now, policy=policy)
        case "rate":
            return _with_menu(
                turn, resident_actions.rate(session, number, contact, id_in(what), now=now)
            )
        case "cancel":
            return _with_menu(turn, resident_actions.cancel(session, number, contact, now=now))
        case recalls.VERB:
            return recalls.press_own(turn, policy, number, what)
        case "call":
            return resident_actions.wish_time(
                session, number, contact, what, now=now, policy=policy
            )
        case "name":
            return resident_actions.tell_name(session, number, contact, now=now)
    return old_button(turn)


def _with_menu(turn: Turn, said: Reply) -> Reply:
    return Reply(said.text, show_menu(turn).choices)


def stars(number: int) -> tuple[Choice, ...]:
    """Return the rating buttons of a ticket."""
    return tuple(Choice(word, f"my:{number}:rate:{stars}") for stars, word in texts.RATINGS.items())


def waits(turn: Turn) -> bool:
    """Return whether the turn is text or a photo while nobody has accepted the ticket yet."""
    if turn.choice or not engaged(turn) or village.was_asked(turn) or village.named(turn):
        return False
    return handoff.find_open(turn.session, turn.contact.id) is not None


def added_or(shelf: Shelf, answer: Handler) -> Handler:
    """Return a handler that answers a sure question, and adds any other message to the ticket.

    The inner name `added` is stored with messages and matched by `handlers.edits`.
    """

    def added(turn: Turn) -> Answer:
        ticket = handoff.find_open(turn.session, turn.contact.id)
        known = bool(turn.bare) and (is_closing(turn.text) or _sure(turn, shelf))
        return answer(turn) if known or ticket is None else _add(turn, ticket)

    return added


def _add(turn: Turn, ticket: Ticket) -> Reply:
    things = [one.as_json() for one in turn.attachments]
    spoken = [turn.message] if any(map(unheard_voices.is_voice, things)) else []
    words = unheard_voices.words_for(spoken) or words_of(turn.message)
    opening.add_words(turn.session, ticket, words, things, now=turn.now)
    turn.message.ticket_id = ticket.id
    if village.is_asked(turn):
        place = village.ask_village(turn)
        return Reply(f"{texts.TICKET_WORDS_ADDED}\n{place.text}", place.choices)
    stop = Choice(texts.BUTTON_CANCEL_REQUEST, f"my:{ticket.id}:cancel")
    return Reply(texts.TICKET_WORDS_ADDED, (stop, Choice(texts.BUTTON_MENU, "menu")))


def _sure(turn: Turn, shelf: Shelf) -> bool:
    index = shelf()
    before = recent_topic(turn.session, turn.contact.id, now=turn.now)
    found = context.match_after(index, turn.text, index.knowledge.topics.get(before))
    return found.outcome == "answer"


def is_own_question(turn: Turn) -> bool:
    """Return whether a team member asks as a resident."""
    return not turn.choice and works(turn.session, turn.contact) and member.for_myself(turn)


def own_question(known: Sequence[Route]) -> Handler:
    """Return a handler that answers the text after "hỏi:" like any resident's."""

    def ask(turn: Turn) -> Answer:
        words = turn.text.partition(":")[2].strip()
        if not words:
            raise UserError(texts.GOT_NOTHING)
        turn.message.text = words
        asked = replace(turn, text=words)
        return find_handler(known, asked)(asked)

    return ask

"""A team member at work in their own chat: buttons, commands in words, and words for the resident.

What is not a deed of theirs is a question like anybody's, and goes on to the other routes.
"""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.errors import UserError
from bot.handlers import duty
from bot.handlers.menu import old_button
from bot.handoff import canned, cards, relay, working
from bot.handoff.duty_lines import parse_duty
from bot.handoff.models import Ticket
from bot.handoff.phrases import Command, Verb, note_of, parse_command
from bot.handoff.rules import Rules
from bot.messages import Choice, Reply
from bot.people.linking import works
from bot.routing import SEPARATOR, Answer, Handler, Question, Turn
from bot.vietnamese import fold

Deed = Callable[[], Answer]
WORDS = {
    Verb.TAKE: "take",
    Verb.PASS: "pass",
    Verb.BUSY: "busy",
    Verb.CALL: "call",
    Verb.VISIT: "visit",
    Verb.DONE: "done",
}


def press(rules: Rules) -> Handler:
    """A button of a card: "tk:<ticket>:<verb>"."""

    def pressed(turn: Turn) -> Answer:
        number, _, verb = turn.argument.partition(SEPARATOR)
        if not number.isdecimal() or not works(turn.session, turn.contact):
            return old_button(turn)
        return _do(turn, rules, verb, int(number))

    return pressed


def _do(turn: Turn, rules: Rules, verb: str, ticket_id: int, rest: str = "") -> Answer:
    session, person, now = turn.session, turn.contact.person_id or 0, turn.now
    match verb:
        case "take":
            return working.accept(session, ticket_id, person, now=now, rules=rules)
        case "busy":
            return working.busy(session, ticket_id, person, now=now, rules=rules)
        case "pass":
            return working.pass_on(session, ticket_id, person, rest, now=now, rules=rules)
        case "call":
            return working.call_back(session, ticket_id, person, now=now, rules=rules)
        case "done":
            return working.close(session, ticket_id, person, now=now, words=rest)
        case "give":
            return _give(turn, rules, ticket_id)
    return old_button(turn)


def _give(turn: Turn, rules: Rules, ticket_id: int) -> Reply:
    """The words that were held go to this ticket's resident."""
    message = relay.kept_words(turn.session, turn.contact)
    if message is None:
        raise UserError(texts.WORDS_GONE)
    person = turn.contact.person_id or 0
    failed = relay.from_member(turn.session, ticket_id, person, message, now=turn.now, rules=rules)
    return failed or Reply(texts.WORDS_SENT.format(number=ticket_id))


def speaks(rules: Rules) -> Question:
    """A member says something that is work."""
    return lambda turn: _deed(turn, rules) is not None


def speak(rules: Rules) -> Handler:
    """Do it."""

    def spoken(turn: Turn) -> Answer:
        deed = _deed(turn, rules)
        return deed() if deed else old_button(turn)

    return spoken


def _deed(turn: Turn, rules: Rules) -> Deed | None:
    """What a member's message is, understood whole, or words for the resident; None: neither."""
    if turn.choice or for_myself(turn) or not works(turn.session, turn.contact):
        return None
    platform_id = str(turn.message.payload.get("reply_to", ""))
    answered = relay.ticket_of_reply(turn.session, turn.contact, platform_id)
    if (note := note_of(turn.text)) is not None:
        return partial(_note, turn, answered, note)
    if command := parse_command(turn.text):
        return _command(turn, rules, command, answered)
    if answered is None and (lines := parse_duty(turn.text, today=duty.today(turn, rules))):
        return partial(duty.said, turn, rules, lines)
    return _words(turn, rules, answered)


def _note(turn: Turn, answered: int | None, text: str) -> Reply:
    person = turn.contact.person_id or 0
    held = working.held_by(turn.session, person)
    if answered is None and len(held) != 1:
        raise UserError(texts.WHICH_TICKET if held else texts.TICKET_NONE_HELD)
    return working.note(turn.session, answered or held[0].id, person, text, now=turn.now)


def _command(turn: Turn, rules: Rules, command: Command, answered: int | None) -> Deed | None:
    match command.verb:
        case Verb.CANNED:
            return canned.listed
        case Verb.DUTY:
            return partial(duty.show, turn, rules)
        case Verb.LEAVE:
            return partial(duty.leave, turn, rules)
    verb = WORDS[command.verb]
    if number := command.ticket or answered:
        return partial(_do, turn, rules, verb, number, command.rest)
    found = _meant(turn, command.verb)
    if len(found) == 1:
        return partial(_do, turn, rules, verb, found[0].id, command.rest)
    return partial(_which, turn, texts.WHICH_TICKET, found, verb) if found else None


def _meant(turn: Turn, verb: Verb) -> Sequence[Ticket]:
    """The tickets a verb without a number can be about."""
    person = turn.contact.person_id or 0
    held = working.held_by(turn.session, person)
    offered = working.offered_to(turn.session, person)
    match verb:
        case Verb.TAKE:
            return offered
        case Verb.PASS | Verb.BUSY:
            return offered or held
    return held


def _which(turn: Turn, text: str, tickets: Sequence[Ticket], verb: str) -> Reply:
    return Reply(text, tuple(_ticket_choice(turn, one, verb) for one in tickets))


def _ticket_choice(turn: Turn, ticket: Ticket, verb: str) -> Choice:
    who = cards.resident_name(turn.session, ticket)
    label = texts.WHICH_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(label, f"tk:{ticket.id}:{verb}")


def _words(turn: Turn, rules: Rules, answered: int | None) -> Deed | None:
    """Words for a resident: of the answered message, or of the only ticket held."""
    held = working.held_by(turn.session, turn.contact.person_id or 0)
    if answered is not None:
        return partial(_answer_card, turn, rules, answered)
    if len(held) == 1:
        return partial(_send, turn, rules, held[0].id)
    if not held or not (turn.bare or turn.attachments):
        return None
    return partial(_hold_and_ask, turn, held)


def _answer_card(turn: Turn, rules: Rules, ticket_id: int) -> Answer:
    """Answering a card that was not taken yet takes it."""
    person = turn.contact.person_id or 0
    ticket = working.allowed(turn.session, ticket_id, person)
    taken: tuple[Reply, ...] = ()
    if ticket.member_id == person and ticket.accepted_at is None:
        taken = (working.accept(turn.session, ticket_id, person, now=turn.now, rules=rules),)
    failed = _send(turn, rules, ticket_id)
    return (*taken, failed) if failed else taken


def _send(turn: Turn, rules: Rules, ticket_id: int) -> Reply | None:
    person = turn.contact.person_id or 0
    return relay.from_member(
        turn.session, ticket_id, person, turn.message, now=turn.now, rules=rules
    )


def _hold_and_ask(turn: Turn, held: Sequence[Ticket]) -> Reply:
    relay.keep_words(turn.session, turn.contact, turn.message, now=turn.now)
    return _which(turn, texts.WHICH_TICKET_WORDS, held, "give")


def send_canned(rules: Rules) -> Handler:
    """A sentence of the list goes to the resident of the only ticket held: "mau:<number>"."""

    def send(turn: Turn) -> Answer:
        words = canned.sentence(turn.argument)
        if not words or not works(turn.session, turn.contact):
            return old_button(turn)
        held = working.held_by(turn.session, turn.contact.person_id or 0)
        if not held:
            raise UserError(texts.TICKET_NONE_HELD)
        turn.message.text = words
        if len(held) > 1:
            return _hold_and_ask(turn, held)
        sent = Reply(texts.WORDS_SENT.format(number=held[0].id))
        return _send(turn, rules, held[0].id) or sent

    return send


def for_myself(turn: Turn) -> bool:
    """ "hỏi: …": a member asks as a resident."""
    return fold(turn.text).startswith(texts.SAID_FOR_MYSELF)

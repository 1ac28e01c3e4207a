"""A team member at work in their own chat: buttons, commands in words, and words for the resident.

What is not a deed of theirs is a question like anybody's, and goes on to the other routes.
"""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.errors import UserError
from bot.handlers import addressed, before_taking, duty, held_words, saying, visit_words
from bot.handlers import taking_back as recall
from bot.handlers.menu import old_button
from bot.handoff import canned, cards, relay, reports, taking_back, visit_changes, visits, working
from bot.handoff.assigning import hold
from bot.handoff.duty_doubts import find_doubt
from bot.handoff.duty_lines import parse_duty
from bot.handoff.models import Ticket
from bot.handoff.phrases import Command, Verb, note_of, parse_command
from bot.handoff.rules import Rules
from bot.messages import Reply
from bot.people.linking import works
from bot.routing import SEPARATOR, Answer, Handler, Question, Turn, id_in, replies_of
from bot.vietnamese import bare, fold

Deed = Callable[[], Answer]
RELEASES = ("busy", "pass")
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
        number, verb, rest = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if not works(turn.session, turn.contact):
            return old_button(turn)
        if turn.argument == held_words.DROP:
            return held_words.drop(turn)
        ticket_id = id_in(number)
        return do(turn, rules, verb, ticket_id, rest) if ticket_id else old_button(turn)

    return pressed


def do(turn: Turn, rules: Rules, verb: str, ticket_id: int, rest: str = "") -> Answer:
    """One verb about one ticket, of somebody who may; `rest` is what was written after it."""
    deed = DEEDS.get(verb)
    if deed is None:
        return old_button(turn)
    person = turn.contact.person_id or 0
    working.allowed(turn.session, ticket_id, person)
    turn.message.ticket_id = ticket_id
    asked = visit_words.ask_what_becomes(turn, rules, ticket_id) if verb in RELEASES else None
    said = deed(turn, rules, ticket_id, rest)
    if verb not in RELEASES:
        return said
    replies = before_taking.give_back(turn, ticket_id, said)
    return (*replies_of(replies), asked) if asked else replies


def _take(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Answer:
    """What was written about the ticket before it was taken goes to its resident now."""
    person = turn.contact.person_id or 0
    card = working.accept(turn.session, ticket_id, person, now=turn.now, rules=rules)
    if hold(turn.session, ticket_id).closed_at is not None:
        return card  # the resident is gone
    if before_taking.is_for(turn, ticket_id):
        return card, _give(turn, rules, ticket_id, "")
    return before_taking.offer_words(turn, ticket_id, card)


def _take_for(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Answer:
    """Of several that are offered the one that the words were meant for."""
    before_taking.choose(turn, ticket_id)
    return _take(turn, rules, ticket_id, "")


def _busy(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return working.busy(turn.session, ticket_id, person, now=turn.now, rules=rules)


def _pass(turn: Turn, rules: Rules, ticket_id: int, rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return working.pass_on(turn.session, ticket_id, person, rest, now=turn.now, rules=rules)


def _call(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return working.call_back(turn.session, ticket_id, person, now=turn.now, rules=rules)


def _done(turn: Turn, rules: Rules, ticket_id: int, rest: str) -> Answer:
    person = turn.contact.person_id or 0
    working.mine(turn.session, ticket_id, person)
    asked = visit_changes.ask_what_becomes(
        turn.session, ticket_id, leaving=False, now=turn.now, rules=rules
    )
    if asked is not None:
        return asked
    reports.require_proof(turn.session, working.mine(turn.session, ticket_id, person))
    return working.close(turn.session, ticket_id, person, now=turn.now, words=rest)


def _give(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Reply:
    """The words that were held go to this ticket's resident."""
    messages = relay.kept_words(turn.session, turn.contact)
    if not messages:
        raise UserError(texts.WORDS_GONE)
    for message in messages:
        message.payload = {**message.payload, taking_back.SENT_WITH: turn.message.id}
        if failed := saying.send(turn, rules, ticket_id, message):
            return failed
    back = taking_back.button(ticket_id, messages)
    return Reply(texts.WORDS_SENT.format(number=ticket_id), (back,))


def _show(turn: Turn, _rules: Rules, ticket_id: int, _rest: str) -> Answer:
    ticket = working.mine(turn.session, ticket_id, turn.contact.person_id or 0)
    return cards.own_card(turn.session, ticket, "")


def _take_back(turn: Turn, rules: Rules, _ticket_id: int, rest: str) -> Answer:
    return recall.press_words(turn, rules, rest)


def _again(turn: Turn, rules: Rules, ticket_id: int, _rest: str) -> Answer:
    """The command that was held is done to this ticket, with all that was written after it."""
    messages = relay.kept_words(turn.session, turn.contact)
    command = _read_command(turn, rules, messages[-1].text) if messages else None
    if command is None or command.verb not in WORDS:
        raise UserError(texts.WORDS_GONE)
    return do(turn, rules, WORDS[command.verb], ticket_id, command.rest)


DEEDS: dict[str, Callable[[Turn, Rules, int, str], Answer]] = {
    "take": _take,
    "takefor": _take_for,
    "busy": _busy,
    "pass": _pass,
    "call": _call,
    "visit": visit_words.plan,
    "done": _done,
    "give": _give,
    "again": _again,
    "show": _show,
    "novisit": visit_words.leave,
    recall.VERB: _take_back,
}


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
    if turn.choice or not works(turn.session, turn.contact) or for_myself(turn):
        return None
    platform_id = str(turn.message.payload.get("reply_to", ""))
    answered = relay.ticket_of_reply(turn.session, turn.contact, platform_id)
    if (note := note_of(turn.text)) is not None:
        return partial(_note, turn, answered, note)
    if visit := visit_words.find_deed(turn, rules, answered):
        return visit
    if command := _read_command(turn, rules, turn.text):
        return _command(turn, rules, command, answered)
    if addressed_to := addressed.find_deed(turn, rules):
        return addressed_to
    today = duty.today(turn, rules)
    if answered is None and (lines := parse_duty(turn.text, today=today)):
        if doubt := find_doubt(turn.text, today=today):
            return partial(Reply, doubt)
        return partial(duty.said, turn, rules, lines)
    return _words(turn, rules, answered)


def _read_command(turn: Turn, rules: Rules, text: str) -> Command | None:
    if place := _visit_line(turn, rules, text):
        return Command(Verb.VISIT, rest=place)
    return parse_command(text)


def _visit_line(turn: Turn, rules: Rules, text: str) -> str:
    """ "hẹn thứ 7 9h nhà văn hóa": the day and the hour right after the word, then a place."""
    first, _, rest = text.partition(" ")
    if first.startswith("/") or bare(first) != "hen" or "?" in text:
        return ""
    read = visits.read(rest, now=turn.now, rules=rules)
    return rest if read or visits.find_doubt(rest, now=turn.now, rules=rules) else ""


def _note(turn: Turn, answered: int | None, text: str) -> Reply:
    person = turn.contact.person_id or 0
    held = working.held_by(turn.session, person)
    if answered is None and len(held) != 1:
        raise UserError(texts.WHICH_TICKET if held else texts.TICKET_NONE_HELD)
    ticket_id = answered or held[0].id
    turn.message.ticket_id = ticket_id
    return working.note(turn.session, ticket_id, person, text, now=turn.now)


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
        return partial(do, turn, rules, verb, number, command.rest)
    found = _meant(turn, command)
    if len(found) == 1:
        return partial(do, turn, rules, verb, found[0].id, command.rest)
    return partial(_ask_which, turn, found, command) if found else None


def _ask_which(turn: Turn, found: Sequence[Ticket], command: Command) -> Reply:
    """What was written after the verb waits with it for the ticket."""
    if not command.rest:
        return held_words.which(turn, texts.WHICH_TICKET, found, WORDS[command.verb])
    relay.kept_words(turn.session, turn.contact)  # a command takes the place of what was held
    relay.keep_words(turn.session, turn.contact, turn.message, now=turn.now)
    return held_words.which(turn, texts.WHICH_TICKET, found, "again")


def _meant(turn: Turn, command: Command) -> Sequence[Ticket]:
    """The tickets a verb without a number can be about. Who names where to pass one means what
    they have; an offer is passed on by its button."""
    person = turn.contact.person_id or 0
    held = working.held_by(turn.session, person)
    offered = working.offered_to(turn.session, person)
    match command.verb:
        case Verb.TAKE:
            return offered
        case Verb.BUSY:
            return offered or held
        case Verb.PASS if command.rest:
            return held or offered
        case Verb.PASS:
            return [*offered, *held]
    return held


def _words(turn: Turn, rules: Rules, answered: int | None) -> Deed | None:
    """Words for a resident: of the answered message, or of the only ticket held."""
    held = working.held_by(turn.session, turn.contact.person_id or 0)
    if answered is not None:
        return partial(saying.answer_card, turn, rules, answered)
    if len(held) == 1:
        return partial(saying.say, turn, rules, held[0].id)
    if not (turn.bare or turn.attachments):
        return None
    if not held:
        return before_taking.find_deed(turn)
    return partial(held_words.hold, turn, held)


def for_myself(turn: Turn) -> bool:
    """ "hỏi: …": a member asks as a resident."""
    return fold(turn.text).startswith(texts.SAID_FOR_MYSELF)

"""Messages of a team member: ticket buttons, typed commands, and messages for the resident.

A message that is none of these is a question like anybody's, and goes on to the other routes.
"""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.duty.doubts import find_doubt
from bot.duty.lines import parse_duty
from bot.handlers.members import addressed, before_taking, draft_replies, duty, saying, visit_words
from bot.handlers.members import recalls as recall
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Question, Turn, id_in, replies_of
from bot.messages.content import Reply
from bot.people.linking import works
from bot.tickets import (
    canned_responses,
    cards,
    field_reports,
    member_actions,
    recalls,
    relay,
    visit_changes,
    visits,
)
from bot.tickets.dispatch import hold
from bot.tickets.models import Ticket
from bot.tickets.phrases import Command, Verb, note_of, parse_command
from bot.vietnamese.letters import bare, fold

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


def press(policy: Policy) -> Handler:
    """Return a handler for the ticket buttons of a member: "tk:<ticket>:<verb>[:<rest>]"."""

    def pressed(turn: Turn) -> Answer:
        number, verb, rest = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if not works(turn.session, turn.contact):
            return old_button(turn)
        if turn.argument == draft_replies.DROP:
            return draft_replies.drop(turn)
        ticket_id = id_in(number)
        return do(turn, policy, verb, ticket_id, rest) if ticket_id else old_button(turn)

    return pressed


def do(turn: Turn, policy: Policy, verb: str, ticket_id: int, rest: str = "") -> Answer:
    """Run one verb on a ticket if the member may; `rest` is the text after the verb.

    Raises NotAllowed or UserError. A verb that gives the ticket away also returns the
    member's draft reply unsent, and asks about a planned visit.
    """
    deed = DEEDS.get(verb)
    if deed is None:
        return old_button(turn)
    person = turn.contact.person_id or 0
    member_actions.allowed(turn.session, ticket_id, person)
    turn.message.ticket_id = ticket_id
    asked = visit_words.ask_what_becomes(turn, policy, ticket_id) if verb in RELEASES else None
    said = deed(turn, policy, ticket_id, rest)
    if verb not in RELEASES:
        return said
    replies = before_taking.give_back(turn, ticket_id, said)
    return (*replies_of(replies), asked) if asked else replies


def _take(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Accept the ticket; send the draft reply kept for it, or ask whether to send it."""
    person = turn.contact.person_id or 0
    card = member_actions.accept(turn.session, ticket_id, person, now=turn.now, policy=policy)
    if hold(turn.session, ticket_id).closed_at is not None:
        return card  # the resident is gone
    if before_taking.is_for(turn, ticket_id):
        return card, _give(turn, policy, ticket_id, "")
    return before_taking.offer_words(turn, ticket_id, card)


def _take_for(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Accept one of several offered tickets, and send the draft reply to its resident."""
    before_taking.choose(turn, ticket_id)
    return _take(turn, policy, ticket_id, "")


def _busy(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return member_actions.busy(turn.session, ticket_id, person, now=turn.now, policy=policy)


def _pass(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return member_actions.pass_on(
        turn.session, ticket_id, person, rest, now=turn.now, policy=policy
    )


def _call(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    person = turn.contact.person_id or 0
    return member_actions.call_back(turn.session, ticket_id, person, now=turn.now, policy=policy)


def _done(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    person = turn.contact.person_id or 0
    member_actions.mine(turn.session, ticket_id, person)
    asked = visit_changes.ask_what_becomes(
        turn.session, ticket_id, leaving=False, now=turn.now, policy=policy
    )
    if asked is not None:
        return asked
    field_reports.require_proof(turn.session, member_actions.mine(turn.session, ticket_id, person))
    return member_actions.close(turn.session, ticket_id, person, now=turn.now, words=rest)


def _give(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Reply:
    """Send the draft reply to the resident of this ticket. Raises UserError if there is none."""
    messages = relay.kept_words(turn.session, turn.contact)
    if not messages:
        raise UserError(texts.WORDS_GONE)
    for message in messages:
        message.payload = {**message.payload, recalls.SENT_WITH: turn.message.id}
        if failed := saying.send(turn, policy, ticket_id, message):
            return failed
    back = recalls.button(ticket_id, messages)
    return Reply(texts.WORDS_SENT.format(number=ticket_id), (back,))


def _show(turn: Turn, _policy: Policy, ticket_id: int, _rest: str) -> Answer:
    ticket = member_actions.mine(turn.session, ticket_id, turn.contact.person_id or 0)
    return cards.own_card(turn.session, ticket, "")


def _take_back(turn: Turn, policy: Policy, _ticket_id: int, rest: str) -> Answer:
    return recall.press_words(turn, policy, rest)


def _again(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Run the held command, including the text after its verb, on this ticket."""
    messages = relay.kept_words(turn.session, turn.contact)
    command = _read_command(turn, policy, messages[-1].text) if messages else None
    if command is None or command.verb not in WORDS:
        raise UserError(texts.WORDS_GONE)
    return do(turn, policy, WORDS[command.verb], ticket_id, command.rest)


DEEDS: dict[str, Callable[[Turn, Policy, int, str], Answer]] = {
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


def speaks(policy: Policy) -> Question:
    """Return a predicate: a member's message that is a command or goes to a resident."""
    return lambda turn: _deed(turn, policy) is not None


def speak(policy: Policy) -> Handler:
    """Return a handler that runs what a member's message asks for, or relays it to the resident.

    The names `speak` and `spoken` are stored with messages and matched by `privacy.erasure` and by
    `handlers.edits`.
    """

    def spoken(turn: Turn) -> Answer:
        deed = _deed(turn, policy)
        return deed() if deed else old_button(turn)

    return spoken


def _deed(turn: Turn, policy: Policy) -> Deed | None:
    """Return the action that a member's message means, tried in a fixed order; None if it is none.

    The order: note, visit, command, message addressed by name, duty lines, message for a resident.
    """
    if turn.choice or not works(turn.session, turn.contact) or for_myself(turn):
        return None
    platform_id = str(turn.message.payload.get("reply_to", ""))
    answered = relay.ticket_of_reply(turn.session, turn.contact, platform_id)
    if (note := note_of(turn.text)) is not None:
        return partial(_note, turn, answered, note)
    if visit := visit_words.find_deed(turn, policy, answered):
        return visit
    if command := _read_command(turn, policy, turn.text):
        return _command(turn, policy, command, answered)
    if addressed_to := addressed.find_deed(turn, policy):
        return addressed_to
    today = duty.today(turn, policy)
    if answered is None and (lines := parse_duty(turn.text, today=today)):
        if doubt := find_doubt(turn.text, today=today):
            return partial(Reply, doubt)
        return partial(duty.said, turn, policy, lines)
    return _words(turn, policy, answered)


def _read_command(turn: Turn, policy: Policy, text: str) -> Command | None:
    if place := _visit_line(turn, policy, text):
        return Command(Verb.VISIT, rest=place)
    return parse_command(text)


def _visit_line(turn: Turn, policy: Policy, text: str) -> str:
    """Return what follows "hẹn" when a day or an hour comes right after it; else "".

    Example: "hẹn thứ 7 9h nhà văn hóa".
    """
    first, _, rest = text.partition(" ")
    if first.startswith("/") or bare(first) != "hen" or "?" in text:
        return ""
    read = visits.read(rest, now=turn.now, policy=policy)
    return rest if read or visits.find_doubt(rest, now=turn.now, policy=policy) else ""


def _note(turn: Turn, answered: int | None, text: str) -> Reply:
    person = turn.contact.person_id or 0
    held = member_actions.held_by(turn.session, person)
    if answered is None and len(held) != 1:
        raise UserError(texts.WHICH_TICKET if held else texts.TICKET_NONE_HELD)
    ticket_id = answered or held[0].id
    turn.message.ticket_id = ticket_id
    return member_actions.note(turn.session, ticket_id, person, text, now=turn.now)


def _command(turn: Turn, policy: Policy, command: Command, answered: int | None) -> Deed | None:
    match command.verb:
        case Verb.CANNED:
            return canned_responses.listed
        case Verb.DUTY:
            return partial(duty.show, turn, policy)
        case Verb.LEAVE:
            return partial(duty.leave, turn, policy)
    verb = WORDS[command.verb]
    if number := command.ticket or answered:
        return partial(do, turn, policy, verb, number, command.rest)
    found = _meant(turn, command)
    if len(found) == 1:
        return partial(do, turn, policy, verb, found[0].id, command.rest)
    return partial(_ask_which, turn, found, command) if found else None


def _ask_which(turn: Turn, found: Sequence[Ticket], command: Command) -> Reply:
    """Ask for which ticket a command is; hold its message if text follows the verb."""
    if not command.rest:
        return draft_replies.which(turn, texts.WHICH_TICKET, found, WORDS[command.verb])
    relay.kept_words(turn.session, turn.contact)  # a command takes the place of what was held
    relay.keep_words(turn.session, turn.contact, turn.message, now=turn.now)
    return draft_replies.which(turn, texts.WHICH_TICKET, found, "again")


def _meant(turn: Turn, command: Command) -> Sequence[Ticket]:
    """List the tickets that a command without a number can be about.

    "Chuyển" with a destination means held tickets first; an offer is passed on by its button.
    """
    person = turn.contact.person_id or 0
    held = member_actions.held_by(turn.session, person)
    offered = member_actions.offered_to(turn.session, person)
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


def _words(turn: Turn, policy: Policy, answered: int | None) -> Deed | None:
    """Return the action that relays a message: to the answered ticket or the only one held."""
    held = member_actions.held_by(turn.session, turn.contact.person_id or 0)
    if answered is not None:
        return partial(saying.answer_card, turn, policy, answered)
    if len(held) == 1:
        return partial(saying.say, turn, policy, held[0].id)
    if not (turn.bare or turn.attachments):
        return None
    if not held:
        return before_taking.find_deed(turn)
    return partial(draft_replies.hold, turn, held)


def for_myself(turn: Turn) -> bool:
    """Return whether a member asks as a resident, by the prefix "hỏi:"."""
    return fold(turn.text).startswith(texts.SAID_FOR_MYSELF)

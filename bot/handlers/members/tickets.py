"""Messages of a team member: ticket buttons, typed commands, and messages for the resident.

A message that is none of these is a question like anybody's, and goes on to the other routes.
"""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.duty.ambiguity import find_ambiguity
from bot.duty.lines import parse_duty
from bot.handlers.members import (
    draft_replies,
    duty,
    member_messages,
    ticket_address,
    untaken_tickets,
    visit_commands,
)
from bot.handlers.members import message_recall as recall
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import ticket_messages as message_words
from bot.handlers.members.words import tickets as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Condition, Handler, Turn, list_replies, parse_id
from bot.messages.content import Reply
from bot.notices import ticket_cards
from bot.people.linking import is_team_member
from bot.tickets import draft_replies as drafts
from bot.tickets import member_actions, recalls, relay, visits
from bot.tickets.models import Ticket
from bot.tickets.phrases import Command, Verb, parse_command, parse_note
from bot.tickets.proof import require_proof
from bot.tickets.queries import (
    list_offered_tickets,
    list_taken_tickets,
    lock_allowed_ticket,
    lock_taken_ticket,
)
from bot.vietnamese.letters import normalize_for_match, strip_tones

MemberAction = Callable[[], Answer]
RELEASING_VERBS = ("busy", "pass")
BUTTON_VERBS = {
    Verb.TAKE: "take",
    Verb.PASS: "pass",
    Verb.BUSY: "busy",
    Verb.CALL: "call",
    Verb.VISIT: "visit",
    Verb.DONE: "done",
}


def press_ticket_button(policy: Policy) -> Handler:
    """Return a handler for the ticket buttons of a member: "tk:<ticket>:<verb>[:<rest>]"."""

    def pressed(turn: Turn) -> Answer:
        number, verb, rest = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        if turn.argument == message_words.DROP_DRAFT:
            return draft_replies.drop_draft_reply(turn)
        ticket_id = parse_id(number)
        return (
            act_on_ticket(turn, policy, verb, ticket_id, rest)
            if ticket_id
            else reject_old_button(turn)
        )

    return pressed


def act_on_ticket(turn: Turn, policy: Policy, verb: str, ticket_id: int, rest: str = "") -> Answer:
    """Run one verb on a ticket if the member may; `rest` is the text after the verb.

    Raises NotAllowed or UserError. A verb that gives the ticket away also returns the
    member's draft reply unsent, and asks about a planned visit.
    """
    action = ACTIONS.get(verb)
    if action is None:
        return reject_old_button(turn)
    person_id = turn.contact.person_id or 0
    lock_allowed_ticket(turn.session, ticket_id, person_id)
    turn.message.ticket_id = ticket_id
    visit_question = (
        visit_commands.ask_visit_decision(turn, policy, ticket_id)
        if verb in RELEASING_VERBS
        else None
    )
    answer = action(turn, policy, ticket_id, rest)
    if verb not in RELEASING_VERBS:
        return answer
    replies = untaken_tickets.return_draft_reply(turn, ticket_id, answer)
    return (*list_replies(replies), visit_question) if visit_question else replies


def _take_ticket(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Accept the ticket; send the draft reply kept for it, or ask whether to send it."""
    ticket = member_actions.take_ticket(
        turn.session, ticket_id, actor=get_member(turn), now=turn.now, policy=policy
    )
    card = words.render_taken(turn, ticket)
    if ticket.closed_at is not None:
        return card  # the resident is gone
    if untaken_tickets.is_draft_for(turn, ticket_id):
        return card, _send_draft_reply(turn, policy, ticket_id, "")
    return untaken_tickets.offer_draft_reply(turn, ticket_id, card)


def _take_chosen_ticket(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Accept one of several offered tickets, and send the draft reply to its resident."""
    untaken_tickets.address_draft_reply(turn, ticket_id)
    return _take_ticket(turn, policy, ticket_id, "")


def _report_busy(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    placement = member_actions.decline_ticket(
        turn.session, ticket_id, actor=get_member(turn), now=turn.now, policy=policy
    )
    return words.render_released(turn, placement)


def _pass_ticket(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    placement = member_actions.pass_ticket(
        turn.session, ticket_id, rest, actor=get_member(turn), now=turn.now, policy=policy
    )
    return words.render_released(turn, placement)


def _request_call_back(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    ticket = member_actions.request_phone(
        turn.session, ticket_id, actor=get_member(turn), now=turn.now, policy=policy
    )
    return words.render_phone_requested(ticket)


def _close_ticket(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    person_id = turn.contact.person_id or 0
    lock_taken_ticket(turn.session, ticket_id, person_id)
    visit_question = visit_commands.ask_visit_decision(turn, policy, ticket_id, leaving=False)
    if visit_question is not None:
        return visit_question
    require_proof(turn.session, lock_taken_ticket(turn.session, ticket_id, person_id))
    member_actions.complete_ticket(
        turn.session, ticket_id, actor=get_member(turn), now=turn.now, answer=rest
    )
    return words.render_completed(ticket_id)


def _send_draft_reply(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Reply:
    """Send the draft reply to the resident of this ticket. Raises UserError if there is none."""
    messages = drafts.pop_draft_messages(turn.session, turn.contact)
    if not messages:
        raise UserError(texts.WORDS_GONE)
    for message in messages:
        message.payload = {**message.payload, recalls.SENT_WITH: turn.message.id}
        if failed := member_messages.send_to_resident(turn, policy, ticket_id, message):
            return failed
    return message_words.render_sent(ticket_id, messages)


def _show_ticket(turn: Turn, _policy: Policy, ticket_id: int, _rest: str) -> Answer:
    ticket = lock_taken_ticket(turn.session, ticket_id, turn.contact.person_id or 0)
    return ticket_cards.member_card(turn.session, ticket, "")


def _recall_messages(turn: Turn, policy: Policy, _ticket_id: int, rest: str) -> Answer:
    return recall.press_recall_button(turn, policy, rest)


def _run_held_command(turn: Turn, policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """Run the held command, including the text after its verb, on this ticket."""
    messages = drafts.pop_draft_messages(turn.session, turn.contact)
    command = _read_command(turn, policy, messages[-1].text) if messages else None
    if command is None or command.verb not in BUTTON_VERBS:
        raise UserError(texts.WORDS_GONE)
    return act_on_ticket(turn, policy, BUTTON_VERBS[command.verb], ticket_id, command.argument)


ACTIONS: dict[str, Callable[[Turn, Policy, int, str], Answer]] = {
    "take": _take_ticket,
    "takefor": _take_chosen_ticket,
    "busy": _report_busy,
    "pass": _pass_ticket,
    "call": _request_call_back,
    "visit": visit_commands.plan_visit,
    "done": _close_ticket,
    "give": _send_draft_reply,
    "again": _run_held_command,
    "show": _show_ticket,
    "novisit": visit_commands.skip_visit,
    recall.VERB: _recall_messages,
}


def is_member_work(policy: Policy) -> Condition:
    """Return a predicate: a member's message that is a command or goes to a resident."""
    return lambda turn: _find_action(turn, policy) is not None


def speak(policy: Policy) -> Handler:
    """Return a handler that runs what a member's message asks for, or relays it to the resident.

    The names `speak` and `spoken` are stored with messages and matched by `privacy.erasure` and by
    `handlers.edits`.
    """

    def spoken(turn: Turn) -> Answer:
        action = _find_action(turn, policy)
        return action() if action else reject_old_button(turn)

    return spoken


def _find_action(turn: Turn, policy: Policy) -> MemberAction | None:
    """Return the action that a member's message means, tried in a fixed order; None if it is none.

    The order: note, visit, command, message addressed by name, duty lines, message for a resident.
    """
    if turn.choice or not is_team_member(turn.session, turn.contact) or asks_as_resident(turn):
        return None
    platform_id = str(turn.message.payload.get("reply_to", ""))
    replied_ticket_id = relay.find_replied_ticket_id(turn.session, turn.contact, platform_id)
    if (note := parse_note(turn.text)) is not None:
        return partial(_add_note, turn, replied_ticket_id, note)
    if visit_action := visit_commands.find_action(turn, policy, replied_ticket_id):
        return visit_action
    if command := _read_command(turn, policy, turn.text):
        return _find_command_action(turn, policy, command, replied_ticket_id)
    if addressed_action := ticket_address.find_addressed_action(turn, policy):
        return addressed_action
    today = duty.local_date(turn, policy)
    if replied_ticket_id is None and (lines := parse_duty(turn.text, today=today)):
        if doubt := find_ambiguity(turn.text, today=today):
            return partial(Reply, doubt)
        return partial(duty.record_duty, turn, policy, lines)
    return _find_message_action(turn, policy, replied_ticket_id)


def _read_command(turn: Turn, policy: Policy, text: str) -> Command | None:
    if place := _parse_visit_line(turn, policy, text):
        return Command(Verb.VISIT, argument=place)
    return parse_command(text)


def _parse_visit_line(turn: Turn, policy: Policy, text: str) -> str:
    """Return what follows "hẹn" when a day or an hour comes right after it; else "".

    Example: "hẹn thứ 7 9h nhà văn hóa".
    """
    first, _, rest = text.partition(" ")
    if first.startswith("/") or normalize_for_match(first) != "hen" or "?" in text:
        return ""
    visit = visits.parse_visit(rest, now=turn.now, policy=policy)
    return rest if visit or visits.find_ambiguity(rest, now=turn.now, policy=policy) else ""


def _add_note(turn: Turn, replied_ticket_id: int | None, text: str) -> Reply:
    person_id = turn.contact.person_id or 0
    held_tickets = list_taken_tickets(turn.session, person_id)
    if replied_ticket_id is None and len(held_tickets) != 1:
        raise UserError(texts.WHICH_TICKET if held_tickets else texts.TICKET_NONE_HELD)
    ticket_id = replied_ticket_id or held_tickets[0].id
    turn.message.ticket_id = ticket_id
    member_actions.add_note(turn.session, ticket_id, text, actor=get_member(turn), now=turn.now)
    return words.render_note_kept(ticket_id)


def _find_command_action(
    turn: Turn, policy: Policy, command: Command, replied_ticket_id: int | None
) -> MemberAction | None:
    match command.verb:
        case Verb.CANNED:
            return message_words.render_canned_responses
        case Verb.DUTY:
            return partial(duty.show_roster, turn, policy)
        case Verb.LEAVE:
            return partial(duty.report_absence, turn, policy)
    verb = BUTTON_VERBS[command.verb]
    if number := command.ticket_id or replied_ticket_id:
        return partial(act_on_ticket, turn, policy, verb, number, command.argument)
    tickets = _list_meant_tickets(turn, command)
    if len(tickets) == 1:
        return partial(act_on_ticket, turn, policy, verb, tickets[0].id, command.argument)
    return partial(_ask_which_ticket, turn, tickets, command) if tickets else None


def _ask_which_ticket(turn: Turn, tickets: Sequence[Ticket], command: Command) -> Reply:
    """Ask for which ticket a command is; hold its message if text follows the verb."""
    if not command.argument:
        return draft_replies.render_ticket_choice(
            turn, texts.WHICH_TICKET, tickets, BUTTON_VERBS[command.verb]
        )
    drafts.pop_draft_messages(
        turn.session, turn.contact
    )  # a command takes the place of what was held
    drafts.save_draft(turn.session, turn.contact, turn.message, now=turn.now)
    return draft_replies.render_ticket_choice(turn, texts.WHICH_TICKET, tickets, "again")


def _list_meant_tickets(turn: Turn, command: Command) -> Sequence[Ticket]:
    """List the tickets that a command without a number can be about.

    "Chuyển" with a destination means held tickets first; an offer is passed on by its button.
    """
    person_id = turn.contact.person_id or 0
    held_tickets = list_taken_tickets(turn.session, person_id)
    offered_tickets = list_offered_tickets(turn.session, person_id)
    match command.verb:
        case Verb.TAKE:
            return offered_tickets
        case Verb.BUSY:
            return offered_tickets or held_tickets
        case Verb.PASS if command.argument:
            return held_tickets or offered_tickets
        case Verb.PASS:
            return [*offered_tickets, *held_tickets]
    return held_tickets


def _find_message_action(
    turn: Turn, policy: Policy, replied_ticket_id: int | None
) -> MemberAction | None:
    """Return the action that relays a message: to the answered ticket or the only one held."""
    held_tickets = list_taken_tickets(turn.session, turn.contact.person_id or 0)
    if replied_ticket_id is not None:
        return partial(member_messages.reply_to_card, turn, policy, replied_ticket_id)
    if len(held_tickets) == 1:
        return partial(member_messages.send_and_confirm, turn, policy, held_tickets[0].id)
    if not (turn.normalized_text or turn.attachments):
        return None
    if not held_tickets:
        return untaken_tickets.find_untaken_action(turn)
    return partial(draft_replies.hold_draft_reply, turn, held_tickets)


def asks_as_resident(turn: Turn) -> bool:
    """Return whether a member asks as a resident, by the prefix "hỏi:"."""
    return strip_tones(turn.text).startswith(texts.SAID_FOR_MYSELF)

"""*/dangnhap*: a one-time link into the officers' console, sent to one's own chat.

A link can open the row it is about: a button under a notice, or the number of a ticket behind the
command ("/dangnhap 12").
"""

import re

from bot import texts
from bot.core.policy import Policy
from bot.inbox.routing import SEPARATOR, Handler, Turn, any_of, command, exact_phrase, parse_id
from bot.messages.content import Reply
from bot.people import sign_in
from bot.people.actor import Actor, Hand
from bot.people.sign_in import ConsoleTarget

asks_console_link = any_of(command(*texts.COMMAND_CONSOLE), exact_phrase(*texts.SAID_CONSOLE))
_TICKET = re.compile(r"/.*?\s#?(\d{1,9})\s*")


def send_console_link(policy: Policy) -> Handler:
    """Return a handler that makes a link for the speaker. Raises NotAllowed without a role."""

    def answer(turn: Turn) -> Reply:
        ticket = _TICKET.fullmatch(turn.text)
        if ticket is not None:
            return _send_link(turn, policy, ConsoleTarget.TICKET, int(ticket[1]))
        return _send_link(turn, policy)

    return answer


def press_console_button(policy: Policy) -> Handler:
    """Return a handler of "console:<target>:<id>": a fresh link that opens that row."""

    def pressed(turn: Turn) -> Reply:
        kind, _, number = turn.argument.partition(SEPARATOR)
        target = next((known for known in ConsoleTarget if known == kind), ConsoleTarget.TODAY)
        return _send_link(turn, policy, target, parse_id(number) or None)

    return pressed


def _send_link(
    turn: Turn,
    policy: Policy,
    target: ConsoleTarget = ConsoleTarget.TODAY,
    row_id: int | None = None,
) -> Reply:
    url = make_console_link(turn, policy, target, row_id)
    return Reply(texts.SIGN_IN_LINK.format(url=url) if url else texts.SIGN_IN_NO_ADDRESS)


def make_console_link(
    turn: Turn,
    policy: Policy,
    target: ConsoleTarget = ConsoleTarget.TODAY,
    row_id: int | None = None,
) -> str:
    """Return a one-time link for the speaker, "" when no public address is set.

    Raises NotAllowed for somebody without a role in the console.
    """
    actor = Actor(turn.contact.person_id, "", None, Hand.CHAT)
    token = sign_in.issue_sign_in_link(
        turn.session,
        turn.contact.person_id or 0,
        actor=actor,
        now=turn.now,
        target=target,
        target_id=row_id,
    )
    return f"{policy.public_url}/console/in/{token}" if policy.public_url else ""


def offer_console(
    turn: Turn,
    policy: Policy,
    sentence: str = texts.CONSOLE_LONG_WAY,
    *,
    target: ConsoleTarget = ConsoleTarget.TODAY,
    row_id: int | None = None,
) -> str:
    """Return the sentence that leads to the console for the long way, or "" without an address."""
    url = make_console_link(turn, policy, target, row_id) if policy.public_url else ""
    return sentence.format(url=url) if url else ""

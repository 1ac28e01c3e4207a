"""*/dangnhap*: a one-time link into the officers' console, sent to one's own chat."""

from bot import texts
from bot.core.policy import Policy
from bot.inbox.routing import Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.people import sign_in
from bot.people.actor import Actor, Hand

asks_console_link = any_of(command(*texts.COMMAND_CONSOLE), exact_phrase(*texts.SAID_CONSOLE))


def send_console_link(policy: Policy) -> Handler:
    """Return a handler that makes a link for the speaker. Raises NotAllowed without a role."""

    def answer(turn: Turn) -> Reply:
        url = make_console_link(turn, policy)
        return Reply(texts.SIGN_IN_LINK.format(url=url) if url else texts.SIGN_IN_NO_ADDRESS)

    return answer


def make_console_link(turn: Turn, policy: Policy) -> str:
    """Return a one-time link for the speaker, "" when no public address is set.

    Raises NotAllowed for somebody without a role in the console.
    """
    actor = Actor(turn.contact.person_id, "", None, Hand.CHAT)
    token = sign_in.issue_sign_in_link(
        turn.session, turn.contact.person_id or 0, actor=actor, now=turn.now
    )
    return f"{policy.public_url}/console/in/{token}" if policy.public_url else ""


def offer_console(turn: Turn, policy: Policy, sentence: str = texts.CONSOLE_LONG_WAY) -> str:
    """Return the sentence that leads to the console for the long way, or "" without an address."""
    url = make_console_link(turn, policy) if policy.public_url else ""
    return sentence.format(url=url) if url else ""

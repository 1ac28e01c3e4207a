"""Linking chats to a person by a one-time code: a member's chat, or a resident's second chat."""

from collections.abc import Sequence

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents.menu import ask_consent, reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.people import linking
from bot.people.actor import Actor, Hand
from bot.people.models import Role
from bot.people.service import list_roles
from bot.people.units import Unit
from bot.polls import merging as polls
from bot.polls.voting_config import VotingConfig
from bot.privacy import consent
from bot.usecases import merge_contacts, vouch_for_contact

LINK_PREFIX = "link-"
NO_UNIT = "-"  # a scope that no unit lies in


def is_link_code(turn: Turn) -> bool:
    """Return whether the turn is the deep link, or the phrase and a code."""
    return turn.start.startswith(LINK_PREFIX) or turn.normalized_text.startswith(
        f"{texts.SAID_LINK} "
    )


def link_chat(policy: Policy, booth: VotingConfig) -> Handler:
    """Link the chat to the person who holds the code.

    Using the code is the consent; the reply says to what.
    """

    def answer(turn: Turn) -> Reply:
        typed = turn.text.strip().partition(" ")[2]
        code = turn.start.removeprefix(LINK_PREFIX) if turn.start else typed
        former = turn.contact.person_id
        person = linking.redeem_link_code(turn.session, turn.contact, code, now=turn.now)
        if person is None:
            return Reply(texts.LINK_CODE_WRONG)
        turn.contact.greeted_at = turn.contact.greeted_at or turn.now
        consent.record_consent(turn.session, turn.contact, person.name or turn.name, now=turn.now)
        if roles := list_roles(turn.session, person.id):
            if former != person.id:
                linking.announce_link(
                    turn.session, turn.contact, turn.name, actor=_speaker(turn), now=turn.now
                )
            vouch_for_contact.accept_linked(turn.session, turn.contact, policy, booth, now=turn.now)
            return _welcome_member(turn, person.name, roles)
        if former == person.id:
            polls.merge_ballots(turn.session, turn.contact, now=turn.now, key=booth.key)
            return Reply(texts.LINK_SAME_CHAT)
        return Reply(_merge_chats(turn, policy, booth))

    return answer


def _welcome_member(turn: Turn, name: str, roles: Sequence[Role]) -> Reply:
    """Tell a person with roles what they may do in this chat now."""
    units = ", ".join(turn.session.get_one(Unit, role.unit_id).name for role in roles)
    is_member = linking.is_team_member(turn.session, turn.contact)
    template = texts.LINKED if is_member else texts.LINKED_DECIDES
    return Reply(template.format(name=name, units=units))


def _merge_chats(turn: Turn, policy: Policy, booth: VotingConfig) -> str:
    """Merge what both chats of a person have, and say what was merged."""
    merged = merge_contacts.merge_contacts(turn.session, turn.contact, policy, booth, now=turn.now)
    lines = [texts.LINKED_RESIDENT]
    lines += [texts.LINKED_SEATS.format(count=merged.seats)] if merged.seats else []
    lines += [texts.LINKED_TICKETS.format(count=merged.tickets)] if merged.tickets else []
    for accepted in merged.accepted:
        lines += vouch_for_contact.describe_accepted(
            turn.session, accepted, now=turn.now, zone=policy.zone
        )
    return "\n".join(lines)


def request_link_code(booth: VotingConfig) -> Handler:
    """Issue a code to type in the person's other chat."""

    def give(turn: Turn) -> Reply:
        if turn.contact.consented_at is None:
            return ask_consent(texts.LINK_NEEDS_CONSENT)
        code = linking.make_own_link_code(turn.session, turn.contact, now=turn.now)
        polls.merge_ballots(turn.session, turn.contact, now=turn.now, key=booth.key)
        return Reply(texts.LINK_CODE_GIVEN.format(code=code))

    return give


def unlink_chat(turn: Turn) -> Reply:
    """Unlink this chat from the person.

    Refused while a poll they answered is open, so that nobody answers twice.
    """
    if not linking.list_other_contacts(turn.session, turn.contact):
        return Reply(texts.UNLINK_NONE)
    if linking.has_role(turn.session, turn.contact):
        return Reply(texts.UNLINK_MEMBER)
    if polls.has_answered_open_poll(turn.session, turn.contact, now=turn.now):
        return Reply(texts.UNLINK_POLL)
    linking.unlink_contact(turn.session, turn.contact, now=turn.now)
    return Reply(texts.UNLINKED_RESIDENT)


def undo_link(turn: Turn) -> Reply:
    """Handle "lk:undo:<contact>": unlink the chat that was linked just now by mistake."""
    verb, _, number = turn.argument.partition(SEPARATOR)
    if verb != "undo" or not parse_id(number):
        return reject_old_button(turn)
    linking.undo_link(
        turn.session, turn.contact, parse_id(number), actor=_speaker(turn), now=turn.now
    )
    return Reply(texts.LINK_UNDONE)


def _speaker(turn: Turn) -> Actor:
    """Return the speaker as an actor for their own chats; no role and no unit is needed."""
    return Actor(turn.contact.person_id, NO_UNIT, None, Hand.CHAT)

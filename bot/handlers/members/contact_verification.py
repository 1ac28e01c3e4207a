"""Verify contacts of the web page, so that their ballots count and their enrolments hold.

A contact is verified by the code on their household's paper, or by a member with */xacnhan*.
Linking a chat to another is handled in `linking`.
"""

import re

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.members.attendance import get_member
from bot.handlers.members.words import vouching as words
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Handler, Turn, command
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people import proof
from bot.people.linking import is_team_member
from bot.people.models import Contact
from bot.people.proof import Proof
from bot.people.units import Unit
from bot.polls.service import find_household
from bot.polls.voting_config import VotingConfig
from bot.usecases import vouch_for_contact
from bot.vietnamese.letters import normalize_for_match

_SAID = re.compile(
    rf"(?:{'|'.join(normalize_for_match(phrase) for phrase in texts.SAID_HOUSEHOLD)})"
    rf" (?P<code>[a-z0-9]{{4,12}})"
)
_TYPED = re.compile(r"/\S+\s+(?P<code>[A-Za-z0-9 .-]{4,20})")
is_command = command("xacnhan")


def says_household_code(turn: Turn) -> bool:
    """Return whether the text is a household's code: "Mã hộ K7M2PQ"."""
    return not turn.choice and _SAID.fullmatch(turn.normalized_text) is not None


def take_household_code(policy: Policy, booth: VotingConfig) -> Handler:
    """Return a handler of a household's code: it verifies a web page contact, and tells of any
    other chat whose family reads it."""

    def take(turn: Turn) -> Reply:
        code_match = _SAID.fullmatch(turn.normalized_text)
        household = find_household(turn.session, code_match["code"] if code_match else "")
        if household is None:
            raise UserError(texts.POLL_NO_HOUSEHOLD)
        current_proof = proof.determine_proof(turn.session, turn.contact)
        if current_proof is Proof.MEMBER:
            return words.render_proof_not_needed(show_menu(turn).choices)
        if current_proof not in (Proof.NONE, Proof.HOUSEHOLD):
            vouch_for_contact.join_household(turn.session, turn.contact, household, now=turn.now)
            return words.render_household_joined(household, show_menu(turn).choices)
        accepted = vouch_for_contact.accept_household(
            turn.session, turn.contact, household, policy, booth, now=turn.now
        )
        lines = vouch_for_contact.describe_accepted(
            turn.session, accepted, now=turn.now, zone=policy.zone
        )
        return words.render_proof_taken(lines, show_menu(turn).choices)

    return take


def is_confirmation(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == Action.VERIFY
    return (pressed or is_command(turn)) and is_team_member(turn.session, turn.contact)


def confirm_contact(policy: Policy, booth: VotingConfig) -> Handler:
    """Return a handler for "/xacnhan K7M2PQ", for the list, and for "verify:[yes:]<contact>"."""

    def answer(turn: Turn) -> Reply:
        typed = _TYPED.fullmatch(turn.text.strip())
        if not turn.choice and typed is None:
            return _show_waiting(turn)
        *verb, number = turn.argument.split(SEPARATOR)
        contact = _find_contact(turn, number) if typed is None or turn.choice else None
        if typed is not None and not turn.choice:
            contact = proof.find_contact_by_code(turn.session, typed["code"])
        if contact is None:
            return reject_old_button(turn) if turn.choice else words.render_unknown_code()
        vouch_for_contact.check_may_vouch(turn.session, contact, actor=get_member(turn))
        if turn.choice and verb != ["yes"]:
            return _ask_confirmation(turn, contact)
        return _vouch_for(turn, contact, policy, booth)

    return answer


def _find_contact(turn: Turn, contact_id: str) -> Contact | None:
    """Return the button's contact, locked, if it still waits for verification; else None."""
    if not contact_id.isdecimal() or len(contact_id) > 9:
        return None
    contact = turn.session.get(Contact, int(contact_id), with_for_update={"key_share": True})
    return contact if contact is not None and contact.vouch_code else None


def _show_waiting(turn: Turn) -> Reply:
    """Show the contacts that wait for verification in this member's villages."""
    contacts = vouch_for_contact.list_waiting_contacts(turn.session, get_member(turn), now=turn.now)
    return words.render_waiting_contacts(contacts)


def _ask_confirmation(turn: Turn, contact: Contact) -> Reply:
    unit = turn.session.get_one(Unit, contact.unit_id)
    return words.render_vouch_question(contact, unit.name)


def _vouch_for(turn: Turn, contact: Contact, policy: Policy, booth: VotingConfig) -> Reply:
    accepted = vouch_for_contact.vouch_for_contact(
        turn.session, contact, policy, booth, actor=get_member(turn), now=turn.now
    )
    return words.render_vouched(accepted)

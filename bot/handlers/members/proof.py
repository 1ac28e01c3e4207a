"""Verify contacts of the web page, so that their ballots count and their enrolments hold.

A contact is verified by the code on their household's paper, or by a member with */xacnhan*.
Linking a chat to another is handled in `linking`.
"""

import re

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Handler, Turn, command
from bot.messages.content import Choice, Reply
from bot.people import proof
from bot.people.linking import works
from bot.people.models import Contact
from bot.people.proof import Proof
from bot.people.units import Unit
from bot.polls.booth import Booth
from bot.polls.service import find_household
from bot.usecases import vouch_for_contact
from bot.vietnamese.letters import bare

_SAID = re.compile(
    rf"(?:{'|'.join(bare(phrase) for phrase in texts.SAID_HOUSEHOLD)}) (?P<code>[a-z0-9]{{4,12}})"
)
_TYPED = re.compile(r"/\S+\s+(?P<code>[A-Za-z0-9 .-]{4,20})")
is_command = command("xacnhan")


def says_code(turn: Turn) -> bool:
    """Return whether the text is a household's code: "Mã hộ K7M2PQ"."""
    return not turn.choice and _SAID.fullmatch(turn.bare) is not None


def take_code(policy: Policy, booth: Booth) -> Handler:
    """Return a handler that verifies a web page contact by a household's code."""

    def take(turn: Turn) -> Reply:
        said = _SAID.fullmatch(turn.bare)
        household = find_household(turn.session, said["code"] if said else "")
        if household is None:
            raise UserError(texts.POLL_NO_HOUSEHOLD)
        known = proof.proof_of(turn.session, turn.contact)
        if known not in (Proof.NONE, Proof.HOUSEHOLD):
            return Reply(texts.PROOF_NOT_NEEDED, show_menu(turn).choices)
        accepted = vouch_for_contact.accept_household(
            turn.session, turn.contact, household, policy, booth, now=turn.now
        )
        words = "\n".join([texts.PROOF_TAKEN, *accepted.lines])
        return Reply(words, show_menu(turn).choices)

    return take


def is_confirming(turn: Turn) -> bool:
    """Return whether a team member sent the command or pressed one of its buttons."""
    pressed = turn.choice.partition(SEPARATOR)[0] == "xn"
    return (pressed or is_command(turn)) and works(turn.session, turn.contact)


def confirm(policy: Policy, booth: Booth) -> Handler:
    """Return a handler for "/xacnhan K7M2PQ", for the list, and for "xn:[yes:]<contact>"."""

    def answer(turn: Turn) -> Reply:
        typed = _TYPED.fullmatch(turn.text.strip())
        if not turn.choice and typed is None:
            return _list(turn)
        *verb, number = turn.argument.split(SEPARATOR)
        contact = _found(turn, number) if typed is None or turn.choice else None
        if typed is not None and not turn.choice:
            contact = proof.find_by_code(turn.session, typed["code"])
        if contact is None:
            return old_button(turn) if turn.choice else Reply(texts.CONFIRM_UNKNOWN)
        vouch_for_contact.check_may(turn.session, turn.contact.person_id or 0, contact)
        if turn.choice and verb != ["yes"]:
            return _sure(turn, contact)
        return _done(turn, contact, policy, booth)

    return answer


def _found(turn: Turn, number: str) -> Contact | None:
    """Return the button's contact, locked, if it still waits for verification; else None."""
    if not number.isdecimal() or len(number) > 9:
        return None
    found = turn.session.get(Contact, int(number), with_for_update={"key_share": True})
    return found if found is not None and found.vouch_code else None


def _list(turn: Turn) -> Reply:
    """Show the contacts that wait for verification in this member's villages."""
    person_id = turn.contact.person_id or 0
    found = vouch_for_contact.list_waiting(turn.session, person_id, now=turn.now)
    buttons = tuple(Choice(short(_called(chat)), f"xn:{chat.id}") for chat in found)
    return Reply(texts.CONFIRM_LIST if found else texts.CONFIRM_NONE, buttons)


def _called(contact: Contact) -> str:
    name = contact.name or texts.CONFIRM_NAMELESS
    return texts.CONFIRM_WHO.format(name=name, code=contact.vouch_code)


def _sure(turn: Turn, contact: Contact) -> Reply:
    unit = turn.session.get_one(Unit, contact.unit_id)
    words = texts.CONFIRM_SURE.format(who=_called(contact), unit=unit.name)
    yes = Choice(texts.BUTTON_CONFIRM, f"xn:yes:{contact.id}")
    return Reply(words, (yes, Choice(texts.BUTTON_MENU, "menu")))


def _done(turn: Turn, contact: Contact, policy: Policy, booth: Booth) -> Reply:
    by = turn.contact.person_id
    given = vouch_for_contact.vouch(
        turn.session, contact, policy, booth, person_id=by, now=turn.now
    )
    ballots, seats = len(given.ballots), len(given.seats)
    return Reply(texts.CONFIRM_DONE.format(ballots=ballots, seats=seats))

"""What is said when a contact's identity is proved, to the contact or to the member who vouches."""

from collections.abc import Sequence

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people.models import Contact, Household
from bot.usecases.vouch_for_contact import AcceptedItems


def render_proof_not_needed(menu: tuple[Choice, ...]) -> Reply:
    """Say that the contact is proved already."""
    return Reply(texts.PROOF_NOT_NEEDED, menu)


def render_proof_taken(accepted: Sequence[str], menu: tuple[Choice, ...]) -> Reply:
    """Confirm the household's code and what it made count."""
    return Reply("\n".join([texts.PROOF_TAKEN, *accepted]), menu)


def render_household_joined(household: Household, menu: tuple[Choice, ...]) -> Reply:
    """Confirm for which household the chat speaks."""
    return Reply(texts.HOUSEHOLD_JOINED.format(label=household.label), menu)


def render_unknown_code() -> Reply:
    """Say that nobody waits with this code."""
    return Reply(texts.CONFIRM_UNKNOWN)


def render_waiting_contacts(contacts: Sequence[Contact]) -> Reply:
    """List the contacts that wait for verification, with a button each."""
    buttons = tuple(
        Choice(shorten_label(_contact_label(contact)), Action.VERIFY.pack(contact.id))
        for contact in contacts
    )
    return Reply(texts.CONFIRM_LIST if contacts else texts.CONFIRM_NONE, buttons)


def _contact_label(contact: Contact) -> str:
    name = contact.name or texts.CONFIRM_NAMELESS
    return texts.CONFIRM_WHO.format(name=name, code=contact.vouch_code)


def render_vouch_question(contact: Contact, unit_name: str) -> Reply:
    """Ask the member whether they are sure."""
    text = texts.CONFIRM_SURE.format(who=_contact_label(contact), unit=unit_name)
    yes = Choice(texts.BUTTON_CONFIRM, Action.VERIFY.pack("yes", contact.id))
    return Reply(text, (yes, Choice(texts.BUTTON_MENU, "menu")))


def render_vouched(accepted: AcceptedItems) -> Reply:
    """Confirm to the member how much was accepted."""
    ballots, seats = len(accepted.polls), len(accepted.enrolments)
    return Reply(texts.CONFIRM_DONE.format(ballots=ballots, seats=seats))

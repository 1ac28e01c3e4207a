"""The main menu, and replies that many handlers share."""

from bot import texts
from bot.core.policy import Policy
from bot.inbox.routing import Turn, list_menu_choices
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.people.units import Unit


def show_menu(_turn: Turn) -> Reply:
    """Show the main menu."""
    return Reply(
        texts.MENU,
        (
            Choice(texts.BUTTON_TOPICS, "topics"),
            Choice(texts.BUTTON_PERSON, "person"),
            Choice(texts.BUTTON_VILLAGE, "places"),
            Choice(texts.BUTTON_DATA, "data"),
            Choice(texts.BUTTON_REPORT, "report"),
            Choice(texts.BUTTON_CLASSES, Action.CLASS.pack()),
        ),
    )


def reject_old_button(turn: Turn) -> Reply:
    """Reply that the pressed button is no longer valid, with the menu's buttons."""
    return Reply(texts.BUTTON_OLD, show_menu(turn).choices)


def offer_menu_and_person(text: str) -> Reply:
    """Return a reply with two buttons: the menu, and a person."""
    return Reply(text, list_menu_choices())


def greet(turn: Turn, policy: Policy, unit: Unit | None = None) -> str:
    """Return the first greeting, with what the commune adds to it; `unit` is that of a deep link.

    What the bot says of itself comes first: who answers, and what it never asks for.
    """
    hello = texts.WELCOME_UNIT.format(unit=unit.name) if unit else texts.WELCOME
    own = policy.for_unit(unit.id if unit else turn.contact.place_id)
    return f"{hello} {own.greeting}".rstrip()


def ask_consent(hello: str, code: str = "") -> Reply:
    """Return the consent question under a greeting.

    A village's `code` travels in the button's value: nothing is stored before consent.
    """
    return Reply(
        f"{hello}\n\n{texts.CONSENT}",
        (
            Choice(texts.BUTTON_AGREE, f"agree:{code}" if code else "agree"),
            Choice(texts.BUTTON_DECLINE, "decline"),
        ),
    )

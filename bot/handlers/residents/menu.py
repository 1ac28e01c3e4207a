"""The menu, and the few replies that many handlers share."""

from bot import texts
from bot.inbox.receive import menu_choices
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply


def show_menu(_turn: Turn) -> Reply:
    """The buttons of everything the bot can do."""
    return Reply(
        texts.MENU,
        (
            Choice(texts.BUTTON_TOPICS, "topics"),
            Choice(texts.BUTTON_PERSON, "person"),
            Choice(texts.BUTTON_VILLAGE, "places"),
            Choice(texts.BUTTON_DATA, "data"),
            Choice(texts.BUTTON_REPORT, "report"),
            Choice(texts.BUTTON_CLASSES, "lh"),
        ),
    )


def old_button(turn: Turn) -> Reply:
    """A button nobody knows any more."""
    return Reply(texts.BUTTON_OLD, show_menu(turn).choices)


def dead_end(text: str) -> Reply:
    """A sentence with the two ways on: the menu and a person."""
    return Reply(text, menu_choices())


def ask_consent(hello: str, code: str = "") -> Reply:
    """Two sentences, two buttons. A village's `code` rides in the button: nothing is kept yet."""
    return Reply(
        f"{hello}\n\n{texts.CONSENT}",
        (
            Choice(texts.BUTTON_AGREE, f"agree:{code}" if code else "agree"),
            Choice(texts.BUTTON_DECLINE, "decline"),
        ),
    )

"""Routes of lists that were shown: their numbers, and lists that are outdated."""

from bot.handlers import numbered_choices
from bot.handlers.kit import Kit
from bot.handlers.officers import (
    role_commands,
)
from bot.handlers.residents import (
    classes,
    reminder_list,
    topic_browser,
    village,
)
from bot.inbox.routing import Route, anything, choice
from bot.messages.buttons import Action


def number_routes(kit: Kit, known: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return the routes of positions and ends of labels; `known` answers what they press."""
    return (
        Route(
            "lists.number",
            numbered_choices.picks_by_number,
            numbered_choices.press_by_number(known),
        ),
        Route(
            "lists.label_end",
            numbered_choices.is_label_end(kit.intents),
            numbered_choices.press_by_number(known),
        ),
        Route(
            "lists.outdated",
            numbered_choices.names_old_list,
            numbered_choices.show_list_again(known),
        ),
    )


def reopened_list_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that show an outdated list again."""
    return (
        Route("lists.menu", choice("menu"), role_commands.show_menu),
        Route("lists.places", choice("places"), village.show_page),
        Route("lists.topics", choice("topics"), topic_browser.browse_topics(kit.get_index)),
        Route(
            "lists.classes",
            lambda turn: turn.choice == Action.CLASS,
            classes.list_classes(kit.policy),
        ),
        Route("lists.reminders", choice(Action.REMINDER), reminder_list.show_reminders(kit.policy)),
        Route("lists.class_page", anything, classes.press_class_button(kit.policy)),
    )

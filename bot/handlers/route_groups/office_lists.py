"""Routes of lists that officers send as a file."""

from bot.handlers.kit import Kit
from bot.handlers.officers import list_import
from bot.inbox.routing import Route, choice
from bot.messages.buttons import Action
from bot.usecases.chat_imports import ListDesk


def office_list_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes: a file, and the buttons about it.

    They come after the drafts, whose attachments are theirs, and after a member's conversation.
    """
    desk = ListDesk(kit.files) if kit.files is not None else None
    return (
        Route(
            "imports.button",
            choice(Action.IMPORT),
            list_import.press_import_button(desk, kit.policy),
        ),
        Route(
            "imports.file",
            list_import.sends_list,
            list_import.offer_import(desk, kit.policy),
        ),
    )

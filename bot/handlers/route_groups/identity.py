"""Routes about who the contact is."""

from bot import texts
from bot.handlers import contact_form
from bot.handlers.kit import Kit
from bot.handlers.members import (
    linking,
)
from bot.handlers.residents import (
    language,
    village,
)
from bot.inbox.routing import Route, choice
from bot.messages.buttons import Action


def identity_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of linked chats, village, language, name and phone."""
    return (
        Route("linking.unlink", kit.says(texts.SAID_UNLINK, "unlink"), linking.unlink_chat),
        Route("linking.undo", choice(Action.LINK), linking.undo_link),
        Route("village.choose", choice("place"), village.choose_village),
        Route("language.choose", language.names_language, language.save_language),
        Route(
            "contact_form.submit", contact_form.submits_contact_form, contact_form.save_contact_form
        ),
        Route("contact_form.show", contact_form.asks_contact_form, contact_form.show_contact_form),
    )

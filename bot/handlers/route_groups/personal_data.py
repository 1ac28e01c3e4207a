"""Routes of stored personal data."""

from bot import texts
from bot.handlers.kit import Kit
from bot.handlers.residents import (
    corrections,
    own_data,
    personal_data,
    purposes,
)
from bot.inbox.routing import Route, any_of, choice, command, exact_phrase


def personal_data_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of stored personal data and of how the contact is notified."""
    return (
        Route(
            "announcements.resume",
            any_of(command("bat"), kit.says(texts.SAID_RESUME, "resume")),
            personal_data.resume_announcements,
        ),
        *_own_data_routes(kit),
        Route(
            "announcements.digest_on",
            kit.says(texts.SAID_DIGEST_ON, "digest-on"),
            personal_data.turn_digest_on,
        ),
        Route(
            "announcements.digest_off",
            kit.says(texts.SAID_DIGEST_OFF, "digest-off"),
            personal_data.turn_digest_off,
        ),
        Route(
            "personal_data.show",
            any_of(choice("data"), command("dulieu"), kit.says(texts.SAID_DATA, "my-data")),
            personal_data.show_data,
        ),
        Route(
            "personal_data.correct",
            any_of(choice("correct-data"), personal_data.asks_correction),
            personal_data.ask_for_correction(kit.policy),
        ),
        Route(
            "personal_data.withdraw",
            any_of(choice("withdraw"), kit.says(texts.SAID_WITHDRAW, "withdraw")),
            personal_data.withdraw_consent,
        ),
        Route(
            "personal_data.erase",
            any_of(choice("erase"), kit.says(texts.SAID_ERASE, "erase")),
            personal_data.erase_data,
        ),
    )


def _own_data_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of what a person does with their data at once: copy it, correct it."""
    return (
        Route(
            "personal_data.copy",
            any_of(choice("copy-data"), exact_phrase(*texts.SAID_COPY_DATA)),
            own_data.send_copy(kit.policy),
        ),
        Route("purposes.show", choice("purposes"), purposes.show_purposes),
        Route("personal_data.correct_what", choice("correct"), corrections.choose_correction),
        Route("personal_data.correct_own", corrections.corrects_own, corrections.correct_own),
    )

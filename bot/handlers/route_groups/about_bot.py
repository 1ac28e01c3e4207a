"""Routes of questions about the bot."""

from bot import texts
from bot.handlers import flow_exit
from bot.handlers.kit import Kit
from bot.handlers.recognition import means
from bot.handlers.residents import (
    about_the_bot,
    notice_questions,
)
from bot.inbox.routing import Route, any_of, command


def about_bot_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of questions about the bot and about what it sent."""
    return (
        Route(
            "flow.nothing_to_cancel",
            any_of(command("huy", "thoat", "cancel"), kit.says((texts.SAID_CANCEL,), "cancel")),
            flow_exit.cancel_without_flow,
        ),
        Route(
            "notices.repeat",
            about_the_bot.asks_about_notice(kit.intents),
            about_the_bot.repeat_notice,
        ),
        Route(
            "notices.thanks", notice_questions.is_thanks_for_notice, notice_questions.accept_thanks
        ),
        Route(
            "notices.about_quoted",
            notice_questions.asks_about_quoted(kit.get_index),
            notice_questions.offer_question,
        ),
        Route("chat.introduce", means(kit.intents, "who-are-you"), about_the_bot.introduce_bot),
        Route("chat.repeat", means(kit.intents, "repeat"), about_the_bot.repeat_last_reply),
        Route(
            "chat.fixed_reply",
            about_the_bot.has_fixed_reply(kit.intents),
            about_the_bot.say_fixed_reply(kit.intents),
        ),
    )

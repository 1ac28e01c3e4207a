"""Routes of topics, their points and guided steps."""

from bot.handlers.kit import Kit
from bot.handlers.recognition import means
from bot.handlers.residents import (
    about_the_bot,
    faq,
    guide,
    topic_browser,
)
from bot.inbox.routing import Route, any_of, choice
from bot.messages.buttons import Action


def knowledge_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of topics and of verdicts on an answer."""
    return (
        Route(
            "topics.browse",
            any_of(choice("topics"), means(kit.intents, "topics")),
            topic_browser.browse_topics(kit.get_index),
        ),
        Route("faq.topic", choice("topic"), faq.show_topic(kit.get_index)),
        Route("faq.point", choice("point"), faq.show_point(kit.get_index)),
        Route("faq.recording", choice(Action.LISTEN), faq.play_recording(kit.get_index)),
        Route("chat.repeat_button", choice("again"), about_the_bot.repeat_last_reply),
        Route("faq.none_of_these", choice("notthese"), faq.reject_choices),
        Route("faq.good", choice("good"), faq.praise_answer),
        Route("faq.bad", choice("bad"), faq.complain_about_answer(kit.get_index)),
        *_guide_routes(kit),
    )


def _guide_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route("guide.start", choice("guide"), guide.start_guide(kit.get_index)),
        Route(
            "guide.stuck",
            guide.tells_why_stuck,
            guide.ask_help_when_stuck(kit.get_index, kit.policy),
        ),
        Route(
            "guide.move",
            any_of(choice("step"), guide.says_guide_move),
            guide.move_in_guide(kit.get_index),
        ),
    )

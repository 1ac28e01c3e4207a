"""Routes of going from door to door, and of announcements told there."""

from bot.handlers import flows
from bot.handlers.flow_exit import says_leave
from bot.handlers.kit import Kit
from bot.handlers.members import home_tellings, home_visit_buttons, home_visits
from bot.inbox.routing import Route, choice
from bot.messages.buttons import Action


def visit_answer_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the route of words that surely answer a visit's form."""
    answers = home_visits.answers_visit(kit.policy, kit.setups)
    return (
        Route(
            "outreach.answer",
            flows.in_flow(lambda turn: not says_leave(turn) and answers(turn)),
            home_visits.take_words(kit.policy, kit.setups),
        ),
    )


def outreach_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of visits and of announcements told at home."""
    return (
        Route(
            "outreach.visit",
            home_visits.tells_visit,
            home_visits.begin_visit(kit.policy, kit.setups),
        ),
        Route(
            "outreach.visit_button",
            choice(Action.HOME_VISIT),
            home_visit_buttons.press_visit_button(kit.policy, kit.setups),
        ),
        Route(
            "outreach.visit_form",
            flows.in_flow(home_visits.fills_visit),
            kit.guard_flow(home_visits.take_words(kit.policy, kit.setups)),
        ),
        Route("outreach.unreached", home_tellings.asks_unreached, home_tellings.show_unreached),
        Route("outreach.telling_button", choice(Action.HOME_TELLING), home_tellings.press_telling),
    )

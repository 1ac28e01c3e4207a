"""Routes of the team's own work."""

from bot.handlers.kit import Kit
from bot.handlers.members import (
    attendance,
    canned_responses,
    duty,
    help_kinds,
    skills,
    support_log,
    visit_commands,
)
from bot.handlers.members import tickets as member
from bot.handlers.officers import console_link
from bot.inbox.routing import Route, choice
from bot.messages.buttons import Action
from bot.messages.route_names import RouteName


def member_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a member's buttons and commands."""
    return (
        Route(
            "member.ticket_button",
            choice(Action.TICKET),
            help_kinds.ask_after_closing(member.press_ticket_button(kit.policy), kit.help_kinds),
        ),
        Route(
            "member.canned_response",
            choice(Action.CANNED_RESPONSE),
            canned_responses.send_canned_response(kit.policy),
        ),
        Route("duty.swap", choice("swap"), duty.answer_swap(kit.policy)),
        Route(
            "member.visit",
            choice(Action.VISIT),
            help_kinds.ask_after_closing(visit_commands.record_visit(kit.policy), kit.help_kinds),
        ),
        Route(
            "member.help_kind",
            choice(Action.HELP),
            help_kinds.press_help_button(kit.help_kinds, kit.policy),
        ),
        Route(
            "member.support_log",
            support_log.is_log_command,
            support_log.log_help_from(kit.get_index, kit.help_kinds, kit.policy),
        ),
        Route("attendance.roll_call", attendance.is_roll_call, attendance.call_roll),
        *_console_routes(kit),
        Route("skills.tick", skills.is_skills_command, skills.tick_skill(kit.skills)),
    )


def _console_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "console.link",
            console_link.asks_console_link,
            console_link.send_console_link(kit.policy),
        ),
        Route(
            "console.button",
            choice(Action.CONSOLE),
            console_link.press_console_button(kit.policy),
        ),
    )


def speaking_route(kit: Kit) -> Route:
    """Return the route of a member's words: commands, and what is for the resident."""
    return Route(
        RouteName.MEMBER_SPEAKS,
        member.is_member_work(kit.policy),
        help_kinds.ask_after_closing(member.speak(kit.policy), kit.help_kinds),
    )

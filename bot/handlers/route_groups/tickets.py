"""Routes of tickets and field reports."""

from bot import texts
from bot.handlers import flows, numbered_choices
from bot.handlers.kit import Kit
from bot.handlers.led_conversations import is_led_by_person
from bot.handlers.members import (
    ticket_selection,
)
from bot.handlers.recognition import means
from bot.handlers.residents import (
    field_reports,
    helper_complaints,
    safety,
    ticket,
    ticket_commands,
)
from bot.inbox.routing import Route, any_of, choice, command
from bot.messages.buttons import Action
from bot.messages.route_names import RouteName


def ticket_choice_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that choose the ticket a held message is for."""
    return (
        Route(
            "member.choose_ticket",
            ticket_selection.chooses_ticket,
            ticket_selection.choose_ticket(kit.policy),
        ),
        Route(
            "member.ask_ticket_again",
            ticket_selection.misses_ticket,
            ticket_selection.ask_ticket_again,
        ),
    )


def ticket_routes(kit: Kit, reopened_lists: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return the routes of a resident's tickets, field reports and messages to their helper."""
    return (
        Route(
            "tickets.own_button",
            choice(Action.OWN_TICKET),
            ticket.press_own_ticket_button(kit.policy),
        ),
        Route(
            "safety.next_day",
            choice(Action.SAFETY),
            safety.press_safety_button(kit.intents, kit.policy),
        ),
        *_report_routes(kit, reopened_lists),
        *_help_routes(kit),
    )


def _report_routes(kit: Kit, reopened_lists: tuple[Route, ...]) -> tuple[Route, ...]:
    return (
        Route(
            "reports.begin",
            any_of(choice("report"), command("phananh"), kit.says(texts.SAID_REPORT, "report")),
            field_reports.begin_report,
        ),
        Route(
            "reports.button",
            choice(Action.FIELD_REPORT),
            field_reports.press_report_button(kit.policy),
        ),
        Route(
            "reports.missing_number",
            numbered_choices.is_missing_number_in_form,
            numbered_choices.show_list_again(reopened_lists),
        ),
        Route(
            "reports.status",
            field_reports.is_report_code,
            kit.limit_attempts(field_reports.show_status),
        ),
        Route(
            "reports.form",
            flows.in_flow(field_reports.fills_form),
            kit.guard_flow(field_reports.fill_form(kit.policy, kit.get_index, kit.answer_question)),
        ),
    )


def _help_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "tickets.meant_for_helper",
            choice(Action.COMPLAINT),
            helper_complaints.press_meant_for_helper(kit.policy),
        ),
        Route(
            "tickets.complain",
            helper_complaints.complains_about_helper,
            helper_complaints.file_complaint(kit.policy),
        ),
        Route(RouteName.TICKET_CARRY, is_led_by_person, ticket.carry_to_member(kit.policy)),
        Route(
            "tickets.cancel",
            ticket_commands.asks_to_cancel(kit.intents),
            ticket_commands.cancel_request,
        ),
        Route(
            "tickets.preferred_time",
            ticket_commands.asks_for_time(kit.policy),
            ticket_commands.keep_preferred_time(kit.policy),
        ),
        Route(
            "tickets.progress",
            ticket_commands.asks_progress(kit.intents),
            ticket_commands.tell_progress(kit.policy),
        ),
        Route(
            "tickets.verdict",
            ticket_commands.gives_verdict(kit.intents),
            ticket_commands.take_verdict(kit.intents, kit.policy),
        ),
        Route("reports.own", means(kit.intents, "my-reports"), field_reports.show_own_reports),
    )

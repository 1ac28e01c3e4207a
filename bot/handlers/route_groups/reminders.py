"""Routes of reminders and of deadlines."""

from bot import texts
from bot.handlers import flows
from bot.handlers.kit import Kit
from bot.handlers.members import thanks
from bot.handlers.residents import (
    personal_data,
    purposes,
    reminder_commands,
    reminder_list,
    reminder_pauses,
    reminder_rescheduling,
    reminders,
)
from bot.inbox.routing import Route, any_of, choice, command
from bot.messages.buttons import Action


def stop_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that stop.

    A member's thanks and reminders precede *dừng* and *hủy* about announcements.
    """
    return (
        Route("thanks.switch", thanks.is_thanks_wish, thanks.switch_thanks),
        *_reminder_stop_routes(kit),
        Route("purposes.choose", purposes.chooses_purpose(), purposes.choose_purpose),
        Route(
            "announcements.stop",
            any_of(command("dung", "stop"), kit.says(texts.SAID_STOP, "stop")),
            personal_data.stop_announcements(kit.policy),
        ),
    )


def _reminder_stop_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "reminders.clear",
            reminder_commands.answers_clear_question(kit.intents, "yes", "done"),
            reminders.clear_reminders,
        ),
        Route(
            "reminders.keep_all",
            reminder_commands.answers_clear_question(kit.intents, "no"),
            reminders.keep_all_reminders,
        ),
        Route(
            "reminders.keep",
            reminder_commands.asks_to_keep(kit.intents),
            reminder_commands.keep_reminders(kit.policy),
        ),
        Route(
            "reminders.pause",
            reminder_pauses.asks_to_pause(kit.policy),
            reminder_pauses.pause_reminder(kit.policy),
        ),
        Route(
            "reminders.stop",
            reminder_commands.asks_to_stop(kit.intents),
            reminder_commands.stop_reminder(kit.policy),
        ),
        Route(
            "reminders.resume",
            reminder_commands.asks_to_resume,
            reminder_commands.resume_reminders(kit.policy),
        ),
        Route(
            "reminders.move",
            reminder_rescheduling.asks_to_move(kit.policy),
            reminder_rescheduling.move_reminder(kit.policy),
        ),
    )


def reminder_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that create, list and change reminders."""
    return (
        # "Nhắc tôi mai 8h việc họp" sounds like the list to the intents.
        Route(
            "reminders.create", reminders.asks_for_reminder, reminders.create_reminder(kit.policy)
        ),
        Route(
            "reminders.list",
            any_of(command("nhac"), kit.says(texts.SAID_REMINDERS, "my-reminders")),
            reminder_list.show_reminders(kit.policy),
        ),
        Route(
            "deadlines.list",
            any_of(command("han"), kit.says(texts.SAID_DEADLINES, "deadlines")),
            reminders.show_deadlines(kit.deadlines, kit.policy),
        ),
        Route(
            "reminders.button", choice(Action.REMINDER), reminders.press_reminder_button(kit.policy)
        ),
        Route(
            "deadlines.switch",
            choice(Action.DEADLINE),
            reminders.switch_deadline(kit.deadlines, kit.policy),
        ),
        Route(
            "reminders.complete",
            flows.in_flow(reminders.completes_reminder),
            kit.guard_flow(reminders.complete_reminder_or(kit.answer_question, kit.policy)),
        ),
    )

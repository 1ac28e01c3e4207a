"""Routes of classes: the list, seats, what follows a class, and proposals of one."""

from bot import texts
from bot.handlers import flows
from bot.handlers.kit import Kit
from bot.handlers.officers import class_cancellation as class_office
from bot.handlers.officers import (
    class_proposals,
)
from bot.handlers.residents import (
    class_commands,
    class_follow_up,
    classes,
)
from bot.inbox.routing import Route, any_of, choice, command
from bot.messages.buttons import Action


def class_and_reminder_routes(kit: Kit, reminders: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return the routes of classes and reminders.

    They precede a conversation led by a person, as their phrases are whole lines.
    """
    return (
        *_class_list_routes(kit),
        *_own_class_routes(kit),
        *reminders,
        Route(
            "classes.learning_wish",
            flows.in_flow(class_follow_up.names_learning_wish),
            kit.guard_flow(class_follow_up.save_learning_wish),
        ),
    )


def _class_list_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "classes.for_relative",
            class_commands.joins_class_for_relative(kit.intents),
            class_commands.list_classes_for_relative(kit.policy),
        ),
        Route(
            "classes.choose_to_leave",
            class_commands.leaves_class(kit.intents),
            class_commands.show_classes_to_leave(kit.policy),
        ),
        Route(
            "classes.list",
            any_of(command("lop"), kit.says(texts.SAID_CLASSES, "classes")),
            classes.list_classes(kit.policy),
        ),
        Route(
            "classes.list_button",
            lambda turn: turn.choice == Action.CLASS,
            classes.list_classes(kit.policy),
        ),
        Route(
            "classes.mine",
            kit.says(texts.SAID_MY_CLASSES, "my-classes"),
            classes.show_my_classes(kit.policy),
        ),
        Route("classes.button", choice(Action.CLASS), classes.press_class_button(kit.policy)),
        Route(
            "classes.cancel_button",
            choice(Action.CLASS_CANCELLATION),
            class_office.press_cancel_button(kit.policy),
        ),
    )


def _own_class_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "classes.stop_reminders",
            kit.says(texts.SAID_STOP_CLASSES, "stop-classes"),
            classes.stop_class_reminders,
        ),
        Route(
            "classes.resume_reminders",
            kit.says(texts.SAID_RESUME_CLASSES, "resume-classes"),
            classes.resume_class_reminders,
        ),
        Route(
            "classes.learner_name",
            flows.in_flow(classes.names_learner),
            kit.guard_flow(classes.take_learner_name(kit.policy)),
        ),
        Route(
            "classes.follow_up_button",
            choice(Action.FOLLOW_UP),
            class_follow_up.press_follow_up_button(kit.policy, kit.answer_question),
        ),
        Route(
            "skills.passport",
            kit.says(texts.SAID_PASSPORT, "passport"),
            class_follow_up.show_skill_passport(kit.skills),
        ),
        Route(
            "certificates.check",
            class_follow_up.asks_certificate,
            kit.limit_attempts(class_follow_up.check_certificate(kit.policy)),
        ),
    )


def proposal_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of proposals to open a class."""
    return (
        Route(
            "proposals.button",
            choice(Action.CLASS_PROPOSAL),
            class_proposals.press_proposal_button(kit.knowledge.for_unit_path, kit.policy),
        ),
        Route(
            "proposals.place",
            flows.in_flow(class_proposals.names_class_place),
            kit.guard_flow(class_proposals.take_class_place(kit.policy)),
        ),
    )

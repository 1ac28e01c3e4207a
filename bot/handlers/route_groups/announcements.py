"""Routes of announcements: of their authors, and of residents who ask about one."""

from bot import texts
from bot.handlers import flows
from bot.handlers.kit import Kit
from bot.handlers.officers import (
    answer_approval,
    approval_queue,
    broadcast_draft,
    notice_answers,
    refusals,
    unreached,
)
from bot.handlers.residents import (
    notice_questions,
    person_request,
)
from bot.inbox.routing import Route, any_of, choice, command
from bot.messages.buttons import Action


def human_help_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes to the sender of an announcement, then to any person.

    In this order because "hỏi lại xã" resembles the request for a person.
    """
    return (
        Route(
            "notices.ask_sender",
            notice_questions.wants_to_ask_sender(kit.intents),
            notice_questions.ask_sender,
        ),
        Route(
            "person.request",
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                kit.says(texts.SAID_PERSON, "person"),
            ),
            person_request.request_person_from(kit.get_index, kit.policy),
        ),
    )


def notice_reply_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of an author's answer and a resident's question, while either is awaited.

    They precede the intents: "bà con gặp trưởng thôn nhé" resembles the request for a person.
    """
    return (
        Route(
            "notices.answer_text",
            flows.in_flow(notice_answers.is_writing_answer),
            kit.guard_flow(notice_answers.take_answer(kit.intents)),
        ),
        Route(
            "notices.question_text",
            flows.in_flow(notice_questions.is_writing_question),
            kit.guard_flow(notice_questions.take_question),
        ),
    )


def announcement_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of officers: approve, answer questions, draft, list who was not reached."""
    return (
        *_approval_routes(kit),
        *_question_routes(kit),
        *_broadcast_routes(kit),
    )


def _approval_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "approvals.waiting",
            approval_queue.asks_waiting,
            approval_queue.show_waiting(kit.pace, kit.knowledge),
        ),
        Route(
            "approvals.answer_button",
            choice(Action.REVISION),
            kit.guard_flow(answer_approval.press_answer_button(kit.knowledge, kit.policy)),
        ),
        Route(
            "approvals.answer_reason",
            flows.in_flow(answer_approval.says_reason),
            kit.guard_flow(answer_approval.take_reason_text),
        ),
        Route(
            "approvals.own_drafts", approval_queue.asks_own_drafts, approval_queue.show_own_drafts
        ),
        Route(
            "approvals.refusal_reason",
            flows.in_flow(refusals.says_reason),
            kit.guard_flow(refusals.take_reason_text),
        ),
    )


def _question_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "notices.answer_button",
            notice_answers.is_answer_button,
            kit.guard_flow(notice_answers.press_answer_button),
        ),
        Route("notices.choose", notice_answers.asks_to_answer, notice_answers.choose_notice),
        Route(
            "notices.question_button",
            notice_questions.is_question_button,
            notice_questions.press_question_button,
        ),
    )


def _broadcast_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "broadcasts.begin",
            broadcast_draft.asks_new_broadcast,
            broadcast_draft.begin_broadcast(kit.pace),
        ),
        Route(
            "broadcasts.button",
            choice(Action.BROADCAST),
            kit.guard_flow(broadcast_draft.press_broadcast_button(kit.pace)),
        ),
        Route(
            "broadcasts.step_text",
            flows.in_flow(broadcast_draft.is_writing_draft),
            kit.guard_flow(broadcast_draft.take_step_text(kit.pace)),
        ),
        Route("broadcasts.unreached", unreached.asks_unreached, unreached.show_unreached),
    )

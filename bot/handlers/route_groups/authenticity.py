"""Routes that check codes, certificates and suspicious messages."""

from bot.handlers.kit import Kit
from bot.handlers.residents import (
    authenticity,
    class_follow_up,
    code_retry,
    polls,
)
from bot.inbox.routing import Route, any_of


def authenticity_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of checks.

    They come after a conversation led by a person, in which the member looks at the message
    instead.
    """
    code_routes = _code_routes(kit)
    code_questions = tuple(route.condition for route in code_routes)
    return (
        code_routes[0],
        Route(
            "authenticity.retyped_code",
            code_retry.retypes_code(code_questions),
            code_retry.answer_retyped_code(code_questions, code_routes),
        ),
        Route(
            "authenticity.how_to_check",
            authenticity.asks_how_to_check,
            authenticity.tell_how_to_check,
        ),
        Route(
            "authenticity.pasted_text",
            any_of(authenticity.doubts_message, authenticity.forwards_scam(kit.scams)),
            authenticity.check_pasted_text(kit.get_index, kit.scams, kit.official),
        ),
    )


def _code_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "authenticity.code",
            authenticity.asks_code_check,
            authenticity.check_notice_code(kit.pace),
        ),
        Route(
            "authenticity.retyped_receipt",
            polls.asks_receipt,
            kit.limit_attempts(polls.check_receipt),
        ),
        Route(
            "authenticity.retyped_certificate",
            class_follow_up.asks_certificate,
            kit.limit_attempts(class_follow_up.check_certificate(kit.policy)),
        ),
    )

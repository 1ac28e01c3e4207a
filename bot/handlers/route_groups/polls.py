"""Routes of polls and of linking a chat to a ballot."""

from bot import texts
from bot.handlers import asides, flows
from bot.handlers.kit import Kit
from bot.handlers.members import (
    contact_verification,
    linking,
)
from bot.handlers.officers import (
    assisted_ballots,
)
from bot.handlers.officers import poll_management as poll_office
from bot.handlers.residents import (
    commitments,
    polls,
)
from bot.inbox.routing import Route, any_of, choice, command, exact_phrase
from bot.messages.buttons import Action


def poll_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of polls.

    They precede a conversation led by a person: each is a button, a code or a whole line.
    """
    return (
        Route(
            "polls.assisted_ballot",
            assisted_ballots.is_ballot_command,
            kit.limit_attempts(assisted_ballots.record_ballot(kit.booth)),
        ),
        *_linking_routes(kit),
        *_office_routes(kit),
        *_ballot_routes(kit),
        Route(
            "linking.household_code",
            contact_verification.says_household_code,
            kit.limit_attempts(contact_verification.take_household_code(kit.policy, kit.booth)),
        ),
        Route("polls.receipt", polls.asks_receipt, kit.limit_attempts(polls.check_receipt)),
        Route(
            "polls.open",
            any_of(command("ykien"), kit.says(texts.SAID_POLLS, "polls", "my-votes")),
            polls.show_open_polls(kit.booth),
        ),
        Route(
            "commitments.list",
            any_of(command("loihua"), exact_phrase(*texts.SAID_COMMITMENTS)),
            commitments.show_promises(kit.policy),
        ),
    )


def _linking_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route(
            "linking.request_code",
            any_of(command("lienket"), kit.says(texts.SAID_LINK_CODE, "link-code")),
            linking.request_link_code(kit.booth),
        ),
        Route(
            "linking.confirm_contact",
            contact_verification.is_confirmation,
            contact_verification.confirm_contact(kit.policy, kit.booth),
        ),
    )


def _office_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route("polls.office_list", poll_office.asks_poll_list, poll_office.show_list),
        Route(
            "polls.office_button",
            choice(Action.POLL),
            kit.guard_flow(poll_office.press_poll_button(kit.pace)),
        ),
        Route(
            "polls.draft_text",
            flows.in_flow(poll_office.is_writing_draft),
            kit.guard_flow(poll_office.take_draft_text(kit.pace)),
        ),
    )


def _ballot_routes(kit: Kit) -> tuple[Route, ...]:
    return (
        Route("polls.ballot_button", choice(Action.BALLOT), polls.press_ballot_button(kit.booth)),
        Route(
            "polls.code",
            flows.in_flow(polls.types_code),
            kit.guard_flow(kit.limit_attempts(polls.take_code(kit.booth))),
        ),
        Route(
            "polls.option",
            flows.in_flow(polls.says_option),
            kit.guard_flow(
                polls.take_option(
                    kit.booth, kit.answer_question, asides.is_known_question(kit.get_index)
                )
            ),
        ),
        Route(
            "polls.reason",
            flows.in_flow(polls.says_reason),
            kit.guard_flow(polls.take_reason(kit.booth)),
        ),
    )

"""The route table: every question the bot answers, in priority order; the first match wins.

Stop, menu and the request for a person come first, so they work in any state of the
conversation.
"""

from functools import partial

from bot import texts
from bot.broadcasts.authenticity import ScamPattern
from bot.broadcasts.preview import DEFAULT_SENDING_POLICY, SendingPolicy
from bot.channels.file_store import FileStore
from bot.classes.skills import Skill
from bot.core.official_sites import NO_SITES, OfficialSites
from bot.core.policy import POLICY, Policy
from bot.core.rate_limits import CODE_ATTEMPTS, RateLimiter
from bot.faq.intents import empty_intent_index
from bot.handlers import asides, flow_exit, flows, numbered_choices, risky_files
from bot.handlers.code_attempts import count_wrong_codes
from bot.handlers.kit import Kit
from bot.handlers.knowledge_source import KnowledgeSource
from bot.handlers.members import (
    draft_replies,
    duty,
    linking,
    message_recall,
)
from bot.handlers.officers import class_cancellation as class_office
from bot.handlers.officers import role_commands
from bot.handlers.recognition import Intents, is_wordless
from bot.handlers.residents import (
    blocked,
    call_back,
    classes,
    consent_answers,
    edits,
    emergency,
    emoji_reactions,
    field_reports,
    fragments,
    menu,
    non_text,
    notice_questions,
    polls,
    start,
    ticket,
    unsure_messages,
    village,
    voice_notes,
)
from bot.handlers.residents.start import greet_and_answer
from bot.handlers.route_groups.about_bot import about_bot_routes
from bot.handlers.route_groups.announcements import (
    announcement_routes,
    human_help_routes,
    notice_reply_routes,
)
from bot.handlers.route_groups.authenticity import authenticity_routes
from bot.handlers.route_groups.classes import class_and_reminder_routes, proposal_routes
from bot.handlers.route_groups.identity import identity_routes
from bot.handlers.route_groups.knowledge import knowledge_routes
from bot.handlers.route_groups.lists import number_routes, reopened_list_routes
from bot.handlers.route_groups.members import member_routes, speaking_route
from bot.handlers.route_groups.office_lists import office_list_routes
from bot.handlers.route_groups.outreach import outreach_routes, visit_answer_routes
from bot.handlers.route_groups.personal_data import personal_data_routes
from bot.handlers.route_groups.polls import poll_routes
from bot.handlers.route_groups.reminders import reminder_routes, stop_routes
from bot.handlers.route_groups.tickets import ticket_choice_routes, ticket_routes
from bot.inbox.routing import Route, any_of, anything, choice, command, exact_phrase
from bot.messages.buttons import Action
from bot.messages.route_names import RouteName
from bot.outreach.setups import SetUps
from bot.polls.voting_config import VotingConfig
from bot.reminders.deadlines import Deadline
from bot.tickets.help_kinds import NO_KINDS, HelpKinds


def routes(
    knowledge: KnowledgeSource,
    policy: Policy = POLICY,
    pace: SendingPolicy = DEFAULT_SENDING_POLICY,
    scams: tuple[ScamPattern, ...] = (),
    key: str = "",
    attempt_meter: RateLimiter | None = None,
    intents: Intents = empty_intent_index,
    deadlines: tuple[Deadline, ...] = (),
    known_skills: tuple[Skill, ...] = (),
    setups: SetUps = (),
    files: FileStore | None = None,
    kinds_of_help: HelpKinds = NO_KINDS,
    official: OfficialSites = NO_SITES,
) -> tuple[Route, ...]:
    """Return all routes in priority order.

    `knowledge` gives the current index for a unit's residents, `key` identifies the chats that
    answered a poll, `attempt_meter` limits how often a wrong code may be tried, `files` holds what
    was sent.
    """
    limit_attempts = partial(count_wrong_codes, attempt_meter or RateLimiter(CODE_ATTEMPTS))
    kit = Kit(
        knowledge, policy, pace, scams, VotingConfig(policy, key), limit_attempts, intents,
        deadlines, known_skills, kinds_of_help, setups, official, files,
    )  # fmt: skip
    known = _conversation_routes(kit)
    said = (*_opening_routes(kit, known), *known)
    return (
        _blocked_route(kit),
        Route(
            "feedback.reaction",
            emoji_reactions.is_reaction,
            emoji_reactions.take_reaction(kit.get_index, kit.policy),
        ),
        Route(
            "inbox.pieces",
            fragments.continues_pieces,
            fragments.read_pieces(said, kit.get_index, kit.intents),
        ),
        Route("inbox.edit", edits.is_edit, edits.edit_message(kit.answer_question, kit.policy)),
        *said,
    )


def _blocked_route(kit: Kit) -> Route:
    """Return the route of a blocked contact, before which nothing stands but danger."""
    return Route(
        "contact.blocked",
        blocked.is_blocked(emergency.is_emergency(kit.intents)),
        blocked.tell_block(kit.policy),
    )


def _opening_routes(kit: Kit, known: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return the routes that precede every conversation; `known` answers what they turn into."""
    return (
        Route("menu.ambiguous_label", non_text.is_ambiguous_label, non_text.ask_which_button),
        Route(
            "linking.code",
            linking.is_link_code,
            kit.limit_attempts(linking.link_chat(kit.policy, kit.booth)),
        ),
        Route(
            "classes.link",
            classes.is_class_link,
            kit.limit_attempts(classes.follow_class_link(kit.policy)),
        ),
        Route("polls.link", polls.is_link, polls.follow_link(kit.booth)),
        Route("chat.start", command("start", "batdau"), start.start_chat(kit.policy)),
        Route(
            "member.recall",
            message_recall.asks_to_recall,
            message_recall.recall_message(kit.policy),
        ),
        # "Gọi điện cho tôi" alone is a wish, and no swindler on the line.
        Route(
            "callback.request_greeted",
            call_back.asks_callback_after_greeting,
            call_back.request_callback,
        ),
        Route(
            "inbox.hold_faint",
            unsure_messages.is_faint(kit.get_index, kit.intents, kit.pace),
            unsure_messages.hold_piece,
        ),
        Route(
            RouteName.EMERGENCY,
            emergency.is_emergency(kit.intents),
            emergency.answer_emergency(kit.intents, kit.policy, kit.pace),
        ),
        Route("chat.first_message", start.is_first_message, greet_and_answer(known, kit.policy)),
        *number_routes(kit, known),
    )


def _conversation_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a known contact: the open flow first, then leaving it, then asides."""
    main_routes, notice_routes = _main_routes(kit), notice_reply_routes(kit)
    return (
        *_flow_routes(kit, main_routes),
        *notice_routes,
        Route(
            "flow.use_as_answer",
            choice("use"),
            asides.use_as_answer((*notice_routes, *main_routes)),
        ),
        Route(
            "menu.command_button",
            choice(Action.COMMAND),
            role_commands.press_command_button(main_routes),
        ),
        *main_routes,
    )


def _flow_routes(kit: Kit, main_routes: tuple[Route, ...]) -> tuple[Route, ...]:
    return (
        # "Gửi" alone sounds like "không gửi nữa" to the intents.
        Route(
            "voice.send",
            any_of(choice(voice_notes.SEND_VALUE), voice_notes.agrees_to_send(kit.intents)),
            voice_notes.send_voices_from(kit.get_index, kit.policy),
        ),
        Route("callback.request", call_back.asks_callback, call_back.request_callback),
        # "Từ chối", "hẹn lại" are answers here, and sound like leaving.
        *visit_answer_routes(kit),
        Route(
            "flow.leave",
            flow_exit.leaves_flow(kit.pace, kit.intents),
            flow_exit.leave_flow(kit.pace),
        ),
        Route("callback.cancel", call_back.cancels_callback, call_back.cancel_callback),
        Route(
            "callback.phone",
            flows.in_flow(call_back.says_phone_number),
            kit.guard_flow(call_back.take_phone_number(kit.get_index, kit.policy)),
        ),
        Route(
            "flow.aside",
            asides.is_aside(kit.get_index, kit.policy, kit.pace),
            asides.answer_aside(main_routes, kit.pace),
        ),
        Route(
            "callback.ask_again",
            flows.in_flow(call_back.says_other_than_number(kit.intents)),
            call_back.ask_number_again,
        ),
    )


def _main_routes(kit: Kit) -> tuple[Route, ...]:
    residents = _resident_routes(kit)
    return (
        Route(
            "consent.agree_in_words",
            consent_answers.gives_consent(kit.intents),
            consent_answers.give_consent(residents),
        ),
        Route(
            "consent.decline_in_words",
            consent_answers.declines_consent(kit.intents),
            start.decline_consent,
        ),
        Route("reports.drop", field_reports.drops_report, field_reports.drop_report),
        Route("member.drop_draft", draft_replies.drops_draft_reply, draft_replies.drop_draft_reply),
        *ticket_choice_routes(kit),
        # Before "hủy" that means announcements: here it is said of the class.
        Route(
            "classes.cancel_reason",
            class_office.writes_reason,
            class_office.take_reason(kit.policy),
        ),
        *stop_routes(kit),
        *human_help_routes(kit),
        Route(
            "menu.show",
            any_of(command("menu", "help"), choice("menu"), kit.says(texts.SAID_MENU, "menu")),
            role_commands.show_menu,
        ),
        Route("menu.commands", role_commands.asks_commands, role_commands.show_commands),
        *member_routes(kit),
        *outreach_routes(kit),
        *announcement_routes(kit),
        *poll_routes(kit),
        *proposal_routes(kit),
        Route("member.own_question", ticket.is_own_question, ticket.ask_own_question(residents)),
        speaking_route(kit),
        *office_list_routes(kit),
        *residents,
    )


def _resident_routes(kit: Kit) -> tuple[Route, ...]:
    known = _routes_after_file_check(kit)
    return (
        Route(
            "files.risky", risky_files.sends_risky_file, risky_files.warn_about_risky_file(known)
        ),
        *known,
    )


def _routes_after_file_check(kit: Kit) -> tuple[Route, ...]:
    return (
        *identity_routes(kit),
        *class_and_reminder_routes(kit, reminder_routes(kit)),
        *ticket_routes(kit, reopened_list_routes(kit)),
        *authenticity_routes(kit),
        Route(
            "consent.agree",
            any_of(choice("agree"), exact_phrase(*texts.SAID_AGREE)),
            start.give_consent,
        ),
        Route("consent.decline", choice("decline"), start.decline_consent),
        Route("village.list", any_of(choice("places"), command("thon")), village.show_page),
        *personal_data_routes(kit),
        *knowledge_routes(kit),
        Route("menu.old_button", lambda turn: bool(turn.choice), menu.reject_old_button),
        Route(
            "duty.who", duty.asks_who_is_on_duty(kit.policy), duty.answer_who_is_on_duty(kit.policy)
        ),
        *_free_text_routes(kit),
    )


def _free_text_routes(kit: Kit) -> tuple[Route, ...]:
    answer = kit.answer_question
    return (
        Route(
            RouteName.TICKET_ADD,
            ticket.adds_to_ticket,
            ticket.add_to_ticket_or(kit.get_index, answer, kit.policy),
        ),
        Route(
            "lists.missing_number",
            numbered_choices.is_missing_number,
            numbered_choices.show_list_again(reopened_list_routes(kit)),
        ),
        Route(
            "inbox.keep_beside",
            unsure_messages.belongs_to_answered,
            unsure_messages.keep_with_answered,
        ),
        Route("inbox.hold_wordless", unsure_messages.waits_for_words, unsure_messages.hold_piece),
        Route("chat.wordless", is_wordless, non_text.answer_wordless),
        *about_bot_routes(kit),
        Route(
            "village.answer", village.answers_village_question, village.answer_place_name_or(answer)
        ),
        Route("village.name", village.names_village, village.answer_place_name_or(answer)),
        Route(
            "inbox.hold_unsure",
            unsure_messages.is_unsure(kit.get_index),
            unsure_messages.hold_piece,
        ),
        Route(
            "faq.question",
            anything,
            start.ask_consent_once(notice_questions.with_question_offer(answer)),
        ),
    )

"""The route table: every question the bot answers, in priority order; the first match wins.

Stop, menu and the request for a person come first, so they work in any state of the
conversation.
"""

from functools import partial

from bot import texts
from bot.broadcasts.authenticity import ScamPattern
from bot.broadcasts.preview import DEFAULT_SENDING_POLICY, SendingPolicy
from bot.classes.skills import Skill
from bot.core.policy import POLICY, Policy
from bot.core.rate_limits import CODE_ATTEMPTS, RateLimiter
from bot.faq.intents import empty_intent_index
from bot.handlers import asides, flow_exit, flows, numbered_choices, risky_files
from bot.handlers.code_attempts import count_wrong_codes
from bot.handlers.kit import Kit
from bot.handlers.members import (
    attendance,
    canned_responses,
    draft_replies,
    duty,
    linking,
    message_recall,
    skills,
    support_log,
    visit_commands,
)
from bot.handlers.members import tickets as member
from bot.handlers.officers import assisted_ballots, class_proposals, role_commands
from bot.handlers.officers import class_cancellation as class_office
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import (
    about_the_bot,
    call_back,
    classes,
    consent_answers,
    edits,
    emergency,
    emoji_reactions,
    faq,
    field_reports,
    fragments,
    guide,
    menu,
    non_text,
    notice_questions,
    polls,
    start,
    ticket,
    topic_browser,
    unsure_messages,
    village,
    voice_notes,
)
from bot.handlers.residents.faq import GetIndex
from bot.handlers.route_groups import (
    about_bot_routes,
    announcement_routes,
    authenticity_routes,
    class_and_reminder_routes,
    human_help_routes,
    identity_routes,
    notice_reply_routes,
    personal_data_routes,
    poll_routes,
    reopened_list_routes,
    stop_routes,
    ticket_choice_routes,
    ticket_routes,
)
from bot.inbox.routing import Route, any_of, anything, choice, command, exact_phrase
from bot.polls.voting_config import VotingConfig
from bot.reminders.deadlines import Deadline


def routes(
    get_index: GetIndex,
    policy: Policy = POLICY,
    pace: SendingPolicy = DEFAULT_SENDING_POLICY,
    scams: tuple[ScamPattern, ...] = (),
    key: str = "",
    attempt_meter: RateLimiter | None = None,
    intents: Intents = empty_intent_index,
    deadlines: tuple[Deadline, ...] = (),
    known_skills: tuple[Skill, ...] = (),
) -> tuple[Route, ...]:
    """Return all routes in priority order.

    `get_index` returns the current knowledge index, `key` identifies the chats that answered a
    poll, `attempt_meter` limits how often a wrong code may be tried.
    """
    limit_attempts = partial(count_wrong_codes, attempt_meter or RateLimiter(CODE_ATTEMPTS))
    kit = Kit(
        get_index,
        policy,
        pace,
        scams,
        VotingConfig(pace.zone, key),
        limit_attempts,
        intents,
        deadlines,
        known_skills,
    )
    known = _conversation_routes(kit)
    danger = emergency.answer_emergency(intents, policy, pace)
    said = (
        Route(non_text.is_ambiguous_label, non_text.ask_which_button),
        Route(linking.is_link_code, limit_attempts(linking.link_chat(policy, kit.booth))),
        Route(classes.is_class_link, limit_attempts(classes.follow_class_link(policy))),
        Route(polls.is_link, polls.follow_link(kit.booth)),
        Route(command("start", "batdau"), start.start_chat),
        Route(message_recall.asks_to_recall, message_recall.recall_message(policy)),
        # "Gọi điện cho tôi" alone is a wish, and no swindler on the line.
        Route(call_back.asks_callback_after_greeting, call_back.request_callback),
        Route(unsure_messages.is_faint(get_index, intents, pace), unsure_messages.hold_piece),
        Route(emergency.is_emergency(intents), danger),
        Route(start.is_first_message, start.greet_and_answer(known)),
        Route(numbered_choices.picks_by_number, numbered_choices.press_by_number(known)),
        Route(numbered_choices.is_label_end(intents), numbered_choices.press_by_number(known)),
        Route(numbered_choices.names_old_list, numbered_choices.show_list_again(known)),
        *known,
    )
    return (
        Route(emoji_reactions.is_reaction, emoji_reactions.take_reaction(get_index, policy)),
        Route(fragments.continues_pieces, fragments.read_pieces(said, get_index, intents, danger)),
        Route(edits.is_edit, edits.edit_message(kit.answer_question, policy)),
        *said,
    )


def _conversation_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a known contact: the open flow first, then leaving it, then asides."""
    main_routes, notice_routes = _main_routes(kit), notice_reply_routes(kit)
    return (
        # "Gửi" alone sounds like "không gửi nữa" to the intents.
        Route(
            any_of(choice(voice_notes.SEND_VALUE), voice_notes.agrees_to_send(kit.intents)),
            voice_notes.send_voices_from(kit.get_index, kit.policy),
        ),
        Route(call_back.asks_callback, call_back.request_callback),
        Route(flow_exit.leaves_flow(kit.pace, kit.intents), flow_exit.leave_flow(kit.pace)),
        Route(call_back.cancels_callback, call_back.cancel_callback),
        Route(
            flows.in_flow(call_back.says_phone_number),
            kit.guard_flow(call_back.take_phone_number(kit.get_index, kit.policy)),
        ),
        Route(
            asides.is_aside(kit.get_index, kit.policy, kit.pace),
            asides.answer_aside(main_routes, kit.pace),
        ),
        Route(
            flows.in_flow(call_back.says_other_than_number(kit.intents)), call_back.ask_number_again
        ),
        *notice_routes,
        Route(choice("use"), asides.use_as_answer((*notice_routes, *main_routes))),
        Route(choice("lenh"), role_commands.press_command_button(main_routes)),
        *main_routes,
    )


def _main_routes(kit: Kit) -> tuple[Route, ...]:
    residents = _resident_routes(kit)
    return (
        Route(consent_answers.gives_consent(kit.intents), consent_answers.give_consent(residents)),
        Route(consent_answers.declines_consent(kit.intents), start.decline_consent),
        Route(field_reports.drops_report, field_reports.drop_report),
        Route(draft_replies.drops_draft_reply, draft_replies.drop_draft_reply),
        *ticket_choice_routes(kit),
        # Before "hủy" that means announcements: here it is said of the class.
        Route(class_office.writes_reason, class_office.take_reason(kit.policy)),
        *stop_routes(kit),
        *human_help_routes(kit),
        Route(
            any_of(command("menu", "help"), choice("menu"), kit.says(texts.SAID_MENU, "menu")),
            role_commands.show_menu,
        ),
        Route(role_commands.asks_commands, role_commands.show_commands),
        Route(choice("tk"), member.press_ticket_button(kit.policy)),
        Route(choice("mau"), canned_responses.send_canned_response(kit.policy)),
        Route(choice("swap"), duty.answer_swap(kit.policy)),
        Route(choice("vs"), visit_commands.record_visit(kit.policy)),
        Route(support_log.is_log_command, support_log.log_help_from(kit.get_index)),
        Route(attendance.is_roll_call, attendance.call_roll),
        Route(skills.is_skills_command, skills.tick_skill(kit.skills)),
        *announcement_routes(kit),
        Route(
            assisted_ballots.is_ballot_command,
            kit.limit_attempts(assisted_ballots.record_ballot(kit.booth)),
        ),
        *poll_routes(kit),
        Route(choice("dl"), class_proposals.press_proposal_button(kit.get_index, kit.policy)),
        Route(
            flows.in_flow(class_proposals.names_class_place),
            kit.guard_flow(class_proposals.take_class_place(kit.policy)),
        ),
        Route(ticket.is_own_question, ticket.ask_own_question(residents)),
        Route(member.is_member_work(kit.policy), member.speak(kit.policy)),
        *residents,
    )


def _resident_routes(kit: Kit) -> tuple[Route, ...]:
    known = _routes_after_file_check(kit)
    return (Route(risky_files.sends_risky_file, risky_files.warn_about_risky_file(known)), *known)


def _routes_after_file_check(kit: Kit) -> tuple[Route, ...]:
    answer = kit.answer_question
    return (
        *identity_routes(kit),
        *class_and_reminder_routes(kit),
        *ticket_routes(kit),
        *authenticity_routes(kit),
        Route(any_of(choice("agree"), exact_phrase(*texts.SAID_AGREE)), start.give_consent),
        Route(choice("decline"), start.decline_consent),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        *personal_data_routes(kit),
        Route(
            any_of(choice("topics"), means(kit.intents, "topics")),
            topic_browser.browse_topics(kit.get_index),
        ),
        Route(choice("topic"), faq.show_topic(kit.get_index)),
        Route(choice("point"), faq.show_point(kit.get_index)),
        Route(choice("nghe"), faq.play_recording(kit.get_index)),
        Route(choice("again"), about_the_bot.repeat_last_reply),
        Route(choice("notthese"), faq.reject_choices),
        Route(choice("good"), faq.praise_answer),
        Route(choice("bad"), faq.complain_about_answer(kit.get_index)),
        Route(choice("guide"), guide.start_guide(kit.get_index)),
        Route(guide.tells_why_stuck, guide.ask_help_when_stuck(kit.get_index, kit.policy)),
        Route(any_of(choice("step"), guide.says_guide_move), guide.move_in_guide(kit.get_index)),
        Route(lambda turn: bool(turn.choice), menu.reject_old_button),
        Route(duty.asks_who_is_on_duty(kit.policy), duty.answer_who_is_on_duty(kit.policy)),
        Route(ticket.adds_to_ticket, ticket.add_to_ticket_or(kit.get_index, answer)),
        Route(
            numbered_choices.is_missing_number,
            numbered_choices.show_list_again(reopened_list_routes(kit)),
        ),
        Route(unsure_messages.belongs_to_answered, unsure_messages.keep_with_answered),
        Route(unsure_messages.waits_for_words, unsure_messages.hold_piece),
        Route(non_text.is_wordless, non_text.answer_wordless),
        *about_bot_routes(kit),
        Route(village.answers_village_question, village.answer_place_name_or(answer)),
        Route(village.names_village, village.answer_place_name_or(answer)),
        Route(unsure_messages.is_unsure(kit.get_index), unsure_messages.hold_piece),
        Route(anything, start.ask_consent_once(notice_questions.with_question_offer(answer))),
    )

"""The route table by subject: one function a subject, its routes in priority order.

`__init__` decides which group comes before which.
"""

from bot import texts
from bot.handlers import asides, contact_form, flow_exit, flows, numbered_choices
from bot.handlers.kit import Kit
from bot.handlers.members import contact_verification, linking, ticket_selection
from bot.handlers.officers import (
    approval_queue,
    broadcast_draft,
    notice_answers,
    refusals,
    role_commands,
    unreached,
)
from bot.handlers.officers import class_cancellation as class_office
from bot.handlers.officers import poll_management as poll_office
from bot.handlers.recognition import means
from bot.handlers.residents import (
    about_the_bot,
    authenticity,
    class_commands,
    class_follow_up,
    classes,
    code_retry,
    field_reports,
    language,
    notice_questions,
    person_request,
    personal_data,
    polls,
    reminder_commands,
    reminder_list,
    reminder_pauses,
    reminder_rescheduling,
    reminders,
    ticket,
    ticket_commands,
    topic_browser,
    village,
)
from bot.inbox.routing import Route, any_of, anything, choice, command


def stop_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that stop reminders; they precede *dừng* and *hủy* about announcements."""
    policy, intents = kit.policy, kit.intents
    return (
        Route(
            reminder_commands.answers_clear_question(intents, "yes", "done"),
            reminders.clear_reminders,
        ),
        Route(
            reminder_commands.answers_clear_question(intents, "no"), reminders.keep_all_reminders
        ),
        Route(reminder_commands.asks_to_keep(intents), reminder_commands.keep_reminders(policy)),
        Route(reminder_pauses.asks_to_pause(policy), reminder_pauses.pause_reminder(policy)),
        Route(reminder_commands.asks_to_stop(intents), reminder_commands.stop_reminder(policy)),
        Route(reminder_commands.asks_to_resume, reminder_commands.resume_reminders(policy)),
        Route(
            reminder_rescheduling.asks_to_move(policy), reminder_rescheduling.move_reminder(policy)
        ),
        Route(
            any_of(command("dung", "stop"), kit.says(texts.SAID_STOP, "stop")),
            personal_data.stop_announcements(policy.zone),
        ),
    )


def human_help_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes to the sender of an announcement, then to any person.

    In this order because "hỏi lại xã" resembles the request for a person.
    """
    return (
        Route(notice_questions.wants_to_ask_sender(kit.intents), notice_questions.ask_sender),
        Route(
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
            flows.in_flow(notice_answers.is_writing_answer),
            kit.guard_flow(notice_answers.take_answer(kit.intents)),
        ),
        Route(
            flows.in_flow(notice_questions.is_writing_question),
            kit.guard_flow(notice_questions.take_question),
        ),
    )


def ticket_choice_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that choose the ticket a held message is for."""
    return (
        Route(ticket_selection.chooses_ticket, ticket_selection.choose_ticket(kit.policy)),
        Route(ticket_selection.misses_ticket, ticket_selection.ask_ticket_again),
    )


def identity_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes about who the contact is: linked chats, village, language, name and
    phone."""
    return (
        Route(kit.says(texts.SAID_UNLINK, "unlink"), linking.unlink_chat),
        Route(choice("lk"), linking.undo_link),
        Route(choice("place"), village.choose_village),
        Route(language.names_language, language.save_language),
        Route(contact_form.submits_contact_form, contact_form.save_contact_form),
        Route(contact_form.asks_contact_form, contact_form.show_contact_form),
    )


def announcement_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of announcements: draft, approve, answer questions, list who was not
    reached."""
    return (
        Route(approval_queue.asks_waiting, approval_queue.show_waiting(kit.pace)),
        Route(approval_queue.asks_own_drafts, approval_queue.show_own_drafts),
        Route(flows.in_flow(refusals.says_reason), kit.guard_flow(refusals.take_reason_text)),
        Route(notice_answers.is_answer_button, kit.guard_flow(notice_answers.press_answer_button)),
        Route(notice_answers.asks_to_answer, notice_answers.choose_notice),
        Route(notice_questions.is_question_button, notice_questions.press_question_button),
        Route(broadcast_draft.asks_new_broadcast, broadcast_draft.begin_broadcast(kit.pace)),
        Route(choice("tb"), kit.guard_flow(broadcast_draft.press_broadcast_button(kit.pace))),
        Route(
            flows.in_flow(broadcast_draft.is_writing_draft),
            kit.guard_flow(broadcast_draft.take_step_text(kit.pace)),
        ),
        Route(unreached.asks_unreached, unreached.show_unreached),
    )


def poll_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of polls and of linking a chat to a ballot.

    They precede a conversation led by a person: each is a button, a code or a whole line.
    """
    return (
        Route(
            any_of(command("lienket"), kit.says(texts.SAID_LINK_CODE, "link-code")),
            linking.request_link_code(kit.booth),
        ),
        Route(
            contact_verification.is_confirmation,
            contact_verification.confirm_contact(kit.policy, kit.booth),
        ),
        Route(poll_office.asks_poll_list, poll_office.show_list),
        Route(choice("yk"), kit.guard_flow(poll_office.press_poll_button(kit.pace))),
        Route(
            flows.in_flow(poll_office.is_writing_draft),
            kit.guard_flow(poll_office.take_draft_text(kit.pace)),
        ),
        Route(choice("bp"), polls.press_ballot_button(kit.booth)),
        Route(
            flows.in_flow(polls.types_code),
            kit.guard_flow(kit.limit_attempts(polls.take_code(kit.booth))),
        ),
        Route(
            flows.in_flow(polls.says_option),
            kit.guard_flow(
                polls.take_option(
                    kit.booth, kit.answer_question, asides.is_known_question(kit.get_index)
                )
            ),
        ),
        Route(flows.in_flow(polls.says_reason), kit.guard_flow(polls.take_reason(kit.booth))),
        Route(
            contact_verification.says_household_code,
            kit.limit_attempts(contact_verification.take_household_code(kit.policy, kit.booth)),
        ),
        Route(polls.asks_receipt, kit.limit_attempts(polls.check_receipt)),
        Route(
            any_of(command("ykien"), kit.says(texts.SAID_POLLS, "polls", "my-votes")),
            polls.show_open_polls(kit.booth),
        ),
    )


def reopened_list_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that show an outdated list again."""
    return (
        Route(choice("menu"), role_commands.show_menu),
        Route(choice("places"), village.show_page),
        Route(choice("topics"), topic_browser.browse_topics(kit.get_index)),
        Route(lambda turn: turn.choice == "lh", classes.list_classes(kit.policy)),
        Route(choice("nh"), reminder_list.show_reminders(kit.policy)),
        Route(anything, classes.press_class_button(kit.policy)),
    )


def about_bot_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of questions about the bot and about what it sent."""
    return (
        Route(
            any_of(command("huy", "thoat", "cancel"), kit.says((texts.SAID_CANCEL,), "cancel")),
            flow_exit.cancel_without_flow,
        ),
        Route(about_the_bot.asks_about_notice(kit.intents), about_the_bot.repeat_notice),
        Route(notice_questions.is_thanks_for_notice, notice_questions.accept_thanks),
        Route(notice_questions.asks_about_quoted(kit.get_index), notice_questions.offer_question),
        Route(means(kit.intents, "who-are-you"), about_the_bot.introduce_bot),
        Route(means(kit.intents, "repeat"), about_the_bot.repeat_last_reply),
        Route(
            about_the_bot.has_fixed_reply(kit.intents), about_the_bot.say_fixed_reply(kit.intents)
        ),
    )


def personal_data_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of stored personal data and of how the contact is notified."""
    return (
        Route(
            any_of(command("bat"), kit.says(texts.SAID_RESUME, "resume")),
            personal_data.resume_announcements,
        ),
        Route(kit.says(texts.SAID_DIGEST_ON, "digest-on"), personal_data.turn_digest_on),
        Route(kit.says(texts.SAID_DIGEST_OFF, "digest-off"), personal_data.turn_digest_off),
        Route(
            any_of(choice("data"), command("dulieu"), kit.says(texts.SAID_DATA, "my-data")),
            personal_data.show_data,
        ),
        Route(
            any_of(choice("withdraw"), kit.says(texts.SAID_WITHDRAW, "withdraw")),
            personal_data.withdraw_consent,
        ),
        Route(
            any_of(choice("erase"), kit.says(texts.SAID_ERASE, "erase")), personal_data.erase_data
        ),
    )


def authenticity_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that check codes, certificates and suspicious messages.

    They come after a conversation led by a person, in which the member looks at the message
    instead.
    """
    code_routes = (
        Route(authenticity.asks_code_check, authenticity.check_notice_code(kit.pace)),
        Route(polls.asks_receipt, kit.limit_attempts(polls.check_receipt)),
        Route(
            class_follow_up.asks_certificate,
            kit.limit_attempts(class_follow_up.check_certificate(kit.policy)),
        ),
    )
    code_questions = tuple(route.condition for route in code_routes)
    return (
        code_routes[0],
        Route(
            code_retry.retypes_code(code_questions),
            code_retry.answer_retyped_code(code_questions, code_routes),
        ),
        Route(authenticity.asks_how_to_check, authenticity.tell_how_to_check),
        Route(
            authenticity.doubts_message, authenticity.check_pasted_text(kit.get_index, kit.scams)
        ),
    )


def class_and_reminder_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of classes and reminders.

    They precede a conversation led by a person, as their phrases are whole lines.
    """
    policy = kit.policy
    return (
        Route(
            class_commands.joins_class_for_relative(kit.intents),
            class_commands.list_classes_for_relative(policy),
        ),
        Route(
            class_commands.leaves_class(kit.intents), class_commands.show_classes_to_leave(policy)
        ),
        Route(
            any_of(command("lop"), kit.says(texts.SAID_CLASSES, "classes")),
            classes.list_classes(policy),
        ),
        Route(lambda turn: turn.choice == "lh", classes.list_classes(policy)),
        Route(kit.says(texts.SAID_MY_CLASSES, "my-classes"), classes.show_my_classes(policy)),
        Route(choice("lh"), classes.press_class_button(policy)),
        Route(choice("hl"), class_office.press_cancel_button(policy)),
        Route(kit.says(texts.SAID_STOP_CLASSES, "stop-classes"), classes.stop_class_reminders),
        Route(
            kit.says(texts.SAID_RESUME_CLASSES, "resume-classes"), classes.resume_class_reminders
        ),
        Route(
            flows.in_flow(classes.names_learner), kit.guard_flow(classes.take_learner_name(policy))
        ),
        Route(choice("sau"), class_follow_up.press_follow_up_button(policy, kit.answer_question)),
        Route(
            kit.says(texts.SAID_PASSPORT, "passport"),
            class_follow_up.show_skill_passport(kit.skills),
        ),
        Route(
            class_follow_up.asks_certificate,
            kit.limit_attempts(class_follow_up.check_certificate(policy)),
        ),
        # "Nhắc tôi mai 8h việc họp" sounds like the list to the intents.
        Route(reminders.asks_for_reminder, reminders.create_reminder(policy)),
        Route(
            any_of(command("nhac"), kit.says(texts.SAID_REMINDERS, "my-reminders")),
            reminder_list.show_reminders(policy),
        ),
        Route(
            any_of(command("han"), kit.says(texts.SAID_DEADLINES, "deadlines")),
            reminders.show_deadlines(kit.deadlines, policy),
        ),
        Route(choice("nh"), reminders.press_reminder_button(policy)),
        Route(choice("hn"), reminders.switch_deadline(kit.deadlines, policy)),
        Route(
            flows.in_flow(reminders.completes_reminder),
            kit.guard_flow(reminders.complete_reminder_or(kit.answer_question, policy)),
        ),
        Route(
            flows.in_flow(class_follow_up.names_learning_wish),
            kit.guard_flow(class_follow_up.save_learning_wish),
        ),
    )


def ticket_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a resident's tickets, field reports and messages to their helper."""
    return (
        Route(choice("my"), ticket.press_own_ticket_button(kit.policy)),
        Route(
            any_of(choice("report"), command("phananh"), kit.says(texts.SAID_REPORT, "report")),
            field_reports.begin_report,
        ),
        Route(choice("pa"), field_reports.press_report_button(kit.policy)),
        Route(
            numbered_choices.is_missing_number_in_form,
            numbered_choices.show_list_again(reopened_list_routes(kit)),
        ),
        Route(field_reports.is_report_code, kit.limit_attempts(field_reports.show_status)),
        Route(
            flows.in_flow(field_reports.fills_form),
            kit.guard_flow(field_reports.fill_form(kit.policy, kit.get_index, kit.answer_question)),
        ),
        Route(ticket.is_led_by_person, ticket.carry_to_member(kit.policy)),
        Route(ticket_commands.asks_to_cancel(kit.intents), ticket_commands.cancel_request),
        Route(
            ticket_commands.asks_for_time(kit.policy),
            ticket_commands.keep_preferred_time(kit.policy),
        ),
        Route(
            ticket_commands.asks_progress(kit.intents), ticket_commands.tell_progress(kit.policy)
        ),
        Route(
            ticket_commands.gives_verdict(kit.intents),
            ticket_commands.take_verdict(kit.intents, kit.policy),
        ),
        Route(means(kit.intents, "my-reports"), field_reports.show_own_reports),
    )

"""The route table by subject: one function a subject, its routes in priority order.

`__init__` decides which group comes before which.
"""

from bot import texts
from bot.handlers import asides, flows, form, leaving, numbered
from bot.handlers.kit import Kit
from bot.handlers.members import link, proof, which_ticket
from bot.handlers.officers import broadcasts, notice_answers, powers, refusing, unreached, waiting
from bot.handlers.officers import classes as class_office
from bot.handlers.officers import polls as poll_office
from bot.handlers.residents import (
    about_the_bot,
    authenticity,
    browse,
    class_words,
    classes,
    code_again,
    data,
    follow_up,
    language,
    notice_questions,
    person,
    polls,
    reminder_list,
    reminder_moves,
    reminder_pauses,
    reminder_words,
    reminders,
    report,
    ticket,
    ticket_words,
    village,
)
from bot.handlers.understanding import means
from bot.inbox.routing import Route, any_of, anything, choice, command


def stopping(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that stop reminders; they precede *dừng* and *hủy* about announcements."""
    policy, intents = kit.policy, kit.intents
    return (
        Route(reminder_words.answers_clear(intents, "yes", "done"), reminders.clear),
        Route(reminder_words.answers_clear(intents, "no"), reminders.hold),
        Route(reminder_words.keeps(intents), reminder_words.keep_on(policy)),
        Route(reminder_pauses.rests(policy), reminder_pauses.rest(policy)),
        Route(reminder_words.stops(intents), reminder_words.stop(policy)),
        Route(reminder_words.resumes, reminder_words.resume(policy)),
        Route(reminder_moves.moves(policy), reminder_moves.move(policy)),
        Route(
            any_of(command("dung", "stop"), kit.says(texts.SAID_STOP, "stop")),
            data.stop_in(policy.zone),
        ),
    )


def asking_people(kit: Kit) -> tuple[Route, ...]:
    """Return the routes to the sender of an announcement, then to any person.

    In this order because "hỏi lại xã" resembles the request for a person.
    """
    return (
        Route(notice_questions.asks_sender(kit.intents), notice_questions.ask_sender),
        Route(
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                kit.says(texts.SAID_PERSON, "person"),
            ),
            person.ask_from(kit.shelf, kit.policy),
        ),
    )


def about_notices(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of an author's answer and a resident's question, while either is awaited.

    They precede the intents: "bà con gặp trưởng thôn nhé" resembles the request for a person.
    """
    return (
        Route(flows.waits(notice_answers.writes), kit.flow(notice_answers.take(kit.intents))),
        Route(flows.waits(notice_questions.writes), kit.flow(notice_questions.take)),
    )


def naming(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that choose the ticket a held message is for."""
    return (
        Route(which_ticket.chooses, which_ticket.choose(kit.policy)),
        Route(which_ticket.misses, which_ticket.ask_again),
    )


def self_routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes about who the contact is: linked chats, village, language, name and phone."""
    return (
        Route(kit.says(texts.SAID_UNLINK, "unlink"), link.unlink),
        Route(choice("lk"), link.undo),
        Route(choice("place"), village.choose),
        Route(language.says, language.keep),
        Route(form.fills, form.keep),
        Route(form.asks, form.show),
    )


def announcements(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of announcements: draft, approve, answer questions, list who was not reached."""
    return (
        Route(waiting.asks_waiting, waiting.show_waiting(kit.pace)),
        Route(waiting.asks_own, waiting.show_own),
        Route(flows.waits(refusing.says_why), kit.flow(refusing.take_why)),
        Route(notice_answers.presses, kit.flow(notice_answers.press)),
        Route(notice_answers.asks_answering, notice_answers.choose_notice),
        Route(notice_questions.presses, notice_questions.press),
        Route(broadcasts.asks_new, broadcasts.begin(kit.pace)),
        Route(choice("tb"), kit.flow(broadcasts.press(kit.pace))),
        Route(flows.waits(broadcasts.writes), kit.flow(broadcasts.take(kit.pace))),
        Route(unreached.asks_left, unreached.show_left),
    )


def voting(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of polls and of linking a chat to a ballot.

    They precede a conversation led by a person: each is a button, a code or a whole line.
    """
    return (
        Route(
            any_of(command("lienket"), kit.says(texts.SAID_LINK_CODE, "link-code")),
            link.give_code(kit.booth),
        ),
        Route(proof.is_confirming, proof.confirm(kit.policy, kit.booth)),
        Route(poll_office.is_office, poll_office.show_list),
        Route(choice("yk"), kit.flow(poll_office.press(kit.pace))),
        Route(flows.waits(poll_office.writes), kit.flow(poll_office.take(kit.pace))),
        Route(choice("bp"), polls.press(kit.booth)),
        Route(flows.waits(polls.types_code), kit.flow(kit.guarded(polls.take_code(kit.booth)))),
        Route(
            flows.waits(polls.says_option),
            kit.flow(polls.take_option(kit.booth, kit.answer, asides.is_sure(kit.shelf))),
        ),
        Route(flows.waits(polls.says_reason), kit.flow(polls.take_reason(kit.booth))),
        Route(proof.says_code, kit.guarded(proof.take_code(kit.policy, kit.booth))),
        Route(polls.asks_receipt, kit.guarded(polls.check_receipt)),
        Route(
            any_of(command("ykien"), kit.says(texts.SAID_POLLS, "polls", "my-votes")),
            polls.show_open(kit.booth),
        ),
    )


def lists(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that show an outdated list again."""
    return (
        Route(choice("menu"), powers.show_menu),
        Route(choice("places"), village.show_page),
        Route(choice("topics"), browse.show_shelf(kit.shelf)),
        Route(lambda turn: turn.choice == "lh", classes.show_list(kit.policy)),
        Route(choice("nh"), reminder_list.show_own(kit.policy)),
        Route(anything, classes.press(kit.policy)),
    )


def about_itself(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of questions about the bot and about what it sent."""
    return (
        Route(
            any_of(command("huy", "thoat", "cancel"), kit.says((texts.SAID_CANCEL,), "cancel")),
            leaving.says_nothing_more,
        ),
        Route(about_the_bot.about_notice(kit.intents), about_the_bot.show_notice),
        Route(notice_questions.thanks_for_notice, notice_questions.say_welcome),
        Route(notice_questions.asks_about_quoted(kit.shelf), notice_questions.offer),
        Route(means(kit.intents, "who-are-you"), about_the_bot.tell_who),
        Route(means(kit.intents, "repeat"), about_the_bot.say_again),
        Route(
            about_the_bot.has_fixed_reply(kit.intents), about_the_bot.say_fixed_reply(kit.intents)
        ),
    )


def own_data(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of stored personal data and of how the contact is notified."""
    return (
        Route(any_of(command("bat"), kit.says(texts.SAID_RESUME, "resume")), data.resume),
        Route(kit.says(texts.SAID_DIGEST_ON, "digest-on"), data.gather),
        Route(kit.says(texts.SAID_DIGEST_OFF, "digest-off"), data.scatter),
        Route(
            any_of(choice("data"), command("dulieu"), kit.says(texts.SAID_DATA, "my-data")),
            data.show_data,
        ),
        Route(any_of(choice("withdraw"), kit.says(texts.SAID_WITHDRAW, "withdraw")), data.withdraw),
        Route(any_of(choice("erase"), kit.says(texts.SAID_ERASE, "erase")), data.erase),
    )


def checks(kit: Kit) -> tuple[Route, ...]:
    """Return the routes that check codes, certificates and suspicious messages.

    They come after a conversation led by a person, in which the member looks at the message
    instead.
    """
    coded = (
        Route(authenticity.is_code, authenticity.check_code(kit.pace)),
        Route(polls.asks_receipt, kit.guarded(polls.check_receipt)),
        Route(follow_up.asks_certificate, kit.guarded(follow_up.check_certificate(kit.policy))),
    )
    codes = tuple(route.question for route in coded)
    return (
        coded[0],
        Route(code_again.gives_code(codes), code_again.answer_code(codes, coded)),
        Route(authenticity.asks_how, authenticity.tell_how),
        Route(authenticity.is_doubt, authenticity.check_text(kit.shelf, kit.scams)),
    )


def lessons(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of classes and reminders.

    They precede a conversation led by a person, as their phrases are whole lines.
    """
    policy = kit.policy
    return (
        Route(class_words.joins_for(kit.intents), class_words.list_for(policy)),
        Route(class_words.leaves(kit.intents), class_words.show_leaving(policy)),
        Route(
            any_of(command("lop"), kit.says(texts.SAID_CLASSES, "classes")),
            classes.show_list(policy),
        ),
        Route(lambda turn: turn.choice == "lh", classes.show_list(policy)),
        Route(kit.says(texts.SAID_MY_CLASSES, "my-classes"), classes.show_mine(policy)),
        Route(choice("lh"), classes.press(policy)),
        Route(choice("hl"), class_office.press(policy)),
        Route(kit.says(texts.SAID_STOP_CLASSES, "stop-classes"), classes.stop),
        Route(kit.says(texts.SAID_RESUME_CLASSES, "resume-classes"), classes.resume),
        Route(flows.waits(classes.names_learner), kit.flow(classes.take_name(policy))),
        Route(choice("sau"), follow_up.press(policy, kit.answer)),
        Route(kit.says(texts.SAID_PASSPORT, "passport"), follow_up.show_passport(kit.skills)),
        Route(follow_up.asks_certificate, kit.guarded(follow_up.check_certificate(policy))),
        # "Nhắc tôi mai 8h việc họp" sounds like the list to the intents.
        Route(reminders.wishes, reminders.keep(policy)),
        Route(
            any_of(command("nhac"), kit.says(texts.SAID_REMINDERS, "my-reminders")),
            reminder_list.show_own(policy),
        ),
        Route(
            any_of(command("han"), kit.says(texts.SAID_DEADLINES, "deadlines")),
            reminders.show_deadlines(kit.deadlines, policy),
        ),
        Route(choice("nh"), reminders.press(policy)),
        Route(choice("hn"), reminders.choose_deadline(kit.deadlines, policy)),
        Route(
            flows.waits(reminders.completes),
            kit.flow(reminders.complete_or(kit.answer, policy)),
        ),
        Route(flows.waits(follow_up.names_wish), kit.flow(follow_up.take_wish)),
    )


def tickets(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a resident's tickets, field reports and messages to their helper."""
    return (
        Route(choice("my"), ticket.press(kit.policy)),
        Route(
            any_of(choice("report"), command("phananh"), kit.says(texts.SAID_REPORT, "report")),
            report.begin,
        ),
        Route(choice("pa"), report.choose(kit.policy)),
        Route(numbered.misses_in_form, numbered.show_again(lists(kit))),
        Route(report.is_code, kit.guarded(report.show_status)),
        Route(flows.waits(report.fills), kit.flow(report.fill(kit.policy, kit.shelf, kit.answer))),
        Route(ticket.with_person, ticket.carry(kit.policy)),
        Route(ticket_words.cancels(kit.intents), ticket_words.cancel),
        Route(ticket_words.wishes_time(kit.policy), ticket_words.keep_time(kit.policy)),
        Route(ticket_words.asks_how_far(kit.intents), ticket_words.tell_how_far(kit.policy)),
        Route(ticket_words.judges(kit.intents), ticket_words.judge(kit.intents, kit.policy)),
        Route(means(kit.intents, "my-reports"), report.show_own),
    )

"""The bot's table of contents: what it answers, in the order it is asked. First match wins.

Stop, menu and a person come before everything, so that they work anywhere, in any flow.
"""

from functools import partial

from bot import texts
from bot.broadcasts.genuine import Scam
from bot.broadcasts.preview import PACE, Pace
from bot.budgets import TRIES, Meter
from bot.faq.intents import no_intents
from bot.handlers import (
    aftercare,
    asides,
    broadcasts,
    browse,
    canned,
    class_office,
    class_words,
    classes,
    code_again,
    consent_words,
    data,
    demand,
    duty,
    edits,
    emergency,
    faq,
    files,
    flows,
    form,
    genuine,
    guide,
    held_words,
    itself,
    language,
    leaving,
    left,
    link,
    member,
    menu,
    numbered,
    odd,
    person,
    poll_desk,
    poll_office,
    polls,
    powers,
    proof,
    refusing,
    reminder_list,
    reminder_moves,
    reminder_words,
    reminders,
    report,
    resident_ticket,
    roll,
    skills,
    start,
    support,
    ticket_words,
    village,
    waiting,
    which_ticket,
)
from bot.handlers.faq import Shelf
from bot.handlers.kit import Kit
from bot.handlers.tries import counted
from bot.handlers.understanding import Intents, means
from bot.handoff.rules import RULES, Rules
from bot.polls.booth import Booth
from bot.reminders import rules as reminding
from bot.routing import Route, any_of, anything, choice, command, words


def routes(
    shelf: Shelf,
    rules: Rules = RULES,
    remind: reminding.Rules = reminding.RULES,
    pace: Pace = PACE,
    scams: tuple[Scam, ...] = (),
    key: str = "",
    tries: Meter | None = None,
    intents: Intents = no_intents,
) -> tuple[Route, ...]:
    """All routes; `shelf` gives the knowledge as it is now, `key` tells who answered a poll,
    `tries` counts wrong codes."""
    guarded = partial(counted, tries or Meter(TRIES))
    kit = Kit(shelf, rules, remind, pace, scams, Booth(pace.zone, key), guarded, intents)
    known = _routes(kit)
    return (
        Route(edits.is_edit, edits.take(kit.answer, rules)),
        Route(odd.is_between, odd.ask_between),
        Route(link.is_link, guarded(link.link(remind, kit.booth))),
        Route(classes.is_link, guarded(classes.follow_link(remind))),
        Route(polls.is_link, polls.follow_link(kit.booth)),
        Route(command("start", "batdau"), start.welcome),
        Route(emergency.is_emergency(intents), emergency.answer_emergency(intents, rules)),
        Route(start.never_met, start.greeted(known)),
        Route(numbered.presses, numbered.press(known)),
        Route(numbered.names_old_list, numbered.show_again(known)),
        *known,
    )


def _routes(kit: Kit) -> tuple[Route, ...]:
    """In the middle of a flow its own words come first: to leave it, or to ask something else."""
    rest = _rest(kit)
    return (
        Route(leaving.leaves(kit.pace, kit.intents), leaving.leave(kit.pace)),
        Route(asides.is_aside(kit.shelf, kit.rules, kit.pace), asides.answer_aside(rest, kit.pace)),
        Route(choice("use"), asides.take_after_all(rest)),
        Route(choice("lenh"), powers.press(rest)),
        *rest,
    )


def _rest(kit: Kit) -> tuple[Route, ...]:
    residents = _residents(kit)
    return (
        Route(consent_words.agrees(kit.intents), consent_words.agree),
        Route(consent_words.declines(kit.intents), start.decline),
        Route(report.drops, report.drop),
        Route(held_words.drops, held_words.drop),
        Route(which_ticket.chooses, which_ticket.choose(kit.rules)),
        # Before "hủy" that means announcements: here it is said of the class.
        Route(class_office.writes_reason, class_office.take_reason(kit.remind)),
        *_stopping(kit),
        Route(
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                kit.says(texts.SAID_PERSON, "person"),
            ),
            person.ask_from(kit.shelf, kit.rules),
        ),
        Route(
            any_of(command("menu", "help"), choice("menu"), kit.says(texts.SAID_MENU, "menu")),
            powers.show_menu,
        ),
        Route(powers.asks, powers.show),
        Route(choice("tk"), member.press(kit.rules)),
        Route(choice("mau"), canned.send_canned(kit.rules)),
        Route(choice("swap"), duty.decide(kit.rules)),
        Route(choice("vs"), member.record_visit),
        Route(support.is_log, support.log_from(kit.shelf)),
        Route(roll.is_roll, roll.call),
        Route(skills.is_skills, skills.tick(kit.remind.skills)),
        *_announcements(kit),
        Route(poll_desk.is_desk, kit.guarded(poll_desk.write_down(kit.booth))),
        *_polls(kit),
        Route(choice("dl"), demand.press(kit.shelf, kit.remind)),
        Route(flows.waits(demand.names_place), kit.flow(demand.take_place(kit.remind))),
        Route(resident_ticket.is_own_question, resident_ticket.own_question(residents)),
        Route(member.speaks(kit.rules), member.speak(kit.rules)),
        *residents,
    )


def _stopping(kit: Kit) -> tuple[Route, ...]:
    """What was asked for, before the *dừng* and *hủy* that mean announcements."""
    remind, intents = kit.remind, kit.intents
    return (
        Route(reminder_words.answers_clear(intents, "yes", "done"), reminders.clear),
        Route(reminder_words.answers_clear(intents, "no"), reminders.hold),
        Route(reminder_words.keeps(intents), reminder_words.keep_on(remind)),
        Route(reminder_words.stops(intents), reminder_words.stop(remind)),
        Route(reminder_words.resumes, reminder_words.resume(remind)),
        Route(reminder_moves.moves(remind), reminder_moves.move(remind)),
        Route(
            any_of(command("dung", "stop"), kit.says(texts.SAID_STOP, "stop")),
            data.stop_in(remind.zone),
        ),
    )


def _residents(kit: Kit) -> tuple[Route, ...]:
    known = _heard(kit)
    return (Route(files.brings_program, files.warned(known)), *known)


def _heard(kit: Kit) -> tuple[Route, ...]:
    answer = kit.answer
    return (
        *_self(kit),
        *_classes(kit),
        *_tickets(kit),
        *_checks(kit),
        Route(any_of(choice("agree"), words(*texts.SAID_AGREE)), start.agree),
        Route(choice("decline"), start.decline),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        *_own_data(kit),
        Route(choice("topics"), browse.show_shelf(kit.shelf)),
        Route(choice("topic"), faq.show_topic(kit.shelf)),
        Route(choice("notthese"), faq.none_of_these),
        Route(choice("good"), faq.praise),
        Route(choice("bad"), faq.complain_to(kit.shelf)),
        Route(choice("guide"), guide.start_from(kit.shelf)),
        Route(guide.tells_why_stuck, guide.ask_help_from(kit.shelf, kit.rules)),
        Route(any_of(choice("step"), guide.moved), guide.move_in(kit.shelf)),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(duty.asks_who(kit.rules), duty.answer_who(kit.rules)),
        Route(resident_ticket.waits, resident_ticket.added_or(kit.shelf, answer)),
        Route(numbered.misses, numbered.show_again(_lists(kit))),
        Route(odd.wordless, odd.answer_wordless),
        *_itself(kit),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(anything, start.asking_once(answer)),
    )


def _tickets(kit: Kit) -> tuple[Route, ...]:
    """A resident's tickets and field reports, and words to the person who helps."""
    return (
        Route(choice("my"), resident_ticket.press(kit.rules)),
        Route(
            any_of(choice("report"), command("phananh"), kit.says(texts.SAID_REPORT, "report")),
            report.begin,
        ),
        Route(choice("pa"), report.choose(kit.rules)),
        Route(numbered.misses_in_form, numbered.show_again(_lists(kit))),
        Route(report.is_code, kit.guarded(report.show_status)),
        Route(flows.waits(report.fills), kit.flow(report.fill(kit.rules, kit.shelf, kit.answer))),
        Route(resident_ticket.with_person, resident_ticket.carry(kit.rules)),
        Route(ticket_words.cancels(kit.intents), ticket_words.cancel),
        Route(ticket_words.wishes_time(kit.rules), ticket_words.keep_time(kit.rules)),
        Route(ticket_words.asks_how_far(kit.intents), ticket_words.tell_how_far(kit.rules)),
        Route(ticket_words.judges(kit.intents), ticket_words.judge(kit.intents, kit.rules)),
        Route(means(kit.intents, "my-reports"), report.show_own),
    )


def _self(kit: Kit) -> tuple[Route, ...]:
    """Who they are: another chat of theirs, their village, a name and a phone."""
    return (
        Route(kit.says(texts.SAID_UNLINK, "unlink"), link.unlink),
        Route(choice("lk"), link.undo),
        Route(choice("place"), village.choose),
        Route(language.says, language.keep),
        Route(form.fills, form.keep),
        Route(form.asks, form.show),
    )


def _announcements(kit: Kit) -> tuple[Route, ...]:
    """Officers draft and approve, the team sees who was not reached."""
    return (
        Route(waiting.asks_waiting, waiting.show_waiting(kit.pace)),
        Route(waiting.asks_own, waiting.show_own),
        Route(flows.waits(refusing.says_why), kit.flow(refusing.take_why)),
        Route(broadcasts.asks_new, broadcasts.begin(kit.pace)),
        Route(choice("tb"), kit.flow(broadcasts.press(kit.pace))),
        Route(flows.waits(broadcasts.writes), kit.flow(broadcasts.take(kit.pace))),
        Route(left.asks_left, left.show_left),
    )


def _polls(kit: Kit) -> tuple[Route, ...]:
    """Before a person who leads the talk: each is a button, a code or a whole line. What ties a
    chat to a ballot stands here too."""
    return (
        Route(
            any_of(command("lienket"), kit.says(texts.SAID_LINK_CODE, "link-code")),
            link.give_code(kit.booth),
        ),
        Route(proof.is_confirming, proof.confirm(kit.remind, kit.booth)),
        Route(poll_office.is_office, poll_office.show_list),
        Route(choice("yk"), kit.flow(poll_office.press(kit.pace))),
        Route(flows.waits(poll_office.writes), kit.flow(poll_office.take(kit.pace))),
        Route(choice("bp"), polls.press(kit.booth)),
        Route(flows.waits(polls.types_code), kit.flow(kit.guarded(polls.take_code(kit.booth)))),
        Route(flows.waits(polls.says_option), kit.flow(polls.take_option(kit.booth, kit.answer))),
        Route(flows.waits(polls.says_reason), kit.flow(polls.take_reason(kit.booth))),
        Route(proof.says_code, kit.guarded(proof.take_code(kit.remind, kit.booth))),
        Route(polls.asks_receipt, kit.guarded(polls.check_receipt)),
        Route(
            any_of(command("ykien"), kit.says(texts.SAID_POLLS, "polls")),
            polls.show_open(kit.booth),
        ),
    )


def _lists(kit: Kit) -> tuple[Route, ...]:
    """What shows a list anew."""
    return (
        Route(choice("menu"), powers.show_menu),
        Route(choice("places"), village.show_page),
        Route(choice("topics"), browse.show_shelf(kit.shelf)),
        Route(lambda turn: turn.choice == "lh", classes.show_list(kit.remind)),
        Route(anything, classes.press(kit.remind)),
    )


def _itself(kit: Kit) -> tuple[Route, ...]:
    """The bot about itself, and about what it sent."""
    return (
        Route(itself.about_notice(kit.intents), itself.show_notice),
        Route(means(kit.intents, "who-are-you"), itself.tell_who),
        Route(means(kit.intents, "repeat"), itself.say_again),
        Route(itself.has_fixed_reply(kit.intents), itself.say_fixed_reply(kit.intents)),
    )


def _own_data(kit: Kit) -> tuple[Route, ...]:
    """What is kept of them, and how they hear from us."""
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


def _checks(kit: Kit) -> tuple[Route, ...]:
    """Is it ours, is it a scam; while a person leads the talk, they look at it instead."""
    coded = (
        Route(genuine.is_code, genuine.check_code(kit.pace)),
        Route(polls.asks_receipt, kit.guarded(polls.check_receipt)),
        Route(aftercare.asks_certificate, kit.guarded(aftercare.check_certificate(kit.remind))),
    )
    codes = tuple(route.question for route in coded)
    return (
        coded[0],
        Route(code_again.gives_code(codes), code_again.answer_code(codes, coded)),
        Route(genuine.asks_how, genuine.tell_how),
        Route(genuine.is_doubt, genuine.check_text(kit.shelf, kit.scams)),
    )


def _classes(kit: Kit) -> tuple[Route, ...]:
    """Classes and reminders; before a person who leads the talk, as their words are whole lines."""
    remind = kit.remind
    return (
        Route(class_words.joins_for(kit.intents), class_words.list_for(remind)),
        Route(class_words.leaves(kit.intents), class_words.show_leaving(remind)),
        Route(
            any_of(command("lop"), kit.says(texts.SAID_CLASSES, "classes")),
            classes.show_list(remind),
        ),
        Route(lambda turn: turn.choice == "lh", classes.show_list(remind)),
        Route(kit.says(texts.SAID_MY_CLASSES, "my-classes"), classes.show_mine(remind)),
        Route(choice("lh"), classes.press(remind)),
        Route(choice("hl"), class_office.press(remind)),
        Route(kit.says(texts.SAID_STOP_CLASSES, "stop-classes"), classes.stop),
        Route(kit.says(texts.SAID_RESUME_CLASSES, "resume-classes"), classes.resume),
        Route(flows.waits(classes.names_learner), kit.flow(classes.take_name(remind))),
        Route(choice("sau"), aftercare.press(remind, kit.answer)),
        Route(kit.says(texts.SAID_PASSPORT, "passport"), aftercare.show_passport(remind.skills)),
        Route(aftercare.asks_certificate, kit.guarded(aftercare.check_certificate(remind))),
        Route(
            any_of(command("nhac"), kit.says(texts.SAID_REMINDERS, "my-reminders")),
            reminder_list.show_own(remind),
        ),
        Route(
            any_of(command("han"), kit.says(texts.SAID_DEADLINES, "deadlines")),
            reminders.show_deadlines(remind),
        ),
        Route(choice("nh"), reminders.press(remind)),
        Route(choice("hn"), reminders.choose_deadline(remind)),
        Route(reminders.wishes, reminders.keep(remind)),
        Route(
            flows.waits(reminders.completes),
            kit.flow(reminders.complete_or(kit.answer, remind)),
        ),
        Route(flows.waits(aftercare.names_wish), kit.flow(aftercare.take_wish)),
    )

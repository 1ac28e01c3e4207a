"""The bot's table of contents: what it answers, in the order it is asked. First match wins.

Stop, menu and a person come before everything, so that they work anywhere, in any flow.
"""

from bot import texts
from bot.broadcasts.genuine import Scam
from bot.broadcasts.preview import PACE, Pace
from bot.handlers import (
    aftercare,
    broadcasts,
    browse,
    classes,
    data,
    demand,
    duty,
    faq,
    form,
    genuine,
    guide,
    language,
    left,
    link,
    member,
    menu,
    odd,
    person,
    poll_desk,
    poll_office,
    polls,
    proof,
    reminders,
    report,
    resident_ticket,
    roll,
    skills,
    start,
    support,
    village,
)
from bot.handlers.faq import Shelf
from bot.handoff.rules import RULES, Rules
from bot.polls.booth import Booth
from bot.reminders import rules as reminding
from bot.routing import Handler, Route, any_of, anything, choice, command, words


def routes(
    shelf: Shelf,
    rules: Rules = RULES,
    remind: reminding.Rules = reminding.RULES,
    pace: Pace = PACE,
    scams: tuple[Scam, ...] = (),
    key: str = "",
) -> tuple[Route, ...]:
    """All routes; `shelf` gives the knowledge as it is now, `key` tells who answered a poll."""
    booth = Booth(pace.zone, key)
    known = _routes(shelf, rules, remind, pace, scams, booth)
    return (
        Route(link.is_link, link.link(remind, booth)),
        Route(classes.is_link, classes.follow_link(remind)),
        Route(polls.is_link, polls.follow_link(booth)),
        Route(command("start", "batdau"), start.welcome),
        Route(start.never_met, start.greeted(known)),
        *known,
    )


def _routes(
    shelf: Shelf,
    rules: Rules,
    remind: reminding.Rules,
    pace: Pace,
    scams: tuple[Scam, ...],
    booth: Booth,
) -> tuple[Route, ...]:
    residents = _residents(shelf, rules, remind, pace, scams)
    return (
        Route(any_of(command("dung", "stop"), words(*texts.SAID_STOP)), data.stop),
        Route(
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                words(*texts.SAID_PERSON),
            ),
            person.ask_from(shelf, rules),
        ),
        Route(
            any_of(command("menu", "help"), choice("menu"), words(*texts.SAID_MENU)),
            menu.show_menu,
        ),
        Route(choice("tk"), member.press(rules)),
        Route(choice("mau"), member.send_canned(rules)),
        Route(choice("swap"), duty.decide(rules)),
        Route(choice("vs"), member.record_visit),
        Route(support.is_log, support.log_from(shelf)),
        Route(roll.is_roll, roll.call),
        Route(skills.is_skills, skills.tick(remind.skills)),
        *_announcements(pace),
        Route(poll_desk.is_desk, poll_desk.write_down(booth)),
        *_polls(remind, pace, booth, faq.answer_from(shelf)),
        Route(choice("dl"), demand.press(shelf, remind)),
        Route(demand.names_place, demand.take_place(remind)),
        Route(resident_ticket.is_own_question, resident_ticket.own_question(residents)),
        Route(member.speaks(rules), member.speak(rules)),
        *residents,
    )


def _residents(
    shelf: Shelf,
    rules: Rules,
    remind: reminding.Rules,
    pace: Pace,
    scams: tuple[Scam, ...],
) -> tuple[Route, ...]:
    answer = faq.answer_from(shelf)
    return (
        *_self(),
        *_classes(answer, remind),
        Route(choice("my"), resident_ticket.press(rules)),
        Route(
            any_of(choice("report"), command("phananh"), words(*texts.SAID_REPORT)), report.begin
        ),
        Route(choice("pa"), report.choose),
        Route(report.is_code, report.show_status),
        Route(report.fills, report.fill(rules)),
        Route(resident_ticket.with_person, resident_ticket.carry(rules)),
        *_checks(pace, scams),
        Route(any_of(choice("agree"), words(*texts.SAID_AGREE)), start.agree),
        Route(choice("decline"), start.decline),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        *_own_data(),
        Route(choice("topics"), browse.show_shelf(shelf)),
        Route(choice("topic"), faq.show_topic(shelf)),
        Route(choice("notthese"), faq.none_of_these),
        Route(choice("good"), faq.praise),
        Route(choice("bad"), faq.complain_to(shelf)),
        Route(choice("guide"), guide.start_from(shelf)),
        Route(guide.tells_why_stuck, guide.ask_help_from(shelf, rules)),
        Route(any_of(choice("step"), guide.moved), guide.move_in(shelf)),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(duty.asks_who(rules), duty.answer_who(rules)),
        Route(resident_ticket.waits, resident_ticket.added_or(shelf, answer)),
        Route(odd.wordless, odd.answer_wordless),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(anything, answer),
    )


def _self() -> tuple[Route, ...]:
    """Who they are: another chat of theirs, their village, a name and a phone."""
    return (
        Route(words(*texts.SAID_UNLINK), link.unlink),
        Route(choice("place"), village.choose),
        Route(language.says, language.keep),
        Route(form.fills, form.keep),
        Route(form.asks, form.show),
    )


def _announcements(pace: Pace) -> tuple[Route, ...]:
    """Officers draft and approve, the team sees who was not reached."""
    return (
        Route(broadcasts.asks_new, broadcasts.begin),
        Route(choice("tb"), broadcasts.press(pace)),
        Route(broadcasts.writes, broadcasts.take(pace)),
        Route(left.asks_left, left.show_left),
    )


def _polls(remind: reminding.Rules, pace: Pace, booth: Booth, answer: Handler) -> tuple[Route, ...]:
    """Before a person who leads the talk: each is a button, a code or a whole line. What ties a
    chat to a ballot stands here too."""
    return (
        Route(any_of(command("lienket"), words(*texts.SAID_LINK_CODE)), link.give_code(booth)),
        Route(proof.is_confirming, proof.confirm(remind, booth)),
        Route(poll_office.is_office, poll_office.show_list),
        Route(choice("yk"), poll_office.press(pace)),
        Route(poll_office.writes, poll_office.take(pace)),
        Route(choice("bp"), polls.press(booth)),
        Route(polls.types_code, polls.take_code(booth)),
        Route(polls.says_option, polls.take_option(booth, answer)),
        Route(polls.says_reason, polls.take_reason(booth)),
        Route(proof.says_code, proof.take_code(remind, booth)),
        Route(polls.asks_receipt, polls.check_receipt),
        Route(any_of(command("ykien"), words(*texts.SAID_POLLS)), polls.show_open(booth)),
    )


def _own_data() -> tuple[Route, ...]:
    """What is kept of them, and how they hear from us."""
    return (
        Route(any_of(command("bat"), words(*texts.SAID_RESUME)), data.resume),
        Route(words(*texts.SAID_DIGEST_ON), data.gather),
        Route(words(*texts.SAID_DIGEST_OFF), data.scatter),
        Route(any_of(choice("data"), command("dulieu"), words(*texts.SAID_DATA)), data.show_data),
        Route(any_of(choice("withdraw"), words(*texts.SAID_WITHDRAW)), data.withdraw),
        Route(any_of(choice("erase"), words(*texts.SAID_ERASE)), data.erase),
    )


def _checks(pace: Pace, scams: tuple[Scam, ...]) -> tuple[Route, ...]:
    """Is it ours, is it a scam; while a person leads the talk, they look at it instead."""
    return (
        Route(genuine.is_code, genuine.check_code(pace)),
        Route(genuine.asks_how, genuine.tell_how),
        Route(genuine.is_doubt, genuine.check_text(scams)),
    )


def _classes(answer: Handler, rules: reminding.Rules) -> tuple[Route, ...]:
    """Classes and reminders; before a person who leads the talk, as their words are whole lines."""
    return (
        Route(any_of(command("lop"), words(*texts.SAID_CLASSES)), classes.show_list(rules)),
        Route(lambda turn: turn.choice == "lh", classes.show_list(rules)),
        Route(words(*texts.SAID_MY_CLASSES), classes.show_mine(rules)),
        Route(choice("lh"), classes.press(rules)),
        Route(words(*texts.SAID_STOP_CLASSES), classes.stop),
        Route(words(*texts.SAID_RESUME_CLASSES), classes.resume),
        Route(classes.names_learner, classes.take_name(rules)),
        Route(choice("sau"), aftercare.press(rules, answer)),
        Route(words(*texts.SAID_PASSPORT), aftercare.show_passport(rules.skills)),
        Route(aftercare.asks_certificate, aftercare.check_certificate(rules)),
        Route(any_of(command("nhac"), words(*texts.SAID_REMINDERS)), reminders.show_own(rules)),
        Route(
            any_of(command("han"), words(*texts.SAID_DEADLINES)), reminders.show_deadlines(rules)
        ),
        Route(choice("nh"), reminders.press(rules)),
        Route(choice("hn"), reminders.choose_deadline(rules)),
        Route(reminders.wishes, reminders.keep(rules)),
        Route(reminders.completes, reminders.complete_or(answer, rules)),
        Route(aftercare.names_wish, aftercare.take_wish),
    )

"""The route table: every question the bot answers, in priority order; the first match wins.

Stop, menu and the request for a person come first, so they work in any state of the
conversation.
"""

from functools import partial

from bot import texts
from bot.broadcasts.authenticity import Scam
from bot.broadcasts.preview import PACE, Pace
from bot.classes.skills import Skill
from bot.core.budgets import TRIES, Meter
from bot.core.policy import POLICY, Policy
from bot.faq.intents import no_intents
from bot.handlers import asides, files, flows, leaving, numbered
from bot.handlers.attempt_limits import counted
from bot.handlers.chapters import (
    about_itself,
    about_notices,
    announcements,
    asking_people,
    checks,
    lessons,
    lists,
    naming,
    own_data,
    self_routes,
    stopping,
    tickets,
    voting,
)
from bot.handlers.kit import Kit
from bot.handlers.members import (
    attendance,
    canned_responses,
    draft_replies,
    duty,
    link,
    recalls,
    skills,
    support_log,
    visit_words,
)
from bot.handlers.members import tickets as member
from bot.handlers.officers import classes as class_office
from bot.handlers.officers import demand, poll_desk, powers
from bot.handlers.residents import (
    about_the_bot,
    browse,
    call_back,
    classes,
    consent_words,
    edits,
    emergency,
    faq,
    fragments,
    guide,
    menu,
    non_text,
    notice_questions,
    polls,
    reactions,
    report,
    start,
    ticket,
    unsure,
    village,
    voice,
)
from bot.handlers.residents.faq import Shelf
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import Route, any_of, anything, choice, command, words
from bot.polls.booth import Booth
from bot.reminders.deadlines import Deadline


def routes(
    shelf: Shelf,
    policy: Policy = POLICY,
    pace: Pace = PACE,
    scams: tuple[Scam, ...] = (),
    key: str = "",
    tries: Meter | None = None,
    intents: Intents = no_intents,
    deadlines: tuple[Deadline, ...] = (),
    known_skills: tuple[Skill, ...] = (),
) -> tuple[Route, ...]:
    """Return all routes in priority order.

    `get_index` returns the current knowledge index, `key` identifies the chats that answered a
    poll, `attempt_meter` limits how often a wrong code may be tried.
    """
    guarded = partial(counted, tries or Meter(TRIES))
    kit = Kit(
        shelf, policy, pace, scams, Booth(pace.zone, key), guarded, intents, deadlines, known_skills
    )
    known = _routes(kit)
    danger = emergency.answer_emergency(intents, policy, pace)
    said = (
        Route(non_text.is_between, non_text.ask_between),
        Route(link.is_link, guarded(link.link(policy, kit.booth))),
        Route(classes.is_link, guarded(classes.follow_link(policy))),
        Route(polls.is_link, polls.follow_link(kit.booth)),
        Route(command("start", "batdau"), start.welcome),
        Route(recalls.asks, recalls.take_back(policy)),
        # "Gọi điện cho tôi" alone is a wish, and no swindler on the line.
        Route(call_back.asks_met, call_back.ask_number),
        Route(unsure.is_faint(shelf, intents, pace), unsure.hold_piece),
        Route(emergency.is_emergency(intents), danger),
        Route(start.never_met, start.greeted(known)),
        Route(numbered.presses, numbered.press(known)),
        Route(numbered.ends_label(intents), numbered.press(known)),
        Route(numbered.names_old_list, numbered.show_again(known)),
        *known,
    )
    return (
        Route(reactions.is_reaction, reactions.take(shelf, policy)),
        Route(fragments.continues, fragments.read_on(said, shelf, intents, danger)),
        Route(edits.is_edit, edits.take(kit.answer, policy)),
        *said,
    )


def _routes(kit: Kit) -> tuple[Route, ...]:
    """Return the routes of a known contact: the open flow first, then leaving it, then asides."""
    rest, written = _rest(kit), about_notices(kit)
    return (
        # "Gửi" alone sounds like "không gửi nữa" to the intents.
        Route(
            any_of(choice(voice.SEND), voice.sends_in_words(kit.intents)),
            voice.send_from(kit.shelf, kit.policy),
        ),
        Route(call_back.asks, call_back.ask_number),
        Route(leaving.leaves(kit.pace, kit.intents), leaving.leave(kit.pace)),
        Route(call_back.leaves, call_back.leave),
        Route(
            flows.waits(call_back.says_number),
            kit.flow(call_back.take_from(kit.shelf, kit.policy)),
        ),
        Route(
            asides.is_aside(kit.shelf, kit.policy, kit.pace), asides.answer_aside(rest, kit.pace)
        ),
        Route(flows.waits(call_back.says_other(kit.intents)), call_back.ask_again),
        *written,
        Route(choice("use"), asides.take_after_all((*written, *rest))),
        Route(choice("lenh"), powers.press(rest)),
        *rest,
    )


def _rest(kit: Kit) -> tuple[Route, ...]:
    residents = _residents(kit)
    return (
        Route(consent_words.agrees(kit.intents), consent_words.agree(residents)),
        Route(consent_words.declines(kit.intents), start.decline),
        Route(report.drops, report.drop),
        Route(draft_replies.drops, draft_replies.drop),
        *naming(kit),
        # Before "hủy" that means announcements: here it is said of the class.
        Route(class_office.writes_reason, class_office.take_reason(kit.policy)),
        *stopping(kit),
        *asking_people(kit),
        Route(
            any_of(command("menu", "help"), choice("menu"), kit.says(texts.SAID_MENU, "menu")),
            powers.show_menu,
        ),
        Route(powers.asks, powers.show),
        Route(choice("tk"), member.press(kit.policy)),
        Route(choice("mau"), canned_responses.send_canned(kit.policy)),
        Route(choice("swap"), duty.decide(kit.policy)),
        Route(choice("vs"), visit_words.record(kit.policy)),
        Route(support_log.is_log, support_log.log_from(kit.shelf)),
        Route(attendance.is_roll, attendance.call),
        Route(skills.is_skills, skills.tick(kit.skills)),
        *announcements(kit),
        Route(poll_desk.is_desk, kit.guarded(poll_desk.write_down(kit.booth))),
        *voting(kit),
        Route(choice("dl"), demand.press(kit.shelf, kit.policy)),
        Route(flows.waits(demand.names_place), kit.flow(demand.take_place(kit.policy))),
        Route(ticket.is_own_question, ticket.own_question(residents)),
        Route(member.speaks(kit.policy), member.speak(kit.policy)),
        *residents,
    )


def _residents(kit: Kit) -> tuple[Route, ...]:
    known = _heard(kit)
    return (Route(files.brings_program, files.warned(known)), *known)


def _heard(kit: Kit) -> tuple[Route, ...]:
    answer = kit.answer
    return (
        *self_routes(kit),
        *lessons(kit),
        *tickets(kit),
        *checks(kit),
        Route(any_of(choice("agree"), words(*texts.SAID_AGREE)), start.agree),
        Route(choice("decline"), start.decline),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        *own_data(kit),
        Route(any_of(choice("topics"), means(kit.intents, "topics")), browse.show_shelf(kit.shelf)),
        Route(choice("topic"), faq.show_topic(kit.shelf)),
        Route(choice("point"), faq.show_point(kit.shelf)),
        Route(choice("nghe"), faq.play_topic(kit.shelf)),
        Route(choice("again"), about_the_bot.say_again),
        Route(choice("notthese"), faq.none_of_these),
        Route(choice("good"), faq.praise),
        Route(choice("bad"), faq.complain_to(kit.shelf)),
        Route(choice("guide"), guide.start_from(kit.shelf)),
        Route(guide.tells_why_stuck, guide.ask_help_from(kit.shelf, kit.policy)),
        Route(any_of(choice("step"), guide.moved), guide.move_in(kit.shelf)),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(duty.asks_who(kit.policy), duty.answer_who(kit.policy)),
        Route(ticket.waits, ticket.added_or(kit.shelf, answer)),
        Route(numbered.misses, numbered.show_again(lists(kit))),
        Route(unsure.is_beside, unsure.keep_beside),
        Route(unsure.waits_for_words, unsure.hold_piece),
        Route(non_text.wordless, non_text.answer_wordless),
        *about_itself(kit),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(unsure.is_unsure(kit.shelf), unsure.hold_piece),
        Route(anything, start.asking_once(notice_questions.offering(answer))),
    )

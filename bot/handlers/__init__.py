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
    asides,
    browse,
    call_back,
    canned,
    class_office,
    classes,
    consent_words,
    demand,
    duty,
    edits,
    emergency,
    faq,
    files,
    flows,
    guide,
    held_words,
    itself,
    leaving,
    link,
    member,
    menu,
    notice_questions,
    numbered,
    odd,
    pieces,
    poll_desk,
    polls,
    powers,
    reactions,
    report,
    resident_ticket,
    roll,
    skills,
    start,
    support,
    taking_back,
    unsure,
    village,
    visit_words,
    voice,
)
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
    danger = emergency.answer_emergency(intents, rules, pace)
    said = (
        Route(odd.is_between, odd.ask_between),
        Route(link.is_link, guarded(link.link(remind, kit.booth))),
        Route(classes.is_link, guarded(classes.follow_link(remind))),
        Route(polls.is_link, polls.follow_link(kit.booth)),
        Route(command("start", "batdau"), start.welcome),
        Route(taking_back.asks, taking_back.take_back(rules)),
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
        Route(reactions.is_reaction, reactions.take(shelf, rules)),
        Route(pieces.continues, pieces.read_on(said, shelf, intents, danger)),
        Route(edits.is_edit, edits.take(kit.answer, rules)),
        *said,
    )


def _routes(kit: Kit) -> tuple[Route, ...]:
    """In the middle of a flow its own words come first: to leave it, or to ask something else."""
    rest, written = _rest(kit), about_notices(kit)
    return (
        # "Gửi" alone sounds like "không gửi nữa" to the intents.
        Route(
            any_of(choice(voice.SEND), voice.sends_in_words(kit.intents)),
            voice.send_from(kit.shelf, kit.rules),
        ),
        Route(call_back.asks, call_back.ask_number),
        Route(leaving.leaves(kit.pace, kit.intents), leaving.leave(kit.pace)),
        Route(call_back.leaves, call_back.leave),
        Route(
            flows.waits(call_back.says_number),
            kit.flow(call_back.take_from(kit.shelf, kit.rules)),
        ),
        Route(asides.is_aside(kit.shelf, kit.rules, kit.pace), asides.answer_aside(rest, kit.pace)),
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
        Route(held_words.drops, held_words.drop),
        *naming(kit),
        # Before "hủy" that means announcements: here it is said of the class.
        Route(class_office.writes_reason, class_office.take_reason(kit.remind)),
        *stopping(kit),
        *asking_people(kit),
        Route(
            any_of(command("menu", "help"), choice("menu"), kit.says(texts.SAID_MENU, "menu")),
            powers.show_menu,
        ),
        Route(powers.asks, powers.show),
        Route(choice("tk"), member.press(kit.rules)),
        Route(choice("mau"), canned.send_canned(kit.rules)),
        Route(choice("swap"), duty.decide(kit.rules)),
        Route(choice("vs"), visit_words.record(kit.rules)),
        Route(support.is_log, support.log_from(kit.shelf)),
        Route(roll.is_roll, roll.call),
        Route(skills.is_skills, skills.tick(kit.remind.skills)),
        *announcements(kit),
        Route(poll_desk.is_desk, kit.guarded(poll_desk.write_down(kit.booth))),
        *voting(kit),
        Route(choice("dl"), demand.press(kit.shelf, kit.remind)),
        Route(flows.waits(demand.names_place), kit.flow(demand.take_place(kit.remind))),
        Route(resident_ticket.is_own_question, resident_ticket.own_question(residents)),
        Route(member.speaks(kit.rules), member.speak(kit.rules)),
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
        Route(choice("again"), itself.say_again),
        Route(choice("notthese"), faq.none_of_these),
        Route(choice("good"), faq.praise),
        Route(choice("bad"), faq.complain_to(kit.shelf)),
        Route(choice("guide"), guide.start_from(kit.shelf)),
        Route(guide.tells_why_stuck, guide.ask_help_from(kit.shelf, kit.rules)),
        Route(any_of(choice("step"), guide.moved), guide.move_in(kit.shelf)),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(duty.asks_who(kit.rules), duty.answer_who(kit.rules)),
        Route(resident_ticket.waits, resident_ticket.added_or(kit.shelf, answer)),
        Route(numbered.misses, numbered.show_again(lists(kit))),
        Route(unsure.is_beside, unsure.keep_beside),
        Route(unsure.waits_for_words, unsure.hold_piece),
        Route(odd.wordless, odd.answer_wordless),
        *about_itself(kit),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(unsure.is_unsure(kit.shelf), unsure.hold_piece),
        Route(anything, start.asking_once(notice_questions.offering(answer))),
    )

"""Follow-up after a class: feedback, the make-up offer, skill passport, certificates."""

import re
from dataclasses import replace

from bot import texts
from bot.classes import enrolments, follow_up, service, skills, wording
from bot.classes.follow_up import absent_of
from bot.classes.models import MakeUpState, Seat
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import proof
from bot.reminders import personal
from bot.vietnamese.letters import bare

SKIP = "sau:skip"
_CODE = re.compile(
    rf"(?:{'|'.join(bare(one) for one in texts.SAID_CERTIFICATE)}) (?P<code>[a-z0-9]{{8}})"
)


def press(policy: Policy, answer: Handler) -> Handler:
    """Handle a follow-up button: "sau:<verb>:<id>[:<answer>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, value = (*turn.argument.split(SEPARATOR), "", "")[:3]
        match verb, int(number) if number.isdecimal() and len(number) < 10 else 0:
            case "say", feedback:
                return _say(turn, feedback, value)
            case "skip", _:
                personal.answered(turn.session, turn.contact)
                return Reply(texts.FEEDBACK_THANKS, show_menu(turn).choices)
            case "ask", feedback:
                return _answer_wish(turn, feedback, answer)
            case "yes", make_up:
                return _make_up(turn, make_up, policy)
            case "no", make_up:
                follow_up.get_make_up(turn.session, turn.contact, make_up).state = MakeUpState.OVER
                return Reply(texts.MAKE_UP_DECLINED, show_menu(turn).choices)
        return old_button(turn)

    return pressed


def _say(turn: Turn, number: int, value: str) -> Reply:
    follow_up.say_clear(turn.session, turn.contact, number, value, now=turn.now)
    return Reply(texts.FEEDBACK_WISH, (Choice(texts.BUTTON_SKIP, SKIP),))


def _answer_wish(turn: Turn, number: int, answer: Handler) -> Answer:
    """Answer the learner's wish as a free question: what they want to learn they may need now."""
    said = follow_up.get_feedback(turn.session, turn.contact, number, now=turn.now).wish
    if not said:
        return old_button(turn)
    return answer(replace(turn, text=said, choice=""))


def names_wish(turn: Turn) -> bool:
    """Return whether the text answers the open question what to learn next."""
    asked = any(one["value"] == SKIP for one in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.bare)


def take_wish(turn: Turn) -> Reply:
    """Store what the learner wants to learn next and offer to answer it now."""
    asked = personal.asked(turn.session, turn.contact, now=turn.now)
    number = asked.text if asked else ""
    if not follow_up.say_wish(turn.session, turn.contact, turn.text, now=turn.now):
        return old_button(turn)
    now = Choice(texts.BUTTON_ANSWER_NOW, f"sau:ask:{number}")
    return Reply(texts.FEEDBACK_WISHED, (now, Choice(texts.BUTTON_MENU, "menu")))


def _make_up(turn: Turn, number: int, policy: Policy) -> Reply:
    """Enrol everybody who was absent in the make-up class that was offered."""
    offer = follow_up.get_make_up(turn.session, turn.contact, number)
    one = service.get(turn.session, offer.offered_id or 0, lock=True)
    waits = asked = False
    absent = absent_of(turn.session, offer)
    for seat in absent:
        given = enrolments.join(
            turn.session, one, turn.contact, learner=seat.learner, now=turn.now, policy=policy
        )
        waits = waits or given.seat == Seat.WAITING
        asked = asked or given.seat == Seat.ASKED
    offer.state = MakeUpState.TAKEN
    who = wording.names([seat.learner for seat in absent])
    what = wording.full(one, now=turn.now, zone=policy.zone)
    if asked:
        how = texts.PROOF_HOW.format(code=proof.code_for(turn.session, turn.contact))
        return Reply(texts.CLASS_ASKED.format(who=who, what=what, how=how))
    words = texts.MAKE_UP_WAITS if waits else texts.CLASS_JOINED
    return Reply(words.format(who=who, what=what), (Choice(texts.BUTTON_MY_CLASSES, "lh:mine"),))


def show_passport(known: tuple[Skill, ...]) -> Handler:
    """*Hộ chiếu kỹ năng*: show skills observed and left, of the speaker and their relatives."""

    def show(turn: Turn) -> Reply:
        found = skills.holders_of(turn.session, turn.contact)
        holders = found or [(f"c{turn.contact.id}:", "")]
        parts = [_passport(turn, known, holder, name) for holder, name in holders]
        return Reply("\n\n".join(parts), (Choice(texts.BUTTON_CLASSES, "lh"),))

    return show


def _passport(turn: Turn, known: tuple[Skill, ...], holder: str, name: str) -> str:
    seen = skills.seen_of(turn.session, holder)
    who = name or texts.CLASS_YOURSELF
    lines = [texts.PASSPORT.format(who=who, count=len(seen), all=len(known))]
    lines += [texts.SKILL_DONE.format(skill=one.title) for one in known if one.id in seen]
    lines += [texts.SKILL_LEFT.format(skill=one.title) for one in known if one.id not in seen]
    return "\n".join(lines)


def asks_certificate(turn: Turn) -> bool:
    """Return whether the text is *giấy xác nhận* and a certificate code: "Giấy xác nhận K7M2PQ9R"."""
    return not turn.choice and _CODE.fullmatch(turn.bare) is not None


def check_certificate(policy: Policy) -> Handler:
    """Tell whether a certificate with this code was issued; its holder is shown only by initials."""

    def check(turn: Turn) -> Reply:
        said = _CODE.fullmatch(turn.bare)
        found = skills.describe(turn.session, said["code"] if said else "", policy.zone)
        if found is None:
            raise UserError(texts.CERTIFICATE_UNKNOWN)
        return Reply(found, show_menu(turn).choices)

    return check

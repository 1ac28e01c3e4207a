"""Follow-up after a class: feedback, the make-up offer, skill passport, certificates."""

import re
from dataclasses import replace

from bot import texts
from bot.classes import enrolments, follow_up, service, skills, wording
from bot.classes.follow_up import list_absentees
from bot.classes.models import EnrolmentStatus, MakeUpState
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import proof
from bot.reminders import personal
from bot.vietnamese.letters import normalize_for_match

SKIP_WISH = "sau:skip"
_CERTIFICATE_CODE = re.compile(
    rf"(?:{'|'.join(normalize_for_match(phrase) for phrase in texts.SAID_CERTIFICATE)})"
    rf" (?P<code>[a-z0-9]{{8}})"
)


def press_follow_up_button(policy: Policy, answer: Handler) -> Handler:
    """Handle a follow-up button: "sau:<verb>:<id>[:<answer>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, value = (*turn.argument.split(SEPARATOR), "", "")[:3]
        match verb, int(number) if number.isdecimal() and len(number) < 10 else 0:
            case "say", feedback:
                return _rate_clarity(turn, feedback, value)
            case "skip", _:
                personal.clear_pending_question(turn.session, turn.contact)
                return Reply(texts.FEEDBACK_THANKS, show_menu(turn).choices)
            case "ask", feedback:
                return _answer_learning_wish(turn, feedback, answer)
            case "yes", make_up:
                return _accept_make_up(turn, make_up, policy)
            case "no", make_up:
                follow_up.get_make_up(turn.session, turn.contact, make_up).state = MakeUpState.OVER
                return Reply(texts.MAKE_UP_DECLINED, show_menu(turn).choices)
        return reject_old_button(turn)

    return pressed


def _rate_clarity(turn: Turn, number: int, value: str) -> Reply:
    follow_up.record_clarity(turn.session, turn.contact, number, value, now=turn.now)
    return Reply(texts.FEEDBACK_WISH, (Choice(texts.BUTTON_SKIP, SKIP_WISH),))


def _answer_learning_wish(turn: Turn, number: int, answer: Handler) -> Answer:
    """Answer the learner's wish as a free question: what they want to learn they may need now."""
    wish = follow_up.get_feedback(turn.session, turn.contact, number, now=turn.now).wish
    if not wish:
        return reject_old_button(turn)
    return answer(replace(turn, text=wish, choice=""))


def names_learning_wish(turn: Turn) -> bool:
    """Return whether the text answers the open question what to learn next."""
    asked = any(button["value"] == SKIP_WISH for button in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.normalized_text)


def save_learning_wish(turn: Turn) -> Reply:
    """Store what the learner wants to learn next and offer to answer it now."""
    pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
    feedback_id = pending.text if pending else ""
    if not follow_up.record_wished_topic(turn.session, turn.contact, turn.text, now=turn.now):
        return reject_old_button(turn)
    answer_now = Choice(texts.BUTTON_ANSWER_NOW, f"sau:ask:{feedback_id}")
    return Reply(texts.FEEDBACK_WISHED, (answer_now, Choice(texts.BUTTON_MENU, "menu")))


def _accept_make_up(turn: Turn, number: int, policy: Policy) -> Reply:
    """Enrol everybody who was absent in the make-up class that was offered."""
    offer = follow_up.get_make_up(turn.session, turn.contact, number)
    lesson = service.get_class(turn.session, offer.offered_id or 0, lock=True)
    is_waitlisted = needs_proof = False
    absent = list_absentees(turn.session, offer)
    for absentee in absent:
        enrolment = enrolments.enrol_learner(
            turn.session,
            lesson,
            turn.contact,
            learner=absentee.learner,
            now=turn.now,
            policy=policy,
        )
        is_waitlisted = is_waitlisted or enrolment.status == EnrolmentStatus.WAITING
        needs_proof = needs_proof or enrolment.status == EnrolmentStatus.REQUESTED
    offer.state = MakeUpState.TAKEN
    who = wording.join_learner_names([absentee.learner for absentee in absent])
    details = wording.describe_class(lesson, now=turn.now, zone=policy.zone)
    if needs_proof:
        how = texts.PROOF_HOW.format(code=proof.ensure_vouch_code(turn.session, turn.contact))
        return Reply(texts.CLASS_ASKED.format(who=who, what=details, how=how))
    text = texts.MAKE_UP_WAITS if is_waitlisted else texts.CLASS_JOINED
    return Reply(text.format(who=who, what=details), (Choice(texts.BUTTON_MY_CLASSES, "lh:mine"),))


def show_skill_passport(all_skills: tuple[Skill, ...]) -> Handler:
    """*Hộ chiếu kỹ năng*: show skills observed and left, of the speaker and their relatives."""

    def show(turn: Turn) -> Reply:
        known_holders = skills.list_holders(turn.session, turn.contact)
        holders = known_holders or [(f"c{turn.contact.id}:", "")]
        parts = [_render_skill_passport(turn, all_skills, holder, name) for holder, name in holders]
        return Reply("\n\n".join(parts), (Choice(texts.BUTTON_CLASSES, "lh"),))

    return show


def _render_skill_passport(
    turn: Turn, all_skills: tuple[Skill, ...], holder: str, name: str
) -> str:
    seen = skills.list_observed_skills(turn.session, holder)
    who = name or texts.CLASS_YOURSELF
    lines = [texts.PASSPORT.format(who=who, count=len(seen), all=len(all_skills))]
    lines += [
        texts.SKILL_DONE.format(skill=skill.title) for skill in all_skills if skill.id in seen
    ]
    lines += [
        texts.SKILL_LEFT.format(skill=skill.title) for skill in all_skills if skill.id not in seen
    ]
    return "\n".join(lines)


def asks_certificate(turn: Turn) -> bool:
    """Return whether the text is *giấy xác nhận* and a certificate code: "Giấy xác nhận
    K7M2PQ9R"."""
    return not turn.choice and _CERTIFICATE_CODE.fullmatch(turn.normalized_text) is not None


def check_certificate(policy: Policy) -> Handler:
    """Tell whether a certificate with this code was issued; its holder is shown only by
    initials."""

    def check(turn: Turn) -> Reply:
        code_match = _CERTIFICATE_CODE.fullmatch(turn.normalized_text)
        certificate_text = skills.describe_certificate(
            turn.session, code_match["code"] if code_match else "", policy.zone
        )
        if certificate_text is None:
            raise UserError(texts.CERTIFICATE_UNKNOWN)
        return Reply(certificate_text, show_menu(turn).choices)

    return check

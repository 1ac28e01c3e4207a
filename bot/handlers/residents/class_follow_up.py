"""Follow-up after a class: feedback, the make-up offer, skill passport, certificates."""

import re
from dataclasses import replace

from bot import texts
from bot.classes import follow_up, skills
from bot.classes.models import EnrolmentStatus
from bot.classes.skills import Skill
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.words import class_follow_up as words
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Reply
from bot.people import proof
from bot.reminders import personal
from bot.vietnamese.letters import normalize_for_match

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
                return words.render_thanks(show_menu(turn).choices)
            case "ask", feedback:
                return _answer_learning_wish(turn, feedback, answer)
            case "yes", make_up:
                return _accept_make_up(turn, make_up, policy)
            case "no", make_up:
                follow_up.decline_make_up(turn.session, turn.contact, make_up)
                return words.render_make_up_declined(show_menu(turn).choices)
        return reject_old_button(turn)

    return pressed


def _rate_clarity(turn: Turn, number: int, value: str) -> Reply:
    follow_up.record_clarity(turn.session, turn.contact, number, value, now=turn.now)
    return words.render_wish_question()


def _answer_learning_wish(turn: Turn, number: int, answer: Handler) -> Answer:
    """Answer the learner's wish as a free question: what they want to learn they may need now."""
    wish = follow_up.get_feedback(turn.session, turn.contact, number, now=turn.now).wish
    if not wish:
        return reject_old_button(turn)
    return answer(replace(turn, text=wish, choice=""))


def names_learning_wish(turn: Turn) -> bool:
    """Return whether the text answers the open question what to learn next."""
    asked = any(button["value"] == words.SKIP_WISH for button in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.normalized_text)


def save_learning_wish(turn: Turn) -> Reply:
    """Store what the learner wants to learn next and offer to answer it now."""
    pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
    feedback_id = pending.text if pending else ""
    if not follow_up.record_wished_topic(turn.session, turn.contact, turn.text, now=turn.now):
        return reject_old_button(turn)
    return words.render_wish_kept(feedback_id)


def _accept_make_up(turn: Turn, number: int, policy: Policy) -> Reply:
    """Enrol everybody who was absent in the make-up class that was offered."""
    accepted = follow_up.accept_make_up(
        turn.session, turn.contact, number, now=turn.now, policy=policy
    )
    needs_proof = EnrolmentStatus.REQUESTED in accepted.statuses
    code = proof.ensure_vouch_code(turn.session, turn.contact) if needs_proof else ""
    return words.render_make_up(accepted, code, now=turn.now, policy=policy)


def show_skill_passport(all_skills: tuple[Skill, ...]) -> Handler:
    """*Hộ chiếu kỹ năng*: show skills observed and left, of the speaker and their relatives."""

    def show(turn: Turn) -> Reply:
        known_holders = skills.list_holders(turn.session, turn.contact)
        holders = known_holders or [(f"c{turn.contact.id}:", "")]
        observed = [
            (name, set(skills.list_observed_skills(turn.session, holder)))
            for holder, name in holders
        ]
        return words.render_skill_passport(all_skills, observed)

    return show


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
            turn.session, code_match["code"] if code_match else "", policy
        )
        if certificate_text is None:
            raise UserError(texts.CERTIFICATE_UNKNOWN)
        return words.render_certificate(certificate_text, show_menu(turn).choices)

    return check

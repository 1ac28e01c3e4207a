"""What learners are told after a class: feedback, make-up classes, skills, certificates."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot import texts
from bot.classes import wording
from bot.classes.follow_up import AcceptedMakeUp
from bot.classes.models import EnrolmentStatus
from bot.classes.skills import Skill
from bot.core.policy import Policy
from bot.handlers.residents.words.classes import describe_proof_needed
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply

SKIP_WISH = Action.FOLLOW_UP.pack("skip")


def render_wish_question() -> Reply:
    """Ask what the learner wants to learn next."""
    return Reply(texts.FEEDBACK_WISH, (Choice(texts.BUTTON_SKIP, SKIP_WISH),))


def render_wish_kept(feedback_id: str) -> Reply:
    """Confirm the wish and offer to answer it now."""
    answer_now = Choice(texts.BUTTON_ANSWER_NOW, Action.FOLLOW_UP.pack("ask", feedback_id))
    return Reply(texts.FEEDBACK_WISHED, (answer_now, Choice(texts.BUTTON_MENU, "menu")))


def render_thanks(menu: tuple[Choice, ...]) -> Reply:
    """Thank for the feedback."""
    return Reply(texts.FEEDBACK_THANKS, menu)


def render_make_up(
    accepted: AcceptedMakeUp, proof_code: str, *, now: datetime, policy: Policy
) -> Reply:
    """Confirm the make-up class, or say that it is full or that a proof is needed."""
    class_session = accepted.class_session
    who = wording.join_learner_names(accepted.learners)
    if proof_code:
        return Reply(describe_proof_needed(class_session, who, proof_code, now=now, policy=policy))
    is_waitlisted = EnrolmentStatus.WAITING in accepted.statuses
    template = texts.MAKE_UP_WAITS if is_waitlisted else texts.CLASS_JOINED
    details = wording.describe_class(class_session, now=now, zone=policy.zone)
    text = template.format(who=who, what=details)
    return Reply(text, (Choice(texts.BUTTON_MY_CLASSES, Action.CLASS.pack("mine")),))


def render_make_up_declined(menu: tuple[Choice, ...]) -> Reply:
    """Confirm that the offer was declined."""
    return Reply(texts.MAKE_UP_DECLINED, menu)


def render_skill_passport(
    all_skills: Sequence[Skill], observed: Sequence[tuple[str, AbstractSet[str]]]
) -> Reply:
    """Show the skills observed and left, by learner."""
    parts = [_describe_skills(all_skills, name, skill_ids) for name, skill_ids in observed]
    return Reply("\n\n".join(parts), (Choice(texts.BUTTON_CLASSES, Action.CLASS.pack()),))


def _describe_skills(all_skills: Sequence[Skill], name: str, observed: AbstractSet[str]) -> str:
    who = name or texts.CLASS_YOURSELF
    lines = [texts.PASSPORT.format(who=who, count=len(observed), all=len(all_skills))]
    for template, is_observed in ((texts.SKILL_DONE, True), (texts.SKILL_LEFT, False)):
        lines += [
            template.format(skill=skill.title)
            for skill in all_skills
            if (skill.id in observed) is is_observed
        ]
    return "\n".join(lines)


def render_certificate(description: str, menu: tuple[Choice, ...]) -> Reply:
    """Describe a certificate that was issued."""
    return Reply(description, menu)

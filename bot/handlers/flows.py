"""Flows: questions that await text. Which one is open, its buttons, and what leaving it keeps.

In the middle of a flow a person must be able to leave it in their own words and to ask
something else (`flow_exit`, `asides`); a flow that takes every text as its input cannot be
left.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot import texts
from bot.broadcasts import service as broadcasts
from bot.broadcasts.models import Broadcast, DraftStep, NoticeAnswer
from bot.broadcasts.preview import SendingPolicy
from bot.core.errors import UserError
from bot.faq import guide as guides
from bot.handlers.led_conversations import is_engaged
from bot.handlers.members import home_visits
from bot.handlers.officers import broadcast_draft as announcing
from bot.handlers.officers import notice_answers, officer_drafts, poll_draft
from bot.handlers.officers.broadcast_buttons import step_buttons
from bot.handlers.officers.words.notice_answers import list_draft_buttons
from bot.handlers.residents import call_back
from bot.handlers.residents import field_reports as report
from bot.inbox.routing import SEPARATOR, Answer, Condition, Handler, Turn
from bot.messages.buttons import Action
from bot.messages.content import Choice
from bot.polls import approval
from bot.polls.models import Poll
from bot.reminders import personal
from bot.reminders.models import QuestionKind
from bot.tickets import field_reports

ASIDE, PLAIN = "aside", "plain"  # in a turn's memo: asked meanwhile; the answer after all


def _fits_nothing(_turn: Turn) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Flow:
    """One question that awaits text.

    `description` says in a few words what it waits for. `fits` tells whether a text can be its
    answer at all, `accepts_any_text` that every text can. With `is_office_work`, *dừng* means
    the draft and not the commune's announcements.
    """

    description: str
    buttons: tuple[Choice, ...]
    leave: Callable[[Turn], str]
    fits: Callable[[Turn], bool] = _fits_nothing
    accepts_any_text: bool = False
    is_office_work: bool = False
    awaits_text: bool = True  # words are waited for, not only buttons
    keeps_input: bool = True  # leaving it loses nothing that was sent


def find_flow(turn: Turn, pace: SendingPolicy) -> Flow | None:
    """Return the flow this chat is in, or None; looked up once a message."""
    if "flow" not in turn.memo:
        turn.memo["flow"] = _detect_flow(turn, pace)
    flow: Flow | None = turn.memo["flow"]
    return flow


def fits_step(turn: Turn, pace: SendingPolicy) -> bool:
    """Return whether the text can answer the current step of the officer's draft."""
    flow = find_flow(turn, pace)
    return (
        flow is not None and flow.is_office_work and not flow.accepts_any_text and flow.fits(turn)
    )


def _detect_flow(turn: Turn, pace: SendingPolicy) -> Flow | None:
    if (question_flow := _question_flow(turn)) is not None:
        return question_flow
    if turn.contact.person_id is not None:
        if (answer := notice_answers.find_open_answer(turn)) is not None:
            return _notice_answer_flow(answer)
        if (draft := officer_drafts.find_open_announcement(turn)) and not draft.step.startswith(
            officer_drafts.LEFT_PREFIX
        ):
            return _broadcast_flow(turn, draft, pace)
        if (poll := officer_drafts.find_open_poll(turn)) and not poll.step.startswith(
            officer_drafts.LEFT_PREFIX
        ):
            return _poll_flow(turn, poll, pace)
    reporting = _report_flow(turn) if is_engaged(turn) else None
    return reporting or _button_flow(turn)


def _notice_answer_flow(answer: NoticeAnswer) -> Flow:
    """Return the flow of an answer to a notice; at its confirmation any text replaces the
    answer."""
    return Flow(
        texts.FLOW_NOTICE_ANSWER.format(number=answer.broadcast_id),
        list_draft_buttons(answer),
        notice_answers.leave_answer,
        accepts_any_text=True,
        is_office_work=True,
    )


def _broadcast_flow(turn: Turn, broadcast: Broadcast, pace: SendingPolicy) -> Flow:
    number, at_step = broadcast.id, broadcast.step

    def leave(turn: Turn) -> str:
        if broadcast.text:
            broadcast.step = officer_drafts.mark_step_left(broadcast.step)
            return texts.FLOW_ANNOUNCEMENT_KEPT.format(number=number)
        actor = officer_drafts.get_drafter(turn, broadcast)
        broadcasts.cancel_broadcast(turn.session, broadcast, actor=actor, now=turn.now)
        return texts.FLOW_ANNOUNCEMENT_DROPPED

    return Flow(
        texts.FLOW_ANNOUNCEMENT.format(number=number, step=texts.FLOW_STEPS[at_step]),
        step_buttons(turn, broadcast),
        leave,
        lambda turn: announcing.answers_step(turn, broadcast, pace),
        accepts_any_text=at_step == DraftStep.TEXT,
        is_office_work=True,
        awaits_text=at_step in announcing.STEPS,
    )


def _poll_flow(turn: Turn, poll: Poll, pace: SendingPolicy) -> Flow:
    number, at_step = poll.id, poll.step

    def leave(turn: Turn) -> str:
        if poll.title:
            poll.step = officer_drafts.mark_step_left(poll.step)
            return texts.FLOW_POLL_KEPT.format(number=number)
        actor = officer_drafts.get_drafter(turn, poll)
        approval.withdraw_poll(turn.session, poll, actor=actor, now=turn.now)
        return texts.FLOW_POLL_DROPPED

    return Flow(
        texts.FLOW_POLL.format(number=number, step=texts.FLOW_STEPS[at_step]),
        poll_draft.step_buttons(turn, poll),
        leave,
        lambda turn: poll_draft.answers_step(turn, poll, pace),
        is_office_work=True,
        awaits_text=at_step in poll_draft.STEPS,
    )


def _report_flow(turn: Turn) -> Flow | None:
    draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
    if draft is None:
        return None

    return Flow(
        texts.FLOW_REPORT.format(step=texts.FLOW_STEPS[draft.step]),
        _offered_choices(turn, Action.FIELD_REPORT.prefix()),
        lambda turn: report.discard_report(turn, draft),
        accepts_any_text=draft.step in ("place", "words"),
        keeps_input=False,
    )


def _clear_pending_question(sentence: str) -> Callable[[Turn], str]:
    def leave(turn: Turn) -> str:
        personal.clear_pending_question(turn.session, turn.contact)
        return sentence

    return leave


def _leave_guide(turn: Turn) -> str:
    if guide := guides.find_open_guide(turn.session, turn.contact, now=turn.now):
        guides.abandon_guide(turn.session, guide, turn.contact, now=turn.now)
    return texts.GUIDE_LEFT


def _say_only(sentence: str) -> Callable[[Turn], str]:
    return lambda _turn: sentence


# What is open is known by a button of the last reply: its value's beginning, what is waited for,
# how it is left, whether any words can be the answer, whether it is an officer's work.
QUESTION_FLOWS: tuple[tuple[str, str, Callable[[Turn], str], bool, bool], ...] = (
    (Action.BROADCAST.prefix("why"), texts.FLOW_WHY, _say_only(texts.FLOW_WHY_LEFT), True, True),
    (Action.POLL.prefix("why"), texts.FLOW_WHY, _say_only(texts.FLOW_WHY_LEFT), True, True),
    (
        Action.REVISION.prefix("why"),
        texts.FLOW_WHY,
        _say_only(texts.ANSWER_STILL_WAITS),
        True,
        True,
    ),
    (
        Action.REMINDER.pack("no"),
        texts.FLOW_REMINDER,
        _clear_pending_question(texts.FLOW_REMINDER_LEFT),
        False,
        False,
    ),
    (
        Action.CLASS.pack("no"),
        texts.FLOW_LEARNER,
        _clear_pending_question(texts.FLOW_LEARNER_LEFT),
        False,
        False,
    ),
    (
        Action.CLASS_PROPOSAL.prefix("go"),
        texts.FLOW_PLACE,
        _clear_pending_question(texts.FLOW_PLACE_LEFT),
        False,
        True,
    ),
    (
        Action.FOLLOW_UP.pack("skip"),
        texts.FLOW_WISH,
        _clear_pending_question(texts.FEEDBACK_THANKS),
        False,
        False,
    ),
    (
        Action.CALL_BACK.pack("no"),
        texts.FLOW_PHONE,
        _say_only(texts.CALL_NUMBER_LEFT),
        False,
        False,
    ),
    (
        Action.NOTICE_QUESTION.prefix("no"),
        texts.FLOW_NOTICE_QUESTION,
        _say_only(texts.NOTICE_NOT_ASKED),
        True,
        False,
    ),
    (
        Action.HOME_VISIT.pack("no"),
        texts.FLOW_HOME_VISIT,
        home_visits.leave_visit,
        False,
        True,
    ),
    (
        Action.BALLOT.prefix("lost"),
        texts.FLOW_CODE,
        _say_only(texts.FLOW_BALLOT_LEFT),
        False,
        False,
    ),
    (
        Action.BALLOT.prefix("done"),
        texts.FLOW_REASON,
        _say_only(texts.FLOW_BALLOT_LEFT),
        True,
        False,
    ),
    (
        Action.BALLOT.prefix("opt"),
        texts.FLOW_BALLOT,
        _say_only(texts.FLOW_BALLOT_LEFT),
        False,
        False,
    ),
)
# What a wish to learn and a reminder's matter can be: often the very thing the bot knows.
ANSWER_CHECKS: dict[str, Callable[[Turn], bool]] = {
    Action.FOLLOW_UP.pack("skip"): lambda turn: bool(turn.normalized_text),
    Action.REMINDER.pack("no"): lambda turn: _is_matter_asked(turn),
    Action.CALL_BACK.pack("no"): call_back.has_phone_number,
}
BUTTONS_ONLY = (Action.BALLOT.prefix("opt"),)  # words there are the poll's own matter
# Beginnings of buttons that only ask for a press: leaving is to press none of them.
BUTTON_FLOWS: dict[str, Callable[[Turn], str]] = {
    "voice": _say_only(texts.VOICE_KEPT_BACK),
    "step:": _leave_guide,
    "stuck:": _say_only(texts.FLOW_STUCK_LEFT),
    "erase:yes": _say_only(texts.KEPT),
    Action.CLASS.prefix("join"): _say_only(texts.FLOW_NOTHING),
    Action.CLASS.prefix("leave"): _say_only(texts.FLOW_SEAT_KEPT),
    Action.CLASS.prefix("show"): _say_only(texts.FLOW_NOTHING),
    Action.CLASS.prefix("seat"): _say_only(texts.FLOW_NOTHING),
    "place:": _say_only(texts.FLOW_NOTHING),
    "places:": _say_only(texts.FLOW_NOTHING),
    Action.REMINDER.prefix("at"): _say_only(texts.FLOW_NOTHING),
    Action.REMINDER.prefix("clear"): _say_only(texts.REMINDERS_HELD),
    "swap:": _say_only(texts.FLOW_NOTHING),
    Action.VISIT.prefix(): _say_only(texts.FLOW_NOTHING),
    Action.FOLLOW_UP.prefix("say"): _say_only(texts.FLOW_NOTHING),
    Action.FOLLOW_UP.prefix("yes"): _say_only(texts.FLOW_NOTHING),
}


def _is_matter_asked(turn: Turn) -> bool:
    """Return whether the last question was what to be reminded of: any text answers it."""
    pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
    return pending is not None and pending.kind in (
        QuestionKind.MATTER,
        QuestionKind.MATTER_AND_TIME,
    )


def _question_flow(turn: Turn) -> Flow | None:
    values = [button["value"] for button in turn.contact.offered]
    for prefix, description, leave, free, at_work in QUESTION_FLOWS:
        if any(value.startswith(prefix) for value in values):
            asks, kind = prefix not in BUTTONS_ONLY, prefix.partition(SEPARATOR)[0]
            return Flow(
                description,
                _offered_choices(turn, f"{kind}{SEPARATOR}"),
                leave,
                ANSWER_CHECKS.get(prefix, _fits_nothing),
                accepts_any_text=free,
                is_office_work=at_work,
                awaits_text=asks,
            )
    return None


def _button_flow(turn: Turn) -> Flow | None:
    values = [button["value"] for button in turn.contact.offered]
    for prefix, leave in BUTTON_FLOWS.items():
        if any(value.startswith(prefix) for value in values):
            return Flow("", _offered_choices(turn), leave, awaits_text=False)
    return None


def _offered_choices(turn: Turn, prefix: str = "") -> tuple[Choice, ...]:
    """Return the buttons of the last reply, which the answer to an aside pushes out of sight."""
    return tuple(
        Choice(button["label"], button["value"])
        for button in turn.contact.offered
        if button["value"].startswith(prefix)
    )


def in_flow(question: Condition) -> Condition:
    """Return `question` restricted to turns that are not an aside."""
    return lambda turn: ASIDE not in turn.memo and question(turn)


def guard_flow(handler: Handler, pace: SendingPolicy) -> Handler:
    """Wrap a handler of a flow: a UserError without buttons gets those of the current step."""

    def guard(turn: Turn) -> Answer:
        flow = find_flow(turn, pace)
        try:
            return handler(turn)
        except UserError as error:
            if flow is not None and not error.choices and _concerns_flow(turn, flow):
                error.choices = flow.buttons
            raise

    return guard


def _concerns_flow(turn: Turn, flow: Flow) -> bool:
    """Return whether the turn is text, or a button about the record the flow is about."""
    if not turn.choice:
        return True
    subjects = {tuple(choice.value.split(SEPARATOR)[::2][:2]) for choice in flow.buttons}
    return tuple(turn.choice.split(SEPARATOR)[::2][:2]) in subjects

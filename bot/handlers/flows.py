"""Flows: questions that await text. Which one is open, its buttons, and what leaving it keeps.

In the middle of a flow a person must be able to leave it in their own words and to ask
something else (`flow_exit`, `asides`); a flow that takes every text as its input cannot be
left.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot import texts
from bot.broadcasts import service as broadcasts
from bot.broadcasts.models import Broadcast, NoticeAnswer
from bot.broadcasts.preview import Pace
from bot.core.errors import UserError
from bot.faq import guide as guides
from bot.handlers.officers import broadcasts as announcing
from bot.handlers.officers import notice_answers, office, poll_draft, refusing
from bot.handlers.officers.draft_steps import step_buttons
from bot.handlers.residents import call_back, report
from bot.handlers.residents.ticket import engaged
from bot.inbox.routing import SEPARATOR, Answer, Handler, Question, Turn
from bot.messages.content import Choice
from bot.polls import approval
from bot.polls.models import Poll
from bot.reminders import personal
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

    what: str
    buttons: tuple[Choice, ...]
    leave: Callable[[Turn], str]
    fits: Callable[[Turn], bool] = _fits_nothing
    free: bool = False
    office: bool = False
    asks: bool = True  # words are waited for, not only buttons
    kept: bool = True  # leaving it loses nothing that was sent


def find_flow(turn: Turn, pace: Pace) -> Flow | None:
    """Return the flow this chat is in, or None; looked up once a message."""
    if "flow" not in turn.memo:
        turn.memo["flow"] = _find(turn, pace)
    flow: Flow | None = turn.memo["flow"]
    return flow


def fits_step(turn: Turn, pace: Pace) -> bool:
    """Return whether the text can answer the current step of the officer's draft."""
    flow = find_flow(turn, pace)
    return flow is not None and flow.office and not flow.free and flow.fits(turn)


def _find(turn: Turn, pace: Pace) -> Flow | None:
    if (small := _small(turn)) is not None:
        return small
    if turn.contact.person_id is not None:
        if (answer := notice_answers.find_open(turn)) is not None:
            return _answer(answer)
        if (draft := office.open_announcement(turn)) and not draft.step.startswith(office.LEFT):
            return _announcement(turn, draft, pace)
        if (poll := office.open_poll(turn)) and not poll.step.startswith(office.LEFT):
            return _poll(turn, poll, pace)
    reporting = _report(turn) if engaged(turn) else None
    return reporting or _pressed(turn)


def _answer(answer: NoticeAnswer) -> Flow:
    """Return the flow of an answer to a notice; at its confirmation any text replaces the answer."""
    return Flow(
        texts.FLOW_NOTICE_ANSWER.format(number=answer.broadcast_id),
        notice_answers.buttons(answer),
        notice_answers.leave,
        free=True,
        office=True,
    )


def _announcement(turn: Turn, one: Broadcast, pace: Pace) -> Flow:
    number, at_step = one.id, one.step

    def leave(turn: Turn) -> str:
        if one.text:
            one.step = office.left(one.step)
            return texts.FLOW_ANNOUNCEMENT_KEPT.format(number=number)
        broadcasts.cancel(turn.session, one, **refusing.deed(turn))
        return texts.FLOW_ANNOUNCEMENT_DROPPED

    return Flow(
        texts.FLOW_ANNOUNCEMENT.format(number=number, step=texts.FLOW_STEPS[at_step]),
        step_buttons(turn, one),
        leave,
        lambda turn: announcing.understands(turn, one, pace),
        free=at_step == "text",
        office=True,
        asks=at_step in announcing.STEPS,
    )


def _poll(turn: Turn, poll: Poll, pace: Pace) -> Flow:
    number, at_step = poll.id, poll.step

    def leave(turn: Turn) -> str:
        if poll.title:
            poll.step = office.left(poll.step)
            return texts.FLOW_POLL_KEPT.format(number=number)
        approval.drop(turn.session, poll, **refusing.deed(turn))
        return texts.FLOW_POLL_DROPPED

    return Flow(
        texts.FLOW_POLL.format(number=number, step=texts.FLOW_STEPS[at_step]),
        poll_draft.step_buttons(turn, poll),
        leave,
        lambda turn: poll_draft.understands(turn, poll, pace),
        office=True,
        asks=at_step in poll_draft.STEPS,
    )


def _report(turn: Turn) -> Flow | None:
    draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
    if draft is None:
        return None

    return Flow(
        texts.FLOW_REPORT.format(step=texts.FLOW_STEPS[draft.step]),
        _offering(turn, "pa:"),
        lambda turn: report.let_go(turn, draft),
        free=draft.step in ("place", "words"),
        kept=False,
    )


def _stop_asking(sentence: str) -> Callable[[Turn], str]:
    def leave(turn: Turn) -> str:
        personal.answered(turn.session, turn.contact)
        return sentence

    return leave


def _leave_guide(turn: Turn) -> str:
    if guide := guides.find_open(turn.session, turn.contact, now=turn.now):
        guides.leave(turn.session, guide, turn.contact, now=turn.now)
    return texts.GUIDE_LEFT


def _just(sentence: str) -> Callable[[Turn], str]:
    return lambda _turn: sentence


# What is open is known by a button of the last reply: its value's beginning, what is waited for,
# how it is left, whether any words can be the answer, whether it is an officer's work.
SMALL: tuple[tuple[str, str, Callable[[Turn], str], bool, bool], ...] = (
    ("tb:why:", texts.FLOW_WHY, _just(texts.FLOW_WHY_LEFT), True, True),
    ("yk:why:", texts.FLOW_WHY, _just(texts.FLOW_WHY_LEFT), True, True),
    ("nh:no", texts.FLOW_REMINDER, _stop_asking(texts.FLOW_REMINDER_LEFT), False, False),
    ("lh:no", texts.FLOW_LEARNER, _stop_asking(texts.FLOW_LEARNER_LEFT), False, False),
    ("dl:go:", texts.FLOW_PLACE, _stop_asking(texts.FLOW_PLACE_LEFT), False, True),
    ("sau:skip", texts.FLOW_WISH, _stop_asking(texts.FEEDBACK_THANKS), False, False),
    ("gl:no", texts.FLOW_PHONE, _just(texts.CALL_NUMBER_LEFT), False, False),
    ("ht:no:", texts.FLOW_NOTICE_QUESTION, _just(texts.NOTICE_NOT_ASKED), True, False),
    ("bp:lost:", texts.FLOW_CODE, _just(texts.FLOW_BALLOT_LEFT), False, False),
    ("bp:done:", texts.FLOW_REASON, _just(texts.FLOW_BALLOT_LEFT), True, False),
    ("bp:opt:", texts.FLOW_BALLOT, _just(texts.FLOW_BALLOT_LEFT), False, False),
)
# What a wish to learn and a reminder's matter can be: often the very thing the bot knows.
FITS: dict[str, Callable[[Turn], bool]] = {
    "sau:skip": lambda turn: bool(turn.bare),
    "nh:no": lambda turn: _asks_matter(turn),
    "gl:no": call_back.has_number,
}
BUTTONS_ONLY = ("bp:opt:",)  # words there are the poll's own matter
# Beginnings of buttons that only ask for a press: leaving is to press none of them.
PRESSED: dict[str, Callable[[Turn], str]] = {
    "voice": _just(texts.VOICE_KEPT_BACK),
    "step:": _leave_guide,
    "stuck:": _just(texts.FLOW_STUCK_LEFT),
    "erase:yes": _just(texts.KEPT),
    "lh:join:": _just(texts.FLOW_NOTHING),
    "lh:leave:": _just(texts.FLOW_SEAT_KEPT),
    "lh:show:": _just(texts.FLOW_NOTHING),
    "lh:seat:": _just(texts.FLOW_NOTHING),
    "place:": _just(texts.FLOW_NOTHING),
    "places:": _just(texts.FLOW_NOTHING),
    "nh:at:": _just(texts.FLOW_NOTHING),
    "nh:clear:": _just(texts.REMINDERS_HELD),
    "swap:": _just(texts.FLOW_NOTHING),
    "vs:": _just(texts.FLOW_NOTHING),
    "sau:say:": _just(texts.FLOW_NOTHING),
    "sau:yes:": _just(texts.FLOW_NOTHING),
}


def _asks_matter(turn: Turn) -> bool:
    """Return whether the last question was what to be reminded of: any text answers it."""
    asked = personal.asked(turn.session, turn.contact, now=turn.now)
    return asked is not None and asked.kind in ("matter", "both")


def _small(turn: Turn) -> Flow | None:
    values = [one["value"] for one in turn.contact.offered]
    for mark, what, leave, free, at_work in SMALL:
        if any(value.startswith(mark) for value in values):
            asks, kind = mark not in BUTTONS_ONLY, mark.partition(SEPARATOR)[0]
            return Flow(
                what,
                _offering(turn, f"{kind}{SEPARATOR}"),
                leave,
                FITS.get(mark, _fits_nothing),
                free=free,
                office=at_work,
                asks=asks,
            )
    return None


def _pressed(turn: Turn) -> Flow | None:
    values = [one["value"] for one in turn.contact.offered]
    for mark, leave in PRESSED.items():
        if any(value.startswith(mark) for value in values):
            return Flow("", _offering(turn), leave, asks=False)
    return None


def _offering(turn: Turn, mark: str = "") -> tuple[Choice, ...]:
    """Return the buttons of the last reply, which the answer to an aside pushes out of sight."""
    return tuple(
        Choice(one["label"], one["value"])
        for one in turn.contact.offered
        if one["value"].startswith(mark)
    )


def waits(question: Question) -> Question:
    """Return `question` restricted to turns that are not an aside."""
    return lambda turn: ASIDE not in turn.memo and question(turn)


def guarded(handler: Handler, pace: Pace) -> Handler:
    """Wrap a handler of a flow: a UserError without buttons gets those of the current step."""

    def guard(turn: Turn) -> Answer:
        flow = find_flow(turn, pace)
        try:
            return handler(turn)
        except UserError as error:
            if flow is not None and not error.choices and _is_of(turn, flow):
                error.choices = flow.buttons
            raise

    guard.__qualname__ = handler.__qualname__
    return guard


def _is_of(turn: Turn, flow: Flow) -> bool:
    """Return whether the turn is text, or a button about the record the flow is about."""
    if not turn.choice:
        return True
    subjects = {tuple(choice.value.split(SEPARATOR)[::2][:2]) for choice in flow.buttons}
    return tuple(turn.choice.split(SEPARATOR)[::2][:2]) in subjects

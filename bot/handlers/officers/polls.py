"""*/ykien* for an officer: draft a poll, submit, watch, remind, close, publish results."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot import texts
from bot.broadcasts.preview import Pace
from bot.core.errors import UserError
from bot.handlers.labels import told_apart
from bot.handlers.officers import approving, office, poll_draft
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn, any_of, command, words
from bot.messages.content import Choice, Reply
from bot.people import approvals
from bot.polls import approval, closing, drafting, minutes, notify, service, wording
from bot.polls.models import Poll, PollState

OPEN_FOR = timedelta(days=3)  # until the officer says otherwise
CLOSES_AT = 17  # o'clock
LISTED = 5
_ASKS = any_of(command("ykien"), words(*texts.SAID_POLL_OFFICE))


def is_office(turn: Turn) -> bool:
    """Return whether the command or its phrase comes from somebody who may draft."""
    return _ASKS(turn) and approvals.scope_of(turn.session, turn.contact.person_id) is not None


def show_list(turn: Turn) -> Reply:
    """Show the unit's latest polls, with a button to draft a new one."""
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    found = service.list_own(turn.session, scope, limit=LISTED)
    numbers = [texts.NUMBERED.format(number=one.id) for one in found]
    names = told_apart([one.title for one in found], numbers)
    buttons = (Choice(name, f"yk:see:{one.id}") for name, one in zip(names, found, strict=True))
    new = Choice(texts.BUTTON_POLL_NEW, "yk:new")
    words = texts.POLL_OFFICE if found else texts.POLL_OFFICE_EMPTY
    return Reply(words.format(unit=scope.name), (new, *buttons))


def _begin(turn: Turn, pace: Pace) -> Reply:
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    person_id = turn.contact.person_id or 0
    office.let_go(turn)
    last = (turn.now + OPEN_FOR).astimezone(pace.zone)
    closes_at = last.replace(hour=CLOSES_AT, minute=0, second=0, microsecond=0)
    made = drafting.begin(
        turn.session, scope, closes_at=closes_at, person_id=person_id, now=turn.now
    )
    return poll_draft.ask_form(turn, made)


def writes(turn: Turn) -> bool:
    """Return whether the turn is text that a step of the draft waits for."""
    if turn.choice or turn.text.startswith("/") or not turn.text or turn.attachments:
        return False
    poll = office.open_poll(turn)
    return poll is not None and poll.step in poll_draft.STEPS


def take(pace: Pace) -> Handler:
    """Return a handler for the text that a step waits for."""

    def taken(turn: Turn) -> Reply:
        poll = office.open_poll(turn)
        if poll is None:
            raise UserError(texts.BUTTON_OLD)
        return poll_draft.take(turn, poll, pace)

    return taken


def press(pace: Pace) -> Handler:
    """Return a handler for a button: "yk:<verb>[:<id>[:<more>]]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, more = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if verb == "new":
            return _begin(turn, pace)
        if not number.isdecimal() or len(number) > 9:
            return old_button(turn)
        scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
        poll = service.get_own(turn.session, scope, int(number), lock=True)
        if verb in poll_draft.VERBS:
            return poll_draft.press(turn, poll, verb, more, pace)
        if verb == "ask":
            return _ask(turn, poll, pace)
        if verb == "edit":
            return poll_draft.go_on(turn, poll, pace)
        decided = approving.decide_poll(turn, poll, verb, more, pace)
        return decided or _decide(turn, poll, verb, pace)

    return pressed


def _ask(turn: Turn, poll: Poll, pace: Pace) -> Reply:
    """Submit the poll for approval by a second person."""
    asker = turn.contact.person_id
    asked = approval.ask(turn.session, poll, person_id=asker, zone=pace.zone, now=turn.now)
    edit = Choice(texts.BUTTON_BROADCAST_EDIT, f"yk:edit:{poll.id}")
    return Reply(approval.asked_words(poll, asked), (edit, poll_draft.drop(poll)))


def _decide(turn: Turn, poll: Poll, verb: str, pace: Pace) -> Reply:
    if verb == "paper" and poll.state == PollState.CLOSED:
        return Reply(texts.POLL_PAPER.format(title=poll.title), attachments=minutes.papers(poll))
    if verb == "close":
        return _ask_close(turn, poll)
    lines = []
    if verb in DECIDING:
        deed = DECIDING[verb]
        count = deed(turn.session, poll, person_id=turn.contact.person_id, now=turn.now)
        lines = [DONE[verb].format(count=count)] if verb in DONE else []
    elif verb != "see":
        return old_button(turn)
    if verb == "yes":
        _tell_drafter(turn, poll)
    lines.append(wording.standing(turn.session, poll, zone=pace.zone))
    return Reply("\n".join(lines), _running(poll, turn.now))


def _tell_drafter(turn: Turn, poll: Poll) -> None:
    state = texts.POLL_STATES[poll.state]
    words = texts.POLL_APPROVED.format(number=poll.id, title=poll.title, state=state)
    key = f"poll:{poll.id}:yes"
    office.tell(turn, poll.drafted_by, Reply(words, _running(poll, turn.now)), key)


DECIDING: dict[str, Callable[..., Any]] = {
    "yes": approval.approve,
    "drop": approval.drop,
    "remind": service.remind,
    "shut": closing.close_early,
    "reopen": closing.reopen,
    "tell": notify.tell_back,
}


def _ask_close(turn: Turn, poll: Poll) -> Reply:
    """Ask for confirmation before the poll is closed."""
    yes = Choice(texts.BUTTON_POLL_SHUT, f"yk:shut:{poll.id}")
    no = Choice(texts.BUTTON_POLL_NOT_SHUT, f"yk:see:{poll.id}")
    return Reply(closing.numbers(turn.session, poll), (no, yes))


DONE = {"reopen": texts.POLL_REOPENED, "remind": texts.POLL_REMINDED_NOW, "tell": texts.POLL_TOLD}


def _running(poll: Poll, now: datetime) -> tuple[Choice, ...]:
    """Return the buttons for what can be done in the poll's state."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, f"yk:see:{poll.id}")
    match poll.state:
        case PollState.WAITING | PollState.READY:
            return (poll_draft.drop(poll),)
        case PollState.OPEN:
            policy = Choice(texts.BUTTON_POLL_REMIND, f"yk:remind:{poll.id}")
            return see, policy, Choice(texts.BUTTON_POLL_CLOSE, f"yk:close:{poll.id}")
        case PollState.CLOSED:
            paper = Choice(texts.BUTTON_POLL_PAPER, f"yk:paper:{poll.id}")
            tell = Choice(texts.BUTTON_POLL_TELL, f"yk:tell:{poll.id}")
            again = Choice(texts.BUTTON_POLL_REOPEN, f"yk:reopen:{poll.id}")
            more = (again,) if closing.can_reopen(poll, now=now) else ()
            return (paper, tell, *more) if poll.told_at is None else (paper,)
    return ()

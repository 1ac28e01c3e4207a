"""Answering polls in a chat: options, household codes, reasons, the receipt."""

import re

from bot import texts
from bot.core.errors import UserError
from bot.handlers.labels import told_apart
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import ask_consent, old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Question, Turn
from bot.messages.content import Choice, Reply
from bot.people import proof
from bot.people.units import Unit
from bot.polls import ballot_drafts, service
from bot.polls.booth import Booth
from bot.polls.models import How, Kind, Per, Poll, PollQuestion, PollSitting
from bot.reminders import wording
from bot.vietnamese.letters import bare

LINK = "poll-"
MATTER = 6  # words: so many are a matter of their own, and are answered first
_RECEIPT = re.compile(
    rf"(?:{'|'.join(bare(one) for one in texts.SAID_RECEIPT)}) (?P<code>[a-z0-9]{{8}})"
)
Parts = tuple[str, int, int]


def is_link(turn: Turn) -> bool:
    """Return whether the turn carries a poll's deep link."""
    return turn.start.startswith(LINK)


def follow_link(booth: Booth) -> Handler:
    """Return a handler for the link "poll-<id>"; newcomers get the welcome and consent first."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        fresh, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        number = turn.start.removeprefix(LINK)
        if not number.isdecimal() or len(number) > 9:
            raise UserError(texts.POLL_UNKNOWN)
        hello = (ask_consent(texts.WELCOME),) if fresh else ()
        if turn.contact.unit_id is None:
            return hello or (Reply(texts.POLL_WHERE, show_menu(turn).choices),)
        return *hello, _go(turn, int(number), booth)

    return follow


def show_open(booth: Booth) -> Handler:
    """Return a handler that lists the open polls; a single one starts at once."""

    def show(turn: Turn) -> Reply:
        unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
        found = service.list_open(turn.session, unit, now=turn.now)
        if not found:
            return Reply(texts.POLLS_NONE, show_menu(turn).choices)
        if len(found) == 1:
            return _go(turn, found[0].id, booth)
        numbers = [texts.NUMBERED.format(number=one.id) for one in found]
        names = told_apart([one.title for one in found], numbers)
        buttons = (Choice(name, f"bp:go:{one.id}") for name, one in zip(names, found, strict=True))
        return Reply(texts.POLLS_OPEN, tuple(buttons))

    return show


def press(booth: Booth) -> Handler:
    """Return a handler for a button: "bp:<verb>[:<number>[:<option>]]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, option = _parts(turn)
        match verb:
            case "go":
                return _go(turn, number, booth)
            case "lost":
                return Reply(texts.POLL_LOST_CODE, (Choice(texts.BUTTON_PERSON, "person"),))
            case "no":
                return Reply(texts.POLL_NOT_NOW, show_menu(turn).choices)
            case "opt" | "done":
                return _answer(turn, verb, number, option, booth)
        return old_button(turn)

    return pressed


def _parts(turn: Turn) -> Parts:
    verb, *rest = turn.argument.split(SEPARATOR)
    numbers = [int(one) if one.isdecimal() and len(one) < 10 else -1 for one in rest]
    return (verb, *(*numbers, -1, -1)[:2])  # type: ignore[return-value]


def _go(turn: Turn, number: int, booth: Booth) -> Reply:
    poll = service.get(turn.session, number)
    service.must_be_open(poll, now=turn.now)
    voter = ballot_drafts.own_voter(turn.session, turn.contact, poll)
    seat = ballot_drafts.begin(
        turn.session,
        turn.contact,
        poll,
        voter=voter or "",
        unit_id=turn.contact.unit_id,
        now=turn.now,
        key=booth.key,
    )
    if voter is None:
        lost = Choice(texts.BUTTON_POLL_LOST, f"bp:lost:{poll.id}")
        asked = texts.POLL_HOUSEHOLD.format(title=poll.title)
        return Reply(asked, (lost, Choice(texts.BUTTON_NOT_NOW, "bp:no")))
    return next_question(turn, seat, poll, booth)


def types_code(turn: Turn) -> bool:
    """Return whether the turn is text while the household's code is asked for."""
    asked = any(one["value"].startswith("bp:lost:") for one in turn.contact.offered)
    return asked and not turn.choice and bool(turn.bare) and not turn.attachments


def take_code(booth: Booth) -> Handler:
    """Return a handler for a household's code: whoever has it votes for the household."""

    def take(turn: Turn) -> Reply:
        seat = turn.session.get(PollSitting, turn.contact.id)
        if seat is None:
            return old_button(turn)
        poll = service.get(turn.session, seat.poll_id)
        typed = turn.text.rpartition(":")[2] or turn.text
        seat.voter, seat.unit_id = ballot_drafts.household_voter(turn.session, poll, typed)
        service.check_voter(turn.session, poll, seat, turn.contact)
        return next_question(turn, seat, poll, booth)

    return take


def next_question(turn: Turn, seat: PollSitting, poll: Poll, booth: Booth) -> Reply:
    """Ask the next question; after the last one, cast the ballot."""
    questions = service.list_questions(turn.session, poll)
    question = ballot_drafts.current(questions, seat)
    if question is None:
        return _cast(turn, seat, poll, booth)
    return _ask(seat, question, len(questions))


def _cast(turn: Turn, seat: PollSitting, poll: Poll, booth: Booth) -> Reply:
    ballot = service.cast(turn.session, seat, turn.contact, now=turn.now, key=booth.key)
    again = Choice(texts.BUTTON_POLL_AGAIN, f"bp:go:{poll.id}")
    if not ballot.proof:
        how = texts.PROOF_HOW.format(code=proof.code_for(turn.session, turn.contact))
        return Reply(texts.POLL_PENDING.format(receipt=ballot.receipt, how=how), (again,))
    when = wording.moment(poll.closes_at, now=turn.now, zone=booth.zone)
    done = texts.POLL_DONE if ballot.how == How.CHAT else _written(poll)
    text = done.format(receipt=ballot.receipt, time=when)
    return Reply(text, (again,) if ballot.how == How.CHAT else ())


def _written(poll: Poll) -> str:
    return texts.POLL_WRITTEN if poll.per == Per.HOUSEHOLD else texts.POLL_WRITTEN_PERSON


def _ask(seat: PollSitting, question: PollQuestion, count: int) -> Reply:
    ticked = ballot_drafts.chosen(seat, question)
    if seat.reason:
        skip = Choice(texts.BUTTON_SKIP, f"bp:done:{question.place}")
        return Reply(texts.POLL_REASON, (skip,))
    several = question.kind == Kind.MULTIPLE
    buttons = [
        Choice(
            short(texts.ROLL_THERE.format(name=option) if place in ticked else option),
            f"bp:opt:{question.place}:{place}",
        )
        for place, option in enumerate(question.options)
    ]
    if several:
        buttons.append(Choice(texts.BUTTON_POLL_DONE, f"bp:done:{question.place}"))
    return Reply(_asked(question, count, ticked), tuple(buttons))


def _asked(question: PollQuestion, count: int, ticked: list[int]) -> str:
    words = texts.POLL_SEVERAL if question.kind == Kind.MULTIPLE else texts.POLL_QUESTION
    if question.kind == Kind.MULTIPLE and ticked:
        options = ", ".join(question.options[place] for place in ticked)
        words = f"{texts.POLL_QUESTION}\n{texts.POLL_TICKED.format(options=options)}"
    return words.format(number=question.place + 1, count=count, text=question.text)


def _answer(turn: Turn, verb: str, place: int, option: int, booth: Booth) -> Reply:
    seat, poll, question = _seat(turn, place)
    typed = turn.text if not turn.bare.isdecimal() else ""
    if verb == "opt":
        # Words say more than the label they were taken for: Thủy is not Thúy.
        if not (typed and ballot_drafts.choose_said(turn.session, seat, question, typed)):
            ballot_drafts.choose(turn.session, seat, question, option)
    else:
        ballot_drafts.go_on(turn.session, seat, question)
    return next_question(turn, seat, poll, booth)


def _seat(turn: Turn, place: int) -> tuple[PollSitting, Poll, PollQuestion]:
    """Return the ballot in progress, its poll and its question.

    Raises UserError if the button belongs to an earlier question.
    """
    seat = turn.session.get(PollSitting, turn.contact.id)
    if seat is None or not seat.voter:
        raise UserError(texts.BUTTON_OLD)
    poll = service.get(turn.session, seat.poll_id)
    service.must_be_open(poll, now=turn.now)
    question = ballot_drafts.current(service.list_questions(turn.session, poll), seat)
    if question is None or question.place != place:
        raise UserError(texts.BUTTON_OLD)
    return seat, poll, question


def says_option(turn: Turn) -> bool:
    """Return whether the turn is text while a question with options is asked."""
    asked = any(one["value"].startswith("bp:opt:") for one in turn.contact.offered)
    if not asked or turn.choice or turn.attachments or not turn.bare or turn.text.startswith("/"):
        return False
    seat = turn.session.get(PollSitting, turn.contact.id)
    return seat is not None and bool(seat.voter) and not seat.reason


def take_option(booth: Booth, answer: Handler, is_sure: Question) -> Handler:
    """Return a handler that selects the named options, else asks the question again.

    A longer text, or one with a sure answer, is answered before the question is repeated.
    """

    def take(turn: Turn) -> Answer:
        seat = turn.session.get_one(PollSitting, turn.contact.id)
        poll = service.get(turn.session, seat.poll_id)
        service.must_be_open(poll, now=turn.now)
        questions = service.list_questions(turn.session, poll)
        question = ballot_drafts.current(questions, seat)
        if question is None:
            return old_button(turn)
        if ballot_drafts.choose_said(turn.session, seat, question, turn.text):
            return next_question(turn, seat, poll, booth)
        again = _ask(seat, question, len(questions))
        if len(turn.bare.split()) >= MATTER or is_sure(turn):
            first = answer(turn)
            return (*((first,) if isinstance(first, Reply) else first or ()), again)
        return Reply(f"{texts.POLL_UNCLEAR}\n{again.text}", again.choices)

    return take


def says_reason(turn: Turn) -> bool:
    """Return whether the turn is text while a reason is asked for."""
    asked = any(one["value"].startswith("bp:done:") for one in turn.contact.offered)
    if not asked or turn.choice or turn.attachments or not turn.bare:
        return False
    seat = turn.session.get(PollSitting, turn.contact.id)
    return seat is not None and seat.reason


def take_reason(booth: Booth) -> Handler:
    """Return a handler that stores the reason and asks the next question."""

    def take(turn: Turn) -> Reply:
        seat = turn.session.get_one(PollSitting, turn.contact.id)
        poll = service.get(turn.session, seat.poll_id)
        service.must_be_open(poll, now=turn.now)
        question = ballot_drafts.current(service.list_questions(turn.session, poll), seat)
        if question is None:
            return old_button(turn)
        ballot_drafts.say_reason(turn.session, seat, question, turn.text)
        return next_question(turn, seat, poll, booth)

    return take


def asks_receipt(turn: Turn) -> bool:
    """Return whether the text asks about a receipt: "Phiếu K7M2PQ9R"."""
    return not turn.choice and _RECEIPT.fullmatch(turn.bare) is not None


def check_receipt(turn: Turn) -> Answer:
    """Confirm that a ballot was received and whether it counts; never show its answers."""
    said = _RECEIPT.fullmatch(turn.bare)
    found = service.check_receipt(turn.session, said["code"] if said else "")
    if found is None:
        raise UserError(texts.POLL_NO_RECEIPT)
    ballot, poll = found
    said_of = texts.POLL_RECEIPT if ballot.proof else texts.POLL_RECEIPT_WAITS
    return Reply(said_of.format(receipt=ballot.receipt, title=poll.title), show_menu(turn).choices)

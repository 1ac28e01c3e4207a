"""Answering polls in a chat: options, household codes, reasons, the receipt."""

import re

from bot import texts
from bot.core.errors import UserError
from bot.handlers.residents.menu import ask_consent, greet, reject_old_button, show_menu
from bot.handlers.residents.words import polls as words
from bot.inbox.routing import SEPARATOR, Answer, Condition, Handler, Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people import proof
from bot.people.units import Unit
from bot.polls import ballot_drafts, service
from bot.polls.models import BallotDraft, Poll, PollQuestion
from bot.polls.voting_config import VotingConfig
from bot.vietnamese.dates.formatting import format_moment
from bot.vietnamese.letters import normalize_for_match

LINK_PREFIX = "poll-"
NEW_MATTER_WORDS = 6  # words: so many are a matter of their own, and are answered first
_RECEIPT = re.compile(
    rf"(?:{'|'.join(normalize_for_match(phrase) for phrase in texts.SAID_RECEIPT)})"
    rf" (?P<code>[a-z0-9]{{8}})"
)
ButtonParts = tuple[str, int, int]


def is_link(turn: Turn) -> bool:
    """Return whether the turn carries a poll's deep link."""
    return turn.start.startswith(LINK_PREFIX)


def follow_link(booth: VotingConfig) -> Handler:
    """Return a handler for the link "poll-<id>"; newcomers get the welcome and consent first."""

    def follow(turn: Turn) -> tuple[Reply, ...]:
        fresh, turn.contact.greeted_at = turn.contact.greeted_at is None, turn.now
        number = turn.start.removeprefix(LINK_PREFIX)
        if not number.isdecimal() or len(number) > 9:
            raise UserError(texts.POLL_UNKNOWN)
        hello = (ask_consent(greet(turn, booth.policy)),) if fresh else ()
        if turn.contact.unit_id is None:
            return hello or (words.render_village_needed(show_menu(turn).choices),)
        return *hello, _begin_ballot(turn, int(number), booth)

    return follow


def show_open_polls(booth: VotingConfig) -> Handler:
    """Return a handler that lists the open polls; a single one starts at once."""

    def show(turn: Turn) -> Reply:
        unit = turn.session.get(Unit, turn.contact.place_id) if turn.contact.place_id else None
        open_polls = service.list_open_polls(turn.session, unit, now=turn.now)
        if len(open_polls) == 1:
            return _begin_ballot(turn, open_polls[0].id, booth)
        return words.render_open_polls(open_polls, show_menu(turn).choices)

    return show


def press_ballot_button(booth: VotingConfig) -> Handler:
    """Return a handler for a button: "ballot:<verb>[:<number>[:<option>]]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, option = _parse_button(turn)
        match verb:
            case "go":
                return _begin_ballot(turn, number, booth)
            case "lost":
                return words.render_lost_code()
            case "no":
                return words.render_not_now(show_menu(turn).choices)
            case "opt" | "done":
                return _answer_question(turn, verb, number, option, booth)
        return reject_old_button(turn)

    return pressed


def _parse_button(turn: Turn) -> ButtonParts:
    verb, *rest = turn.argument.split(SEPARATOR)
    numbers = [int(part) if part.isdecimal() and len(part) < 10 else -1 for part in rest]
    return (verb, *(*numbers, -1, -1)[:2])  # type: ignore[return-value]


def _begin_ballot(turn: Turn, poll_id: int, booth: VotingConfig) -> Reply:
    poll = service.get_poll(turn.session, poll_id)
    service.must_be_open(poll, now=turn.now)
    voter = ballot_drafts.find_own_voter(turn.session, turn.contact, poll)
    draft = ballot_drafts.begin_ballot(
        turn.session,
        turn.contact,
        poll,
        voter=voter or "",
        unit_id=turn.contact.unit_id,
        now=turn.now,
        key=booth.key,
    )
    if voter is None:
        return words.render_household_question(poll)
    return ask_next_question(turn, draft, poll, booth)


def types_code(turn: Turn) -> bool:
    """Return whether the turn is text while the household's code is asked for."""
    is_asked = any(
        button["value"].startswith(Action.BALLOT.prefix("lost")) for button in turn.contact.offered
    )
    return is_asked and not turn.choice and bool(turn.normalized_text) and not turn.attachments


def take_code(booth: VotingConfig) -> Handler:
    """Return a handler for a household's code: whoever has it votes for the household."""

    def take(turn: Turn) -> Reply:
        draft = turn.session.get(BallotDraft, turn.contact.id)
        if draft is None:
            return reject_old_button(turn)
        poll = service.get_poll(turn.session, draft.poll_id)
        typed = turn.text.rpartition(":")[2] or turn.text
        draft.voter, draft.unit_id = ballot_drafts.get_household_voter(turn.session, poll, typed)
        service.check_voter(turn.session, poll, draft, turn.contact)
        return ask_next_question(turn, draft, poll, booth)

    return take


def ask_next_question(turn: Turn, draft: BallotDraft, poll: Poll, booth: VotingConfig) -> Reply:
    """Ask the next question; after the last one, cast the ballot."""
    questions = service.list_questions(turn.session, poll)
    question = ballot_drafts.find_current_question(questions, draft)
    if question is None:
        return _cast_ballot(turn, draft, poll, booth)
    return _ask_question(draft, question, len(questions))


def _cast_ballot(turn: Turn, draft: BallotDraft, poll: Poll, booth: VotingConfig) -> Reply:
    ballot = service.cast_ballot(turn.session, draft, turn.contact, now=turn.now, key=booth.key)
    if not ballot.proof:
        vouch_code = proof.ensure_vouch_code(turn.session, turn.contact)
        return words.render_pending_ballot(ballot, poll, vouch_code=vouch_code)
    closes = format_moment(poll.closes_at, now=turn.now, zone=booth.policy.zone)
    return words.render_ballot(ballot, poll, closes=closes)


def _ask_question(draft: BallotDraft, question: PollQuestion, count: int) -> Reply:
    if draft.reason:
        return words.render_reason_question(question)
    return words.render_question(question, ballot_drafts.list_chosen(draft, question), count=count)


def _answer_question(turn: Turn, verb: str, place: int, option: int, booth: VotingConfig) -> Reply:
    draft, poll, question = _get_draft(turn, place)
    typed = turn.text if not turn.normalized_text.isdecimal() else ""
    if verb == "opt":
        # Words say more than the label they were taken for: Thủy is not Thúy.
        if not (typed and ballot_drafts.choose_typed(turn.session, draft, question, typed)):
            ballot_drafts.choose_option(turn.session, draft, question, option)
    else:
        ballot_drafts.advance_question(turn.session, draft, question)
    return ask_next_question(turn, draft, poll, booth)


def _get_draft(turn: Turn, place: int) -> tuple[BallotDraft, Poll, PollQuestion]:
    """Return the ballot in progress, its poll and its question.

    Raises UserError if the button belongs to an earlier question.
    """
    draft = turn.session.get(BallotDraft, turn.contact.id)
    if draft is None or not draft.voter:
        raise UserError(texts.BUTTON_OLD)
    poll = service.get_poll(turn.session, draft.poll_id)
    service.must_be_open(poll, now=turn.now)
    question = ballot_drafts.find_current_question(
        service.list_questions(turn.session, poll), draft
    )
    if question is None or question.place != place:
        raise UserError(texts.BUTTON_OLD)
    return draft, poll, question


def says_option(turn: Turn) -> bool:
    """Return whether the turn is text while a question with options is asked."""
    is_asked = any(
        button["value"].startswith(Action.BALLOT.prefix("opt")) for button in turn.contact.offered
    )
    if (
        not is_asked
        or turn.choice
        or turn.attachments
        or not turn.normalized_text
        or turn.text.startswith("/")
    ):
        return False
    draft = turn.session.get(BallotDraft, turn.contact.id)
    return draft is not None and bool(draft.voter) and not draft.reason


def take_option(booth: VotingConfig, answer: Handler, is_sure: Condition) -> Handler:
    """Return a handler that selects the named options, else asks the question again.

    A longer text, or one with a sure answer, is answered before the question is repeated.
    """

    def take(turn: Turn) -> Answer:
        draft = turn.session.get_one(BallotDraft, turn.contact.id)
        poll = service.get_poll(turn.session, draft.poll_id)
        service.must_be_open(poll, now=turn.now)
        questions = service.list_questions(turn.session, poll)
        question = ballot_drafts.find_current_question(questions, draft)
        if question is None:
            return reject_old_button(turn)
        if ballot_drafts.choose_typed(turn.session, draft, question, turn.text):
            return ask_next_question(turn, draft, poll, booth)
        again = _ask_question(draft, question, len(questions))
        if len(turn.normalized_text.split()) >= NEW_MATTER_WORDS or is_sure(turn):
            first = answer(turn)
            return (*((first,) if isinstance(first, Reply) else first or ()), again)
        return words.render_unclear(again)

    return take


def says_reason(turn: Turn) -> bool:
    """Return whether the turn is text while a reason is asked for."""
    is_asked = any(
        button["value"].startswith(Action.BALLOT.prefix("done")) for button in turn.contact.offered
    )
    if not is_asked or turn.choice or turn.attachments or not turn.normalized_text:
        return False
    draft = turn.session.get(BallotDraft, turn.contact.id)
    return draft is not None and draft.reason


def take_reason(booth: VotingConfig) -> Handler:
    """Return a handler that stores the reason and asks the next question."""

    def take(turn: Turn) -> Reply:
        draft = turn.session.get_one(BallotDraft, turn.contact.id)
        poll = service.get_poll(turn.session, draft.poll_id)
        service.must_be_open(poll, now=turn.now)
        question = ballot_drafts.find_current_question(
            service.list_questions(turn.session, poll), draft
        )
        if question is None:
            return reject_old_button(turn)
        ballot_drafts.set_reason(turn.session, draft, question, turn.text)
        return ask_next_question(turn, draft, poll, booth)

    return take


def asks_receipt(turn: Turn) -> bool:
    """Return whether the text asks about a receipt: "Phiếu K7M2PQ9R"."""
    return not turn.choice and _RECEIPT.fullmatch(turn.normalized_text) is not None


def check_receipt(turn: Turn) -> Answer:
    """Confirm that a ballot was received and whether it counts; never show its answers."""
    receipt_match = _RECEIPT.fullmatch(turn.normalized_text)
    ballot_and_poll = service.find_ballot_by_receipt(
        turn.session, receipt_match["code"] if receipt_match else ""
    )
    if ballot_and_poll is None:
        raise UserError(texts.POLL_NO_RECEIPT)
    ballot, poll = ballot_and_poll
    return words.render_receipt(ballot, poll, show_menu(turn).choices)

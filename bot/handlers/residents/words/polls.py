"""What a voter is told: the open polls, each question, the receipt."""

from collections.abc import Sequence

from bot import texts
from bot.handlers.button_labels import disambiguate_labels
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.polls.models import Ballot, BallotMethod, Poll, PollQuestion, QuestionKind, VoterKind

Choices = tuple[Choice, ...]


def render_open_polls(polls: Sequence[Poll], menu: Choices) -> Reply:
    """List the polls that can be answered, or say that there is none."""
    if not polls:
        return Reply(texts.POLLS_NONE, menu)
    numbers = [texts.NUMBERED.format(number=poll.id) for poll in polls]
    names = disambiguate_labels([poll.title for poll in polls], numbers)
    buttons = (
        Choice(name, Action.BALLOT.pack("go", poll.id))
        for name, poll in zip(names, polls, strict=True)
    )
    return Reply(texts.POLLS_OPEN, tuple(buttons))


def render_village_needed(menu: Choices) -> Reply:
    """Ask for the village first."""
    return Reply(texts.POLL_WHERE, menu)


def render_not_now(menu: Choices) -> Reply:
    """Say how to answer later."""
    return Reply(texts.POLL_NOT_NOW, menu)


def render_household_question(poll: Poll) -> Reply:
    """Ask for the household's code."""
    lost = Choice(texts.BUTTON_POLL_LOST, Action.BALLOT.pack("lost", poll.id))
    question = texts.POLL_HOUSEHOLD.format(title=poll.title)
    return Reply(question, (lost, Choice(texts.BUTTON_NOT_NOW, Action.BALLOT.pack("no"))))


def render_lost_code() -> Reply:
    """Say who finds a household's code."""
    return Reply(texts.POLL_LOST_CODE, (Choice(texts.BUTTON_PERSON, "person"),))


def render_reason_question(question: PollQuestion) -> Reply:
    """Ask for the reason of an answer."""
    return Reply(
        texts.POLL_REASON, (Choice(texts.BUTTON_SKIP, Action.BALLOT.pack("done", question.place)),)
    )


def render_question(question: PollQuestion, chosen: Sequence[int], *, count: int) -> Reply:
    """Ask one of `count` questions; the options chosen so far are ticked."""
    buttons = [
        Choice(
            shorten_label(texts.ROLL_THERE.format(name=option) if place in chosen else option),
            Action.BALLOT.pack("opt", question.place, place),
        )
        for place, option in enumerate(question.options)
    ]
    if question.kind == QuestionKind.MULTIPLE:
        buttons.append(Choice(texts.BUTTON_POLL_DONE, Action.BALLOT.pack("done", question.place)))
    template = _question_template(question, chosen)
    text = template.format(number=question.place + 1, count=count, text=question.text)
    return Reply(text, tuple(buttons))


def _question_template(question: PollQuestion, chosen: Sequence[int]) -> str:
    if question.kind != QuestionKind.MULTIPLE:
        return texts.POLL_QUESTION
    if not chosen:
        return texts.POLL_SEVERAL
    options = ", ".join(question.options[place] for place in chosen)
    return f"{texts.POLL_QUESTION}\n{texts.POLL_TICKED.format(options=options)}"


def render_unclear(question: Reply) -> Reply:
    """Ask the question again, because the text was none of its options."""
    return Reply(f"{texts.POLL_UNCLEAR}\n{question.text}", question.choices)


def render_ballot(ballot: Ballot, poll: Poll, *, closes: str) -> Reply:
    """Confirm a ballot that counts, with its receipt; `closes` says until when it may change."""
    if ballot.how == BallotMethod.CHAT:
        text = texts.POLL_DONE.format(receipt=ballot.receipt, time=closes)
        return Reply(text, (_again_button(poll),))
    is_household = poll.per == VoterKind.HOUSEHOLD
    written = texts.POLL_WRITTEN if is_household else texts.POLL_WRITTEN_PERSON
    return Reply(written.format(receipt=ballot.receipt, time=closes))


def render_pending_ballot(ballot: Ballot, poll: Poll, *, vouch_code: str) -> Reply:
    """Say that a ballot waits for a proof, and how to give one."""
    how = texts.PROOF_HOW.format(code=vouch_code)
    return Reply(texts.POLL_PENDING.format(receipt=ballot.receipt, how=how), (_again_button(poll),))


def _again_button(poll: Poll) -> Choice:
    return Choice(texts.BUTTON_POLL_AGAIN, Action.BALLOT.pack("go", poll.id))


def render_receipt(ballot: Ballot, poll: Poll, menu: Choices) -> Reply:
    """Say whether the ballot of a receipt counts; never its answers."""
    template = texts.POLL_RECEIPT if ballot.proof else texts.POLL_RECEIPT_WAITS
    return Reply(template.format(receipt=ballot.receipt, title=poll.title), menu)

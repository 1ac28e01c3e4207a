"""What an author is told while answering those who asked about an announcement."""

from collections.abc import Sequence

from bot import texts
from bot.broadcasts.author_answers import AnswerOutcome
from bot.broadcasts.models import AnswerState, Broadcast, NoticeAnswer
from bot.broadcasts.questions import make_title
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply

STOP = Action.NOTICE_ANSWER.pack("stop")


def list_draft_buttons(answer: NoticeAnswer) -> tuple[Choice, ...]:
    """Return the buttons for the current state of the answer."""
    stop = Choice(texts.BUTTON_NEVER_MIND, STOP)
    if answer.state == AnswerState.OPEN:
        return (stop,)
    send = Choice(texts.BUTTON_NOTICE_SEND, Action.NOTICE_ANSWER.pack("send", answer.id))
    return (
        send,
        Choice(
            texts.BUTTON_NOTICE_REWRITE, Action.NOTICE_ANSWER.pack("again", answer.broadcast_id)
        ),
        stop,
    )


def make_begin_button(broadcast: Broadcast) -> Choice:
    """Return the button that begins the answer about an announcement."""
    label = texts.BUTTON_NOTICE_ANSWER_OF.format(number=broadcast.id)
    return Choice(label, Action.NOTICE_ANSWER.pack("go", broadcast.id))


def render_postponed(broadcast: Broadcast, waiting: int) -> Reply:
    """Say how many people wait, and how to answer later."""
    return Reply(texts.NOTICE_LATER.format(count=waiting), (make_begin_button(broadcast),))


def render_answer_question(broadcast: Broadcast, waiting: int) -> Reply:
    """Ask for the words of the answer."""
    text = texts.NOTICE_ANSWER_ASK.format(
        count=waiting, number=broadcast.id, title=make_title(broadcast)
    )
    return Reply(text, (Choice(texts.BUTTON_NEVER_MIND, STOP),))


def render_which_notice(broadcasts: Sequence[Broadcast]) -> Reply:
    """Ask which announcement is to be answered about."""
    return Reply(texts.NOTICE_ANSWER_WHICH, tuple(map(make_begin_button, broadcasts)))


def render_confirmation(answer: NoticeAnswer, count: int) -> Reply:
    """Show the answer before it is sent to `count` people."""
    text = texts.NOTICE_ANSWER_SHOWN.format(count=count, text=answer.text)
    return Reply(text, list_draft_buttons(answer))


def render_sent(broadcast: Broadcast, outcome: AnswerOutcome, menu: tuple[Choice, ...]) -> Reply:
    """Say how many people the answer goes to, and how many it cannot reach."""
    text = texts.NOTICE_ANSWER_SENT.format(count=outcome.reached, number=broadcast.id)
    if outcome.unreached:
        text = f"{text} {texts.NOTICE_ANSWER_LOST.format(count=outcome.unreached)}"
    return Reply(text, menu)

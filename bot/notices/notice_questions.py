"""Residents' questions on their way to an announcement's author, and the answer on its way back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.broadcasts import question_digest, questions
from bot.broadcasts.events import QuestionsAnswered, QuestionsGathered
from bot.broadcasts.models import Broadcast, NoticeAnswer
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox.buttons import number_buttons
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.people.units import Unit


def tell_author(session: Session, event: QuestionsGathered) -> None:
    """Tell the author all open questions."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    tell_authors(session, broadcast, questions.list_authors(session, broadcast), now=event.at)


def tell_authors(
    session: Session, broadcast: Broadcast, authors: Sequence[Contact], *, now: datetime
) -> None:
    """Enqueue the digest of all open questions to these authors, once each.

    The questions stay new when nobody could be told.
    """
    waiting = questions.list_waiting(session, broadcast)
    if not waiting:
        question_digest.mark_told(session, broadcast, now=now)
        return
    text = question_digest.render_digest(session, broadcast, waiting)
    reply = number_buttons(Reply(text, _list_digest_buttons(broadcast)))
    keys = [f"notice:{broadcast.id}:asked:{waiting[-1].id}:{author.id}" for author in authors]
    staged = [
        stage(session, author, reply, now=now, priority=Priority.NOTICE, key=key)
        for author, key in zip(authors, keys, strict=True)
    ]
    if message_ids := [message_id for message_id in staged if message_id is not None]:
        question_digest.record_digest(session, broadcast, message_ids, now=now)


def _list_digest_buttons(broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons under a digest: answer all, or later."""
    return (
        Choice(texts.BUTTON_NOTICE_ANSWER, Action.NOTICE_ANSWER.pack("go", broadcast.id)),
        Choice(texts.BUTTON_NOTICE_LATER, Action.NOTICE_ANSWER.pack("later", broadcast.id)),
    )


def tell_askers(session: Session, event: QuestionsAnswered) -> None:
    """Send the author's answer to everybody who asked, once each."""
    broadcast = session.get_one(Broadcast, event.broadcast_id)
    answer = session.get_one(NoticeAnswer, event.answer_id)
    reply = number_buttons(render_answer(session, broadcast, answer.text))
    for number in event.contact_ids:
        key = f"notice-answer:{answer.id}:{number}"
        stage(session, session.get_one(Contact, number), reply, now=event.at, key=key)


def render_answer(session: Session, broadcast: Broadcast, text: str) -> Reply:
    """Build the message with the answer: from whom, to which announcement, how to ask more."""
    unit = session.get_one(Unit, broadcast.unit_id)
    body = texts.NOTICE_ANSWERED.format(
        unit=unit.name, number=broadcast.id, title=questions.make_title(broadcast), text=text
    )
    more = Choice(texts.BUTTON_ASK_MORE, Action.NOTICE_QUESTION.pack("more", broadcast.id))
    return Reply(body, (more, Choice(texts.BUTTON_MENU, "menu")))

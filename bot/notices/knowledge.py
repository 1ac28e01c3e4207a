"""What residents are told when a question of theirs that had no answer has one now."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from bot import texts
from bot.faq.answers import compose_answer, fill_placeholders, render_basis, render_detail
from bot.faq.events import AnswerLearnt
from bot.faq.knowledge_files import Topic
from bot.faq.models import Question, Revision
from bot.faq.overlay import topic_from_content
from bot.faq.service import load_facts
from bot.faq.validity import topic_on
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.models import Contact


def tell_askers(session: Session, event: AnswerLearnt) -> None:
    """Tell each asker the answer, once, when people are awake."""
    revision = session.get_one(Revision, event.revision_id)
    if revision.content is None:
        return
    topic = topic_on(topic_from_content(revision.content), event.day)
    rows = session.exec(
        select(Question, Message, Contact)
        .join(Message, col(Message.id) == Question.message_id)
        .join(Contact, col(Contact.id) == Question.contact_id)
        .where(col(Question.id).in_(event.question_ids))
        .order_by(col(Question.id))
    ).all()
    for question, message, contact in rows:
        facts = load_facts(session, contact.place_id)
        answer = _render_answer_to(question, topic, facts, event.day)
        text = texts.ANSWER_NOW_KNOWN.format(question=message.full_text[:200], answer=answer)
        stage(
            session,
            contact,
            Reply(text),
            now=event.at,
            due_at=event.due_at,
            priority=Priority.NOTICE,
            key=f"answer-known:{revision.id}:{contact.id}",
        )


def _render_answer_to(question: Question, topic: Topic, facts: Mapping[str, str], day: date) -> str:
    """Render the details of the kind that was missing, else the whole topic."""
    details = [detail for detail in topic.details if detail.kind == question.missing]
    if not details:
        return compose_answer(topic, facts, day)
    stated = [render_detail(detail, day) for detail in details]
    return fill_placeholders("\n\n".join(filter(None, (*stated, render_basis(details)))), facts)

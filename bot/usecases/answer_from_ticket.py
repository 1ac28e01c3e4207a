"""A good reply to one resident becomes the draft of an answer for everybody who asks the same."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.faq.knowledge_files import Knowledge
from bot.faq.revision_lifecycle import draft_revision
from bot.people.actor import Actor
from bot.tickets import desk_view
from bot.vietnamese.letters import strip_tones

VALID_FOR = timedelta(days=180)  # then somebody looks at it again
LONGEST_ID = 60  # characters, as the column of topic ids
MIN_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What an officer wrote; `questions` are ways to ask, one a line."""

    title: str
    questions: str
    answer: str
    basis: str
    category: str

    def list_questions(self) -> list[str]:
        """Return the ways to ask, each once."""
        lines = (line.strip(" -•\t") for line in self.questions.splitlines())
        return list(dict.fromkeys(filter(None, lines)))


def suggest_draft(session: Session, ticket_id: int, *, actor: Actor) -> AnswerDraft:
    """Return a draft filled with what the ticket holds. Raises NotFound."""
    ticket = desk_view.get_ticket_view(session, ticket_id, actor=actor).ticket
    first = next(filter(None, ticket.text.splitlines()), "")
    return AnswerDraft(ticket.subject, first, ticket.answer, "", "")


def draft_answer(
    session: Session,
    shipped: Knowledge,
    ticket_id: int,
    draft: AnswerDraft,
    *,
    actor: Actor,
    author: str,
    now: datetime,
    today: date,
) -> int:
    """Create the draft of a new topic, which a second person approves; returns its number.

    Raises NotFound for a ticket the actor may not see, UserError listing what is missing.
    """
    desk_view.get_visible_ticket(session, ticket_id, actor=actor)
    questions = draft.list_questions()
    if len(questions) < MIN_QUESTIONS:
        raise UserError(texts.DESK_FEW_QUESTIONS)
    if not (draft.title and draft.answer):
        raise UserError(texts.DESK_DRAFT_EMPTY)
    if draft.category not in list_categories(shipped):
        raise NotFound(texts.DESK_NO_CATEGORY)
    topic_id = _make_topic_id(draft.title, ticket_id)
    content = {
        "id": topic_id,
        "category": draft.category,
        "title": draft.title,
        "answer": draft.answer,
        "questions": questions,
        "basis": [draft.basis] if draft.basis else [],
        "checked_on": today.isoformat(),
        "expires_on": (today + VALID_FOR).isoformat(),
    }
    revision = draft_revision(
        session, shipped, topic_id, content, actor=actor, author=author, now=now, today=today
    )
    return revision.id


def list_categories(shipped: Knowledge) -> list[str]:
    """Return the groups of the topics, in the order of the files."""
    return list(dict.fromkeys(topic.category for topic in shipped.topics.values()))


def _make_topic_id(title: str, ticket_id: int) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", strip_tones(title)).strip("-")
    end = f"-{ticket_id}"
    return f"xa-{words}"[: LONGEST_ID - len(end)].rstrip("-") + end

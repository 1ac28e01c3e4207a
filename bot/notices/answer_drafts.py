"""What approvers and drafters are told about a draft of an answer."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.faq.events import RevisionDrafted, RevisionPublished, RevisionRejected
from bot.faq.models import Revision
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.notices import console_buttons
from bot.outbox.notify import notify_each
from bot.people import approvals
from bot.people.linking import map_contacts
from bot.people.sign_in import ConsoleTarget
from bot.people.units import Unit


def tell_approvers(session: Session, event: RevisionDrafted) -> None:
    """Ask those who may decide for the unit; the button shows the draft with its buttons.

    One for every commune is decided in the console, by those who are responsible for all of them:
    nobody of a single commune is asked.
    """
    revision = session.get_one(Revision, event.revision_id)
    if revision.unit_id is None:
        return
    unit = session.get_one(Unit, revision.unit_id)
    template = texts.ANSWER_ASKED if revision.content is not None else texts.ANSWER_ASKED_TO_HIDE
    text = template.format(
        title=name_title(revision),
        number=revision.id,
        where=unit.name,
        name=name_person(revision.author),
    )
    read = Choice(texts.BUTTON_ANSWER_READ, Action.REVISION.pack("see", revision.id))
    notify_each(
        session,
        approvals.list_approvers(session, unit, drafted_by=revision.drafted_by),
        Reply(text, (read,)),
        key=f"revision:{revision.id}:ask",
        now=event.at,
    )


def tell_drafter_of_publication(session: Session, event: RevisionPublished) -> None:
    """Tell the drafter who approved it, and from when residents read it."""
    revision = session.get_one(Revision, event.revision_id)
    first = revision.valid_from
    if revision.content is None:
        template = texts.ANSWER_HIDING_APPROVED
    elif first is not None and first > event.at.date():
        template = texts.ANSWER_APPROVED_LATER
    else:
        template = texts.ANSWER_APPROVED
    _tell_drafter(session, revision, template, "yes", event.at)


def tell_drafter_of_refusal(session: Session, event: RevisionRejected) -> None:
    """Tell the drafter who sent it back and why; whoever took their own back knows."""
    revision = session.get_one(Revision, event.revision_id)
    if revision.decided_by is not None and revision.decided_by == revision.drafted_by:
        return
    is_text = revision.content is not None
    template = texts.ANSWER_SENT_BACK if is_text else texts.ANSWER_HIDING_SENT_BACK
    _tell_drafter(session, revision, template, "no", event.at)


def _tell_drafter(
    session: Session, revision: Revision, template: str, verb: str, now: datetime
) -> None:
    """Tell the drafter in a chat of theirs, with the way to the draft; the operator has none."""
    text = template.format(
        title=name_title(revision),
        number=revision.id,
        name=name_person(revision.reviewer),
        why=revision.note,
        day=revision.valid_from or now.date(),
    )
    chats = map_contacts(session, [revision.drafted_by or 0]).values()
    way = console_buttons.open_row(ConsoleTarget.REVISION, revision.id)
    key = f"revision:{revision.id}:{verb}"
    notify_each(session, chats, Reply(text, (way,)), key=key, now=now)


def name_title(revision: Revision) -> str:
    """Return the draft's title; of one that hides its topic, the topic's name."""
    return str((revision.content or {}).get("title") or revision.topic_id)


def name_person(signature: str) -> str:
    """Return the name of whoever drafted or decided: their phone is not for every chat."""
    return signature.partition(" (")[0]

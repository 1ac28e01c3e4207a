"""Approval of answers in a chat: a second person reads a draft of the knowledge, then decides.

What is tried before (the golden questions) takes seconds for one unit's answer, outside the
transaction; for one that holds everywhere half a minute, so that is decided in the console.
"""

from bot import texts
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.core.preparation import NotPrepared
from bot.faq import revision_lifecycle
from bot.faq.knowledge_files import Topic
from bot.faq.models import Revision
from bot.faq.revision_trials import RevisionTester, RevisionTrials
from bot.handlers.knowledge_source import KnowledgeSource
from bot.handlers.officers import console_link
from bot.handlers.officers.words import answer_approval as words
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Handler, Turn, parse_id
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people import approvals
from bot.people.sign_in import ConsoleTarget
from bot.people.units import Unit


def list_awaiting_approval(turn: Turn) -> list[Revision]:
    """List the drafts of others that this person may decide, oldest first."""
    actor = approvals.find_decider(turn.session, turn.contact.person_id)
    if actor is None:
        return []
    drafts = revision_lifecycle.list_drafts(turn.session, actor=actor)
    return [draft for draft, _unit in drafts if draft.drafted_by != actor.person_id]


def show_answer_draft(
    turn: Turn, revision: Revision, knowledge: KnowledgeSource, policy: Policy
) -> Reply:
    """Return who drafted it, what changes, the words, and the buttons that decide."""
    unit = turn.session.get(Unit, revision.unit_id) if revision.unit_id is not None else None
    current = _find_current(knowledge, revision, unit)
    lines = words.describe_draft(revision, current, unit, policy)
    if words.is_long(lines) and (way := _offer_console(turn, revision, policy)):
        lines = [*words.shorten(lines), way]
    is_own = revision.drafted_by is not None and revision.drafted_by == turn.contact.person_id
    return words.render_draft(revision, lines, is_own=is_own)


def _offer_console(turn: Turn, revision: Revision, policy: Policy) -> str:
    """Return the sentence with the link that opens this draft, or ""."""
    return console_link.offer_console(
        turn, policy, target=ConsoleTarget.REVISION, row_id=revision.id
    )


def _find_current(
    knowledge: KnowledgeSource, revision: Revision, unit: Unit | None
) -> Topic | None:
    index = knowledge.for_unit_path(unit.path if unit else "")
    return index.knowledge.topics.get(revision.topic_id)


def press_answer_button(knowledge: KnowledgeSource, policy: Policy) -> Handler:
    """Handle a button of a draft: "revision:<verb>:<id>[:<more>]"."""
    trials = RevisionTrials(knowledge) if isinstance(knowledge, RevisionTester) else None

    def pressed(turn: Turn) -> Reply:
        verb, number, more = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if (revision := _find_draft(turn, number)) is None:
            return Reply(texts.ANSWER_GONE.format(number=number[:9]), show_menu(turn).choices)
        match verb:
            case "see":
                return show_answer_draft(turn, revision, knowledge, policy)
            case "yes":
                return _approve(turn, revision, trials, policy)
            case "no":
                return words.render_reason_question(revision)
            case "why":
                return _refuse(turn, revision, words.find_ready_reason(more))
        return reject_old_button(turn)

    return pressed


def _find_draft(turn: Turn, number: str) -> Revision | None:
    """Return the draft while it waits for a decision; one of another commune does not exist."""
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    try:
        return revision_lifecycle.get_draft(turn.session, parse_id(number), actor=actor)
    except NotFound:
        return None


def _approve(
    turn: Turn, revision: Revision, trials: RevisionTrials | None, policy: Policy
) -> Reply:
    """Publish the draft if it was tried on what is published now; else have it tried first."""
    if revision.unit_id is None or trials is None:
        lines = [texts.ANSWER_EVERYWHERE, _offer_console(turn, revision, policy)]
        return Reply("\n".join(filter(None, lines)), show_menu(turn).choices)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    trial = revision_lifecycle.read_trial(turn.session, revision.id, actor=actor)
    today = policy.today(turn.now)
    if (outcome := trials.find(trial, today=today)) is None:
        raise NotPrepared(lambda _: trials.run(trial, today=today), texts.DRAFT_OVERTAKEN)
    outcome.check()
    count = revision_lifecycle.approve_revision(
        turn.session, revision.id, actor=actor, expected_stamp=trial.stamp, now=turn.now,
        policy=policy,
    )  # fmt: skip
    return words.render_published(revision, count, show_menu(turn).choices)


def _refuse(turn: Turn, revision: Revision, why: str) -> Reply:
    """Turn the draft down with a reason; without one, ask for it again."""
    if not why:
        return words.render_reason_question(revision)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    revision_lifecycle.reject_revision(
        turn.session, revision.id, actor=actor, reason=why, now=turn.now
    )
    return words.render_refused(revision, why, show_menu(turn).choices)


def says_reason(turn: Turn) -> bool:
    """Return whether the turn is words while the reason for turning a draft down is asked for."""
    is_words = not turn.choice and not turn.attachments and bool(turn.normalized_text)
    return is_words and bool(_find_asked_number(turn))


def take_reason_text(turn: Turn) -> Reply:
    """Turn the draft down for the typed reason."""
    number = _find_asked_number(turn)
    if (revision := _find_draft(turn, number)) is None:
        return Reply(texts.ANSWER_GONE.format(number=number), show_menu(turn).choices)
    why = " ".join(turn.text.split())[: approvals.MAX_REASON_LENGTH]
    return _refuse(turn, revision, why)


def _find_asked_number(turn: Turn) -> str:
    """Return the number of the draft whose reason was asked for last, or ""."""
    values = (str(button["value"]) for button in turn.contact.offered)
    prefix = Action.REVISION.prefix("why")
    asked = next((value for value in values if value.startswith(prefix)), "")
    return asked.split(SEPARATOR)[2] if asked else ""

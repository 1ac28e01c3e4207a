"""The approval queue of an officer or approver: announcements, polls, answers of others.

Also their unit's drafts and announcements.
"""

from bot import texts
from bot.broadcasts import questions, service, submission
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import SendingPolicy
from bot.faq.models import Revision
from bot.handlers.knowledge_source import KnowledgeSource
from bot.handlers.officers import answer_approval, approval_requests, poll_approval
from bot.handlers.officers.refusals import Draft
from bot.handlers.officers.words import approval_queue as words
from bot.handlers.officers.words.approval_queue import MAX_LISTED
from bot.handlers.officers.words.broadcasts import render_broadcasts
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.notices.broadcasts import make_line
from bot.people import approvals
from bot.polls import approval
from bot.polls.models import Poll

_WAITING = any_of(command("duyet", "choduyet"), exact_phrase(*texts.SAID_WAITING))
_OWN = any_of(command("nhap", "dsthongbao"), exact_phrase(*texts.SAID_OWN_DRAFTS))


def asks_waiting(turn: Turn) -> bool:
    """Return whether an officer or approver asks for the approval queue: "duyệt"."""
    return not turn.choice and _WAITING(turn) and is_decider(turn)


def asks_own_drafts(turn: Turn) -> bool:
    """Return whether an officer or approver asks for the unit's list: "danh sách thông báo"."""
    return not turn.choice and _OWN(turn) and is_decider(turn)


def is_decider(turn: Turn) -> bool:
    """Return whether this is an officer's or approver's chat."""
    return approvals.find_decider(turn.session, turn.contact.person_id) is not None


def show_waiting(pace: SendingPolicy, knowledge: KnowledgeSource) -> Handler:
    """Return a handler that shows the approval queue; a single item is shown at once."""

    def show(turn: Turn) -> Reply:
        waiting = list_waiting(turn)
        if not waiting:
            return Reply(texts.WAITING_NONE, show_menu(turn).choices)
        if len(waiting) > 1:
            return words.render_queue(waiting)
        (draft,) = waiting
        if isinstance(draft, Revision):
            return answer_approval.show_answer_draft(turn, draft, knowledge, pace.policy)
        if isinstance(draft, Poll):
            return poll_approval.show_poll_approval_request(turn, draft, pace)
        return approval_requests.show_approval_request(turn, draft, pace)

    return show


def list_waiting(turn: Turn) -> list[Draft | Revision]:
    """List the announcements, the polls, then the answers that this person may approve."""
    actor = approvals.find_decider(turn.session, turn.contact.person_id)
    if actor is None:
        return []
    return [
        *submission.list_awaiting_approval(turn.session, actor),
        *approval.list_awaiting_approval(turn.session, actor),
        *answer_approval.list_awaiting_approval(turn),
    ]


def show_own_drafts(turn: Turn) -> Reply:
    """Show the unit's drafts and announcements with their state, newest first."""
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    broadcasts = service.list_broadcasts(turn.session, actor.scope, limit=MAX_LISTED)
    lines = [(broadcast, _draft_line(turn, broadcast)) for broadcast in broadcasts]
    return render_broadcasts(approvals.get_scope_unit(turn.session, actor), lines)


def _draft_line(turn: Turn, broadcast: Broadcast) -> str:
    """Return the list line; the number of questions comes before the text, which may be cut."""
    question_count = questions.render_counts(turn.session, broadcast).rstrip(".")
    state = ", ".join(filter(None, (texts.BROADCAST_STATES[broadcast.state], question_count)))
    return texts.BROADCAST_LIST_LINE.format(
        number=broadcast.id, state=state, text=make_line(broadcast)
    )

"""The approval queue of an officer or approver, and their unit's drafts and announcements."""

from bot import texts
from bot.broadcasts import questions, service
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import SendingPolicy
from bot.handlers.officers import approval_requests, poll_approval
from bot.handlers.officers.refusals import KINDS, Draft, title_of
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people import approvals
from bot.polls.models import Poll

MAX_LISTED = 8
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
    return approvals.find_scope(turn.session, turn.contact.person_id) is not None


def show_waiting(pace: SendingPolicy) -> Handler:
    """Return a handler that shows the approval queue; a single item is shown at once."""

    def show(turn: Turn) -> Reply:
        listed = list_waiting(turn)
        if not listed:
            return Reply(texts.WAITING_NONE, show_menu(turn).choices)
        if len(listed) == 1:
            _, draft = listed[0]
            notice = (
                poll_approval.show_poll_approval_request(turn, draft, pace)
                if isinstance(draft, Poll)
                else None
            )
            return notice or approval_requests.show_approval_request(turn, draft, pace)  # type: ignore[arg-type]
        buttons = tuple(
            Choice(
                shorten_label(KINDS[kind].label.format(number=draft.id, title=title_of(draft))),
                f"{kind}:see:{draft.id}",
            )
            for kind, draft in listed[:MAX_LISTED]
        )
        return Reply(texts.WAITING.format(count=len(listed)), buttons)

    return show


def list_waiting(turn: Turn) -> list[tuple[str, Draft]]:
    """List what this person may approve or refuse, with its kind ("tb" or "yk")."""
    person_id = turn.contact.person_id
    actor = approvals.find_decider(turn.session, person_id)
    if actor is None:
        return []
    scope = approvals.get_scope_unit(turn.session, actor)
    return [
        *(("tb", draft) for draft in KINDS["tb"].list_waiting(turn.session, scope, person_id)),
        *(("yk", draft) for draft in KINDS["yk"].list_waiting(turn.session, actor)),
    ]


def show_own_drafts(turn: Turn) -> Reply:
    """Show the unit's drafts and announcements with their state, newest first."""
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    broadcasts = service.list_broadcasts(turn.session, scope, limit=MAX_LISTED)
    new = Choice(texts.BUTTON_BROADCAST_NEW, "tb:new")
    if not broadcasts:
        return Reply(texts.BROADCASTS_NONE.format(unit=scope.name), (new,))
    buttons = (
        Choice(shorten_label(_draft_line(turn, broadcast)), f"tb:see:{broadcast.id}")
        for broadcast in broadcasts
    )
    return Reply(texts.BROADCASTS_LIST.format(unit=scope.name), (*buttons, new))


def _draft_line(turn: Turn, broadcast: Broadcast) -> str:
    """Return the list line; the number of questions comes before the text, which may be cut."""
    question_count = questions.render_counts(turn.session, broadcast).rstrip(".")
    state = ", ".join(filter(None, (texts.BROADCAST_STATES[broadcast.state], question_count)))
    return texts.BROADCAST_LIST_LINE.format(
        number=broadcast.id, state=state, text=title_of(broadcast)
    )

"""The approval queue of an officer or approver, and their unit's drafts and announcements."""

from bot import texts
from bot.broadcasts import questions, service
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import Pace
from bot.handlers.officers import approving
from bot.handlers.officers.refusing import KINDS, Draft, title_of
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn, any_of, command, words
from bot.messages.content import Choice, Reply
from bot.people import approvals
from bot.polls.models import Poll

LISTED = 8
_WAITING = any_of(command("duyet", "choduyet"), words(*texts.SAID_WAITING))
_OWN = any_of(command("nhap", "dsthongbao"), words(*texts.SAID_OWN_DRAFTS))


def asks_waiting(turn: Turn) -> bool:
    """Return whether an officer or approver asks for the approval queue: "duyệt"."""
    return not turn.choice and _WAITING(turn) and may_decide(turn)


def asks_own(turn: Turn) -> bool:
    """Return whether an officer or approver asks for the unit's list: "danh sách thông báo"."""
    return not turn.choice and _OWN(turn) and may_decide(turn)


def may_decide(turn: Turn) -> bool:
    """Return whether this is an officer's or approver's chat."""
    return approvals.scope_of(turn.session, turn.contact.person_id) is not None


def show_waiting(pace: Pace) -> Handler:
    """Return a handler that shows the approval queue; a single item is shown at once."""

    def show(turn: Turn) -> Reply:
        listed = list_waiting(turn)
        if not listed:
            return Reply(texts.WAITING_NONE, show_menu(turn).choices)
        if len(listed) == 1:
            _, one = listed[0]
            notice = approving.show_poll(turn, one, pace) if isinstance(one, Poll) else None
            return notice or approving.show_notice(turn, one, pace)  # type: ignore[arg-type]
        buttons = tuple(
            Choice(
                short(KINDS[kind].label.format(number=one.id, title=title_of(one))),
                f"{kind}:see:{one.id}",
            )
            for kind, one in listed[:LISTED]
        )
        return Reply(texts.WAITING.format(count=len(listed)), buttons)

    return show


def list_waiting(turn: Turn) -> list[tuple[str, Draft]]:
    """List what this person may approve or refuse, with its kind ("tb" or "yk")."""
    person_id = turn.contact.person_id
    scope = approvals.scope_of(turn.session, person_id)
    if scope is None:
        return []
    return [
        (kind, one)
        for kind, each in KINDS.items()
        for one in each.waiting(turn.session, scope, person_id)
    ]


def show_own(turn: Turn) -> Reply:
    """Show the unit's drafts and announcements with their state, newest first."""
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    found = service.list_of(turn.session, scope, limit=LISTED)
    new = Choice(texts.BUTTON_BROADCAST_NEW, "tb:new")
    if not found:
        return Reply(texts.BROADCASTS_NONE.format(unit=scope.name), (new,))
    buttons = (Choice(short(_line(turn, one)), f"tb:see:{one.id}") for one in found)
    return Reply(texts.BROADCASTS_LIST.format(unit=scope.name), (*buttons, new))


def _line(turn: Turn, one: Broadcast) -> str:
    """Return the list line; the number of questions comes before the text, which may be cut."""
    asked = questions.count_words(turn.session, one).rstrip(".")
    state = ", ".join(filter(None, (texts.BROADCAST_STATES[one.state], asked)))
    return texts.BROADCAST_LIST_LINE.format(number=one.id, state=state, text=title_of(one))

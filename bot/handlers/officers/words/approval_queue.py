"""What an officer is told about the drafts that wait for them."""

from collections.abc import Sequence

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.faq.models import Revision
from bot.handlers.officers.words import answer_approval
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.notices.broadcasts import make_line
from bot.polls.models import Poll

MAX_LISTED = 8


def render_queue(drafts: Sequence[Broadcast | Poll | Revision]) -> Reply:
    """List what waits for approval, each with a button that shows it."""
    buttons = tuple(map(_make_see_button, drafts[:MAX_LISTED]))
    return Reply(texts.WAITING.format(count=len(drafts)), buttons)


def _make_see_button(draft: Broadcast | Poll | Revision) -> Choice:
    if isinstance(draft, Revision):
        return answer_approval.make_see_button(draft)
    if isinstance(draft, Poll):
        label = texts.BUTTON_WAITING_POLL.format(number=draft.id, title=draft.title)
        return Choice(shorten_label(label), Action.POLL.pack("see", draft.id))
    label = texts.BUTTON_WAITING_BROADCAST.format(number=draft.id, title=make_line(draft))
    return Choice(shorten_label(label), Action.BROADCAST.pack("see", draft.id))

"""The lists a chat was shown last, by name, so that "số 3 của lịch học" can be resolved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.messages.buttons import Action
from bot.outbox.buttons import is_destructive
from bot.outbox.list_positions import EARLIER, ListPosition

MAX_LISTS = 3  # the list that is shown and two before it
MAX_AGE = timedelta(days=1)  # what an older list showed may have changed
Buttons = Sequence[dict[str, str]]
# How the value of a list's first button begins → the list, a key of texts.LISTS.
_LIST_PREFIXES = (
    (Action.CLASS.prefix("show"), "classes"),
    (Action.CLASS.prefix("seat"), "mine"),
    ("topics:", "topics"),
    ("topic:", "topics"),
    ("topics", "menu"),
    ("places:", "places"),
    ("place:", "places"),
    (Action.REMINDER.prefix("show"), "reminders"),
    (Action.REMINDER.prefix("at"), "reminders"),
    (Action.REMINDER.prefix("stop"), "reminders"),
    (Action.REMINDER.prefix("end"), "reminders"),
    (Action.REMINDER.prefix("resume"), "reminders"),
    (Action.REMINDER.prefix("page"), "reminders"),
    (Action.DEADLINE.prefix(), "deadlines"),
    (Action.BALLOT.prefix("go"), "polls"),
)
# The button that shows the list as it is now.
SHOW_VALUES = {
    "classes": Action.CLASS.pack(),
    "mine": Action.CLASS.pack("mine"),
    "menu": Action.MENU.pack(),
    "topics": Action.TOPICS.pack(),
    "places": Action.PLACES.pack(),
    "reminders": Action.REMINDER.pack("page", 0),
}


def name_list(buttons: Buttons) -> str:
    """Return the name of the list these buttons show, or "" if they are no list."""
    if len(buttons) < 2:
        return ""
    first = next((b["value"] for b in buttons if b["value"] != "menu"), "")
    return next((name for mark, name in _LIST_PREFIXES if first.startswith(mark)), "")


def remember_list(lists: Sequence[dict[str, Any]], buttons: Buttons, now: datetime) -> list[Any]:
    """Return the stored lists with this one first; it replaces an older one of the same name."""
    name = name_list(buttons)
    if not name:
        return list(lists)
    entry = {"name": name, "at": now.isoformat(), "buttons": list(buttons)}
    return [entry, *(earlier for earlier in lists if earlier["name"] != name)][:MAX_LISTS]


def find_list(
    lists: Sequence[dict[str, Any]], offered: Buttons, position: ListPosition, now: datetime
) -> Buttons | None:
    """Return the buttons of the list that a position refers to, or None if it is gone."""
    if not position.list_name or (position.list_name == name_list(offered)):
        return offered
    for entry in lists:
        fresh = now - datetime.fromisoformat(entry["at"]) < MAX_AGE
        named = position.list_name == entry["name"]
        earlier = position.list_name == EARLIER and entry["buttons"] != list(offered)
        if fresh and (named or earlier):
            buttons: Buttons = entry["buttons"]
            return buttons
    return offered if position.list_name == EARLIER else None


def can_press_unseen(button: dict[str, str]) -> bool:
    """Return whether a button of an earlier list may be pressed by number: not if destructive."""
    return not is_destructive(button["value"])

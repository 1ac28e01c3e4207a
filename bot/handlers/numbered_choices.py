"""Numbers within a sentence, "cái thứ hai", "số 3 của lịch học", as presses of list buttons.

The inbox already handles bare numbers and labels. Numbers inside a sentence are parsed here, after
it is known that the text is not meant for a person. A number that no list has is answered with the
list again.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers.recognition import Intents, is_carried, recognise
from bot.handlers.residents import village
from bot.inbox.routing import (
    Answer,
    Condition,
    Handler,
    Route,
    Turn,
    get_handler,
    get_route,
    list_replies,
)
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox import shown_lists
from bot.outbox.list_positions import EARLIER, LAST, ListPosition, parse_list_position
from bot.vietnamese.letters import normalize_for_match

Buttons = Sequence[dict[str, str]]
LONGEST_PART = 4  # words of the end of a label
WORD_FOR_WORD = 0.9  # share of belief of a wish that is no label


def _find_place(turn: Turn) -> ListPosition | None:
    """Return the list position that the text names, or None; cached in the turn's memo."""
    if "place" not in turn.memo:
        spoken = not (turn.choice or turn.start or turn.attachments or turn.text.startswith("/"))
        place = parse_list_position(turn.text) if spoken else None
        turn.memo["place"] = None if place and _is_place_name(turn) else place
    known: ListPosition | None = turn.memo["place"]
    return known


def _find_list(turn: Turn, place: ListPosition) -> Buttons | None:
    return shown_lists.find_list(turn.contact.lists, turn.contact.offered, place, turn.now)


def _find_button_value(turn: Turn) -> str:
    """Return the value of the button that the text picks; "" if none can be pressed by it."""
    place = _find_place(turn)
    buttons = _find_list(turn, place) if place is not None else None
    if place is None or not buttons:
        return ""
    button = place.pick(buttons)
    in_sight = buttons == turn.contact.offered
    if button is None or not (in_sight or shown_lists.can_press_unseen(button)):
        return ""
    return button["value"]


def picks_by_number(turn: Turn) -> bool:
    """Return whether the text picks a button by its position and is meant for the bot."""
    return bool(_find_button_value(turn)) and not is_carried(turn)


def _is_place_name(turn: Turn) -> bool:
    """Return whether the text is a village's name while the village is asked for.

    "dong hai" without tones is a commune rather than "line two".
    """
    spelt = not any(map(str.isdigit, turn.text))
    return spelt and village.is_village_asked(turn) and village.is_place_name(turn)


def press_by_number(routes: Sequence[Route]) -> Handler:
    """Return a handler that presses the picked button, by the given routes."""

    def pressed(turn: Turn) -> Answer:
        pressed_turn = replace(
            turn, choice=_find_button_value(turn) or _find_value_by_label_end(turn), memo={}
        )
        route = get_route(routes, pressed_turn)
        turn.message.route = route.name
        return route.handler(pressed_turn)

    return pressed


def _find_value_by_label_end(turn: Turn) -> str:
    """Return the value of the only button whose label ends with the text: "cho người nhà"."""
    words = turn.normalized_text.split()
    if turn.choice or turn.attachments or not 1 < len(words) <= LONGEST_PART:
        return ""
    values = [
        button["value"]
        for button in turn.contact.offered
        if normalize_for_match(button["label"]).endswith(f" {turn.normalized_text}")
    ]
    return (
        values[0] if len(values) == 1 and shown_lists.can_press_unseen({"value": values[0]}) else ""
    )


def is_label_end(intents: Intents) -> Condition:
    """Return a predicate: the text ends one button's label and is no sure intent itself."""

    def asks(turn: Turn) -> bool:
        if not _find_value_by_label_end(turn) or is_carried(turn):
            return False
        recognition = recognise(turn, intents)
        return recognition.best is None or recognition.ranked[0][1] < WORD_FOR_WORD

    return asks


def names_old_list(turn: Turn) -> bool:
    """Return whether the text names a list whose buttons can no longer be pressed by position."""
    place = _find_place(turn)
    return place is not None and bool(place.list_name) and not is_carried(turn)


def is_missing_number(turn: Turn) -> bool:
    """Return whether the text names a position that no shown button has."""
    return _find_place(turn) is not None and bool(turn.contact.offered or turn.contact.lists)


def is_missing_number_in_form(turn: Turn) -> bool:
    """Return the same for a field report's step with buttons: a bare number describes nothing."""
    shown = turn.contact.offered
    form = len(shown) > 1 and all(
        button["value"].startswith(Action.FIELD_REPORT.prefix()) for button in shown
    )
    return form and is_missing_number(turn) and not _find_button_value(turn)


def show_list_again(routes: Sequence[Route]) -> Handler:
    """Return a handler that repeats the list and its length, or rebuilds a list that is too old."""

    def show(turn: Turn) -> Answer:
        place = _find_place(turn)
        assert place is not None
        buttons = _find_list(turn, place) or ()
        if len(buttons) > 1 and place.number != LAST:
            return Reply(texts.ONLY_FROM.format(last=len(buttons)), _choices_of(buttons))
        return _refresh_list(turn, place, routes)

    return show


def _refresh_list(turn: Turn, place: ListPosition, routes: Sequence[Route]) -> Answer:
    shown = next(
        (entry for entry in turn.contact.lists if _is_list_meant(entry["name"], place)), None
    )
    name = shown["name"] if shown else place.list_name
    if value := shown_lists.SHOW_VALUES.get(name, "" if shown else "menu"):
        list_turn = replace(turn, choice=value, text="", memo={})
        replies = list_replies(get_handler(routes, list_turn)(list_turn))
        first = replies[0] if replies else Reply("")
        again = Reply(f"{texts.LIST_OLD}\n{first.text}", first.choices, first.attachments)
        return again, *replies[1:]
    return Reply(texts.LIST_OLD, _choices_of(shown["buttons"] if shown else ()))


def _is_list_meant(name: str, place: ListPosition) -> bool:
    return place.list_name in ("", EARLIER, name)


def _choices_of(buttons: Buttons) -> tuple[Choice, ...]:
    return tuple(Choice(**button) for button in buttons)

"""Numbers within a sentence, "cái thứ hai", "số 3 của lịch học", as presses of list buttons.

The inbox already handles bare numbers and labels. Numbers inside a sentence are parsed here, after
it is known that the text is not meant for a person. A number that no list has is answered with the
list again.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers.residents import village
from bot.handlers.understanding import Intents, is_carried, recognise
from bot.inbox.routing import Answer, Handler, Question, Route, Turn, find_handler, replies_of
from bot.messages.content import Choice, Reply
from bot.outbox import lists
from bot.outbox.numbers import EARLIER, LAST, Place, read_place
from bot.vietnamese.letters import bare

Buttons = Sequence[dict[str, str]]
LONGEST_PART = 4  # words of the end of a label
WORD_FOR_WORD = 0.9  # share of belief of a wish that is no label


def _place(turn: Turn) -> Place | None:
    """Return the list position that the text names, or None; cached in the turn's memo."""
    if "place" not in turn.memo:
        spoken = not (turn.choice or turn.start or turn.attachments or turn.text.startswith("/"))
        place = read_place(turn.text) if spoken else None
        turn.memo["place"] = None if place and _is_place_name(turn) else place
    known: Place | None = turn.memo["place"]
    return known


def _list(turn: Turn, place: Place) -> Buttons | None:
    return lists.find_list(turn.contact.lists, turn.contact.offered, place, turn.now)


def _button(turn: Turn) -> str:
    """Return the value of the button that the text picks; "" if none can be pressed by it."""
    place = _place(turn)
    buttons = _list(turn, place) if place is not None else None
    if place is None or not buttons:
        return ""
    button = place.pick(buttons)
    in_sight = buttons == turn.contact.offered
    if button is None or not (in_sight or lists.may_press_later(button)):
        return ""
    return button["value"]


def presses(turn: Turn) -> bool:
    """Return whether the text picks a button by its position and is meant for the bot."""
    return bool(_button(turn)) and not is_carried(turn)


def _is_place_name(turn: Turn) -> bool:
    """Return whether the text is a village's name while the village is asked for.

    "dong hai" without tones is a commune rather than "line two".
    """
    spelt = not any(map(str.isdigit, turn.text))
    return spelt and village.is_asked(turn) and village.is_place(turn)


def press(known: Sequence[Route]) -> Handler:
    """Return a handler that presses the picked button, by the given routes."""

    def pressed(turn: Turn) -> Answer:
        meant = replace(turn, choice=_button(turn) or _labelled(turn), memo={})
        handler = find_handler(known, meant)
        turn.message.route = handler.__qualname__[:60]
        return handler(meant)

    return pressed


def _labelled(turn: Turn) -> str:
    """Return the value of the only button whose label ends with the text: "cho người nhà"."""
    words = turn.bare.split()
    if turn.choice or turn.attachments or not 1 < len(words) <= LONGEST_PART:
        return ""
    ends = [
        button["value"]
        for button in turn.contact.offered
        if bare(button["label"]).endswith(f" {turn.bare}")
    ]
    return ends[0] if len(ends) == 1 and lists.may_press_later({"value": ends[0]}) else ""


def ends_label(intents: Intents) -> Question:
    """Return a predicate: the text ends one button's label and is no sure intent itself."""

    def asks(turn: Turn) -> bool:
        if not _labelled(turn) or is_carried(turn):
            return False
        recognition = recognise(turn, intents)
        return recognition.best is None or recognition.ranked[0][1] < WORD_FOR_WORD

    return asks


def names_old_list(turn: Turn) -> bool:
    """Return whether the text names a list whose buttons can no longer be pressed by position."""
    place = _place(turn)
    return place is not None and bool(place.of) and not is_carried(turn)


def misses(turn: Turn) -> bool:
    """Return whether the text names a position that no shown button has."""
    return _place(turn) is not None and bool(turn.contact.offered or turn.contact.lists)


def misses_in_form(turn: Turn) -> bool:
    """Return the same for a field report's step with buttons: a bare number describes nothing."""
    shown = turn.contact.offered
    form = len(shown) > 1 and all(button["value"].startswith("pa:") for button in shown)
    return form and misses(turn) and not _button(turn)


def show_again(known: Sequence[Route]) -> Handler:
    """Return a handler that repeats the list and its length, or rebuilds a list that is too old."""

    def show(turn: Turn) -> Answer:
        place = _place(turn)
        assert place is not None
        buttons = _list(turn, place) or ()
        if len(buttons) > 1 and place.number != LAST:
            return Reply(texts.ONLY_FROM.format(last=len(buttons)), _choices(buttons))
        return _renewed(turn, place, known)

    return show


def _renewed(turn: Turn, place: Place, known: Sequence[Route]) -> Answer:
    shown = next((entry for entry in turn.contact.lists if _is_meant(entry["name"], place)), None)
    name = shown["name"] if shown else place.of
    if value := lists.SHOWS.get(name, "" if shown else "menu"):
        meant = replace(turn, choice=value, text="", memo={})
        replies = replies_of(find_handler(known, meant)(meant))
        first = replies[0] if replies else Reply("")
        again = Reply(f"{texts.LIST_OLD}\n{first.text}", first.choices, first.attachments)
        return again, *replies[1:]
    return Reply(texts.LIST_OLD, _choices(shown["buttons"] if shown else ()))


def _is_meant(name: str, place: Place) -> bool:
    return place.of in ("", EARLIER, name)


def _choices(buttons: Buttons) -> tuple[Choice, ...]:
    return tuple(Choice(**button) for button in buttons)

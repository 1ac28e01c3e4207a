"""*Sửa*: what a person corrects in their own data by themselves, and what an officer does."""

import re

from bot import texts
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.usecases import correct_own_data
from bot.vietnamese.letters import normalize_for_match

_SPLIT = re.compile(rf":|\s(?:{'|'.join(texts.SAID_CORRECTED_TO)})\s", re.IGNORECASE)
_KINDS = {"name": texts.SAID_CORRECT_NAME, "phone": texts.SAID_CORRECT_PHONE}


def choose_correction(turn: Turn) -> Reply:
    """Ask what is wrong: "correct"; or say how it is written: "correct:name"."""
    home = Choice(texts.BUTTON_MENU, "menu")
    match turn.argument:
        case "name":
            return Reply(texts.CORRECT_NAME_HOW, (home,))
        case "phone":
            return Reply(texts.CORRECT_PHONE_HOW, (home,))
        case "":
            return Reply(
                texts.DATA_CORRECT_WHAT,
                (
                    Choice(texts.BUTTON_CORRECT_NAME, "correct:name"),
                    Choice(texts.BUTTON_CORRECT_VILLAGE, "places"),
                    Choice(texts.BUTTON_CORRECT_PHONE, "correct:phone"),
                    Choice(texts.BUTTON_CORRECT_OTHER, "correct-data"),
                    home,
                ),
            )
    return reject_old_button(turn)


def _find_correction(turn: Turn) -> tuple[str, str] | None:
    """Return the kind and the new value of "sửa tên: Lân"; the value is "" when it is missing."""
    if turn.choice:
        return None
    head, value = (*_SPLIT.split(turn.text, maxsplit=1), "")[:2]
    said = normalize_for_match(head)
    for kind, phrases in _KINDS.items():
        if said in map(normalize_for_match, phrases):
            return kind, value.strip(" .«»")
    return None


def corrects_own(turn: Turn) -> bool:
    """Return whether the speaker says their right name or phone, or wants to."""
    return _find_correction(turn) is not None


def correct_own(turn: Turn) -> Reply:
    """Correct the name or phone at once; without a value, say how it is written."""
    home = Choice(texts.BUTTON_MENU, "menu")
    kind, value = _find_correction(turn) or ("", "")
    if not value:
        how = texts.CORRECT_NAME_HOW if kind == "name" else texts.CORRECT_PHONE_HOW
        return Reply(how, (home,))
    if kind == "name":
        name = correct_own_data.correct_own_name(turn.session, turn.contact, value, now=turn.now)
        return Reply(texts.NAME_CORRECTED.format(name=name), (home,))
    phone = correct_own_data.correct_own_phone(turn.session, turn.contact, value, now=turn.now)
    return Reply(texts.PHONE_CORRECTED.format(phone=phone), (home,))

"""Single uses of the speaker's data: shown, refused and allowed again, by button or in words."""

import re

from bot import texts
from bot.faq.answers import format_date
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Condition, Turn
from bot.messages.content import Choice, Reply
from bot.people.purposes import SINGLE_PURPOSES, Purpose, is_refused
from bot.privacy import purpose_choices
from bot.privacy.purpose_choices import PurposeState

PURPOSE_VERB = "purpose"
_MOST_WORDS = 16


def _make_pattern(purpose: Purpose, signs: str) -> re.Pattern[str]:
    """Return the pattern of a wish about a purpose: sign, deed, object, small words between."""
    small = rf"(?:(?:{texts.PURPOSE_SMALL_WORDS}) )*"
    ending = rf"(?: (?:{texts.PURPOSE_SMALL_WORDS}))*"
    deeds, things = texts.PURPOSE_DEEDS[purpose], texts.PURPOSE_OBJECTS[purpose]
    thing = rf"(?:{things})(?: {small}(?:{things}))*"
    return re.compile(rf"{small}(?:{signs}) {small}(?:{deeds}) {small}{thing}{ending}")


_REFUSALS = {purpose: _make_pattern(purpose, texts.PURPOSE_NO) for purpose in SINGLE_PURPOSES}
_PERMISSIONS = {purpose: _make_pattern(purpose, texts.PURPOSE_YES) for purpose in SINGLE_PURPOSES}


def find_wish(folded: str) -> tuple[Purpose, bool] | None:
    """Return the purpose that words without tones are about, and whether it is allowed by them."""
    if not folded or len(folded.split()) > _MOST_WORDS:
        return None
    if any(complaint in folded for complaint in texts.PURPOSE_COMPLAINTS):
        return None
    for purpose in SINGLE_PURPOSES:
        needed = texts.PURPOSE_NEEDED.get(purpose)
        if needed and not re.search(rf"\b(?:{needed})\b", folded):
            continue
        if _REFUSALS[purpose].fullmatch(folded):
            return purpose, False
        if _PERMISSIONS[purpose].fullmatch(folded):
            return purpose, True
    return None


def _find_chosen(turn: Turn) -> tuple[Purpose, bool] | None:
    """Return what the turn chooses: by a button "purpose:media:no", or in words."""
    if not turn.choice:
        return find_wish(turn.normalized_text)
    verb, _, name = turn.choice.partition(SEPARATOR)
    name, _, answer = name.partition(SEPARATOR)
    if verb != PURPOSE_VERB or name not in SINGLE_PURPOSES or answer not in ("yes", "no"):
        return None
    return Purpose(name), answer == "yes"


def chooses_purpose() -> Condition:
    """Return a predicate: whether one use is refused or allowed again."""
    return lambda turn: _find_chosen(turn) is not None


def choose_purpose(turn: Turn) -> Reply:
    """Refuse one use or allow it again, and say what follows."""
    chosen = _find_chosen(turn)
    if chosen is None:
        return reject_old_button(turn)
    purpose, is_allowed = chosen
    change = purpose_choices.allow_purpose if is_allowed else purpose_choices.refuse_purpose
    has_changed = change(turn.session, turn.contact, purpose, now=turn.now)
    back = _make_choice(purpose, is_allowed=not is_allowed)
    if purpose is Purpose.NOTICES:
        said = texts.RESUMED if is_allowed else texts.STOPPED
    elif not has_changed:
        said = texts.PURPOSE_STANDS_ALLOWED if is_allowed else texts.PURPOSE_STANDS_REFUSED
    else:
        said = (texts.PURPOSE_GIVEN_AGAIN if is_allowed else texts.PURPOSE_TAKEN_BACK)[purpose]
    return Reply(said, (back, Choice(texts.BUTTON_MENU, "menu")))


def _make_choice(purpose: Purpose, *, is_allowed: bool) -> Choice:
    labels = texts.BUTTON_PURPOSE_ON if is_allowed else texts.BUTTON_PURPOSE_OFF
    answer = "yes" if is_allowed else "no"
    return Choice(labels[purpose], f"{PURPOSE_VERB}{SEPARATOR}{purpose}{SEPARATOR}{answer}")


def show_purposes(turn: Turn) -> Reply:
    """List every use with its state; each can be changed by a button."""
    states = purpose_choices.list_states(turn.session, turn.contact)
    lines = [_render_state(state) for state in states]
    choices = [
        _make_choice(purpose, is_allowed=is_refused(turn.contact, purpose))
        for purpose in SINGLE_PURPOSES
    ]
    text = "\n".join((texts.PURPOSES_TITLE, *lines, texts.PURPOSES_CHILDREN, texts.PURPOSES_HOW))
    return Reply(text, (*choices, Choice(texts.BUTTON_MENU, "menu")))


def _render_state(state: PurposeState) -> str:
    if state.is_refused or state.withdrawn_at is not None:
        day = state.withdrawn_at
        said = texts.PURPOSE_REFUSED.format(day=format_date(day.date())) if day else ""
    elif state.given_at is not None:
        said = texts.PURPOSE_AGREED.format(day=format_date(state.given_at.date()))
    else:
        said = ""
    said = said or texts.PURPOSE_UNSAID
    return texts.PURPOSE_LINE.format(name=texts.PURPOSE_NAMES[state.purpose], state=said)

"""What a resident is told who asks whether a message is genuine."""

from collections.abc import Sequence

from bot import texts
from bot.messages.content import Choice, Reply


def render_how_to_check() -> Reply:
    """Explain how to ask for a check."""
    return Reply(texts.GENUINE_HOW)


def render_code_check(answer: str, menu_choices: Sequence[Choice]) -> Reply:
    """Say whether the code is one of ours, above the menu."""
    return Reply(answer, tuple(menu_choices))


def render_text_check(answer: str | None) -> Reply:
    """Say what is known about a pasted message, or that nothing is; offer a person."""
    person = Choice(texts.BUTTON_PERSON, "person")
    return Reply(answer or texts.GENUINE_UNSURE, (person, Choice(texts.BUTTON_MENU, "menu")))


def render_alarming_check(answer: str, police_phone: str) -> Reply:
    """Say what is known, whom to ask, and what to write if it is too late."""
    police = texts.GENUINE_ASK_POLICE.format(police=police_phone or texts.GENUINE_NO_POLICE_PHONE)
    return render_text_check("\n\n".join((answer, f"{police} {texts.GENUINE_DONE}")))

"""The button under a notice that leads to the row on the officers' page.

A link lives ten minutes, a notice for days: the button makes a fresh one when it is pressed.
"""

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice
from bot.people.sign_in import ConsoleTarget


def open_row(target: ConsoleTarget, row_id: int) -> Choice:
    """Return the button that opens a row of the console."""
    return Choice(texts.BUTTON_OPEN_CONSOLE, Action.CONSOLE.pack(target.value, row_id))

"""What a member reads who wants no monthly thanks, or wants them again."""

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply


def render_wish(*, wanted: bool) -> Reply:
    """Say what holds now, with the button for the opposite."""
    if wanted:
        stop = Choice(texts.BUTTON_NO_THANKS, Action.THANKS.pack("stop"))
        return Reply(texts.THANKS_RESUMED, (stop,))
    again = Choice(texts.BUTTON_THANKS_AGAIN, Action.THANKS.pack("again"))
    return Reply(texts.THANKS_STOPPED, (again,))

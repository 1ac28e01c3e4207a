"""Messages that are no words to answer: stickers, photos, voice, places, files, nothing at all; and
a label typed without its tones that two buttons have."""

from bot import texts
from bot.handlers.residents import voice
from bot.handlers.residents.menu import dead_end, show_menu
from bot.handlers.understanding import is_unshown
from bot.inbox.routing import SEPARATOR, Turn
from bot.messages.content import AttachmentKind, Reply

_SENTENCES = {
    AttachmentKind.PHOTO: texts.GOT_PHOTO,
    AttachmentKind.VIDEO: texts.GOT_VIDEO,
    AttachmentKind.LOCATION: texts.GOT_LOCATION,
    AttachmentKind.DOCUMENT: texts.GOT_FILE,
    AttachmentKind.CONTACT: texts.GOT_CONTACT,
    AttachmentKind.OTHER: texts.GOT_FILE,
}


def is_between(turn: Turn) -> bool:
    """A label was typed that more than one button may have."""
    return bool(turn.between)


def ask_between(turn: Turn) -> Reply:
    """Which of them?"""
    place = turn.between[0].value.partition(SEPARATOR)[0] in ("place", "places")
    return Reply(texts.ASK_WHICH_PLACE if place else texts.ASK_WHICH_BUTTON, turn.between)


def wordless(turn: Turn) -> bool:
    """No button was pressed and there is no letter or digit of the person's to read."""
    return not turn.choice and (not turn.bare or is_unshown(turn))


def answer_wordless(turn: Turn) -> Reply:
    """A kind sentence for what came, and a way on."""
    if is_unshown(turn):
        return dead_end(texts.GOT_UNSHOWN)
    if not turn.attachments:
        return Reply(
            texts.GOT_NOTHING if not turn.text else texts.GOT_STICKER, show_menu(turn).choices
        )
    kind = turn.attachments[0].kind
    if kind is AttachmentKind.VOICE:
        return voice.offer(turn)
    if kind is AttachmentKind.STICKER:
        return Reply(texts.GOT_STICKER, show_menu(turn).choices)
    return dead_end(_SENTENCES[kind])

"""Messages without words: stickers, photos, voice, places, files, nothing at all."""

from bot import texts
from bot.handlers.menu import dead_end, show_menu
from bot.messages import AttachmentKind, Reply
from bot.routing import Turn

_SENTENCES = {
    AttachmentKind.PHOTO: texts.GOT_PHOTO,
    AttachmentKind.VIDEO: texts.GOT_PHOTO,
    AttachmentKind.VOICE: texts.GOT_VOICE,
    AttachmentKind.LOCATION: texts.GOT_LOCATION,
    AttachmentKind.DOCUMENT: texts.GOT_FILE,
    AttachmentKind.CONTACT: texts.GOT_FILE,
    AttachmentKind.OTHER: texts.GOT_FILE,
}


_UNSHOWN = (*texts.UNSHOWN.values(), texts.UNSHOWN_ELSE)


def wordless(turn: Turn) -> bool:
    """No button was pressed and there is no letter or digit of the person's to read."""
    return not turn.choice and (not turn.bare or _unshown(turn))


def _unshown(turn: Turn) -> bool:
    """A channel said in its own words what it could not fetch."""
    return turn.text.startswith(_UNSHOWN)


def answer_wordless(turn: Turn) -> Reply:
    """A kind sentence for what came, and a way on."""
    if _unshown(turn):
        return dead_end(texts.GOT_FILE)
    if not turn.attachments:
        return Reply(
            texts.GOT_NOTHING if not turn.text else texts.GOT_STICKER, show_menu(turn).choices
        )
    kind = turn.attachments[0].kind
    if kind is AttachmentKind.STICKER:
        return Reply(texts.GOT_STICKER, show_menu(turn).choices)
    return dead_end(_SENTENCES[kind])

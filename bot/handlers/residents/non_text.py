"""Messages without readable text: stickers, photos, voice, locations, files, empty messages.

Also a label typed without tones that matches two buttons.
"""

from bot import texts
from bot.handlers.recognition import is_unshown
from bot.handlers.residents import voice_notes
from bot.handlers.residents.menu import offer_menu_and_person, show_menu
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


def is_ambiguous_label(turn: Turn) -> bool:
    """Return whether the typed label matches several buttons."""
    return bool(turn.ambiguous_choices)


def ask_which_button(turn: Turn) -> Reply:
    """Ask which of the matching buttons is meant."""
    is_place = turn.ambiguous_choices[0].value.partition(SEPARATOR)[0] in ("place", "places")
    return Reply(
        texts.ASK_WHICH_PLACE if is_place else texts.ASK_WHICH_BUTTON, turn.ambiguous_choices
    )


def answer_wordless(turn: Turn) -> Reply:
    """Acknowledge the kind of content received, with buttons to go on."""
    if is_unshown(turn):
        return offer_menu_and_person(texts.GOT_UNSHOWN)
    if not turn.attachments:
        return Reply(
            texts.GOT_NOTHING if not turn.text else texts.GOT_STICKER, show_menu(turn).choices
        )
    kind = turn.attachments[0].kind
    if kind is AttachmentKind.VOICE:
        return voice_notes.offer_to_send(turn)
    if kind is AttachmentKind.STICKER:
        return Reply(texts.GOT_STICKER, show_menu(turn).choices)
    return offer_menu_and_person(_SENTENCES[kind])

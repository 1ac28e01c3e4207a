""" "Tôi nói tiếng Mông": the language a contact speaks, stored only with consent."""

import re

from bot import texts
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.people import languages
from bot.vietnamese.letters import bare

_SAID = re.compile(
    rf"(?:{'|'.join(map(bare, texts.SAID_SPEAK))}) (?P<language>{bare(texts.LANGUAGE)} .+)"
)


def says(turn: Turn) -> bool:
    """Return whether the whole text names a known language."""
    return not turn.choice and _named(turn) is not None


def _named(turn: Turn) -> str | None:
    said = _SAID.fullmatch(turn.bare)
    return languages.find(said["language"]) if said else None


def keep(turn: Turn) -> Reply:
    """Store the language: announcements in it are sent to this contact too."""
    code = _named(turn) or languages.OURS
    if turn.contact.consented_at is None:
        return ask_consent(texts.LANGUAGE_WHY)
    turn.contact.language = "" if code == languages.OURS else code
    kept = texts.LANGUAGE_OURS if code == languages.OURS else texts.LANGUAGE_KEPT
    return Reply(kept.format(language=languages.name(code)), show_menu(turn).choices)

""" "Tôi nói tiếng Mông": the language a contact speaks, stored only with consent."""

import re

from bot import texts
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.people import languages
from bot.vietnamese.letters import normalize_for_match

_LANGUAGE_PATTERN = re.compile(
    rf"(?:{'|'.join(map(normalize_for_match, texts.SAID_SPEAK))})"
    rf" (?P<language>{normalize_for_match(texts.LANGUAGE)} .+)"
)


def names_language(turn: Turn) -> bool:
    """Return whether the whole text names a known language."""
    return not turn.choice and _find_language(turn) is not None


def _find_language(turn: Turn) -> str | None:
    language_match = _LANGUAGE_PATTERN.fullmatch(turn.normalized_text)
    return languages.find_language(language_match["language"]) if language_match else None


def save_language(turn: Turn) -> Reply:
    """Store the language: announcements in it are sent to this contact too."""
    code = _find_language(turn) or languages.DEFAULT_LANGUAGE
    if turn.contact.consented_at is None:
        return ask_consent(texts.LANGUAGE_WHY)
    turn.contact.language = "" if code == languages.DEFAULT_LANGUAGE else code
    template = texts.LANGUAGE_OURS if code == languages.DEFAULT_LANGUAGE else texts.LANGUAGE_KEPT
    return Reply(template.format(language=languages.language_name(code)), show_menu(turn).choices)

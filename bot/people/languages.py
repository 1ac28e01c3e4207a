"""Languages that people can say they speak.

The bot answers in Vietnamese; an announcement in another language goes to those who speak it.
"""

from functools import cache

from bot import texts
from bot.vietnamese.letters import normalize_for_match

DEFAULT_LANGUAGE = "vi"


def find_language(said: str) -> str | None:
    """Return a language's code by any of its names, such as "tieng mong", or None.

    >>> find_language("tiếng Mông"), find_language("tieng kinh"), find_language("tiếng Latin")
    ('hmn', 'vi', None)
    """
    return _codes_by_name().get(normalize_for_match(said))


def language_name(code: str) -> str:
    """Return a language's name, such as "tiếng Mông"; Vietnamese for ""."""
    return texts.LANGUAGES[code or DEFAULT_LANGUAGE][0]


@cache
def _codes_by_name() -> dict[str, str]:
    return {
        normalize_for_match(alias): code
        for code, names in texts.LANGUAGES.items()
        for alias in names
    }

"""Languages that people can say they speak.

The bot answers in Vietnamese; an announcement in another language goes to those who speak it.
"""

from functools import cache

from bot import texts
from bot.vietnamese.letters import bare

OURS = "vi"


def find(said: str) -> str | None:
    """Return a language's code by any of its names, such as "tieng mong", or None.

    >>> find_language("tiếng Mông"), find_language("tieng kinh"), find_language("tiếng Latin")
    ('hmn', 'vi', None)
    """
    return _by_name().get(bare(said))


def name(code: str) -> str:
    """Return a language's name, such as "tiếng Mông"; Vietnamese for ""."""
    return texts.LANGUAGES[code or OURS][0]


@cache
def _by_name() -> dict[str, str]:
    return {bare(one): code for code, names in texts.LANGUAGES.items() for one in names}

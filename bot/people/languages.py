"""The languages people may say they speak.

The bot answers in Vietnamese; an announcement in another language goes to those who speak it.
"""

from functools import cache

from bot import texts
from bot.vietnamese.letters import bare

OURS = "vi"


def find(said: str) -> str | None:
    """The code of a language by any of its names, such as "tieng mong"; None when it is not known.

    >>> find("tiếng Mông"), find("tieng kinh"), find("tiếng Latin")
    ('hmn', 'vi', None)
    """
    return _by_name().get(bare(said))


def name(code: str) -> str:
    """As it is said: "tiếng Mông"; Vietnamese for ""."""
    return texts.LANGUAGES[code or OURS][0]


@cache
def _by_name() -> dict[str, str]:
    return {bare(one): code for code, names in texts.LANGUAGES.items() for one in names}

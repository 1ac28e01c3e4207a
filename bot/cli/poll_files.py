"""Polls written as TOML files."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import texts
from bot.cli.terminal import why
from bot.core.clock import utc_now
from bot.core.errors import BotError, UserError
from bot.core.settings import Settings
from bot.core.toml_files import toml_place
from bot.messages.masking.mask import mask_all
from bot.polls.drafting import Asked
from bot.polls.models import Kind, Per
from bot.vietnamese.dates.moments import read_moment

Times = tuple[datetime | None, datetime]


def read(path: Path, settings: Settings) -> tuple[str, Per, str, Times, list[Asked]]:
    """Read a poll from a file. Raises BotError saying what is wrong with it."""
    try:
        raw = mask_all(tomllib.loads(path.read_text("utf-8")))
        questions = [_question(one) for one in raw["question"]]
        per = Per(raw.get("per", Per.PERSON))
        opens = _instant(raw["opens"], settings) if "opens" in raw else None
        times = (opens, _instant(raw["closes"], settings))
        return str(raw["title"]), per, str(raw.get("role", "")), times, questions
    except OSError as error:
        reason = why(error)
    except tomllib.TOMLDecodeError as error:
        reason = texts.TOML_BROKEN.format(place=toml_place(error))
    except KeyError as error:
        reason = texts.POLL_FILE_MISSING.format(error=error)
    except (UnicodeDecodeError, UserError, ValueError, TypeError) as error:
        reason = str(error)
    raise BotError(texts.POLL_BAD_FILE.format(file=path, reason=reason))


def _question(raw: dict[str, Any]) -> Asked:
    branch = raw.get("only_if")
    return Asked(
        str(raw["text"]),
        Kind(raw.get("kind", Kind.SINGLE)),
        tuple(str(one) for one in raw.get("options", ())),
        (int(branch[0]) - 1, int(branch[1]) - 1) if branch else None,
    )


def _instant(raw: Any, settings: Settings) -> datetime:
    if not isinstance(raw, datetime):
        return read_moment(str(raw), now=utc_now(), zone=settings.zone)
    return raw if raw.tzinfo else raw.replace(tzinfo=settings.zone)

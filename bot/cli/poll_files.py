"""Polls written as TOML files."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import texts
from bot.cli.terminal import describe_os_error
from bot.core.clock import utc_now
from bot.core.errors import BotError, UserError
from bot.core.settings import Settings
from bot.core.toml_files import describe_toml_position
from bot.messages.masking.mask import mask_strings
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind, VoterKind
from bot.vietnamese.dates.moments import parse_single_moment

OpeningTimes = tuple[datetime | None, datetime]


def read_poll(
    path: Path, settings: Settings
) -> tuple[str, VoterKind, str, OpeningTimes, list[QuestionDraft]]:
    """Read a poll from a file. Raises BotError saying what is wrong with it."""
    try:
        raw = mask_strings(tomllib.loads(path.read_text("utf-8")))
        questions = [_parse_question(question) for question in raw["question"]]
        per = VoterKind(raw.get("per", VoterKind.PERSON))
        opens = _parse_instant(raw["opens"], settings) if "opens" in raw else None
        times = (opens, _parse_instant(raw["closes"], settings))
        return str(raw["title"]), per, str(raw.get("role", "")), times, questions
    except OSError as error:
        reason = describe_os_error(error)
    except tomllib.TOMLDecodeError as error:
        reason = texts.TOML_BROKEN.format(place=describe_toml_position(error))
    except KeyError as error:
        reason = texts.POLL_FILE_MISSING.format(error=error)
    except (UnicodeDecodeError, UserError, ValueError, TypeError) as error:
        reason = str(error)
    raise BotError(texts.POLL_BAD_FILE.format(file=path, reason=reason))


def _parse_question(raw: dict[str, Any]) -> QuestionDraft:
    branch = raw.get("only_if")
    return QuestionDraft(
        str(raw["text"]),
        QuestionKind(raw.get("kind", QuestionKind.SINGLE)),
        tuple(str(option) for option in raw.get("options", ())),
        (int(branch[0]) - 1, int(branch[1]) - 1) if branch else None,
    )


def _parse_instant(raw: Any, settings: Settings) -> datetime:
    if not isinstance(raw, datetime):
        return parse_single_moment(str(raw), now=utc_now(), zone=settings.zone)
    return raw if raw.tzinfo else raw.replace(tzinfo=settings.zone)

"""TOML data files that officers edit; faults are reported in Vietnamese."""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file. Raises DataError naming file and line of a syntax or encoding fault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"{path}: {texts.TOML_BROKEN.format(place=describe_toml_position(error))}"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(texts.FAQ_NOT_UTF8.format(path=path, start=error.start)) from error
    except OSError as error:
        raise DataError(texts.FAQ_UNREADABLE.format(path=path)) from error


def describe_toml_position(error: tomllib.TOMLDecodeError) -> str:
    """Describe in Vietnamese where the parser stopped; its own message is English."""
    match = re.search(r"line (\d+), column (\d+)", str(error))
    return (
        texts.TOML_PLACE.format(line=match[1], column=match[2]) if match else texts.TOML_PLACE_END
    )


def make_shape_error(path: Path, error: Exception) -> DataError:
    """Return the DataError for a file with another structure than expected."""
    reason = (
        texts.FAQ_MISSING.format(name=error.args[0])
        if isinstance(error, KeyError)
        else texts.DATA_SHAPE
    )
    return DataError(texts.DATA_FAULT.format(path=path, reason=reason))

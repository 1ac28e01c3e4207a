"""Approved templates (ZBS): the only messages that reach people who did nothing for seven days.

Each is a form Zalo approved for this account; the operator names it in a file, with what goes into
its parameters. A message that fits no template waits until the person writes.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.errors import SettingsError, WindowClosed
from bot.messages.content import Reply

KIND_PRIORITIES = {"notice": 5, "bulk": 9}  # reminders and colleagues' words; announcements
MAX_PARAMETER_LENGTH = 200  # characters of one parameter, where the file names no other limit


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a template: the message's text, or a fixed text."""

    fixed_text: str = ""
    max_length: int = MAX_PARAMETER_LENGTH


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template, used for messages of this priority."""

    id: str
    priority: int
    parameters: Mapping[str, Parameter]

    def fill(self, reply: Reply) -> dict[str, str]:
        """Return the parameters' values. Raises WindowShut if the message does not fit."""
        if reply.attachments:
            raise WindowClosed("a template holds no file")
        values = {}
        for name, parameter in self.parameters.items():
            text = parameter.fixed_text or " ".join(reply.text.split())
            if len(text) > parameter.max_length:
                raise WindowClosed(
                    f"over the {parameter.max_length} characters of the template's {name}"
                )
            values[name] = text
        return values


def load_templates(path: Path | None) -> Sequence[Template]:
    """Return the templates of a file. Raises SettingsError naming what is wrong with it.

    [[template]]
    kind = "notice"                     # or "bulk"
    id = "7895417a7d3f9461cd2e"
    [template.parameters]
    noi_dung = { most = 200 }           # the message's text
    don_vi = { words = "UBND xã" }      # always the same
    """
    if path is None:
        return ()
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"BOT_ZALO_TEMPLATES: {path} cannot be read: {error}") from None
    return tuple(_parse_template(path, entry) for entry in document.get("template", ()))


def _parse_template(path: Path, entry: Any) -> Template:
    try:
        parameters = {
            name: Parameter(
                str(options.get("words", "")), int(options.get("most", MAX_PARAMETER_LENGTH))
            )
            for name, options in entry["parameters"].items()
        }
        return Template(str(entry["id"]), KIND_PRIORITIES[entry["kind"]], parameters)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(
            f"BOT_ZALO_TEMPLATES: {path}: a template needs kind (notice or bulk), id and"
            f" parameters ({error})."
        ) from None

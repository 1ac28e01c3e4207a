"""Templates of the console: Jinja2 with autoescape; how dates, numbers and waits are written."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from bot import texts
from bot.console.assets import Assets
from bot.console.forms import FORM_KEY, make_form_key
from bot.core.accounts import name_account
from bot.core.policy import Policy
from bot.messages.buttons import Action

TEMPLATES = Path(__file__).parent / "templates"
_POSTED = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
_GAP = re.compile(r"\{(\w+)(?::[^}]*)?\}")
MINUTES_SHOWN = 90  # longer waits are told in hours, and days from two of them on
HOURS_SHOWN = 48
TITLE_LENGTH = 90  # characters of a text that name it in a list


class FormKeys(Extension):
    """Gives every posted form of every template its key: no template can forget it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's source with the key's field behind each form's tag."""
        return _POSTED.sub(lambda tag: tag[0] + "{{ form_key() }}", source)


def write_form_key() -> Markup:
    """Write the hidden field with a new key."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_KEY, make_form_key())


class Renderer:
    """Renders templates; knows the addresses of the routes."""

    def __init__(self, policy: Policy, assets: Assets, paths: Mapping[str, str]) -> None:
        self._policy = policy
        self._paths = paths
        self._env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[FormKeys],
        )
        self._env.globals |= {
            "url": self.url,
            "has_route": self.has_route,
            "asset": assets.url,
            "form_key": write_form_key,
            "texts": texts,
        }
        self._env.filters |= {
            "moment": self.format_moment,
            "account": name_account,
            "day": format_day,
            "clock": self.format_clock,
            "local_day": self.format_local_day,
            "number": format_number,
            "percent": format_percent,
            "wait": format_wait,
            "lines": format_lines,
            "title_line": format_title,
            "button_target": format_target,
            "pairs": lambda words: [(word, word) for word in words],
        }

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return the text of a page."""
        return self._env.get_template(template).render(values)

    def has_route(self, route: str) -> bool:
        """Whether there is a route of this name."""
        return route in self._paths

    def url(self, route: str, /, **values: object) -> str:
        """Return the address of a route; what is not in its path goes into the query."""
        rest = {name: value for name, value in values.items() if value not in (None, "")}

        def fill(gap: re.Match[str]) -> str:
            return quote(str(rest.pop(gap[1])), safe="")

        path = _GAP.sub(fill, self._paths[route])
        return f"{path}?{urlencode(rest, doseq=True)}" if rest else path

    def format_moment(self, at: datetime | None) -> str:
        """Write an instant in local time: "14:05 30/11/2026"; "" for none."""
        return f"{at.astimezone(self._policy.zone):%H:%M %d/%m/%Y}" if at else ""

    def format_local_day(self, at: datetime) -> str:
        """Write an instant's local day: "30/11/2026"."""
        return format_day(at.astimezone(self._policy.zone).date())

    def format_clock(self, at: datetime | None) -> str:
        """Write an instant's local time of day: "14:05"."""
        return f"{at.astimezone(self._policy.zone):%H:%M}" if at else ""


def format_day(day: date | None) -> str:
    """Write a day: "30/11/2026"; "" for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def format_number(value: float | str | None) -> str:
    """Write a number as Vietnamese do: 1.234, 3,5; "" for none. Words stay as they are."""
    if value is None or isinstance(value, str):
        return value or ""
    written = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return written.translate(str.maketrans(",.", ".,"))


def format_percent(value: float | None) -> str:
    """Write a share of 1 as a whole percentage; "–" when there is none."""
    return "–" if value is None else f"{round(100 * value)}%"


def format_wait(wait: timedelta | None) -> str:
    """Write how long something takes or took: "42 phút", "5 giờ", "3 ngày"."""
    if wait is None:
        return ""
    minutes = max(0, round(wait.total_seconds() / 60))
    if minutes < MINUTES_SHOWN:
        return texts.CONSOLE_MINUTES.format(count=minutes)
    hours = round(minutes / 60)
    if hours < HOURS_SHOWN:
        return texts.CONSOLE_HOURS.format(count=hours)
    return texts.CONSOLE_DAYS.format(count=round(hours / 24))


def format_lines(text: str) -> Markup:
    """Write text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def format_title(text: str) -> str:
    """Write the beginning of a text in one line: "Họp thôn tối nay…"."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def format_target(value: str) -> str:
    """Write where a button of an announcement leads that is no link: a class or an answer."""
    show = Action.CLASS.prefix("show")
    if value.startswith(show):
        return texts.CONTENTS_CLASS.format(number=value.removeprefix(show))
    return texts.CONTENTS_TOPIC.format(topic=value.removeprefix("topic:"))

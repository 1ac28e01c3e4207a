"""What a unit decides for itself over the operator's default: quiet hours, patience, price, words.

A stored value holds for the unit's subtree; of several on a path the nearest unit's counts. What
has to do with the machine or its accounts (addresses, keys, rates, the time zone) is the operator's
alone. Every change is audited.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.clock import QuietHours, parse_leads
from bot.core.db import Id, reference
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.events import UnitSettingChanged
from bot.people.units import Unit, is_within, list_path_ids

MAX_VALUE = 300  # characters, as its column
MAX_GREETING = 200  # characters
QUIET_FROM = (time(19), time(23))  # within which quiet hours begin
QUIET_TO = (time(5), time(8))  # within which they end: deadlines are told from eight on
ACCEPT_MINUTES = (5, 240)
RETURN_HOURS = (1, 48)
LEAD_HOURS = (1, 168)
MAX_LEADS = 3
MAX_PRICE = 100_000  # đồng
DRAFT_DAYS = (1, 28)  # which every month has
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|vn)\b", re.IGNORECASE)
_TIME = re.compile(
    rf"(\d{{1,2}})\s*(?:(?::|{texts.UNIT_SETTING_HOUR_WORDS})\s*(\d{{2}})?)?", re.IGNORECASE
)  # of 24 hours
_HOURS = re.compile(rf"(\d{{1,3}})\s*(?:{texts.UNIT_SETTING_HOUR_WORDS})?", re.IGNORECASE)


class UnitSetting(SQLModel, table=True):
    """One value that a unit set for itself."""

    __tablename__ = "unit_setting"

    unit_id: int = Field(primary_key=True, foreign_key="unit.id", sa_type=Id)
    name: str = Field(primary_key=True, max_length=30)
    value: str = Field(max_length=MAX_VALUE)
    set_by: int | None = reference("person.id", nullable=True)
    set_at: datetime


@dataclass(frozen=True, slots=True)
class SettingRule:
    """How one setting is read from what was typed, applied to a policy, and written out.

    `parse` raises UserError with the bounds; what it returns is stored, and `apply` takes it.
    """

    parse: Callable[[str], str]
    apply: Callable[[Policy, str], Policy]
    write: Callable[[Policy], str]


def _parse_quiet(typed: str) -> str:
    """Parse "21:00-06:30". The bounds leave the working day to notices."""
    matches = [_TIME.fullmatch(part.strip()) for part in typed.split("-")]
    try:
        begins, ends = (time(int(match[1]), int(match[2] or 0)) for match in matches if match)
    except ValueError:  # another count than two, or no such time
        raise UserError(texts.UNIT_SETTING_QUIET) from None
    if not (QUIET_FROM[0] <= begins <= QUIET_FROM[1] and QUIET_TO[0] <= ends <= QUIET_TO[1]):
        raise UserError(texts.UNIT_SETTING_QUIET)
    return f"{begins:%H:%M}-{ends:%H:%M}"


def _parse_whole(bounds: tuple[int, int], refusal: str) -> Callable[[str], str]:
    """Return a parser of a whole number within bounds; dots may group its digits."""

    def parse(typed: str) -> str:
        digits = typed.strip().replace(".", "")
        if not digits.isdecimal() or len(digits) > 6 or not bounds[0] <= int(digits) <= bounds[1]:
            raise UserError(refusal)
        return str(int(digits))

    return parse


def _parse_leads(typed: str) -> str:
    """Parse "18, 1" (hours before a class)."""
    parts = [part.strip() for part in re.split(r"[,;]", typed) if part.strip()]
    matches = [_HOURS.fullmatch(part) for part in parts]
    hours = {int(match[1]) for match in matches if match is not None}
    in_bounds = all(LEAD_HOURS[0] <= count <= LEAD_HOURS[1] for count in hours)
    if None in matches or not 0 < len(parts) <= MAX_LEADS or not in_bounds:
        raise UserError(texts.UNIT_SETTING_LEADS)
    return ", ".join(str(count) for count in sorted(hours, reverse=True))


def _parse_greeting(typed: str) -> str:
    """Return the sentence on one line, secrets covered. A link is refused: nobody approves it."""
    greeting = mask(" ".join(typed.split())).text
    if not greeting or len(greeting) > MAX_GREETING or _LINK.search(greeting):
        raise UserError(texts.UNIT_SETTING_GREETING)
    return greeting


def _write_leads(policy: Policy) -> str:
    return ", ".join(f"{lead / timedelta(hours=1):g}" for lead in policy.leads)


def _apply_leads(policy: Policy, value: str) -> Policy:
    hours = ",".join(f"{count.strip()}h" for count in value.split(","))
    return replace(policy, leads=parse_leads(hours))


RULES: Mapping[str, SettingRule] = {
    "quiet_hours": SettingRule(
        _parse_quiet,
        lambda policy, value: replace(policy, quiet=QuietHours.parse(value)),
        lambda policy: f"{policy.quiet.start:%H:%M}-{policy.quiet.end:%H:%M}",
    ),
    "accept_minutes": SettingRule(
        _parse_whole(ACCEPT_MINUTES, texts.UNIT_SETTING_ACCEPT),
        lambda policy, value: replace(policy, accept_within=timedelta(minutes=int(value))),
        lambda policy: f"{policy.accept_within / timedelta(minutes=1):g}",
    ),
    "return_hours": SettingRule(
        _parse_whole(RETURN_HOURS, texts.UNIT_SETTING_RETURN),
        lambda policy, value: replace(policy, bot_returns_after=timedelta(hours=int(value))),
        lambda policy: f"{policy.bot_returns_after / timedelta(hours=1):g}",
    ),
    "lead_hours": SettingRule(_parse_leads, _apply_leads, _write_leads),
    "message_price": SettingRule(
        _parse_whole((0, MAX_PRICE), texts.UNIT_SETTING_PRICE),
        lambda policy, value: replace(policy, message_price=int(value)),
        lambda policy: str(policy.message_price),
    ),
    "draft_day": SettingRule(
        _parse_whole(DRAFT_DAYS, texts.UNIT_SETTING_DRAFT),
        lambda policy, value: replace(policy, draft_day=int(value)),
        lambda policy: str(policy.draft_day),
    ),
    "greeting": SettingRule(
        _parse_greeting,
        lambda policy, value: replace(policy, greeting=value),
        lambda policy: policy.greeting,
    ),
}
"""What a unit may set, in the order of the page."""


@dataclass(frozen=True, slots=True)
class StandingSetting:
    """What stands for a unit in one setting, and who decided it."""

    name: str
    value: str
    default: str  # what the unit would have without a value of its own
    source: Unit | None  # the unit whose value it is; None: the operator's default
    is_own: bool
    set_at: datetime | None = None


def list_settings(
    session: Session, unit: Unit, *, actor: Actor, policy: Policy
) -> list[StandingSetting]:
    """Return what stands for a unit, from the tables: also what was changed a moment ago.

    `policy` is the operator's default. Raises NotFound for a unit outside the actor's scope.
    """
    _require_within(unit, actor)
    line = list_path_ids(unit.path)
    rows = session.exec(
        select(UnitSetting, Unit)
        .join(Unit, col(Unit.id) == UnitSetting.unit_id)
        .where(col(UnitSetting.unit_id).in_(line))
    ).all()
    by_name: dict[str, list[tuple[UnitSetting, Unit]]] = {}
    for setting, source in sorted(rows, key=lambda row: line.index(row[0].unit_id)):
        by_name.setdefault(setting.name, []).append((setting, source))
    return [
        _find_standing(name, rule, unit, by_name.get(name, []), policy)
        for name, rule in RULES.items()
    ]


def _find_standing(
    name: str,
    rule: SettingRule,
    unit: Unit,
    rows: list[tuple[UnitSetting, Unit]],
    policy: Policy,
) -> StandingSetting:
    above = [row for row in rows if row[1].id != unit.id]
    default = above[-1][0].value if above else rule.write(policy)
    if not rows:
        return StandingSetting(name, default, default, None, is_own=False)
    setting, source = rows[-1]
    return StandingSetting(
        name, setting.value, default, source, is_own=source.id == unit.id, set_at=setting.set_at
    )


def change_setting(
    session: Session, unit: Unit, name: str, typed: str, *, actor: Actor, now: datetime
) -> str:
    """Set a unit's value, and return it as understood.

    Raises NotFound for another commune's unit or a setting that is none of a unit's, UserError with
    the bounds for a value outside them. What changes nothing leaves no trace.
    """
    _require_within(unit, actor)
    value = _get_rule(name).parse(typed)
    row = session.get(UnitSetting, (unit.id, name))
    before = row.value if row is not None else ""
    if value == before:
        return value
    row = row or UnitSetting(unit_id=unit.id, name=name, value=value, set_at=now)
    row.value, row.set_by, row.set_at = value, actor.person_id, now
    session.add(row)
    emit(session, UnitSettingChanged(unit.id, actor, now, name, before, value))
    return value


def reset_setting(session: Session, unit: Unit, name: str, *, actor: Actor, now: datetime) -> None:
    """Take a unit's own value away: what is above it stands again. Idempotent.

    Raises NotFound for another commune's unit or a setting that is none of a unit's.
    """
    _require_within(unit, actor)
    _get_rule(name)
    if (row := session.get(UnitSetting, (unit.id, name))) is None:
        return
    before = row.value
    session.delete(row)
    emit(session, UnitSettingChanged(unit.id, actor, now, name, before, ""))


def _get_rule(name: str) -> SettingRule:
    if (rule := RULES.get(name)) is None:
        raise NotFound(texts.UNIT_SETTING_UNKNOWN)
    return rule


def _require_within(unit: Unit, actor: Actor) -> None:
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))

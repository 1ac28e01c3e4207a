"""`/metrics` parses, holds what the rules and the board ask for, and moves with what happens."""

import json
import re
from pathlib import Path
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.core import metrics
from bot.core.policy import POLICY
from bot.schedule.monitoring import Monitor
from tests.journeys.bot import Bot

FOLDER = Path(__file__).parents[2] / "deploy/monitoring"
GUIDE = Path(__file__).parents[2] / "docs/operators/monitor.md"
NAME = re.compile(r"\b(?:bot|process)_[a-z_]+\b")


def families() -> dict[str, Any]:
    parsed = text_string_to_metric_families(generate_latest().decode())
    return {family.name: family for family in parsed}


def list_sample_names() -> set[str]:
    """Every name a query may ask for."""
    names = set()
    for name, family in families().items():
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
        names |= {name + ending for ending in endings.get(family.type, ("",))}
    return names


def value(name: str, **labels: str) -> float:
    for family in families().values():
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return 0.0


def test_every_metric_of_rules_and_board_is_there() -> None:
    rules = (FOLDER / "alerts.yaml").read_text("utf-8")
    asked = [line for line in rules.splitlines() if line.strip().startswith("expr:")]
    board = json.loads((FOLDER / "grafana.json").read_text("utf-8"))
    asked += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    names = {name for query in asked for name in NAME.findall(query)}
    assert len(asked) > 25 and len(names) > 12
    assert names - list_sample_names() == set()
    assert re.findall(r"- alert:", rules) == ["- alert:"] * rules.count("action:")


def test_every_metric_of_ours_is_explained_to_operators() -> None:
    guide = GUIDE.read_text("utf-8")
    ours = {name for name in list_sample_names() if name.startswith("bot_")}
    bare = {re.sub(r"_(bucket|sum|count)$", "", name) for name in ours}
    assert {name for name in bare if f"`{name}`" not in guide} == set()


async def test_an_answer_is_measured_and_a_look_sets_the_gauges(bot: Bot) -> None:
    before = value("bot_answer_seconds_count", account="fake")
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    await bot.hears("ba-tu", "mất thẻ căn cước")
    assert value("bot_answer_seconds_count", account="fake") >= before + 2
    assert value("bot_channel_up", account="fake") == 1

    url = str(bot.db.engine.url)
    monitor = Monitor(bot.db, bot.clock, POLICY, ("fake", "webchat"), url, "")
    await monitor.look()
    await monitor.raise_alarms()
    assert value("bot_database_bytes") > 100_000
    assert value("bot_outbox_waiting", account="fake", status="queued") == 0
    assert 0 <= value("bot_tick_age_seconds") < 60


def test_a_channel_is_down_from_its_first_failure_on() -> None:
    metrics.note_exchange("invented", went_well=False)
    metrics.note_exchange("invented", went_well=False)
    assert value("bot_channel_up", account="invented") == 0
    assert metrics.failing_seconds("invented") > 0
    metrics.note_exchange("invented", went_well=True)
    assert value("bot_channel_up", account="invented") == 1
    assert metrics.failing_seconds("invented") == 0

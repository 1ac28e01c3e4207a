"""`bot indicators`: sets of indicators, their results, entering a value, checking the files."""

import argparse
from datetime import date
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.cli import argument_types
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import (
    describe_os_error,
    get_named_unit,
    in_transaction,
    masked_text,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError, DataError
from bot.core.policy import POLICY
from bot.core.settings import load_settings
from bot.documents.list_files import write_xlsx
from bot.people.actor import OPERATOR
from bot.people.units import Unit
from bot.reports.indicators import evidence, files, service
from bot.reports.indicators.definitions import Indicator, IndicatorSet
from bot.reports.indicators.listing import get_set, make_list
from bot.reports.indicators.places import get_indicator_unit
from bot.reports.indicators.results import SetResult, load_set_result
from bot.reports.indicators.service import Evidence, Place, ValueEntry
from bot.reports.indicators.spans import Span, read_span
from bot.reports.indicators.wording import format_amount, format_measure, read_amount


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot indicators`."""
    add_command(
        verbs,
        "list",
        list_sets,
        help="The sets of indicators that can be used.",
        example="bot indicators list",
    )
    _add_show(verbs)
    _add_set(verbs)
    checking = add_command(
        verbs,
        "check",
        check_files,
        help="Read the files of sets and say what is wrong with them.",
        example="bot indicators check --data data",
    )
    checking.add_argument("--data", type=Path, help="the data folder; the configured one if absent")


def _add_show(verbs: Commands) -> None:
    showing = add_command(
        verbs,
        "show",
        show_set,
        help="The values and points of a set in a period.",
        example="bot indicators show serving_people_766 --unit an-phu --period 2026-11",
    )
    _add_place(showing)
    showing.add_argument("--out", type=Path, help="write it to this .xlsx file")


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", help="the key of the set")
    parser.add_argument("--unit", metavar="CODE", default="", help="of this unit")
    parser.add_argument("--period", default="", help="2026-11, 2026-q4 or 2026; the present one")


def _add_set(verbs: Commands) -> None:
    setting = add_command(
        verbs,
        "set",
        set_value,
        help="Enter a value, or correct the one that is there.",
        example='bot indicators set serving_people_766 3.1 19,5 --unit an-phu --source "BC 45"',
    )
    setting.add_argument("set", help="the key of the set")
    setting.add_argument("code", help="the indicator's code")
    setting.add_argument("value", help="the number; 1 is yes and 0 is no")
    setting.add_argument("--unit", metavar="CODE", default="", help="of this unit")
    setting.add_argument("--period", default="", help="2026-11, 2026-q4 or 2026; the present one")
    setting.add_argument(
        "--source", type=masked_text, required=True, help="where the number is from"
    )
    setting.add_argument("--day", type=argument_types.parse_day, help="the day it is of; today")
    setting.add_argument("--note", type=masked_text, default="", help="what else is to be known")
    setting.add_argument("--evidence", type=Path, help="a file that proves it")
    setting.add_argument(
        "--reason", type=masked_text, default="", help="why the value that is there is corrected"
    )


def list_sets(options: argparse.Namespace) -> int:
    """bot indicators list"""
    sets = files.load_indicator_sets(load_settings().data_dir)
    for known in sets.values():
        print_line(
            texts.INDICATORS_LINE.format(
                key=known.key,
                name=known.name,
                kind=texts.SPAN_KINDS[known.period],
                count=len(known.indicators),
                total=format_amount(known.total),
            )
        )
    if not sets:
        print_line(texts.INDICATOR_NO_SETS)
    return 0


def _read_place(options: argparse.Namespace, today: date) -> tuple[IndicatorSet, Span]:
    sets = files.load_indicator_sets(load_settings().data_dir)
    indicator_set = get_set(sets, options.set)
    return indicator_set, read_span(indicator_set.period, options.period, today=today)


def _get_unit(session: Session, code: str) -> Unit:
    if code:
        return get_named_unit(session, code)
    return get_indicator_unit(session, "", actor=OPERATOR)


def show_set(options: argparse.Namespace) -> int:
    """bot indicators show"""
    today = POLICY.today(utc_now())
    indicator_set, span = _read_place(options, today)

    def load(session: Session) -> SetResult:
        unit = _get_unit(session, options.unit)
        return load_set_result(session, indicator_set, unit, span, actor=OPERATOR, today=today)

    result = in_transaction(load)
    if options.out is not None:
        content = write_xlsx(make_list(result))
        print_line(texts.REPORT_WRITTEN.format(file=write_output(options.out, content)))
        return 0
    print_line(f"{result.unit.name}, {indicator_set.name}, {span.label}")
    for group in result.groups:
        for measured in group.results:
            points = format_amount(measured.points) or "-"
            value = format_measure(measured.indicator, measured.current)
            print_line(f"{measured.indicator.code}\t{measured.indicator.name}\t{value}\t{points}")
    print_line(
        texts.INDICATORS_SUM.format(
            points=format_amount(result.points),
            most=format_amount(indicator_set.total),
            missing=len(result.missing),
        )
    )
    return 0


def set_value(options: argparse.Namespace) -> int:
    """bot indicators set"""
    now = utc_now()
    today = POLICY.today(now)
    indicator_set, span = _read_place(options, today)
    indicator = indicator_set.indicators.get(options.code)
    if indicator is None:
        raise BotError(texts.INDICATOR_NO_CODE.format(code=options.code))
    kept = _keep_evidence(options.evidence)
    entry = ValueEntry(
        _read_value(indicator, options.value), options.source, options.day or today,
        note=options.note, evidence=kept,
    )  # fmt: skip

    def write(session: Session) -> None:
        unit = _get_unit(session, options.unit)
        place = Place(unit, indicator_set, indicator, span.enclose(indicator.period))
        earlier = service.find_current(session, place)
        if earlier is None:
            service.enter_value(session, place, entry, actor=OPERATOR, now=now)
            return
        service.correct_value(
            session, place, entry,
            value_id=earlier.id, reason=options.reason, actor=OPERATOR, now=now,
        )  # fmt: skip

    is_written = False
    try:
        in_transaction(write)
        is_written = True
    finally:
        if kept is not None and not is_written:
            evidence.discard_evidence(FileStore(FILES_FOLDER), kept)
    print_line(texts.INDICATOR_SET.format(name=indicator.name, span=span.label))
    return 0


def _read_value(indicator: Indicator, written: str) -> float | None:
    if indicator.is_yes_no:
        said = written.strip().lower()
        words = {texts.CELL_YES.lower(): 1.0, texts.CELL_NO.lower(): 0.0, "1": 1.0, "0": 0.0}
        if said not in words:
            raise BotError(texts.INDICATOR_YES_NO_BAD)
        return words[said]
    value = read_amount(written)
    if value is None:
        raise BotError(texts.INDICATOR_VALUE_BAD)
    return value


def _keep_evidence(path: Path | None) -> Evidence | None:
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BotError(f"{path}: {describe_os_error(error)}") from None
    return evidence.store_evidence(FileStore(FILES_FOLDER), path.name, content)


def check_files(options: argparse.Namespace) -> int:
    """bot indicators check"""
    data_dir = options.data or load_settings().data_dir
    paths = files.list_indicator_files(data_dir)
    if not paths:
        raise BotError(texts.INDICATOR_NO_FILES.format(folder=data_dir / files.FOLDER))
    faults: list[str] = []
    for path in paths:
        try:
            files.load_indicator_set(path)
        except DataError as error:
            faults.append(str(error))
    if not faults:
        files.load_indicator_sets(data_dir)  # what only several files together get wrong
        print_line(texts.INDICATORS_RIGHT.format(count=len(paths)))
        return 0
    raise BotError("\n".join(faults))

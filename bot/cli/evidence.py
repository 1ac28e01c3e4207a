"""`bot evidence`: make, list, check and hand out evidence packs."""

import argparse
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot import texts
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.cli import argument_types
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import (
    describe_os_error,
    get_base_address,
    in_reading,
    in_transaction,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.faq.knowledge_files import load_knowledge
from bot.people import inspection_links
from bot.people.actor import OPERATOR
from bot.reports.evidence import archive, contents, service
from bot.reports.evidence.archive import Fault, FaultKind, Verification
from bot.reports.indicators.files import load_indicator_sets
from bot.reports.periods import Period

KILOBYTE = 1_000


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot evidence`."""
    making = add_command(
        verbs,
        "make",
        make_pack,
        help="Freeze what a commune's figures of a period stand on, as a ZIP file.",
        example="bot evidence make --unit an-phu --from 1/9/2026 --to 30/9/2026 --out thang-9.zip",
    )
    making.add_argument("--unit", required=True, metavar="CODE", help="the commune")
    day = argument_types.parse_day
    making.add_argument("--from", dest="first", type=day, required=True, help="first day")
    making.add_argument("--to", dest="last", type=day, required=True, help="last day")
    making.add_argument("--out", type=Path, required=True, help="the file to write: .zip")
    add_command(
        verbs,
        "list",
        list_packs,
        help="List the packs that were made.",
        example="bot evidence list",
    )
    _add_checking(verbs)


def _add_checking(verbs: Commands) -> None:
    verifying = add_command(
        verbs,
        "verify",
        verify_file,
        help="Check that nothing in a pack was changed.",
        example="bot evidence verify thang-9.zip --after thang-8.zip",
    )
    verifying.add_argument("file", type=Path, help="the pack")
    verifying.add_argument("--after", type=Path, help="the pack that it must follow")
    verifying.add_argument(
        "--registered", action="store_true", help="compare with this installation's register too"
    )
    linking = add_command(
        verbs,
        "link",
        make_link,
        help="Make a link with which an inspection team looks at the figures.",
        example="bot evidence link --unit an-phu --label 'Ban 389' --days 10",
    )
    linking.add_argument("--unit", required=True, metavar="CODE", help="whose figures")
    linking.add_argument("--label", required=True, help="what the team is called")
    linking.add_argument("--days", type=int, default=10, help="until it expires")


def make_pack(options: argparse.Namespace) -> int:
    """bot evidence make"""
    if options.first > options.last:
        raise BotError(texts.REPORT_WRONG_DAYS.format(first=options.first, last=options.last))
    settings = load_settings()
    knowledge = load_knowledge(settings.data_dir)
    build = partial(
        contents.build_pack,
        period=Period(options.first, options.last),
        unit_code=options.unit,
        actor=OPERATOR,
        policy=policy_from(settings),
        topic_titles={topic.id: topic.title for topic in knowledge.topics.values()},
        indicator_sets=load_indicator_sets(settings.data_dir),
        folder=FileStore(FILES_FOLDER),
        now=utc_now(),
    )
    built = in_reading(build)
    in_transaction(lambda session: service.register_pack(session, built, actor=OPERATOR).id)
    print_line(
        texts.EVIDENCE_MADE.format(
            number=built.manifest.number,
            unit=built.manifest.unit_name,
            file=write_output(options.out, built.content),
            digest=built.digest,
        )
    )
    return 0


def list_packs(options: argparse.Namespace) -> int:
    """bot evidence list"""
    zone = load_settings().zone
    lines = in_reading(
        lambda session: [
            texts.EVIDENCE_LINE.format(
                id=pack.id,
                unit=unit.name,
                number=pack.number,
                first=pack.first_day,
                last=pack.last_day,
                frozen=pack.frozen_at.astimezone(zone),
                size=pack.size // KILOBYTE,
                digest=pack.digest,
            )
            for pack, unit in service.list_packs(session, actor=OPERATOR)
        ]
    )
    for line in lines or [texts.EVIDENCE_EMPTY]:
        print_line(line)
    return 0


def verify_file(options: argparse.Namespace) -> int:
    """bot evidence verify"""
    verification = _verify(options.file)
    faults = list(verification.faults)
    said = []
    if options.after is not None and not faults:
        fault = archive.check_follows(verification, _verify(options.after))
        faults += [fault] if fault else []
        said.append(texts.EVIDENCE_FOLLOWS)
    if options.registered and verification.manifest is not None:
        faults += [] if _is_registered(verification) else [Fault(FaultKind.NOT_REGISTERED)]
        said.append(texts.EVIDENCE_REGISTERED)
    if faults:
        for fault in faults:
            print_line(texts.EVIDENCE_FAULTS[fault.kind].format(path=fault.path))
        print_line(texts.EVIDENCE_BROKEN)
        return 1
    for line in (_describe(verification), *said):
        print_line(line)
    return 0


def _verify(file: Path) -> Verification:
    try:
        with file.open("rb") as source:
            return archive.verify_pack(source)
    except OSError as error:
        reason = describe_os_error(error)
        raise BotError(texts.EVIDENCE_UNREADABLE.format(file=file, reason=reason)) from None


def _is_registered(verification: Verification) -> bool:
    manifest = verification.manifest
    if manifest is None:
        return False
    registered = in_reading(
        lambda session: service.find_registered_digest(
            session, unit_code=manifest.unit, number=manifest.number
        )
    )
    return registered == verification.digest


def _describe(verification: Verification) -> str:
    manifest = verification.manifest
    if manifest is None:  # a pack without a fault has one
        raise BotError(texts.EVIDENCE_FAULTS[FaultKind.NOT_A_PACK])
    return texts.EVIDENCE_VERIFIED.format(
        files=verification.files,
        unit=manifest.unit_name,
        number=manifest.number,
        first=manifest.first_day,
        last=manifest.last_day,
        frozen=manifest.frozen_at,
        digest=verification.digest,
    )


def make_link(options: argparse.Namespace) -> int:
    """bot evidence link"""
    now, settings = utc_now(), load_settings()
    token = in_transaction(
        lambda session: inspection_links.issue_inspection_link(
            session, options.unit, options.label, days=options.days, actor=OPERATOR, now=now
        )
    )
    until = now + timedelta(days=options.days)
    print_line(
        texts.INSPECTION_ISSUED.format(
            label=options.label,
            until=until.astimezone(settings.zone),
            url=f"{get_base_address()}/console/look/{token}",
        )
    )
    return 0

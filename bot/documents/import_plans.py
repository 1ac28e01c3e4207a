"""What an import of a list will do, row by row: shown first, then done in one transaction.

A plan writes nothing. The report adds up: rows read are those added, changed, kept, left out and
refused. `fingerprint` tells whether what is done is what was shown.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot import texts
from bot.core.errors import UserError
from bot.documents.row_kinds import RowKind
from bot.documents.tables import FoundTables, Table, TableRow

MISSING_SHOWN = 20
SKIPPED_SHOWN = 3
SHORT_FINGERPRINT = 16  # characters of it that tell two plans apart: what fits into a button


class RowStatus(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value that changes: what it is called, before and after, as people read it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What becomes of a row: its place in the file, whom it means, what changes, every reason."""

    sheet: str
    number: int
    status: RowStatus
    subject: str = ""
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """All reasons in one sentence."""
        return "; ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row's outcome and what does it."""

    outcome: RowOutcome
    deed: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import will do. `missing` names what is stored and not in the list: it stays."""

    kind: str  # units, team, classes, households
    file: str
    rows: tuple[RowOutcome, ...]
    headings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deeds: tuple[Callable[[], object], ...] = field(default=(), compare=False, repr=False)

    @property
    def counts(self) -> Counter[str]:
        """How many rows of each status."""
        return Counter(str(row.status) for row in self.rows)

    @property
    def rejected(self) -> list[RowOutcome]:
        """The rows that are refused, in the file's order."""
        return [row for row in self.rows if row.status is RowStatus.REJECTED]

    @property
    def changed(self) -> list[RowOutcome]:
        """The rows that are added or change something."""
        return [row for row in self.rows if row.status in (RowStatus.CREATED, RowStatus.UPDATED)]

    @property
    def fingerprint(self) -> str:
        """A digest of every row's outcome: equal plans do the same."""
        lines = [
            repr((row.sheet, row.number, str(row.status), row.subject, row.changes, row.reasons))
            for row in self.rows
        ]
        return hashlib.sha256("\n".join([self.kind, *lines]).encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, int]:
        """Return the counts: total = created + updated + unchanged + skipped + rejected."""
        counts = self.counts
        return {"total": len(self.rows), **{str(status): counts[status] for status in RowStatus}}


def make_plan(
    kind: str, found: FoundTables, plans: Iterable[RowPlan], missing: Sequence[str] = ()
) -> ImportPlan:
    """Return the plan of a file's rows, with the lines that are no rows, in the file's order."""
    planned = list(plans)
    outcomes = [plan.outcome for plan in planned] + list(_list_skipped(found.tables))
    order = {table.sheet: at for at, table in reversed(list(enumerate(found.tables)))}
    outcomes.sort(key=lambda outcome: (order.get(outcome.sheet, 0), outcome.number))
    return ImportPlan(
        kind,
        found.file,
        tuple(outcomes),
        next((table.labels for table in found.tables), ()),
        (*found.remarks, *_describe_skipped(found.tables)),
        tuple(missing),
        tuple(plan.deed for plan in planned if plan.deed is not None),
    )


def reject_row(table: Table, row: TableRow, reasons: Sequence[str], subject: str = "") -> RowPlan:
    """Return the plan of a row that is refused."""
    return RowPlan(
        RowOutcome(
            table.sheet,
            row.number,
            RowStatus.REJECTED,
            subject,
            reasons=tuple(dict.fromkeys(reasons)),
            cells=row.cells,
        )
    )


class ListChanged(UserError):
    """The plan is no longer the one that was shown; `plan` is what it is now."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(texts.LIST_CHANGED)
        self.plan = plan


def check_fingerprint(plan: ImportPlan, shown: str | None) -> None:
    """Raise ListChanged when the plan is no longer what was shown; None: nothing was shown.

    `shown` is its fingerprint, or the beginning of it that fits into a button.
    """
    if shown is None:
        return
    if len(shown) < SHORT_FINGERPRINT or not plan.fingerprint.startswith(shown):
        raise ListChanged(plan)


def carry_out(plan: ImportPlan, shown: str | None) -> None:
    """Do what the plan says, row by row. Raises ListChanged when it is not what was `shown`."""
    check_fingerprint(plan, shown)
    for deed in plan.deeds:
        deed()


def _list_skipped(tables: Sequence[Table]) -> Iterable[RowOutcome]:
    for table in tables:
        for line in table.skipped:
            reason = texts.LIST_SKIPPED[line.kind]
            yield RowOutcome(
                table.sheet, line.number, RowStatus.SKIPPED, line.text, reasons=(reason,)
            )


def _describe_skipped(tables: Sequence[Table]) -> Iterable[str]:
    """Yield a sentence for each kind of line left out, with the numbers of the first."""
    places: dict[RowKind, list[str]] = {}
    several = len({table.sheet for table in tables}) > 1
    for table in tables:
        for line in table.skipped:
            place = f"{table.sheet}:{line.number}" if several else str(line.number)
            places.setdefault(line.kind, []).append(place)
    for kind, found in places.items():
        shown = ", ".join(found[:SKIPPED_SHOWN]) + (", …" if len(found) > SKIPPED_SHOWN else "")
        yield texts.LIST_LEFT_OUT.format(
            count=len(found), what=texts.LIST_SKIPPED[kind], rows=shown
        )

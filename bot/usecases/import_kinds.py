"""The kinds of lists that officers import: the one registry that chat, console and terminal share.

A kind says how its tables are found, planned and imported. To add one is to add it here, its name
in `texts/office_chat.py`, and its words in the template of the console's form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.classes import imports as class_imports
from bot.core.policy import Policy
from bot.documents.column_mapping import ColumnMapping
from bot.documents.columns import Column
from bot.documents.import_plans import ImportPlan
from bot.documents.tables import FoundTables, find_tables
from bot.documents.workbooks import RawWorkbook
from bot.people import team_imports, unit_imports
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.polls import household_import

NO_ANSWERS: Mapping[str, bool] = {}


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of list. `rehearses`: its plan is the import tried and undone, so that it needs a
    transaction that may write, and the policy that the deeds of its rows need.
    """

    name: str
    columns: Sequence[Column]
    planner: Callable[..., ImportPlan]
    applier: Callable[..., ImportPlan]
    rehearses: bool = False

    @property
    def needed(self) -> list[str]:
        """The headings of the columns a list must have."""
        return [column.headings[0] for column in self.columns if column.required]

    def find(self, book: RawWorkbook, mapping: ColumnMapping | None = None) -> FoundTables:
        """Return the lists of this kind in a file. Raises UserError when there is none."""
        return find_tables(book, self.columns, mapping)

    def plan(
        self,
        session: Session,
        found: FoundTables,
        *,
        actor: Actor,
        now: datetime,
        policy: Policy,
        unit: Unit | None = None,
        answers: Mapping[str, bool] = NO_ANSWERS,
    ) -> ImportPlan:
        """Return what importing these lists would do; it leaves nothing.

        `unit` is the commune meant. `answers` are those to what a kind asks back (`moved`, `new`).
        """
        options = {**answers, **self._list_options(policy)}
        return self.planner(session, found, actor=actor, now=now, unit=unit, **options)

    def apply(
        self,
        session: Session,
        found: FoundTables,
        *,
        actor: Actor,
        now: datetime,
        policy: Policy,
        unit: Unit | None = None,
        shown: str | None = None,
        answers: Mapping[str, bool] = NO_ANSWERS,
    ) -> ImportPlan:
        """Plan again and do it. Raises UserError when it is not what was `shown`."""
        options = {**answers, **self._list_options(policy)}
        return self.applier(session, found, actor=actor, now=now, unit=unit, shown=shown, **options)

    def _list_options(self, policy: Policy) -> dict[str, Policy]:
        return {"policy": policy} if self.rehearses else {}


IMPORT_KINDS: Mapping[str, ImportKind] = {
    kind.name: kind
    for kind in (
        ImportKind(
            "team",
            team_imports.TEAM_COLUMNS,
            team_imports.plan_team_import,
            team_imports.apply_team_import,
        ),
        ImportKind(
            "classes",
            class_imports.COLUMNS,
            class_imports.plan_class_import,
            class_imports.apply_class_import,
            rehearses=True,
        ),
        ImportKind(
            "households",
            household_import.COLUMNS,
            household_import.plan_household_import,
            household_import.apply_household_import,
        ),
        ImportKind(
            "units",
            unit_imports.UNIT_COLUMNS,
            unit_imports.plan_units_import,
            unit_imports.apply_units_import,
        ),
    )
}
"""The kinds by name; of two that fit a file equally well, the earlier is meant."""

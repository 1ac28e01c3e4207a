"""An import is carried out: what was shown is done, what it changed is kept, and it is said."""

from datetime import datetime

from sqlmodel import Session

from bot.core.events import emit
from bot.documents.import_plans import ImportPlan, carry_out
from bot.people.actor import Actor
from bot.people.events import SheetImported
from bot.people.import_records import ChangeLog, keep_record, watch_changes


def run_import(
    session: Session,
    plan: ImportPlan,
    *,
    shown: str | None,
    actor: Actor,
    now: datetime,
    done: ChangeLog | None = None,
) -> ImportPlan:
    """Carry a plan out and return it. Raises ListChanged when it is not what was `shown`.

    `done` is what was written already, of a list whose plan is the import itself.
    """
    with watch_changes(session) as log:
        carry_out(plan, shown)
    keep_record(session, plan, done or log, actor=actor, now=now)
    emit(session, SheetImported(plan.kind, plan.file, plan.as_json(), actor, now))
    return plan

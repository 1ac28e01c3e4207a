"""An import is carried out: what was shown is done, and it is said that it was."""

from datetime import datetime

from sqlmodel import Session

from bot.core.events import emit
from bot.documents.import_plans import ImportPlan, carry_out
from bot.people.actor import Actor
from bot.people.events import SheetImported


def run_import(
    session: Session, plan: ImportPlan, *, shown: str | None, actor: Actor, now: datetime
) -> ImportPlan:
    """Carry a plan out and return it. Raises ListChanged when it is not what was `shown`."""
    carry_out(plan, shown)
    session.flush()
    emit(session, SheetImported(plan.kind, plan.file, plan.as_json(), actor, now))
    return plan

"""Four eyes: who may take which step, and where it leads."""

from dataclasses import dataclass
from itertools import product

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotAllowed, UserError
from bot.people import approvals
from bot.people.actor import CLOCK, OPERATOR, Actor, Hand
from bot.people.approvals import TRANSITIONS, Stage, Step, is_current_request, take_step
from bot.people.models import Person, Role, RoleKind
from bot.people.units import UnitKind, get_unit, upsert_unit

WRONG_STAGE = "it stands elsewhere"


@dataclass
class Paper:
    """A draft without a table."""

    unit_id: int
    drafted_by: int | None
    stage: Stage = Stage.DRAFTED
    decided_by: int | None = None
    asks: int = 0
    refused_why: str = ""


def add_person(session: Session, name: str, unit: str, kind: RoleKind) -> int:
    """A person with one role."""
    where = get_unit(session, unit)
    person = Person(name=name, unit_id=where.id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=where.id, kind=kind))
    session.flush()
    return person.id


def add_commune(session: Session) -> dict[str, int]:
    """Communes x and y with those who draft and decide; their ids."""
    for code in ("x", "y"):
        upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=None)
    return {
        "drafter": add_person(session, "Hoa", "x", RoleKind.OFFICER),
        "approver": add_person(session, "Lan", "x", RoleKind.APPROVER),
        "colleague": add_person(session, "Minh", "x", RoleKind.OFFICER),
        "member": add_person(session, "An", "x", RoleKind.MEMBER),
        "neighbour": add_person(session, "Bình", "y", RoleKind.APPROVER),
    }


class Table:
    """A draft of commune x, with people around it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids = add_commune(session)
        self.draft = Paper(get_unit(session, "x").id, self.ids["drafter"])

    def take(self, step: Step, who: str | Actor, **given: str) -> Stage:
        """One step by one of them."""
        actor = who if isinstance(who, Actor) else Actor(self.ids[who], "", None, Hand.CHAT)
        self.draft.stage = take_step(
            self.session, self.draft, step, actor=actor, wrong_stage=WRONG_STAGE, **given
        )
        return self.draft.stage


async def test_a_draft_is_refused_taken_back_and_approved(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        assert table.take(Step.SUBMIT, "drafter") is Stage.SUBMITTED
        assert table.take(Step.REFUSE, "approver") is Stage.REFUSED
        assert table.take(Step.GIVE_REASON, "approver", reason="x" * 400) is Stage.REFUSED
        assert vars(table.draft)["decided_by"] == table.ids["approver"]
        assert vars(table.draft)["refused_why"] == "x" * 300
        assert table.take(Step.TAKE_BACK_REFUSAL, "approver") is Stage.SUBMITTED
        assert (table.draft.decided_by, table.draft.refused_why) == (None, "")
        assert table.take(Step.APPROVE, "colleague") is Stage.APPROVED
        assert (table.draft.decided_by, table.draft.asks) == (table.ids["colleague"], 1)

    await db.write(work)


async def test_only_a_second_person_of_the_unit_decides(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        table.take(Step.SUBMIT, "drafter")
        strangers: tuple[str | Actor, ...] = ("drafter", "member", "neighbour", CLOCK)
        for who, step in product(strangers, (Step.APPROVE, Step.REFUSE)):
            with pytest.raises(NotAllowed):
                table.take(step, who)
        assert (table.draft.stage, table.draft.decided_by) == (Stage.SUBMITTED, None)

    await db.write(work)


async def test_who_has_two_roles_is_one_person(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        drafter, unit = table.ids["drafter"], get_unit(session, "x")
        session.add(Role(person_id=drafter, unit_id=unit.id, kind=RoleKind.APPROVER))
        session.flush()
        table.take(Step.SUBMIT, "drafter")
        with pytest.raises(NotAllowed):
            table.take(Step.APPROVE, Actor(drafter, unit.path, RoleKind.APPROVER, Hand.CONSOLE))

    await db.write(work)


async def test_the_operator_decides(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        table.take(Step.SUBMIT, OPERATOR)
        assert table.take(Step.APPROVE, OPERATOR) is Stage.APPROVED

    await db.write(work)


async def test_only_who_refused_says_why_or_takes_it_back(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        table.take(Step.SUBMIT, "drafter")
        table.take(Step.REFUSE, "approver")
        for step in (Step.GIVE_REASON, Step.TAKE_BACK_REFUSAL):
            for who in ("colleague", "drafter", OPERATOR):
                with pytest.raises(UserError, match=WRONG_STAGE):
                    table.take(step, who)

    await db.write(work)


async def test_only_the_drafter_edits_again(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        table.take(Step.SUBMIT, "drafter")
        for who in ("approver", "colleague", OPERATOR):
            with pytest.raises(NotAllowed):
                table.take(Step.REOPEN, who)
        assert table.take(Step.REOPEN, "drafter") is Stage.DRAFTED
        table.take(Step.SUBMIT, "drafter")
        table.take(Step.REFUSE, "approver", reason="sai giờ")
        assert table.take(Step.REOPEN, "drafter") is Stage.DRAFTED
        assert (table.draft.decided_by, table.draft.refused_why) == (None, "sai giờ")

    await db.write(work)


WHO = {Step.SUBMIT: "drafter", Step.REOPEN: "drafter"}


async def test_no_step_from_a_wrong_stage(db: Database) -> None:
    def work(session: Session) -> None:
        table = Table(session)
        for step, stage in product(Step, Stage):
            who = WHO.get(step, "approver")
            table.draft.stage, table.draft.decided_by = stage, table.ids["approver"]
            if stage in TRANSITIONS[step][0]:
                assert table.take(step, who) is TRANSITIONS[step][1]
            else:
                with pytest.raises(UserError, match=WRONG_STAGE):
                    table.take(step, who)

    await db.write(work)


def test_a_button_of_an_older_request_decides_nothing() -> None:
    draft = Paper(1, 1, stage=Stage.SUBMITTED, asks=2)
    assert is_current_request(draft, "2")
    assert not is_current_request(draft, "1")
    assert not is_current_request(draft, "")
    draft.asks = 1
    assert is_current_request(draft, "")
    draft.stage = Stage.REFUSED
    assert is_current_request(draft, "7")


async def test_an_actors_scope_is_a_unit(db: Database) -> None:
    def work(session: Session) -> None:
        ids = add_commune(session)
        decider = approvals.get_decider(session, ids["approver"])
        assert approvals.get_scope_unit(session, decider).code == "x"
        assert approvals.find_decider(session, ids["member"]) is None

    await db.write(work)

"""Whose revision it is, who may decide it, who reads it, and who is told; on both databases."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import Policy
from bot.faq import revision_lifecycle
from bot.faq.models import Question, Revision, RevisionState
from bot.people import approvals
from bot.people.actor import CLOCK, OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.faq.test_overlay import SHIPPED
from tests.faq.test_revision_lifecycle import FRESH, NIGHT, QUIET, ZONE, ask
from tests.people.test_approvals import add_person


@dataclass
class Office:
    """A province, two communes with a village each, and those who write and decide."""

    session: Session

    def __post_init__(self) -> None:
        session = self.session
        upsert_unit(session, "p", "Tỉnh", UnitKind.PROVINCE, parent=None)
        for code in ("a", "b"):
            parent = get_unit(session, "p")
            upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=parent)
            commune = get_unit(session, code)
            upsert_unit(session, f"{code}1", "Thôn 1", UnitKind.VILLAGE, parent=commune)
        self.people = {
            "hoa": add_person(session, "Hoa", "a", RoleKind.OFFICER),
            "lan": add_person(session, "Lan", "a", RoleKind.APPROVER),
            "binh": add_person(session, "Bình", "b", RoleKind.APPROVER),
            "tinh": add_person(session, "Tỉnh", "p", RoleKind.OFFICER),
            "so": add_person(session, "Sở", "p", RoleKind.APPROVER),
            "to": add_person(session, "Tổ", "a", RoleKind.MEMBER),
        }

    def acting(self, name: str) -> Actor:
        """A person at the console."""
        return approvals.get_decider(self.session, self.people[name], hand=Hand.CONSOLE)

    def draft(self, actor: Actor, topic_id: str = "moi", **fields: object) -> Revision:
        content = {**FRESH, "id": topic_id}
        return revision_lifecycle.draft_revision(
            self.session,
            SHIPPED,
            topic_id,
            content,
            actor=actor,
            now=NIGHT,
            **fields,  # type: ignore[arg-type]
        )

    def approve(self, revision: Revision, actor: Actor) -> int:
        stamp = revision_lifecycle.get_revision_stamp(self.session)
        return revision_lifecycle.approve_revision(
            self.session,
            revision.id,
            actor=actor,
            expected_stamp=stamp,
            now=NIGHT,
            policy=Policy(zone=ZONE, quiet=QUIET),
        )

    def reject(self, revision: Revision, actor: Actor) -> None:
        revision_lifecycle.reject_revision(
            self.session, revision.id, actor=actor, reason="chưa có căn cứ", now=NIGHT
        )

    def drafts(self, actor: Actor) -> list[int]:
        rows = revision_lifecycle.list_drafts(self.session, actor=actor)
        return [row.id for row, _ in rows]

    def versions(self, actor: Actor) -> list[int]:
        rows = revision_lifecycle.list_revisions(self.session, actor=actor)
        return sorted(row.id for row, _ in rows)


async def test_a_revision_is_of_the_drafters_unit_or_of_the_one_that_was_named(
    db: Database,
) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        a, a1 = get_unit(session, "a"), get_unit(session, "a1")
        hoa = office.acting("hoa")
        own = office.draft(hoa)
        assert (own.unit_id, own.drafted_by, own.author) == (
            a.id,
            hoa.person_id,
            f"Hoa ({hoa.person_id})",
        )
        assert office.draft(hoa, unit=a1).unit_id == a1.id
        assert office.draft(office.acting("tinh"), unit=a1).unit_id == a1.id
        assert office.draft(OPERATOR).unit_id is None
        assert office.draft(OPERATOR, unit=a).unit_id == a.id
        for code in ("b", "b1", "p"):
            with pytest.raises(NotFound, match=f"«{code}»"):
                office.draft(hoa, unit=get_unit(session, code))

    await db.write(work)


async def test_another_communes_draft_does_not_exist(db: Database) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        revision = office.draft(office.acting("hoa"))
        above = office.draft(office.acting("tinh"))
        for name, draft in (("binh", revision), ("lan", above), ("binh", above)):
            for decide in (office.approve, office.reject):
                with pytest.raises(NotFound, match="đang chờ duyệt"):
                    decide(draft, office.acting(name))
        assert office.drafts(office.acting("binh")) == []
        assert office.versions(office.acting("binh")) == []
        assert office.drafts(office.acting("lan")) == [revision.id]
        assert office.drafts(office.acting("so")) == [revision.id, above.id]
        assert office.drafts(OPERATOR) == [revision.id, above.id]

    await db.write(work)


async def test_a_second_person_of_the_unit_or_above_decides(db: Database) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        hoa = office.acting("hoa")
        for name in ("lan", "so"):
            revision = office.draft(hoa, f"moi-{name}")
            with pytest.raises(UserError, match="không tự duyệt"):
                office.approve(revision, hoa)
            office.approve(revision, office.acting(name))
            assert (revision.decided_by, revision.state) == (
                office.people[name],
                RevisionState.PUBLISHED,
            )
        renamed = office.draft(hoa, "khac", author="Tổ soạn bài")
        with pytest.raises(NotAllowed, match="không tự duyệt"):
            office.approve(renamed, hoa)  # the same person, whatever the draft calls them
        member = Actor(office.people["to"], hoa.scope, RoleKind.MEMBER, Hand.CHAT)
        for actor in (member, CLOCK):
            for decide in (office.approve, office.reject):
                with pytest.raises(NotAllowed, match="dành cho cán bộ"):
                    decide(renamed, actor)
        office.approve(renamed, OPERATOR)

    await db.write(work)


async def test_whoever_drafted_may_take_it_back(db: Database) -> None:
    def work(session: Session) -> list[Audit]:
        office = Office(session)
        revision = office.draft(office.acting("hoa"))
        office.reject(revision, office.acting("hoa"))
        assert (revision.state, revision.decided_by) == (
            RevisionState.REJECTED,
            office.people["hoa"],
        )
        return []

    await db.write(work)
    entries = await db.read(lambda session: session.exec(select(Audit)).all())
    assert [entry.action for entry in entries] == ["revision.draft", "revision.reject"]


async def test_what_holds_everywhere_is_decided_by_those_whose_units_are_every_commune(
    db: Database,
) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        first, second = office.draft(OPERATOR, "mot"), office.draft(OPERATOR, "hai")
        with pytest.raises(NotFound):
            office.approve(first, office.acting("lan"))
        office.approve(first, office.acting("so"))
        assert office.versions(office.acting("binh")) == [first.id], "read, once it is published"
        assert office.drafts(office.acting("binh")) == []
        with pytest.raises(UserError, match="không tự duyệt"):
            office.approve(second, OPERATOR)

    await db.write(work)


async def test_an_old_draft_of_an_only_commune_is_decided_there_as_before(db: Database) -> None:
    def work(session: Session) -> None:
        upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
        lan = add_person(session, "Lan", "x", RoleKind.APPROVER)
        actor = approvals.get_decider(session, lan)
        old = revision_lifecycle.draft_revision(
            session, SHIPPED, "moi", FRESH, actor=OPERATOR, author="Hoa (0900)", now=NIGHT
        )
        own = revision_lifecycle.draft_revision(
            session, SHIPPED, "hai", FRESH, actor=OPERATOR, author=f"Lan ({lan})", now=NIGHT
        )
        stamp = revision_lifecycle.get_revision_stamp(session)
        trial = revision_lifecycle.read_trial(session, old.id, actor=actor)
        assert (trial.revision.unit_path, trial.stamp) == ("", stamp)
        with pytest.raises(UserError, match="không tự duyệt"):
            revision_lifecycle.read_trial(session, own.id, actor=actor)
        policy = Policy(zone=ZONE, quiet=QUIET)
        revision_lifecycle.approve_revision(
            session, old.id, actor=actor, expected_stamp=stamp, now=NIGHT, policy=policy
        )

    await db.write(work)


async def test_what_is_above_is_read_and_one_units_edit_replaces_only_its_own(
    db: Database,
) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        everywhere = office.draft(OPERATOR)
        above = office.draft(office.acting("tinh"))
        first = office.draft(office.acting("hoa"))
        neighbour = office.draft(office.acting("binh"))
        for revision in (everywhere, above, first, neighbour):
            office.approve(revision, OPERATOR if revision.unit_id else office.acting("so"))
        later = office.draft(office.acting("hoa"))
        office.approve(later, office.acting("lan"))
        assert first.state == RevisionState.SUPERSEDED
        for kept in (everywhere, above, neighbour, later):
            assert kept.state == RevisionState.PUBLISHED
        read = [everywhere.id, above.id, first.id, later.id]
        assert office.versions(office.acting("lan")) == read
        paths = [
            revision.unit_path
            for revision in revision_lifecycle.list_readable_revisions(
                session, actor=office.acting("lan")
            )
        ]
        p, a = get_unit(session, "p").path, get_unit(session, "a").path
        assert paths == ["", p, a]
        assert len(revision_lifecycle.list_published_revisions(session)) == 4

    await db.write(work)


async def test_only_a_topic_that_the_units_residents_have_can_be_hidden(db: Database) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        office.approve(office.draft(office.acting("tinh")), office.acting("so"))
        office.approve(office.draft(office.acting("binh"), "cua-b"), OPERATOR)

        def hide(topic_id: str) -> Revision:
            return revision_lifecycle.draft_revision(
                session, SHIPPED, topic_id, None, actor=office.acting("hoa"), now=NIGHT
            )

        assert hide("mot").content is None and hide("moi").content is None
        with pytest.raises(NotFound, match="Không có chủ đề"):
            hide("cua-b")

    await db.write(work)


def asks(session: Session, who: str, unit: str | None) -> int:
    """Somebody of a unit asked in vain; the question's id."""
    question = session.get_one(Question, ask(session, who))
    contact = session.get_one(Contact, question.contact_id)
    contact.unit_id = question.unit_id = get_unit(session, unit).id if unit else None
    session.flush()
    return question.id


async def test_only_those_are_told_who_read_it(db: Database) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        asked = {
            who: asks(session, who, unit)
            for who, unit in (("ba-a", "a1"), ("ong-a", "a"), ("ba-b", "b1"), ("khach", None))
        }
        revision = office.draft(office.acting("hoa"), question_ids=list(asked.values()))
        assert office.approve(revision, office.acting("lan")) == 2
        answered = {
            who for who, number in asked.items() if session.get_one(Question, number).revision_id
        }
        assert answered == {"ba-a", "ong-a"}, "another commune's question stays a miss"
        above = office.draft(office.acting("tinh"), question_ids=list(asked.values()))
        assert office.approve(above, office.acting("so")) == 1, "whoever reads a's own text is not"
        everywhere = office.draft(OPERATOR, question_ids=list(asked.values()))
        assert office.approve(everywhere, office.acting("so")) == 1, "the guest, at last"

    await db.write(work)


async def test_an_end_of_a_nearer_edit_lets_its_askers_hear_what_is_above(db: Database) -> None:
    def work(session: Session) -> None:
        office = Office(session)
        yesterday = (NIGHT - timedelta(days=1)).date()
        ended = office.draft(office.acting("hoa"), valid_between=(None, yesterday))
        office.approve(ended, office.acting("lan"))
        number = asks(session, "ba-a", "a1")
        above = office.draft(office.acting("tinh"), question_ids=[number])
        assert office.approve(above, office.acting("so")) == 1

    await db.write(work)


async def test_a_guest_of_the_only_commune_is_told_what_it_publishes(db: Database) -> None:
    def work(session: Session) -> int:
        upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
        hoa = add_person(session, "Hoa", "x", RoleKind.OFFICER)
        number = asks(session, "khach", None)
        revision = revision_lifecycle.draft_revision(
            session,
            SHIPPED,
            "moi",
            FRESH,
            actor=approvals.get_decider(session, hoa),
            now=NIGHT,
            question_ids=[number],
        )
        assert revision.unit_id == get_unit(session, "x").id
        return revision_lifecycle.approve_revision(
            session,
            revision.id,
            actor=OPERATOR,
            expected_stamp=revision_lifecycle.get_revision_stamp(session),
            now=NIGHT,
            policy=Policy(zone=ZONE, quiet=QUIET),
        )

    assert await db.write(work) == 1

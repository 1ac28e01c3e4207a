"""Who asks to be forgotten takes the words about their household along; the figures stay."""

from sqlmodel import Session, select

from bot.core.db import Database
from bot.outreach.models import HomeVisit, HomeVisitOutcome
from bot.people.models import Contact
from bot.usecases.forget_person import forget_person
from tests.conftest import ObedientClock
from tests.outreach.scene import Village, build, read_counts, visit


async def test_notes_of_the_own_household_go_and_figures_stay(
    db: Database, clock: ObedientClock
) -> None:
    village: Village = await db.write(build)

    def work(session: Session) -> int:
        for head in ("Nguyễn Thị Tư", "Trần Văn Bảy"):
            visit(session, village, head, HomeVisitOutcome.DONE, clock, note=f"{head} mù chữ")
        visit(
            session, village, "Lê Thị Tư", HomeVisitOutcome.REFUSED, clock,
            note="bảo hỏi bà Nguyễn Thị Tư",
        )  # fmt: skip
        contact = Contact(
            account="fake", address="tu", unit_id=village.unit_id, created_at=clock.now,
            seen_at=clock.now, consented_at=clock.now, name="Nguyễn Thị Tư",
            vouched=f"h{village.houses['Nguyễn Thị Tư']}",
        )  # fmt: skip
        session.add(contact)
        session.flush()
        return contact.id

    contact_id = await db.write(work)
    before = await db.read(read_counts)
    await db.write(
        lambda session: forget_person(session, session.get_one(Contact, contact_id), now=clock.now)
    )

    def notes(session: Session) -> list[str]:
        return [row.note for row in session.exec(select(HomeVisit).order_by("id"))]

    assert await db.read(notes) == ["", "Trần Văn Bảy mù chữ", "bảo hỏi bà …"]
    assert await db.read(read_counts) == before

"""Each use of a person's data has its own consent, with version and time."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.people.models import Contact
from bot.people.purposes import SINGLE_PURPOSES, Purpose, is_refused
from bot.people.service import get_or_create_contact
from bot.privacy import consent, purpose_choices
from bot.privacy.models import Consent, DataRequest, RequestKind
from tests.conftest import ObedientClock


def meet(session: Session, clock: ObedientClock, *, agrees: bool = True) -> Contact:
    """A contact, who agreed."""
    contact = get_or_create_contact(session, "telegram", "ba-tu", now=clock.now)
    if agrees:
        consent.record_consent(session, contact, "Bà Tư", now=clock.now)
    session.flush()
    return contact


def list_proofs(session: Session, purpose: Purpose) -> list[Consent]:
    """What is written down about one use."""
    query = select(Consent).where(Consent.purpose == purpose).order_by(col(Consent.id))
    return list(session.exec(query))


@pytest.mark.parametrize("purpose", SINGLE_PURPOSES)
async def test_one_use_is_taken_back_and_given_again(
    db: Database, clock: ObedientClock, purpose: Purpose
) -> None:
    later = clock.now + timedelta(days=3)

    def work(session: Session) -> None:
        contact = meet(session, clock)
        assert purpose_choices.refuse_purpose(session, contact, purpose, now=later)
        assert not purpose_choices.refuse_purpose(session, contact, purpose, now=later)
        assert is_refused(contact, purpose) and contact.consented_at == clock.now
        (proof,) = list_proofs(session, purpose)
        assert (proof.given_at, proof.withdrawn_at) == (clock.now, later)
        others = [one for one in Purpose if one is not purpose]
        assert all(list_proofs(session, one)[0].withdrawn_at is None for one in others)

        again = later + timedelta(days=1)
        assert purpose_choices.allow_purpose(session, contact, purpose, now=again)
        assert not purpose_choices.allow_purpose(session, contact, purpose, now=again)
        _, new = list_proofs(session, purpose)
        assert (new.given_at, new.withdrawn_at) == (again, None)
        assert new.version == purpose_choices.CONSENT_VERSION

    def read(session: Session) -> DataRequest:
        return session.exec(select(DataRequest)).one()

    await db.write(work)
    request = await db.read(read)  # a reaction wrote it
    assert (request.kind, request.done_at) == (RequestKind.WITHDRAW, later)


async def test_what_was_never_agreed_to_is_refused_without_a_consent(
    db: Database, clock: ObedientClock
) -> None:
    def work(session: Session) -> None:
        contact = meet(session, clock, agrees=False)
        purpose_choices.refuse_purpose(session, contact, Purpose.MEDIA, now=clock.now)
        (proof,) = list_proofs(session, Purpose.MEDIA)
        assert (proof.given_at, proof.withdrawn_at) == (None, clock.now)

    await db.write(work)


async def test_agreeing_later_does_not_undo_what_was_refused_by_itself(
    db: Database, clock: ObedientClock
) -> None:
    def work(session: Session) -> None:
        contact = meet(session, clock, agrees=False)
        purpose_choices.refuse_purpose(session, contact, Purpose.MEDIA, now=clock.now)
        consent.record_consent(session, contact, "Bà Tư", now=clock.now)
        states = {state.purpose: state for state in purpose_choices.list_states(session, contact)}
        assert states[Purpose.MEDIA].is_refused and states[Purpose.MEDIA].given_at is None
        assert states[Purpose.NOTICES].given_at == clock.now

    await db.write(work)


async def test_new_words_are_asked_about_once(db: Database, clock: ObedientClock) -> None:
    later = clock.now + timedelta(days=30)

    def work(session: Session) -> None:
        contact = meet(session, clock)
        assert not consent.is_renewal_due(contact) and not consent.may_agree(contact)
        contact.consent_version = contact.consent_asked = "2026-11"  # the words before
        assert consent.is_renewal_due(contact)
        consent.record_asked(contact)
        assert not consent.is_renewal_due(contact) and consent.may_agree(contact)
        assert consent.record_consent(session, contact, "Another", now=later)
        assert not consent.record_consent(session, contact, "Another", now=later)
        assert contact.name == "Bà Tư"
        old, new = list_proofs(session, Purpose.MEMORY)
        assert (old.withdrawn_at, new.given_at, new.withdrawn_at) == (later, later, None)

    await db.write(work)


async def test_withdrawing_all_ends_every_consent(db: Database, clock: ObedientClock) -> None:
    def work(session: Session) -> None:
        contact = meet(session, clock)
        consent.withdraw_consent(session, contact, now=clock.now)
        assert contact.consent_version == ""
        rows = session.exec(select(Consent)).all()
        assert {row.withdrawn_at for row in rows} == {clock.now}

    await db.write(work)

"""Agreeing, taking it back, being forgotten: what is written down and what is gone afterwards."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.messages import history
from bot.messages.content import (
    Attachment,
    AttachmentKind,
    Choice,
    Incoming,
    Reply,
    StoredFile,
    cached_file_name,
)
from bot.messages.history import Message, count_messages, store_outgoing
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.people.purposes import Purpose
from bot.people.service import get_or_create_contact, set_village
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.privacy import consent, purpose_choices
from bot.privacy.models import Consent, Discarded
from tests.conftest import ObedientClock


def proofs(session: Session, purpose: Purpose = Purpose.MEMORY) -> list[Consent]:
    """Every agreement to one use that was written down, in order."""
    query = select(Consent).where(Consent.purpose == purpose).order_by(col(Consent.id))
    return list(session.exec(query).all())


def agreed(session: Session, address: str, *, clock: ObedientClock, name: str = "Bà Tư") -> Contact:
    """A contact that agreed and lives in a village."""
    contact = get_or_create_contact(session, "telegram", address, now=clock.now)
    consent.record_consent(session, contact, name, now=clock.now)
    upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
    set_village(contact, get_unit(session, "x"))
    session.flush()
    return contact


def contact_of(session: Session, contact_id: int) -> Contact:
    """The contact as it is kept now."""
    return session.get_one(Contact, contact_id)


async def test_an_agreement_is_proved_by_words_and_time(db: Database, clock: ObedientClock) -> None:
    contact = await db.write(agreed, "ba-tu", clock=clock)
    assert (contact.name, contact.consented_at) == ("Bà Tư", clock.now)
    assert [len(await db.read(proofs, purpose)) for purpose in Purpose] == [1] * len(Purpose)
    (proof,) = await db.read(proofs)
    assert (proof.contact_id, proof.version, proof.given_at, proof.withdrawn_at) == (
        contact.id,
        purpose_choices.CONSENT_VERSION,
        clock.now,
        None,
    )


async def test_agreeing_twice_is_one_agreement(db: Database, clock: ObedientClock) -> None:
    def twice(session: Session) -> list[bool]:
        contact = get_or_create_contact(session, "telegram", "ba-tu", now=clock.now)
        first = consent.record_consent(session, contact, "Bà Tư", now=clock.now)
        second = consent.record_consent(
            session, contact, "Another", now=clock.now + timedelta(days=1)
        )
        return [first, second]

    assert await db.write(twice) == [True, False]
    assert len(await db.read(proofs)) == 1


async def test_a_long_name_is_cut_to_what_fits(db: Database, clock: ObedientClock) -> None:
    contact = await db.write(agreed, "ba-tu", clock=clock, name="ư" * 500)
    assert contact.name == "ư" * 120


async def test_withdrawing_empties_the_profile_and_keeps_the_proof(
    db: Database, clock: ObedientClock
) -> None:
    contact = await db.write(agreed, "ba-tu", clock=clock)
    clock.pass_by(days=3)
    await db.write(lambda s: consent.withdraw_consent(s, contact_of(s, contact.id), now=clock.now))
    kept = await db.read(contact_of, contact.id)
    assert (kept.address, kept.name, kept.unit_id, kept.consented_at) == ("ba-tu", "", None, None)
    (proof,) = await db.read(proofs)
    assert proof.withdrawn_at == clock.now


async def test_who_comes_back_agrees_anew(db: Database, clock: ObedientClock) -> None:
    def there_and_back(session: Session) -> None:
        contact = agreed(session, "ba-tu", clock=clock)
        consent.withdraw_consent(session, contact, now=clock.now + timedelta(days=1))
        assert consent.record_consent(session, contact, "Tư", now=clock.now + timedelta(days=2))

    await db.write(there_and_back)
    first, second = await db.read(proofs)
    assert first.withdrawn_at == clock.now + timedelta(days=1)
    assert (second.given_at, second.withdrawn_at) == (clock.now + timedelta(days=2), None)


async def test_withdrawing_touches_nobody_else(db: Database, clock: ObedientClock) -> None:
    def one_of_two(session: Session) -> None:
        consent.withdraw_consent(session, agreed(session, "ba-tu", clock=clock), now=clock.now)
        agreed(session, "ong-nam", clock=clock, name="Ông Năm")

    await db.write(one_of_two)
    assert [proof.withdrawn_at for proof in await db.read(proofs)] == [clock.now, None]


async def test_withdrawing_without_agreement_is_harmless(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(
        lambda session: consent.withdraw_consent(
            session,
            get_or_create_contact(session, "telegram", "ba-tu", now=clock.now),
            now=clock.now,
        )
    )
    assert await db.read(proofs) == []


def a_conversation(session: Session, address: str, *, clock: ObedientClock) -> int:
    """A person with words, a photo and a pressed button behind them, and an answer on its way."""
    contact = agreed(session, address, clock=clock)
    photo = Attachment(AttachmentKind.PHOTO, ref="file-1")
    for number, said in enumerate(
        (
            Incoming("telegram", address, f"{address}-1", text="tôi quên mật khẩu"),
            Incoming("telegram", address, f"{address}-2", text="ảnh đây", attachments=(photo,)),
            Incoming("telegram", address, f"{address}-3", choice="place:x"),
        )
    ):
        now = clock.now + timedelta(minutes=number)
        assert history.store_incoming(session, contact.id, said, said.text, now=now) is not None
    store_outgoing(session, "telegram", Reply("đã trả lời"), contact_id=contact.id, now=clock.now)
    stage(session, contact, Reply("sắp gửi", (Choice("Xã Mẫu", "place:x"),)), now=clock.now)
    return contact.id


async def test_erasing_leaves_rows_without_words(db: Database, clock: ObedientClock) -> None:
    contact_id = await db.write(a_conversation, "ba-tu", clock=clock)
    assert await db.read(count_messages, contact_id) == 5

    emptied = await db.write(
        lambda s: consent.erase_contact(s, contact_of(s, contact_id), now=clock.now)
    )

    assert emptied == 5
    rows = await db.read(lambda s: s.exec(select(Message).order_by(col(Message.id))).all())
    assert [(row.text, row.choice, row.payload) for row in rows] == [("", "", {})] * 5
    # They still prove that a message was answered once.
    assert [row.platform_id for row in rows] == ["ba-tu-1", "ba-tu-2", "ba-tu-3", None, None]
    assert await db.read(count_messages, contact_id) == 0


async def test_what_was_about_to_be_said_is_not_said(db: Database, clock: ObedientClock) -> None:
    contact_id = await db.write(a_conversation, "ba-tu", clock=clock)
    await db.write(lambda s: consent.erase_contact(s, contact_of(s, contact_id), now=clock.now))
    queued = select(Delivery).where(col(Delivery.status) == DeliveryStatus.QUEUED)
    assert await db.read(lambda s: s.exec(queued).all()) == []


async def test_erasing_forgets_the_person_and_ends_the_agreement(
    db: Database, clock: ObedientClock
) -> None:
    contact_id = await db.write(a_conversation, "ba-tu", clock=clock)
    await db.write(lambda s: consent.erase_contact(s, contact_of(s, contact_id), now=clock.now))
    kept = await db.read(contact_of, contact_id)
    assert (kept.name, kept.unit_id, kept.consented_at) == ("", None, None)
    assert [proof.withdrawn_at for proof in await db.read(proofs)] == [clock.now]


async def test_erasing_touches_nobody_else(db: Database, clock: ObedientClock) -> None:
    first = await db.write(a_conversation, "ba-tu", clock=clock)
    other = await db.write(a_conversation, "ong-nam", clock=clock)
    await db.write(lambda s: consent.erase_contact(s, contact_of(s, first), now=clock.now))
    assert await db.read(count_messages, other) == 5
    assert (await db.read(contact_of, other)).name == "Bà Tư"


async def test_the_same_message_again_is_still_known(db: Database, clock: ObedientClock) -> None:
    contact_id = await db.write(a_conversation, "ba-tu", clock=clock)
    await db.write(lambda s: consent.erase_contact(s, contact_of(s, contact_id), now=clock.now))
    again = Incoming("telegram", "ba-tu", "ba-tu-1", text="tôi quên mật khẩu")
    noted = await db.write(
        lambda s: history.store_incoming(s, contact_id, again, again.text, now=clock.now)
    )
    assert noted is None


async def test_erasing_deletes_the_photos_the_person_sent(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    mine, other = tmp_path / f"{'1' * 32}.jpg", tmp_path / f"{'2' * 32}.jpg"
    carried = tmp_path / f"{cached_file_name('webchat', 'handle-1')}.jpg"
    for file in (mine, other, carried):
        file.write_bytes(b"a photo")

    def send(session: Session, who: str, file: Path) -> int:
        contact = get_or_create_contact(session, "webchat", who, now=clock.now)
        photos = [Attachment(AttachmentKind.PHOTO, file=StoredFile(file.name))]
        if who == "ba-tu":
            photos.append(Attachment(AttachmentKind.PHOTO, ref="handle-1"))
        said = Incoming("webchat", who, f"{who}:1", attachments=tuple(photos))
        history.store_incoming(session, contact.id, said, "", now=clock.now)
        return contact.id

    contact_id = await db.write(send, "ba-tu", mine)
    await db.write(send, "ong-ba", other)
    await db.write(
        lambda session: consent.erase_contact(
            session, contact_of(session, contact_id), now=clock.now
        )
    )
    assert mine.exists(), "a transaction cannot take a deletion back"
    assert await db.write(consent.delete_discarded, tmp_path) == 2
    assert await db.write(consent.delete_discarded, tmp_path) == 0
    assert (mine.exists(), carried.exists(), other.exists()) == (False, False, True)


async def test_deleting_touches_files_of_ours_in_the_folder_and_nothing_else(
    db: Database, tmp_path: Path
) -> None:
    folder, name = tmp_path / "photos", f"{'1' * 32}.jpg"
    folder.mkdir()
    here, beside, secret = folder / name, tmp_path / name, tmp_path / ".env"
    half, digest = folder / f"{'2' * 32}.png", "2" * 32
    others = [folder / f"{'3' * 32}.jpg", folder / "note.txt", beside, secret]
    for file in (here, half, *others):
        file.write_bytes(b"x")

    def discard(session: Session) -> None:
        for path in (
            "*",
            "",
            "**/*",
            "../.env",
            str(secret),
            str(beside),
            f"../{name}",
            "note.txt",
            "3" * 31 + "?",
            f"{'3' * 32}.*",
            str(here),  # as older versions wrote it
            digest,
        ):
            session.add(Discarded(path=path))

    await db.write(discard)
    assert await db.write(consent.delete_discarded, folder) == 12
    assert not here.exists() and not half.exists()
    assert all(file.exists() for file in others)


async def test_what_looks_like_a_path_in_a_handle_deletes_nothing(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    secret, photo = tmp_path / ".env", tmp_path / f"{'1' * 32}.jpg"
    for file in (secret, photo):
        file.write_bytes(b"x")

    def send(session: Session) -> int:
        contact = get_or_create_contact(session, "zalo-oa", "evil", now=clock.now)
        refs = (f"file:{secret}", "file:*", "*", f"file:{photo}", "file:../.env")
        things = [Attachment(AttachmentKind.DOCUMENT, ref=ref) for ref in refs]
        things.append(Attachment(AttachmentKind.CONTACT, ref=f"file:{secret}"))
        said = Incoming("zalo-oa", "evil", "evil:1", attachments=tuple(things))
        history.store_incoming(session, contact.id, said, "", now=clock.now)
        return contact.id

    contact_id = await db.write(send)
    await db.write(
        lambda session: consent.erase_contact(
            session, contact_of(session, contact_id), now=clock.now
        )
    )
    await db.write(consent.delete_discarded, tmp_path)
    assert secret.exists() and photo.exists()

"""`bot privacy`: erasing and withdrawing for somebody who asked on paper."""

from sqlmodel import Session, col, select

from bot import texts
from bot.core.audit import Audit
from bot.messages.history import Message
from bot.people.models import Contact
from bot.tickets.models import Ticket
from tests.cli.machine import Machine


def audited(session: Session) -> list[tuple[str, str, int | None, str]]:
    """What is on record."""
    rows = session.exec(select(Audit).order_by(col(Audit.id)))
    return [(row.action, row.subject, row.person_id, row.note) for row in rows]


def staged(session: Session) -> list[str]:
    """What the person is told."""
    return [text for text in session.exec(select(Message.text).order_by(col(Message.id))) if text]


def names_itself(session: Session) -> None:
    """The person has a name, and words in the ticket."""
    session.exec(select(Contact)).one().name = "Bà Tư"
    session.exec(select(Ticket)).one().text = "tôi bị ốm"


def left(session: Session) -> tuple[str, str]:
    """The person's name and words."""
    return session.exec(select(Contact)).one().name, session.exec(select(Ticket)).one().text


def test_erasing_is_on_record_and_told(machine: Machine) -> None:
    number = machine.ask_for_person("ba-tu")
    machine.write(names_itself)
    ran = machine.bot("privacy", "erase", str(number), "--reason", "đơn 117")
    assert (ran.code, ran.out) == (0, "Đã xóa dữ liệu ở 1 khung chat, có ghi vào nhật ký.\n")
    assert machine.write(left) == ("", "")
    assert machine.write(audited) == [("contact.erase", "contact:1", None, "đơn 117")]
    assert machine.write(staged) == [texts.ERASED_FOR_YOU]


def test_withdrawing_keeps_what_is_open(machine: Machine) -> None:
    number = machine.ask_for_person("ba-tu")
    machine.write(names_itself)
    ran = machine.bot("privacy", "withdraw", str(number), "--reason", "đơn 117")
    assert (ran.code, ran.out) == (0, "Đã rút lại đồng ý, có ghi vào nhật ký.\n")
    assert machine.write(left) == ("", "tôi bị ốm")
    assert machine.write(audited) == [("contact.withdraw", "contact:1", None, "đơn 117")]
    assert machine.write(staged)[-1] == texts.CONSENT_WITHDRAWN


def test_a_ticket_that_is_not_there_and_a_reason_that_is_missing(machine: Machine) -> None:
    ran = machine.bot("privacy", "erase", "99", "--reason", "đơn 117")
    assert (ran.code, ran.out) == (1, "") and "99" in ran.err
    assert machine.bot("privacy", "erase", "1").code == 2
    assert machine.write(audited) == []

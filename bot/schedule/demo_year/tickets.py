"""Tickets of the invented year, each with a life: offered, taken, late, passed on, reopened."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot import texts
from bot.core import codes
from bot.faq.knowledge_files import Topic
from bot.messages.route_names import RouteName
from bot.people.models import RoleKind
from bot.reports.models import CountName
from bot.schedule.demo_year.counts import LateCounts
from bot.schedule.demo_year.people import Commune, Helper, Resident
from bot.schedule.demo_year.rows import RowWriter
from bot.schedule.demo_year.talk import add_incoming, add_outgoing
from bot.tickets.assignment import find_category_area
from bot.tickets.models import (
    EscalationLevel,
    ReportCategory,
    SupportWay,
    TicketEventKind,
    TicketKind,
    TicketOutcome,
    VisitOutcome,
)

ACCEPT_WITHIN = timedelta(minutes=15)
OPEN_STAGE = timedelta(hours=20)  # tickets younger than this may still be open
STILL_OPEN = 0.5
REOPENED, RATED, VISITED = 0.06, 0.45, 0.08
STARS, STAR_WEIGHTS = (5, 4, 3, 2, 1), (60, 24, 9, 4, 3)
WAYS = ("taken", "late", "neighbour", "commune", "desk", "cancelled", "quiet")
WAY_WEIGHTS = (62, 10, 7, 8, 4, 4, 5)
KINDS, KIND_WEIGHTS = (TicketKind.QUESTION, TicketKind.REPORT), (88, 12)


@dataclass(slots=True)
class Life:
    """A ticket as it goes on: its columns, its entries, and what time it is in it."""

    id: int
    resident: Resident
    at: datetime
    until: datetime  # nothing happens after it
    values: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)

    def pass_by(self, rng: Random, low: float, high: float) -> None:
        """Let some minutes go by."""
        self.at = min(self.at + timedelta(minutes=rng.uniform(low, high)), self.until)

    def record(self, kind: TicketEventKind, person_id: int | None = None, note: str = "") -> None:
        """Add an entry to the history."""
        entry = {"ticket_id": self.id, "kind": kind, "person_id": person_id, "note": note}
        self.events.append({**entry, "at": self.at})


class TicketMaker:
    """Adds tickets of a commune."""

    def __init__(
        self, rows: RowWriter, rng: Random, commune: Commune, late: LateCounts, *, now: datetime
    ) -> None:
        self._rows, self._rng, self._commune, self._late = rows, rng, commune, late
        self._now = now

    def add(self, resident: Resident, topic: Topic, at: datetime) -> None:
        """Add a ticket and the talk in it; one that would end in the future is still open."""
        life = self._open(resident, topic, at)
        way = self._rng.choices(WAYS, WAY_WEIGHTS)[0]
        is_open = self._now - at < OPEN_STAGE and self._rng.random() < STILL_OPEN
        helper = self._hand_over(life, way, stop=is_open)
        if is_open:
            self._leave_open(life, helper)
        else:
            self._finish(life, way, helper)
        self._write(life)

    def _open(self, resident: Resident, topic: Topic, at: datetime) -> Life:
        rng, rows = self._rng, self._rows
        kind = rng.choices(KINDS, KIND_WEIGHTS)[0]
        is_report = kind is TicketKind.REPORT
        ticket_id = rows.reserve_id("ticket")
        text = rng.choice(texts.YEAR_RESIDENT_WORDS)
        category = rng.choice(list(ReportCategory)[:-1])
        values: dict[str, Any] = {
            "id": ticket_id,
            "contact_id": resident.id,
            "unit_id": resident.unit_id,
            "area": "" if is_report else find_category_area(topic.category) or "",
            "topic_id": "" if is_report else topic.id,
            "subject": (texts.REPORT_CATEGORIES[category] if is_report else topic.title)[:160],
            "kind": kind,
            "code": self._make_code(ticket_id) if is_report else None,
            "text": text,
            "attachments": [],
            "opened_at": at,
            "waiting_since": at,
            "escalation_level": EscalationLevel.VILLAGE,
            "member_id": None,
            "offered_at": None,
            "accepted_at": None,
            "respond_due_at": None,
            "awaiting_member": False,
            "last_member_at": None,
            "last_resident_at": at,
            "offered_to_ids": [],
            "named_person_ids": [],
            "closed_at": None,
            "outcome": "",
            "answer": "",
            "rating": None,
        }
        life = Life(ticket_id, resident, at, self._now - timedelta(minutes=1), values)
        life.record(TicketEventKind.OPENED)
        self._say(life, texts.YEAR_WANT_PERSON, texts.YEAR_PASSED_ON)
        return life

    def _make_code(self, ticket_id: int) -> str:
        """Return a code as field reports have, made from the number: the same every time."""
        letters, left = "", ticket_id + 1_000_000
        while left:
            left, place = divmod(left, len(codes.ALPHABET))
            letters += codes.ALPHABET[place]
        return letters

    def _hand_over(self, life: Life, way: str, *, stop: bool) -> Helper | None:
        """Offer the ticket until somebody takes it; returns who did. `stop` leaves it there."""
        rng, unit_id = self._rng, life.resident.unit_id
        members = self._commune.list_members(unit_id)
        if way == "desk":
            life.pass_by(rng, 30, 60)
            life.record(TicketEventKind.ESCALATED)
            life.values["escalation_level"] = EscalationLevel.DESK
            return None
        if way == "late":
            missed = rng.choice(members)
            self._offer(life, missed, EscalationLevel.VILLAGE)
            life.pass_by(rng, 15, 15)
            life.record(TicketEventKind.RETURNED, missed.person_id)
            if unit_id is not None:
                self._late.add(CountName.TICKET_LATE, unit_id, life.at)
        level, helper = EscalationLevel.VILLAGE, rng.choice(members)
        if way == "neighbour":
            level, helper = EscalationLevel.NEIGHBOUR, rng.choice(self._commune.list_members(None))
        if way == "commune":
            level, helper = EscalationLevel.COMMUNE, self._commune.get_helper(RoleKind.OFFICER)
        self._offer(life, helper, level)
        if way == "cancelled" or (stop and rng.random() < 0.4):
            return helper
        life.pass_by(rng, *((0.5, 6) if rng.random() < 0.7 else (6, 14)))
        life.record(TicketEventKind.ACCEPTED, helper.person_id)
        life.values.update(accepted_at=life.at, respond_due_at=None)
        return helper

    def _offer(self, life: Life, helper: Helper, level: EscalationLevel) -> None:
        life.record(TicketEventKind.OFFERED, helper.person_id, level)
        offered = [*life.values["offered_to_ids"], helper.person_id]
        life.values.update(
            member_id=helper.person_id,
            offered_at=life.at,
            escalation_level=level,
            offered_to_ids=offered,
            respond_due_at=life.at + ACCEPT_WITHIN,
        )

    def _leave_open(self, life: Life, helper: Helper | None) -> None:
        """Leave it as it is, as if it had just come so far; a few have waited too long."""
        life.resident.has_open_ticket = True
        if helper is None or life.values["accepted_at"] is None:
            return
        self._exchange(life, helper, ends=False)
        wait = timedelta(minutes=self._rng.uniform(-60, 120))
        life.values.update(awaiting_member=True, respond_due_at=self._now + wait)

    def _finish(self, life: Life, way: str, helper: Helper | None) -> None:
        rng = self._rng
        if helper is None:
            life.pass_by(rng, 60, 900)
            self._close(life, TicketOutcome.ANSWERED, None, texts.YEAR_TICKET_ANSWER)
        elif way == "cancelled":
            life.pass_by(rng, 1, 10)
            self._close(life, TicketOutcome.CANCELLED, None)
        else:
            self._exchange(life, helper, ends=True)
            if rng.random() < VISITED:
                self._visit(life, helper)
            outcome = TicketOutcome.QUIET if way == "quiet" else TicketOutcome.DONE
            self._close(life, outcome, helper, texts.YEAR_MEMBER_WORDS[-1])
            if outcome is TicketOutcome.DONE:
                self._judge(life, helper)

    def _judge(self, life: Life, helper: Helper) -> None:
        """The resident says that it is not done, once; or gives stars."""
        rng = self._rng
        if rng.random() < REOPENED:
            life.pass_by(rng, 10, 600)
            life.record(TicketEventKind.REOPENED)
            self._offer(life, helper, life.values["escalation_level"])
            life.pass_by(rng, 1, 14)
            life.record(TicketEventKind.ACCEPTED, helper.person_id)
            self._exchange(life, helper, ends=True)
            self._close(life, TicketOutcome.DONE, helper, texts.YEAR_MEMBER_WORDS[-1])
        if rng.random() < RATED:
            life.pass_by(rng, 1, 30)
            stars = rng.choices(STARS, STAR_WEIGHTS)[0]
            life.values["rating"] = stars
            life.record(TicketEventKind.RATED, note=str(stars))

    def _visit(self, life: Life, helper: Helper) -> None:
        life.record(TicketEventKind.VISIT_PLANNED, helper.person_id)
        made_at = life.at
        life.pass_by(self._rng, 300, 1600)
        life.values["kind"] = TicketKind.VISIT
        self._rows.add(
            "appointment",
            ticket_id=life.id,
            person_id=helper.person_id,
            starts_at=life.at,
            place=texts.YEAR_VISIT_PLACE,
            made_at=made_at,
            outcome=VisitOutcome.HELPED,
            ended_at=life.at,
        )
        life.record(TicketEventKind.VISITED, helper.person_id, VisitOutcome.HELPED)

    def _exchange(self, life: Life, helper: Helper, *, ends: bool) -> None:
        """The member and the resident talk: one to three words each."""
        for _ in range(self._rng.randint(1, 3)):
            life.pass_by(self._rng, 1, 8)
            words = self._rng.choice(texts.YEAR_MEMBER_WORDS)
            route = RouteName.MEMBER_SPEAKS
            add_incoming(
                self._rows,
                helper.contact_id,
                "telegram",
                words,
                life.at,
                route=route,
                ticket_id=life.id,
            )
            self._say(life, self._rng.choice(texts.YEAR_RESIDENT_WORDS), words)
        life.values.update(last_member_at=life.at, last_resident_at=life.at)
        if ends:
            life.pass_by(self._rng, 2, 60)

    def _say(self, life: Life, heard: str, said: str) -> None:
        """The resident writes, and is written to."""
        resident, rows = life.resident, self._rows
        route = RouteName.TICKET_CARRY
        message = (rows, resident.id, resident.account)
        add_incoming(*message, heard, life.at, route=route, ticket_id=life.id)
        add_outgoing(*message, said, life.at + timedelta(seconds=20), ticket_id=life.id)
        resident.seen_at = max(resident.seen_at, min(life.at, self._now))

    def _close(
        self, life: Life, outcome: TicketOutcome, helper: Helper | None, answer: str = ""
    ) -> None:
        life.record(TicketEventKind.CLOSED, helper.person_id if helper else None, outcome)
        life.values.update(closed_at=life.at, outcome=outcome, answer=answer, respond_due_at=None)
        is_visit = life.values["kind"] == TicketKind.VISIT
        self._rows.add(
            "support_log",
            ticket_id=life.id,
            person_id=helper.person_id if helper else None,
            unit_id=life.resident.unit_id,
            topic_id=life.values["topic_id"],
            words=life.values["subject"],
            way=SupportWay.VISIT if is_visit else SupportWay.CHAT,
            outcome=outcome,
            at=life.at,
        )

    def _write(self, life: Life) -> None:
        self._rows.add_keyed("ticket", **life.values)
        for event in life.events:
            self._rows.add("ticket_event", **event)

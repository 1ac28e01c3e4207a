"""A day of a commune of Xuân La's size, by our assignment and beside round-robin.

17 teams with 116 members and a desk of six, 30,000 residents, 2,000 questions with the peaks of a
real day; members who are late, silent, absent, asleep. The same questions, the same people and the
same luck for every policy; only who is asked differs. The clock is simulated.
"""

import heapq
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.duty.hours import Absence, Calendar, Roster, list_duty_intervals
from bot.duty.weekly_hours import WeeklyHours
from bot.tickets.assignment import (
    Area,
    Candidate,
    Distance,
    NoCandidateReason,
    QueueEntry,
    Selection,
    TicketRequirements,
    choose_candidate,
    sort_queue,
)

DAY = date(2026, 12, 1)  # a Tuesday
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE).astimezone(UTC)
CALENDAR = Calendar(ZONE, WeeklyHours.parse("T2-T6 7:30-11:30 13:30-17:00"))
END = 3 * 1440.0  # who has met nobody by then is lost
RETURN_AFTER = 10.0  # minutes of silence, then the next person
NIGHT = 8 * 60.0

PATTERNS = {  # of a hundred members
    None: 25,  # the commune's hours
    "hang ngay 18:30-21:30": 25,
    "T2-T7 6:30-8:00 17:00-21:00": 20,
    "T2-T6 8:00-11:00": 12,
    "hang ngay 7:00-21:00": 13,
    "T7-CN 8:00-11:00 14:00-17:00": 5,
}
PEAKS = ((9.2, 1.0, 32), (15.2, 1.2, 25), (19.7, 1.1, 33))  # hour, spread, of a hundred; rest any
AREAS = {
    Area.IDENTITY: 22, Area.SERVICES: 18, Area.INSURANCE: 14, Area.TAX: 12, Area.PHONE: 10,
    Area.PAYMENT: 8, Area.SAFETY: 6, Area.LAND: 5, Area.COMMUNITY: 3, Area.PARTY: 2,
}  # fmt: skip


@dataclass(slots=True)
class Member:
    """Somebody who answers: a volunteer of a village, or the commune's desk (village -1)."""

    id: int
    person_id: int
    village: int
    areas: frozenset[Area]
    cap: int
    on: list[tuple[float, float]]  # minutes since midnight
    silent: bool  # has the app, never looks
    open_count: int = 0
    total: int = 0
    last: float | None = None
    present: bool = False  # on duty at this minute of the simulation

    def look_at_the_clock(self, now: float) -> None:
        """Come on duty, or go."""
        self.present = any(start <= now < end for start, end in self.on)

    @property
    def hours(self) -> float:
        """On duty on the day of the questions."""
        return sum(min(end, 1440) - max(start, 0) for start, end in self.on if start < 1440) / 60

    def next_on(self, now: float) -> float:
        """When they look at their phone for sure."""
        return min((max(now, start) for start, end in self.on if now < end), default=END)


@dataclass(slots=True)
class Question:
    """One resident's need of a person."""

    id: int
    person_id: int
    village: int
    area: Area
    at: float
    first: float | None = None
    hop: Distance = Distance.VILLAGE
    fits: bool = False
    turns: int = 0  # how many were asked
    tried: set[int] = field(default_factory=set)
    owner: Member | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """How big the day is."""

    villages: int = 17
    members: int = 116
    residents: int = 30_000
    questions: int = 2_000
    seed: int = 2026


class World:
    """The people and the questions of the day, the same for every policy of one size."""

    def __init__(self, size: Size) -> None:
        self.size = size
        random = Random(size.seed)
        weights = [random.uniform(1.0, 2.4) for _ in range(size.villages)]
        homes = random.choices(range(size.villages), weights, k=size.residents)
        self.members = [
            self._member(random, number, number % size.villages) for number in range(size.members)
        ]
        office = _minutes(Roster())
        desk = range(size.members, size.members + 6)
        self.members += [Member(n, -n, -1, frozenset(), 6, office, False) for n in desk]
        people = random.choices(range(size.residents), k=size.questions)
        self.questions = [
            Question(n, p, homes[p], _pick(random, AREAS), _arrival(random))
            for n, p in enumerate(people)
        ]
        self.questions.sort(key=lambda one: one.at)

    def _member(self, random: Random, number: int, village: int) -> Member:
        written = _pick(random, PATTERNS)
        away = (Absence(DAY, DAY),) if random.random() < 0.08 else ()  # harvest
        roster = Roster(WeeklyHours.parse(written) if written else None, away)
        areas = random.sample(list(Area), random.choice((0, 0, 1, 2, 2)))
        person = random.randrange(self.size.residents)
        silent = random.random() < 0.05
        return Member(number, person, village, frozenset(areas), 3, _minutes(roster), silent)

    def neighbours(self, village: int) -> set[int]:
        """The villages next to this one, on a ring with a short cut."""
        return {(village + step) % self.size.villages for step in (-1, 1, 4)} - {village}


def _minutes(roster: Roster) -> list[tuple[float, float]]:
    found = list_duty_intervals(CALENDAR, roster, DAY, 3)
    return [
        ((a - MIDNIGHT).total_seconds() / 60, (b - MIDNIGHT).total_seconds() / 60) for a, b in found
    ]


def _pick(random: Random, weights: Mapping[Any, int]) -> Any:
    return random.choices(list(weights), list(weights.values()))[0]


def _arrival(random: Random) -> float:
    draw = random.uniform(0, 100)
    for hour, spread, share in PEAKS:
        if draw < share:
            return min(max(random.gauss(hour, spread), 0.0), 23.99) * 60
        draw -= share
    return random.uniform(0, 1439)


# ── Policies ─────────────────────────────────────────────────────────────────────────────────────


class Ours:
    """bot.tickets.assignment, with the line and the return timer."""

    name = "Tổ Số"
    timer = True

    def __init__(self, world: World) -> None:
        self.reach = {
            village: [
                (m, hop) for m in world.members if (hop := _hop(world, village, m)) is not None
            ]
            for village in range(world.size.villages)
        }

    def pick(self, question: Question) -> tuple[Member, Distance] | NoCandidateReason:
        """Who is asked, or why nobody."""
        reach = self.reach[question.village]
        wanted = TicketRequirements(question.area, question.person_id, question.tried)
        choice = choose_candidate(wanted, (_candidate(one, hop) for one, hop in reach))
        if not isinstance(choice, Selection):
            return choice.reason
        return next(m for m, _ in reach if m.id == choice.candidate.id), choice.distance


def _hop(world: World, village: int, member: Member) -> Distance | None:
    if member.village == village:
        return Distance.VILLAGE
    if member.village < 0:
        return Distance.COMMUNE
    return Distance.NEIGHBOUR if member.village in world.neighbours(village) else None


def _candidate(one: Member, hop: Distance) -> Candidate:
    last = None if one.last is None else MIDNIGHT + timedelta(minutes=one.last)
    return Candidate(
        one.id, one.person_id, "", hop, one.present, one.areas, one.open_count, one.cap, last
    )


class RoundRobin:
    """The next of the own team in turn, whatever they are doing; it stays theirs."""

    name = "round-robin"
    timer = False

    def __init__(self, world: World) -> None:
        self.team = {
            village: [member for member in world.members if member.village == village]
            for village in range(world.size.villages)
        }
        self.turn = Counter[int]()

    def pick(self, question: Question) -> tuple[Member, Distance] | NoCandidateReason:
        """The next in turn of those who may."""
        team = self.team[question.village]
        may = [one for one in team if self.may(one)]
        if not may:
            return NoCandidateReason.NOBODY_ON_DUTY
        fresh = {one.id for one in may} - question.tried
        if not fresh:
            return NoCandidateReason.ALL_TRIED
        while True:
            self.turn[question.village] += 1
            one = team[self.turn[question.village] % len(team)]
            if one.id in fresh:
                return one, Distance.VILLAGE

    def may(self, one: Member) -> bool:
        """Anybody may."""
        return True


class RosteredRoundRobin(RoundRobin):
    """The same among those on duty, with the line and the return timer."""

    name = "round-robin on the roster"
    timer = True

    def may(self, one: Member) -> bool:
        """Who is on duty."""
        return one.present


Policy = Ours | RoundRobin


# ── The day ──────────────────────────────────────────────────────────────────────────────────────


class Simulation:
    """One day by one policy; run once."""

    def __init__(self, world: World, policy: Policy) -> None:
        self.world, self.policy = world, policy
        self.waiting: dict[int, Question] = {}
        self.events: list[tuple[float, int, str, Question | None, int]] = []
        self.count = 0

    def run(self) -> None:
        """Play all events in the order of time."""
        for asked in self.world.questions:
            self._at(asked.at, "asked", asked)
        for edge in {edge for member in self.world.members for span in member.on for edge in span}:
            self._at(edge, "duty")
        while self.events:
            now, _, what, question, turn = heapq.heappop(self.events)
            if now >= END:
                break
            if question is None:
                for member in self.world.members:
                    member.look_at_the_clock(now)
                self._drain(now)
            elif what == "asked":
                self.waiting[question.id] = question
                self._drain(now)
            elif what == "done":
                self._let_go(question)
                self._drain(now)
            elif turn == question.turns and question.owner and question.first is None:
                self._answered(question, now) if what == "reply" else self._silence(question, now)

    def _at(self, when: float, what: str, question: Question | None = None) -> None:
        self.count += 1
        turn = question.turns if question else 0
        heapq.heappush(self.events, (when, self.count, what, question, turn))

    def _drain(self, now: float) -> None:
        """Serve the line, longest waiting first."""
        if not self.waiting:
            return
        stuck: set[tuple[int, Area]] = set()
        line = [
            QueueEntry(one.id, MIDNIGHT + timedelta(minutes=one.at))
            for one in self.waiting.values()
        ]
        for place in sort_queue(line):
            question = self.waiting[place.ticket_id]
            key = (question.village, question.area)
            if key in stuck and not question.tried:
                continue
            picked = self.policy.pick(question)
            if isinstance(picked, tuple):
                del self.waiting[question.id]
                self._assign(question, *picked, now)
            elif picked is NoCandidateReason.ALL_TRIED:
                question.tried.clear()  # a new round, as soon as anything changes
            else:
                stuck.add(key)

    def _assign(self, question: Question, member: Member, hop: Distance, now: float) -> None:
        question.owner, question.hop = member, hop
        question.turns += 1
        question.tried.add(member.id)
        member.open_count += 1
        member.total += 1
        member.last = now
        luck = Random(f"{self.world.size.seed}/{question.id}/{question.turns}")
        delay = luck.lognormvariate(1.1, 0.8) * (1 + 0.5 * (member.open_count - 1))
        looks = member.next_on(now)
        if luck.random() < 0.12:
            looks = member.next_on(now + NIGHT)  # did not see it; sees it at the next duty
        if not member.silent:
            self._at(looks + delay, "reply", question)
        if self.policy.timer:
            self._at(now + RETURN_AFTER, "silence", question)
            leaves = max((end for start, end in member.on if start <= now < end), default=now)
            self._at(max(leaves, now), "silence", question)

    def _answered(self, question: Question, now: float) -> None:
        assert question.owner is not None
        question.first = now
        question.fits = not question.owner.areas or question.area in question.owner.areas
        luck = Random(f"{self.world.size.seed}/{question.id}/work")
        self._at(
            now + luck.lognormvariate(2.5, 0.6) * (1 if question.fits else 1.6), "done", question
        )

    def _silence(self, question: Question, now: float) -> None:
        self._let_go(question)
        self.waiting[question.id] = question
        self._drain(now)

    def _let_go(self, question: Question) -> None:
        assert question.owner is not None
        question.owner.open_count -= 1
        question.owner = None


# ── The figures ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Result:
    """What a day was like under one policy."""

    name: str
    questions: int
    lost: int
    by_day: tuple[float, float]  # minutes to the first person, median and p95: asked 6:30-21:00
    by_night: tuple[float, float]
    hops: dict[Distance, int]
    asked: float  # persons asked per question
    fits: float  # share met by somebody who knows the subject, or named none
    gini: float  # of questions given, over the volunteers who were on duty that day
    gini_by_hour: float  # the same by hour of duty: some serve three, some fourteen
    most: int  # questions given to one person


def gini(numbers: Sequence[float]) -> float:
    """0 when all have the same, towards 1 when one has everything.

    >>> gini([1, 1, 1, 1])
    0.0
    """
    ranked = sorted(numbers)
    total = sum(ranked)
    if not total:
        return 0.0
    weighted = sum(place * number for place, number in enumerate(ranked, start=1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def _middle_and_tail(waits: Sequence[float]) -> tuple[float, float]:
    if len(waits) < 2:
        return (0.0, 0.0)
    return statistics.median(waits), statistics.quantiles(waits, n=20)[-1]


def play(size: Size, kind: type[Ours] | type[RoundRobin]) -> Result:
    """The day by one policy, in a world of its own."""
    world = World(size)
    policy = kind(world)
    Simulation(world, policy).run()
    met = [question for question in world.questions if question.first is not None]
    wait = {one.id: (one.first or 0) - one.at for one in met}
    day = [wait[one.id] for one in met if 390 <= one.at < 1260]
    night = [wait[one.id] for one in met if not 390 <= one.at < 1260]
    volunteers = [member for member in world.members if member.village >= 0 and member.hours > 0]
    return Result(
        name=policy.name,
        questions=len(world.questions),
        lost=len(world.questions) - len(met),
        by_day=_middle_and_tail(day),
        by_night=_middle_and_tail(night),
        hops=dict(Counter(one.hop for one in met)),
        asked=statistics.mean(question.turns for question in world.questions),
        fits=sum(one.fits for one in met) / max(len(met), 1),
        gini=gini([volunteer.total for volunteer in volunteers]),
        gini_by_hour=gini([volunteer.total / volunteer.hours for volunteer in volunteers]),
        most=max(member.total for member in world.members),
    )


def compare(size: Size) -> Iterator[Result]:
    """The three policies on the same day."""
    for kind in (Ours, RosteredRoundRobin, RoundRobin):
        yield play(size, kind)


def main() -> None:
    """Print the table."""
    size = Size()
    began = time.perf_counter()
    print(
        f"{size.villages} teams, {size.members} members and a desk of 6,"
        f" {size.residents:,} residents, {size.questions:,} questions in a day\n"
    )
    print(
        f"{'minutes to the first person':28}{'by day':>16}{'by night':>18}"
        f"{'village/neighbour/desk':>24}{'asked':>7}{'knows':>7}{'Gini':>6}{'an hour':>8}"
        f"{'most':>6}{'lost':>6}"
    )
    print(f"{'':28}{'median':>8}{'p95':>8}{'median':>9}{'p95':>9}")
    for one in compare(size):
        hops = "/".join(str(one.hops.get(hop, 0)) for hop in Distance)
        print(
            f"{one.name:28}{one.by_day[0]:8.1f}{one.by_day[1]:8.1f}"
            f"{one.by_night[0]:9.0f}{one.by_night[1]:9.0f}{hops:>24}"
            f"{one.asked:7.2f}{one.fits:7.0%}{one.gini:6.2f}{one.gini_by_hour:8.2f}{one.most:6}{one.lost:6}"
        )
    print(f"\n{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()

"""Assignment policy, pure: which member gets a ticket, and which ticket comes first.

The rules, in order:

1. Never the resident, nobody excluded, nobody asked before, nobody off duty or at capacity.
2. Nearest first among those who can help: own village, neighbouring village, commune desk. A
   member can help who has the skill, or who named no skill, which means any.
3. At equal distance the least loaded. A specialist counts `SPECIALIST_LEAD` tickets lighter: they
   get their subject first, but are not flooded while a neighbour who can do anything sits idle.
4. Then whoever was given a ticket longest ago, then the lower id: deterministic.
5. A member who named only other skills is the last resort, still better than nobody.

A reopened ticket goes back to the same member only under rule 1; otherwise it starts anew.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

from rapidfuzz import fuzz

from bot.vietnamese.letters import normalize_for_match

SPECIALIST_LEAD = 1
NEVER = datetime.min.replace(tzinfo=UTC)


class Distance(IntEnum):
    """How far a member is from the resident; a larger value is further away."""

    VILLAGE = 0
    NEIGHBOUR = 1
    COMMUNE = 2


class NoCandidateReason(StrEnum):
    """Why no candidate was found; each reason calls for a different reaction."""

    NO_TEAM = "no_team"  # nobody could ever: tell the commune's officer
    NOBODY_ON_DUTY = "nobody_on_duty"  # take the question, say when duty begins
    ALL_TRIED = "all_tried"  # everybody on duty was asked: the leader, then the officer
    ALL_FULL = "all_full"  # wait in line for the next free hand


class Area(StrEnum):
    """Subject area of a question, as coarse as a volunteer would name it."""

    IDENTITY = "identity"
    SERVICES = "services"
    TAX = "tax"
    LAND = "land"
    INSURANCE = "insurance"
    PAYMENT = "payment"
    PHONE = "phone"
    SAFETY = "safety"
    PARTY = "party"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member as seen from one ticket: distance, load, skills."""

    id: int
    person_id: int
    name: str
    distance: Distance
    on_duty: bool
    areas: frozenset[Area] = frozenset()  # empty: anything
    open_count: int = 0
    capacity: int = 3
    last_assigned_at: datetime | None = None
    excluded: bool = False  # said they are busy, blocked the bot

    @property
    def has_capacity(self) -> bool:
        """Whether they are below their limit of open tickets."""
        return self.open_count < self.capacity

    def can_help_with(self, area: Area | None) -> bool:
        """Whether they have the skill, or named none; a ticket without an area suits everybody."""
        return area is None or not self.areas or area in self.areas


@dataclass(frozen=True, slots=True)
class TicketRequirements:
    """What a ticket requires of the member who gets it."""

    area: Area | None = None
    resident_id: int | None = None  # the person, who may be a member too
    tried_candidate_ids: Collection[int] = ()  # ids of candidates asked before
    previous_candidate_id: int | None = None  # of a reopened ticket
    min_distance: Distance = Distance.VILLAGE  # "pass it to the commune" starts further out


def make_requirements(
    candidates: Sequence[Candidate],
    *,
    area: str,
    resident_id: int | None,
    tried_person_ids: Collection[int],
    previous_person_id: int | None,
    escalate: bool,
) -> TicketRequirements:
    """Return what a ticket requires, its persons translated into candidates."""
    return TicketRequirements(
        area=Area(area) if area in set(Area) else None,
        resident_id=resident_id,
        tried_candidate_ids=[
            candidate.id for candidate in candidates if candidate.person_id in tried_person_ids
        ],
        previous_candidate_id=next(
            (candidate.id for candidate in candidates if candidate.person_id == previous_person_id),
            None,
        ),
        min_distance=Distance.COMMUNE if escalate else Distance.VILLAGE,
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """The member to ask now, and the next best; no person appears twice."""

    candidate: Candidate
    alternatives: tuple[Candidate, ...] = ()

    @property
    def distance(self) -> Distance:
        """Distance of the selected candidate."""
        return self.candidate.distance


@dataclass(frozen=True, slots=True)
class NoCandidate:
    """No candidate can be asked now, and why."""

    reason: NoCandidateReason


class PlacementKind(StrEnum):
    """Where a ticket is after somebody was looked for."""

    TAKEN = "taken"  # a member has it
    OFFERED = "offered"
    IN_LINE = "in_line"
    AFTER_HOURS = "after_hours"  # until duty begins
    ESCALATED = "escalated"  # everybody was asked: tried again later
    DESK = "desk"  # nobody could: the commune's officers see it
    STILL_AT_DESK = "still_at_desk"  # asked again


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a ticket is now: what its resident is told, as values."""

    ticket_id: int
    kind: PlacementKind
    member_id: int | None = None  # who has it or was asked
    is_at_commune: bool = False
    until: datetime | None = None  # they may take it; it is tried again; duty begins
    queue_position: int | None = None


PLACEMENT_KINDS = {
    NoCandidateReason.ALL_FULL: PlacementKind.IN_LINE,
    NoCandidateReason.NOBODY_ON_DUTY: PlacementKind.AFTER_HOURS,
    NoCandidateReason.ALL_TRIED: PlacementKind.ESCALATED,
    NoCandidateReason.NO_TEAM: PlacementKind.DESK,
}


def choose_candidate(
    requirements: TicketRequirements, candidates: Iterable[Candidate]
) -> Selection | NoCandidate:
    """Select the best candidate by the rules above, or say why there is none."""
    all_candidates = list(candidates)
    # One person may hold two roles: having asked them once is having asked them.
    asked_ids = {
        candidate.person_id
        for candidate in all_candidates
        if candidate.id in requirements.tried_candidate_ids
    }
    eligible = [
        candidate
        for candidate in all_candidates
        if candidate.person_id != requirements.resident_id
        and not candidate.excluded
        and candidate.distance >= requirements.min_distance
    ]
    if not eligible:
        return NoCandidate(NoCandidateReason.NO_TEAM)
    present = [candidate for candidate in eligible if candidate.on_duty]
    if not present:
        return NoCandidate(NoCandidateReason.NOBODY_ON_DUTY)
    untried = [candidate for candidate in present if candidate.person_id not in asked_ids]
    if not untried:
        return NoCandidate(NoCandidateReason.ALL_TRIED)
    free = [candidate for candidate in untried if candidate.has_capacity]
    if not free:
        return NoCandidate(NoCandidateReason.ALL_FULL)
    first, *others = _keep_first_role(
        sorted(free, key=lambda candidate: _rank_candidate(requirements, candidate))
    )
    return Selection(first, tuple(others))


_Rank = tuple[bool, bool, Distance, int, bool, datetime, int]


def _rank_candidate(requirements: TicketRequirements, candidate: Candidate) -> _Rank:
    is_specialist = requirements.area is not None and requirements.area in candidate.areas
    return (
        candidate.id != requirements.previous_candidate_id,
        not candidate.can_help_with(requirements.area),
        candidate.distance,
        candidate.open_count - SPECIALIST_LEAD * is_specialist,
        not is_specialist,
        candidate.last_assigned_at or NEVER,
        candidate.id,
    )


def _keep_first_role(ranked: Iterable[Candidate]) -> list[Candidate]:
    seen: dict[int, Candidate] = {}
    for candidate in ranked:
        seen.setdefault(candidate.person_id, candidate)
    return list(seen.values())


# ── The line ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A queued ticket. `waiting_since` is when it first began to wait; reopening keeps it."""

    ticket_id: int
    waiting_since: datetime


def sort_queue(entries: Iterable[QueueEntry]) -> list[QueueEntry]:
    """Sort queued tickets: longest waiting first, then the lower id."""
    return sorted(entries, key=lambda entry: (entry.waiting_since, entry.ticket_id))


# ── Areas ────────────────────────────────────────────────────────────────────────────────────────

# The categories of data/faq, without tones and signs.
_CATEGORIES = {
    "vneid": Area.IDENTITY,
    "cu tru can cuoc": Area.IDENTITY,
    "xe co giao thong": Area.SERVICES,
    "cong dich vu cong quoc gia": Area.SERVICES,
    "ho tich chung thuc": Area.SERVICES,
    "chinh quyen 2 cap trung tam pvhcc": Area.SERVICES,
    "etax mobile thue": Area.TAX,
    "ho kinh doanh hoa don": Area.TAX,
    "dat dai xay dung": Area.LAND,
    "y te so": Area.INSURANCE,
    "an sinh xa hoi bhxh": Area.INSURANCE,
    "thanh toan khong tien mat": Area.PAYMENT,
    "sim dien thoai": Area.PHONE,
    "an toan tren mang": Area.SAFETY,
    "dang phi so tay dang vien dien tu": Area.PARTY,
    "binh dan hoc vu so to cong nghe so cong dong": Area.COMMUNITY,
    "ocop giao duc nong nghiep": Area.COMMUNITY,
    "kenh cua xa": Area.COMMUNITY,
    "bot du lieu ca nhan": Area.COMMUNITY,
}

# What members write, without tones. The longest phrase is read first and read once, so that
# "binh dan hoc vu so" is no class of health. No word that folds onto a common one: "dang", "dat"
# are also in "dang ky" and "dat lich". None: anything.
_SKILLS: dict[Area | None, str] = {
    Area.IDENTITY: "vneid, dinh danh, dinh danh dien tu, can cuoc, cccd, cmnd, ho khau, cu tru,"
    " tam tru, thuong tru, tam vang",
    Area.SERVICES: "dich vu cong, dvc, dvcqg, dvctt, thu tuc, thu tuc hanh chinh, hanh chinh cong,"
    " ho so, ho tich, khai sinh, khai tu, ket hon, chung thuc, cong chung, ho chieu, mot cua,"
    " tt pvhcc, ly lich tu phap, giay to",
    Area.TAX: "etax, e tax, etax mobile, thue, thue dat, thue nha dat, thue phi nong nghiep,"
    " ke khai thue, hoa don, hoa don dien tu, ho kinh doanh, kinh doanh, le phi truoc ba",
    Area.LAND: "dat dai, so do, so hong, xay dung, giay phep xay dung, dia chinh",
    Area.INSURANCE: "bhyt, bhxh, vssid, bao hiem, bao hiem y te, bao hiem xa hoi, y te,"
    " so suc khoe, suc khoe dien tu, kham benh, luong huu, tro cap, an sinh, tiem chung",
    Area.PAYMENT: "chuyen khoan, chuyen tien, qr, ma qr, vietqr, ngan hang, thanh toan,"
    " khong tien mat, vi dien tu, momo, zalopay, viettel money, atm, tien dien, sinh trac hoc",
    Area.PHONE: "zalo, wifi, wi fi, dien thoai, smartphone, sim, cai dat, cai ung dung, cai app,"
    " cai phan mem, mang, 4g, 5g, internet, facebook, android, iphone, phan mem",
    Area.SAFETY: "an toan, an toan mang, an toan thong tin, lua dao, chong lua dao, bao mat,"
    " mat khau, virus, tin gia, an ninh mang",
    Area.PARTY: "dang phi, dang vien, so tay dang vien, chi bo, nop dang phi",
    Area.COMMUNITY: "binh dan hoc vu so, day hoc, lop hoc, ban hang, ban hang online, ocop, shopee,"
    " tiktok, livestream, nong nghiep, nong san, hoc ba, truyen thanh, thuong mai dien tu, vnedu",
    None: "tat ca, moi viec, moi thu, viec gi cung duoc, da nang, cntt, tin hoc, cong nghe,"
    " cong nghe thong tin, may tinh, ho tro chung",
}
_PHRASES = sorted(
    (
        (normalize_for_match(phrase), area)
        for area, written in _SKILLS.items()
        for phrase in written.split(",")
    ),
    key=lambda pair: (-len(pair[0]), pair[0]),
)
_FUZZY_THRESHOLD = 88  # of a word of six letters or more: one letter wrong or missing
_SKILL_SEPARATORS = re.compile(r"[;,/\n+&]")


def find_category_area(category: str) -> Area | None:
    """Return the area of a FAQ category, by its name as written there, or None."""
    return _CATEGORIES.get(normalize_for_match(category))


def parse_areas(skills: Iterable[str]) -> frozenset[Area]:
    """Return the areas of the skills a member wrote; empty, which means any, when none is known."""
    areas: set[Area | None] = set()
    for skill in skills:
        for part in _SKILL_SEPARATORS.split(skill):
            areas |= _parse_skill(normalize_for_match(part))
    return frozenset() if None in areas else frozenset(area for area in areas if area)


def _parse_skill(skill: str) -> set[Area | None]:
    """Return the areas of one skill: by phrase, else by the joined text, else by fuzzy match."""
    areas: set[Area | None] = set()
    rest = f" {skill} "
    for phrase, area in _PHRASES:
        if f" {phrase} " in rest:
            areas.add(area)
            rest = rest.replace(f" {phrase} ", " | ")
    return areas or _match_fuzzily(
        skill.replace(" ", ""),
        [(text.replace(" ", ""), phrase_area) for text, phrase_area in _PHRASES],
    )


def _match_fuzzily(joined: str, phrases: Sequence[tuple[str, Area | None]]) -> set[Area | None]:
    if len(joined) < 6:
        return {area for phrase, area in phrases if phrase == joined}
    scores = [(fuzz.ratio(joined, phrase), area) for phrase, area in phrases if len(phrase) > 4]
    best = max(score for score, _ in scores)
    return {area for score, area in scores if score == best} if best >= _FUZZY_THRESHOLD else set()

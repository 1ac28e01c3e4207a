"""Scripted dialogues: who says what, and what must and must not come back.

A line of `dialogues.jsonl` is one dialogue: `start` is the deep link that R opens first, `agree`
whether R then agrees, `residents` and `roles` who else is there (a role is the phone of a person of
the demo data). Each turn says or presses something and names patterns: of every group in `expect`
one is there, of `never` none. A dialogue runs on a database of its own.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from bot.broadcasts import sending, service, submission
from bot.broadcasts.service import BroadcastDraft
from bot.core.policy import POLICY
from bot.core.policy import POLICY as REMIND
from bot.messages.content import Attachment, AttachmentKind, Reply
from bot.notices import broadcast_sending
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.people.units import get_unit
from bot.polls import drafting
from bot.polls import service as polls
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind, VoterKind
from bot.schedule.demo import go_live, load_classes
from bot.tickets.models import Ticket
from bot.vietnamese.letters import nfc, normalize_for_match
from tests.journeys.bot import Bot

FILE = Path(__file__).with_name("dialogues.jsonl")
MORE = Path(__file__).with_name("more_dialogues.jsonl")  # other words for the same things
TEAMS = FILE.with_name("dialogues_teams.jsonl")  # what the team found by playing people itself
DEMO = Path(__file__).parents[2] / "data" / "demo"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WITHIN = 3  # seconds the bot has to answer
CHECKS = ("expect", "never", "also", "about", "save", "to")
Turn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue as written in the file."""

    id: str
    kind: str
    start: str | None
    agree: bool
    turns: Sequence[Turn]
    roles: dict[str, str] = field(default_factory=dict)
    residents: dict[str, str] = field(default_factory=dict)
    tickets_open: int | None = None


def load_dialogues(path: Path = FILE) -> list[Dialogue]:
    """All dialogues of the file, in its order."""
    return [_dialogue(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _dialogue(row: dict[str, Any]) -> Dialogue:
    return Dialogue(
        row["id"],
        row["kind"],
        row["start"],
        row["agree"],
        row["turns"],
        row.get("roles", {}),
        row.get("residents", {}),
        (row.get("state") or {}).get("tickets_open"),
    )


class Stage:
    """One dialogue being played; `lines` is its transcript, `faults` what did not hold."""

    def __init__(self, bot: Bot, dialogue: Dialogue) -> None:
        self.bot = bot
        self.dialogue = dialogue
        self.lines: list[str] = []
        self.faults: list[str] = []
        self._heard: list[dict[str, list[Reply]]] = []  # by turn: who → replies
        self._offered: list[dict[str, list[tuple[str, str]]]] = []  # by turn: who → (label, value)
        self._now: dict[str, list[tuple[str, str]]] = {}
        self._saved: dict[str, str] = {}
        self._still = False  # the last turn's words wait for more
        self._more = False  # the next turn follows within a second: no answer is waited for

    async def play(self) -> list[str]:
        """Play it whole; what did not hold, empty when all did."""
        await self._open()
        for number, turn in enumerate(self.dialogue.turns, start=1):
            self._more = _goes_on(turn, self.dialogue.turns[number:])
            await self._take(turn)
            self._judge(turn, number)
        if (wanted := self.dialogue.tickets_open) is not None:
            tickets = await self.bot.db.read(_open_tickets, "R")
            if tickets != wanted:
                self.faults.append(f"open tickets of R: {tickets}, not {wanted}")
        return self.faults

    async def _open(self) -> None:
        bot, dialogue = self.bot, self.dialogue
        await bot.db.write(go_live, now=bot.clock())
        await bot.db.write(load_classes, DEMO, policy=REMIND, now=bot.clock())
        await bot.db.write(_opened_poll, now=bot.clock())
        for who, phone in dialogue.roles.items():
            name = await bot.db.read(_name_of, phone)
            await bot.link(who, name)
        for who, link in dialogue.residents.items():
            await bot.hears(who, "/start", start=link)
            await self._agree(who)
        if dialogue.start or dialogue.agree:
            await self._record(lambda: bot.hears("R", "/start", start=dialogue.start or ""))
            if dialogue.agree:
                await self._record(lambda: self._agree("R"))

    async def _agree(self, who: str) -> list[str]:
        value = next(value for value in await self._values(who) if value.startswith("agree"))
        return await self.bot.hears(who, choice=value)

    async def _values(self, who: str) -> list[str]:
        offered = await self.bot.db.read(_offered_to, who)
        return [button["value"] for button in offered]

    async def _take(self, turn: Turn) -> None:
        if "cli" in turn:
            self.lines.append(f"[{' '.join(turn['cli'])}]")
            await self._record(lambda: self._announce(turn["cli"]))
        elif "wait" in turn:
            await self._record(lambda: self.bot.later(seconds=turn["wait"]))
        elif "press" in turn:
            await self._press(turn)
        elif turn.get("photo"):
            photo = Attachment(AttachmentKind.PHOTO, ref="photo-1")
            text = self._filled(turn.get("caption", ""))
            await self._record(lambda: self._hears(turn, text, attachments=[photo]))
        else:
            said = self._filled(turn["say"])
            self.lines.append(f"{turn['from']}: {said}")
            await self._record(lambda: self._hears(turn, said))

    async def _hears(self, turn: Turn, text: str, **given: Any) -> list[str]:
        return await self.bot.hears(turn["from"], text, more=True, **given)

    async def _press(self, turn: Turn) -> None:
        who = turn["from"]
        shown = self._now.get(who, [])
        wanted = re.compile(self._filled(turn["press"]), re.IGNORECASE)
        value = next((value for label, value in shown if wanted.search(label)), None)
        self.lines.append(f"{who}: ({turn['press']})")
        if value is None:
            if not turn.get("optional"):
                labels = [label for label, _ in shown]
                self.faults.append(f"no button like {turn['press']!r} among {labels}")
            self._heard.append({})
            self._offered.append({})
            return
        await self._record(lambda: self.bot.hears(who, choice=value))

    async def _record(self, act: Any) -> None:
        before = len(self.bot.channel.sent)
        await act()
        # What the bot reads together with what may still come is answered when nothing came.
        waits = self._more and await self.bot.waits()
        await self.bot.later(seconds=1 if waits else WITHIN)
        self._still = waits
        heard: dict[str, list[Reply]] = {}
        offered: dict[str, list[tuple[str, str]]] = {}
        for who, reply in self.bot.channel.sent[before:]:
            heard.setdefault(who, []).append(reply)
            labels = [(choice.label, choice.value) for choice in reply.choices]
            if labels:
                offered[who] = labels
                self._now[who] = labels
            self.lines.append(f"    {who} ← {_shown(reply)}")
        self._heard.append(heard)
        self._offered.append(offered)

    async def _announce(self, arguments: Sequence[str]) -> None:
        options = dict(zip(arguments[1::2], arguments[2::2], strict=False))
        text = self._filled(options["--text"])
        await self.bot.db.write(_announced, options["--to"], text, now=self.bot.clock())
        for _ in range(2):
            now = self.bot.clock()
            await self.bot.db.write(sending.begin_due, now=now)
            await self.bot.db.write(broadcast_sending.stage_due, window=300, now=now, policy=POLICY)
            await self.bot.heard((0, 0))

    # What came back

    def _judge(self, turn: Turn, number: int) -> None:
        for check in (turn, *turn.get("also", ())):
            who = check.get("to", turn.get("from", "R"))
            text = self._said_to(who, check.get("since", 0))
            silent = (
                not self._still
                and check is turn
                and turn.get("from") == who
                and not turn.get("optional")
            )
            if silent and not text and "press" not in turn:
                self.faults.append(f"turn {number}: {who} met silence")
            for group in check.get("expect", ()):
                if not any(self._holds(pattern, text, who) for pattern in group):
                    self.faults.append(f"turn {number}: {who} lacks {group}")
            for pattern in check.get("never", ()):
                if self._search(pattern, text):
                    self.faults.append(f"turn {number}: {who} must not hear {pattern!r}")
            for name, pattern in check.get("save", {}).items():
                if saved := self._search(pattern, text):
                    self._saved[name] = saved[1]
        if "about" in turn:
            self._judge_about(turn, number)

    def _judge_about(self, turn: Turn, number: int) -> None:
        about, who = turn["about"], turn["from"]
        back, place = about if isinstance(about, list) else (None, about)
        setting_up = len(self._offered) - len(self.dialogue.turns[:number]) if back else 0
        lists = (
            [self._offered[setting_up + back - 1].get(who)]
            if back
            else [offered.get(who) for offered in reversed(self._offered[:-1])]
        )
        shown = next((labels for labels in lists if labels), [])
        if place > len(shown):
            self.faults.append(f"turn {number}: no button {place} was shown")
            return
        words = [
            word
            for word in normalize_for_match(shown[place - 1][0]).split()
            if not word.isdecimal()
        ]
        said = set(normalize_for_match(self._said_to(who, 0)).split())
        if sum(word in said for word in words) * 2 < len(words):
            self.faults.append(f"turn {number}: the answer is not about {shown[place - 1][0]!r}")

    def _holds(self, pattern: str, text: str, who: str) -> bool:
        if pattern != "@list":
            return self._search(pattern, text) is not None
        before = next((o[who] for o in reversed(self._offered[:-1]) if who in o), None)
        return before is not None and self._offered[-1].get(who) == before

    def _said_to(self, who: str, since: int) -> str:
        heard = self._heard[since - 1 :] if since else self._heard[-1:]
        return "\n".join(_shown(reply) for turn in heard for reply in turn.get(who, ()))

    def _search(self, pattern: str, text: str) -> re.Match[str] | None:
        return re.search(nfc(self._filled(pattern, pattern=True)), nfc(text), re.IGNORECASE)

    def _filled(self, text: str, *, pattern: bool = False) -> str:
        for name, value in self._saved.items():
            text = text.replace(f"{{{name}}}", value)
        today = self.bot.clock().astimezone(ZONE)
        return re.sub(r"\{(w?d)\+(\d)\}", lambda gap: _day(gap, today, pattern), text)


def _goes_on(turn: Turn, rest: Sequence[Turn]) -> bool:
    """Whether this is a piece: nothing is looked for after it, and the same person goes on."""
    speaks = "say" in turn or turn.get("photo")
    following = rest[0] if rest else {}
    more = "say" in following or following.get("photo")
    checked = any(key in turn for key in CHECKS)
    return bool(speaks and more and not checked and following["from"] == turn["from"])


def _day(gap: re.Match[str], today: datetime, pattern: bool) -> str:
    day = today + timedelta(days=int(gap[2]))
    if gap[1] == "wd":
        return WEEKDAYS[day.weekday()]
    written = f"{day.day}/{day.month}"
    return f"(?:0?{day.day}/0?{day.month}|mai)" if pattern else written


def _shown(reply: Reply) -> str:
    return reply.text + "".join(f" «[{choice.label}]»" for choice in reply.choices)


def _name_of(session: Session, phone: str) -> str:
    return session.exec(select(Person.name).where(Person.phone == phone)).one()


def _offered_to(session: Session, who: str) -> list[dict[str, str]]:
    return list(session.exec(select(Contact.offered).where(Contact.address == who)).one())


def _open_tickets(session: Session, who: str) -> int:
    query = (
        select(func.count(col(Ticket.id)))
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(Contact.address == who, col(Ticket.closed_at).is_(None))
    )
    return session.exec(query).one()


def _announced(session: Session, unit: str, text: str, *, now: datetime) -> None:
    broadcast = service.create_draft(
        session, get_unit(session, unit), BroadcastDraft(text, unit), actor=OPERATOR, now=now
    )
    submission.submit_broadcast(session, broadcast, actor=OPERATOR, policy=POLICY, now=now)
    submission.approve_broadcast(session, broadcast, actor=OPERATOR, now=now, remark="a dialogue")


def transcripts(stages: Sequence[Stage]) -> Iterator[str]:
    """The transcripts of those that did not hold, with what was missing."""
    for stage in stages:
        if stage.faults:
            yield "\n".join(
                [f"## {stage.dialogue.id}", *stage.lines, *map("!! {}".format, stage.faults)]
            )


def _opened_poll(session: Session, *, now: datetime) -> None:
    """A poll in Thôn Gò Dừa: what the road is called, and a day for weeding it."""
    unit = get_unit(session, "ap-11")
    options = (QuestionDraft("Ngõ mới đặt tên gì?", QuestionKind.SINGLE, ("Hoa Sim", "Hoa Ban")),)
    weeding = QuestionDraft(
        "Hôm nào dọn cỏ nghĩa trang?", QuestionKind.SINGLE, ("Thứ Bảy", "Chủ nhật")
    )
    poll = drafting.create_draft(
        session,
        unit,
        "Đặt tên ngõ Hoa Sim và ngày dọn cỏ",
        (*options, weeding),
        per=VoterKind.PERSON,
        closes_at=now + timedelta(days=3),
        actor=OPERATOR,
        now=now,
    )
    polls.open_poll(session, poll, actor=OPERATOR, now=now)

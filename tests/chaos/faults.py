"""Plays a plan: does what it says to the world, and undoes it."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from random import Random

from tests.chaos.evidence import real_now
from tests.chaos.plan import Fault, Kind
from tests.chaos.wires import Line
from tests.chaos.world import FAKETIME, World
from tests.pretend.telegram_rules import Fault as TelegramFault
from tests.pretend.telegram_rules import bad_gateway, dropped, slow, too_many

OWN_NETWORK = "TOSO_CHAOS_OWN_NETWORK"  # in the environment: the loopback is ours alone
MANY = 1000  # of what comes in a few seconds
LIMIT_REACHED = -32  # Zalo's code


def list_kinds(database: str, *, own_network: bool) -> tuple[tuple[Kind, ...], list[str]]:
    """The faults this machine can play, and why the others are left out."""
    left_out = []
    kinds = set(Kind)
    if database == "sqlite":
        kinds.remove(Kind.DATABASE)  # it has no process of its own
    if not FAKETIME.exists():
        kinds.remove(Kind.CLOCK)
        left_out.append("clock jump: libfaketime is not installed (apt install libfaketime)")
    if not own_network:
        kinds.remove(Kind.DISK)
        left_out.append("disk full: no mount namespace here (root and `unshare` are needed)")
        left_out.append("network cut: at the lines of the stand-ins, not in a namespace")
    return tuple(kind for kind in Kind if kind in kinds), left_out


class Player:
    """Plays faults on a world."""

    def __init__(self, world: World, random: Random, *, own_network: bool) -> None:
        self._world, self._random, self._own_network = world, random, own_network
        self._deeds: dict[Kind, Callable[[Fault], Awaitable[None]]] = {
            Kind.KILL: self._kill,
            Kind.DISK: self._fill_disk,
            Kind.DATABASE: self._restart_database,
            Kind.CLOCK: self._jump,
            Kind.ERRORS: self._answer(bad_gateway(), "html"),
            Kind.WAIT: self._answer(too_many(2), LIMIT_REACHED),
            Kind.RESET: self._answer(dropped(), "hang up"),
            Kind.SILENT_RESET: self._answer(dropped(after=True), "hang up"),
            Kind.HANG: self._hang,
            Kind.CUT: self._cut,
        }

    async def play(self, plan: tuple[Fault, ...], stopped: Callable[[], bool]) -> None:
        """Play the faults, with the calm that is planned between them, until the run is over.

        A loaded machine starts a process slowly: what comes later is put off by as much.
        """
        loop = asyncio.get_running_loop()
        began, ends = loop.time(), 0.0
        for fault in plan:
            await asyncio.sleep(fault.at - ends)
            if stopped():
                return
            ends = fault.at + fault.seconds
            size = f" {fault.size:+.0f} s" if fault.kind is Kind.CLOCK else ""
            self._world.evidence.faults.append(str(fault.kind))
            print(f"{loop.time() - began:7.1f} s  {fault.kind}{size}, {fault.seconds:.1f} s")
            await self._deeds[fault.kind](fault)
            await self._world.revive()

    def _interrupt(self) -> None:
        self._world.evidence.interruptions.append(real_now())

    async def _kill(self, fault: Fault) -> None:
        self._interrupt()
        await self._random.choice(self._world.bots).kill()
        await asyncio.sleep(fault.seconds)

    async def _fill_disk(self, fault: Fault) -> None:
        self._interrupt()
        self._world.fill_disk()
        try:
            await asyncio.sleep(fault.seconds)
        finally:
            self._world.free_disk()

    async def _restart_database(self, fault: Fault) -> None:
        assert self._world.server is not None
        self._interrupt()
        await asyncio.to_thread(self._world.server.end)
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(self._world.server.start)

    async def _jump(self, fault: Fault) -> None:
        self._interrupt()
        self._world.jump(fault.size)
        await asyncio.sleep(fault.seconds)
        self._world.jump(0.0)

    def _answer(
        self, telegram: TelegramFault, zalo: str | int
    ) -> Callable[[Fault], Awaitable[None]]:
        async def play(fault: Fault) -> None:
            self._interrupt()
            self._world.telegram.fail_next(telegram, times=MANY)
            self._world.zalo.faults.extend([zalo] * MANY)
            await asyncio.sleep(fault.seconds)
            self._world.telegram.heal()
            self._world.zalo.faults.clear()

        return play

    async def _hang(self, fault: Fault) -> None:
        self._interrupt()
        self._world.telegram.fail_next(slow(2 * fault.seconds), times=2)
        for wire in (self._world.to_telegram, self._world.to_zalo):
            wire.change(Line.HUNG)
        await asyncio.sleep(fault.seconds)
        for wire in (self._world.to_telegram, self._world.to_zalo):
            wire.change(Line.OPEN)
        self._world.telegram.heal()

    async def _cut(self, fault: Fault) -> None:
        """The loopback of our network namespace goes down: between everybody, the database too."""
        self._interrupt()
        wires = (self._world.to_telegram, self._world.to_zalo, self._world.front)
        if self._own_network:
            self._loopback("down")
        for wire in wires:
            wire.change(Line.CUT)
        await asyncio.sleep(fault.seconds)
        if self._own_network:
            self._loopback("up")
        for wire in wires:
            wire.change(Line.OPEN)

    @staticmethod
    def _loopback(state: str) -> None:
        subprocess.run(["ip", "link", "set", "lo", state], check=True)

"""python -m tests.chaos [--minutes N] [--seed S] [--database sqlite|postgresql]

As root it goes into namespaces of its own: a loopback it can cut, a small disk it can fill.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from sqlmodel import Session, col, func, select

from bot.outbox.models import Delivery, DeliveryStatus
from tests.chaos.auditor import Finding, audit, render
from tests.chaos.evidence import Evidence, real_now
from tests.chaos.faults import OWN_NETWORK, Player, list_kinds
from tests.chaos.officers import work
from tests.chaos.page import Page
from tests.chaos.plan import make_plan
from tests.chaos.residents import (
    SECRETS,
    VILLAGE,
    OnPage,
    OnTelegram,
    OnZalo,
    Resident,
    help_people,
)
from tests.chaos.world import SECRET_KEY, World
from tests.pretend.zalo_oa_rules import APP_SECRET, OA_SECRET

DISK = "1500m"  # /dev/shm of our own
ON_TELEGRAM, ON_ZALO, ON_PAGES = 8, 3, 3
FIRST_MEMBER, FIRST_CHAT = 7_000_000_100, 7_000_000_001
SETTLES_WITHIN = 420.0  # seconds of quiet: leases of 90 s, waits that double, reminders of 2 min
PROMISED = 140.0  # seconds after the last wish until the last reminder


async def run(options: argparse.Namespace, logs: Path) -> tuple[list[Finding], Evidence]:
    """One run and its audit."""
    own_network = OWN_NETWORK in os.environ
    evidence = Evidence()
    kinds, evidence.left_out = list_kinds(options.database, own_network=own_network)
    plan = make_plan(options.seed, 60 * options.minutes, kinds)
    async with World(options.database, evidence, logs, small_disk=own_network) as world:
        evidence.secrets = [secret for _, secret in SECRETS]
        evidence.secrets += [world.telegram.token, APP_SECRET, OA_SECRET, SECRET_KEY]
        evidence.secrets += [world.zalo.grant.access, world.zalo.grant.refresh]
        random = Random(options.seed)
        began = time.monotonic()
        stopped = lambda: time.monotonic() > began + 60 * options.minutes  # noqa: E731
        people, pages = _gather(world, evidence, random, stopped)
        player = Player(world, random, own_network=own_network)
        await player.play(plan, stopped)
        await asyncio.gather(*people)
        await _settle(world)
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages, return_exceptions=True)
        evidence.ended_at = real_now()
        for bot in world.bots:
            await bot.kill()  # the books are closed
            evidence.logs += bot.log.read_text("utf-8", "replace").splitlines()
        return await world.db.write(lambda session: audit(evidence, session)), evidence


def _gather(
    world: World, evidence: Evidence, random: Random, stopped: Callable[[], bool]
) -> tuple[list[asyncio.Task[None]], list[asyncio.Task[None]]]:
    """Everybody begins; the tasks of those who stop, and of the pages that stay open."""
    chats: list[OnTelegram | OnZalo | OnPage] = []
    chats += [OnTelegram(world.telegram, FIRST_CHAT + place) for place in range(ON_TELEGRAM)]
    chats += [OnZalo(world.zalo, f"zalo-{place}") for place in range(ON_ZALO)]
    shown = [Page(world.front.url, VILLAGE, evidence) for _ in range(ON_PAGES)]
    pages = [asyncio.create_task(page.stay()) for page in shown]
    chats += [OnPage(page) for page in shown]
    people = [
        asyncio.create_task(Resident(chat, evidence, Random(random.random()), number).live(stopped))
        for number, chat in enumerate(chats)
    ]
    for place, code in enumerate(world.link_codes):
        member = OnTelegram(world.telegram, FIRST_MEMBER + place)
        member.say(f"/start link-{code}")
        people.append(asyncio.create_task(help_people(member, Random(place), stopped)))
    officers = work(world.db, world.clock, Random(random.random()), stopped)
    return [*people, asyncio.create_task(officers)], pages


async def _settle(world: World) -> None:
    """A quiet time: until nothing is owed, and the last reminder is due."""
    world.jump(0.0)
    await world.revive()
    began = time.monotonic()
    await asyncio.sleep(PROMISED)
    while time.monotonic() < began + SETTLES_WITHIN:
        if not world.telegram.waiting() and not await world.db.read(_count_owed):
            break
        await asyncio.sleep(2.0)
    await asyncio.sleep(5.0)


def _count_owed(session: Session) -> int:
    owed = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
    reached = (col(Delivery.status).in_(owed), col(Delivery.account) != "webchat")
    return session.exec(select(func.count(col(Delivery.id))).where(*reached)).one()


def _enter_namespaces() -> None:
    """Begin again in a network and a mount namespace of our own, where that is permitted."""
    if OWN_NETWORK in os.environ or os.geteuid() != 0 or not shutil.which("unshare"):
        return
    inside = f"ip link set lo up && mount -t tmpfs -o size={DISK} none /dev/shm"
    unshare = ["unshare", "--net", "--mount", "sh", "-c"]
    if subprocess.run([*unshare, inside], check=False, capture_output=True).returncode:
        return
    os.environ[OWN_NETWORK] = "1"
    command = f'{inside} && exec "$@"'
    again = [*unshare, command, "sh", sys.executable, "-m", "tests.chaos", *sys.argv[1:]]
    os.execvp("unshare", again)


def main() -> int:
    """Run it; 1 when the auditor found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    _enter_namespaces()
    logs = Path(tempfile.mkdtemp(prefix="toso-chaos-logs-"))
    print(f"{options.database}, {options.minutes:g} minutes, seed {options.seed}; logs in {logs}")
    findings, evidence = asyncio.run(run(options, logs))
    played = ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(evidence.faults).items()))
    print(f"\nfaults played: {played}")
    for reason in evidence.left_out:
        print(f"not played: {reason}")
    print(f"\n{render(findings)}")
    return int(any(one.wrong for one in findings))


if __name__ == "__main__":
    sys.exit(main())

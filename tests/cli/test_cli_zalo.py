"""`bot zalo` and the doctor's rungs of an Official Account, against a Zalo of our own."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tests.cli.machine import Machine
from tests.pretend.zalo_oa import PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET


class Beside:
    """A Zalo on a loop of its own: the commands have theirs."""

    def __init__(self) -> None:
        self.zalo = PretendZalo()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.zalo.__aenter__(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.zalo.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def settings(self, **more: str) -> dict[str, str]:
        return {
            "BOT_PUBLIC_URL": "https://to-so.example",
            "BOT_SECRET_KEY": "invented",
            "BOT_ZALO_API_URL": self.zalo.url,
            "BOT_ZALO_APP_ID": APP_ID,
            "BOT_ZALO_APP_SECRET": APP_SECRET,
            "BOT_ZALO_OAUTH_URL": self.zalo.url,
            "BOT_ZALO_OA_ID": OA_ID,
            "BOT_ZALO_OA_SECRET": OA_SECRET,
            **more,
        }

    def seeded(self) -> dict[str, str]:
        grant = self.zalo.grant
        return self.settings(
            BOT_ZALO_ACCESS_TOKEN=grant.access, BOT_ZALO_REFRESH_TOKEN=grant.refresh
        )


@pytest.fixture
def beside() -> Iterator[Beside]:
    running = Beside()
    running.start()
    yield running
    running.stop()


def rungs(machine: Machine, settings: dict[str, str]) -> dict[str, tuple[bool, str]]:
    (rows,) = machine.bot("doctor", "--json", **settings).rows
    return {
        row["subject"]: (row["ok"], row["words"])
        for row in rows
        if row["subject"].startswith("zalo-oa")
    }


def test_off_is_said_and_half_a_setting_stops_the_start(machine: Machine) -> None:
    assert rungs(machine, {}) == {"zalo-oa": (True, "tắt (chưa đặt BOT_ZALO_APP_ID)")}
    ran = machine.bot("zalo", "status")
    assert (ran.code, ran.err.count("\n")) == (1, 1) and "BOT_ZALO_APP_ID" in ran.err
    ran = machine.bot("zalo", "status", BOT_ZALO_APP_ID="1")
    assert ran.code == 1 and "BOT_ZALO_APP_SECRET" in ran.err


def test_the_ladder_from_nothing_to_a_wallet(machine: Machine, beside: Beside) -> None:
    found = rungs(machine, beside.settings())
    assert found["zalo-oa webhook"] == (True, "https://to-so.example/webhooks/zalo-oa")
    fine, words = found["zalo-oa tokens"]
    assert not fine and "bot zalo consent" in words and "zalo-oa" not in found

    found = rungs(machine, beside.settings(BOT_PUBLIC_URL="http://here"))
    assert found["zalo-oa webhook"] == (False, "BOT_PUBLIC_URL phải là https://")

    ran = machine.bot("zalo", "consent", **beside.settings())
    assert ran.code == 0
    address = ran.out.splitlines()[-1]
    assert address.startswith(f"{beside.zalo.url}/v4/oa/permission?app_id={APP_ID}&redirect_uri=")
    challenge = address.partition("code_challenge=")[2].partition("&")[0]
    code = beside.zalo.grant.consent(challenge, beside.zalo.clock())
    ran = machine.bot("zalo", "code", code, **beside.settings())
    assert (ran.code, ran.err) == (0, "")
    ran = machine.bot("zalo", "code", code, **beside.settings())
    assert (ran.code, ran.err.count("\n")) == (1, 1) and "bot zalo consent" in ran.err
    assert machine.bot("zalo", "status", **beside.settings()).out.startswith("fine\t20")
    found = rungs(machine, beside.settings())
    assert found["zalo-oa"] == (
        True,
        "UBND xã Mẫu, đã xác thực, gói Tiêu chuẩn, chưa nối ví ZCA",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-209, "chưa kích hoạt"),
        (-221, "phải được xác thực"),
        (-223, "chưa cấp quyền"),
        (-224, "mua gói"),
    ],
)
def test_the_missing_rung_is_named_by_its_code(
    machine: Machine, beside: Beside, code: int, words: str
) -> None:
    beside.zalo.refuses_all = code
    fine, said = rungs(machine, beside.seeded())["zalo-oa"]
    assert not fine and str(code) in said and words in said


def test_a_void_pair_says_what_to_do(machine: Machine, beside: Beside) -> None:
    settings = beside.seeded()
    beside.zalo.grant.issue(beside.zalo.clock())  # somebody else renewed it
    fine, _ = rungs(machine, settings)["zalo-oa"]
    assert not fine
    fine, words = rungs(machine, settings)["zalo-oa tokens"]
    assert (
        not fine and words == "hết hiệu lực (-14014 Invalid refresh token): chạy bot zalo consent"
    )
    assert machine.bot("zalo", "status", **settings).code == 1
    for name in ("access-", "refresh-"):
        assert name not in machine.bot("doctor", **settings).out

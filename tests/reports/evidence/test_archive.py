"""The file of a pack: standard tools check it, and nothing can be changed in it unseen."""

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.evidence.archive import (
    MANIFEST,
    MAX_BYTES,
    SUMS,
    FaultKind,
    Manifest,
    PackFile,
    check_follows,
    verify_pack,
    write_pack,
)

AT = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FILES = (
    PackFile("doc-truoc.txt", b"Xin ch\xc3\xa0o"),
    PackFile("so-lieu/dem.csv", (b"a;b\r\n", b"1;2\r\n")),
)


def describe(number: int = 1, previous: str = "", unit: str = "an-phu") -> Manifest:
    """What a pack of November says of itself."""
    return Manifest(
        unit=unit,
        unit_name="Xã An Phú",
        number=number,
        first_day="2026-11-01",
        last_day="2026-11-30",
        frozen_at=AT.isoformat(),
        previous=previous,
        software="bot",
    )


def make(manifest: Manifest | None = None) -> tuple[bytes, str]:
    """A pack and its digest."""
    target = io.BytesIO()
    digest = write_pack(target, manifest or describe(), FILES, at=AT)
    return target.getvalue(), digest


def rewrite(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The pack with some of its files changed, as a hand would."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_standard_tools_check_a_pack(tmp_path: Path) -> None:
    content, digest = make()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    command = ["sha256sum", "--check", "--strict", SUMS]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert checked.stdout.split("\n")[:-1] == [
        "doc-truoc.txt: OK",
        "manifest.json: OK",
        "so-lieu/dem.csv: OK",
    ]
    assert hashlib.sha256((tmp_path / SUMS).read_bytes()).hexdigest() == digest
    (tmp_path / "so-lieu/dem.csv").write_text("1;3\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_a_pack_is_what_it_says() -> None:
    content, digest = make()
    verification = verify_pack(io.BytesIO(content))
    assert verification.manifest == describe()
    assert (verification.digest, verification.files, verification.faults) == (digest, 3, ())


def test_the_same_content_at_the_same_instant_is_the_same_file() -> None:
    assert make() == make()


def _change(members: dict[str, bytes]) -> None:
    members["so-lieu/dem.csv"] = b"a;b\r\n1;3\r\n"


def _remove(members: dict[str, bytes]) -> None:
    del members["doc-truoc.txt"]


def _add(members: dict[str, bytes]) -> None:
    members["so-lieu/them.csv"] = b""


def _rename(members: dict[str, bytes]) -> None:
    members["so-lieu/dem2.csv"] = members.pop("so-lieu/dem.csv")


def _drop_line(members: dict[str, bytes]) -> None:
    members[SUMS] = b"".join(members[SUMS].splitlines(keepends=True)[1:])


def _write_manifest(members: dict[str, bytes]) -> None:
    members[MANIFEST] = members[MANIFEST].replace(b"2026-11-30", b"2026-12-31")


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_change, [(FaultKind.CHANGED, "so-lieu/dem.csv")]),
        (_remove, [(FaultKind.MISSING, "doc-truoc.txt")]),
        (_add, [(FaultKind.ADDED, "so-lieu/them.csv")]),
        (
            _rename,
            [(FaultKind.MISSING, "so-lieu/dem.csv"), (FaultKind.ADDED, "so-lieu/dem2.csv")],
        ),
        (_drop_line, [(FaultKind.ADDED, "doc-truoc.txt")]),
        (_write_manifest, [(FaultKind.CHANGED, MANIFEST)]),
    ],
)
def test_each_way_to_tamper_is_seen(
    change: Callable[[dict[str, bytes]], object], faults: list[tuple[FaultKind, str]]
) -> None:
    verification = verify_pack(io.BytesIO(rewrite(make()[0], change)))
    assert [(fault.kind, fault.path) for fault in verification.faults] == faults


def test_a_file_written_anew_with_its_list_has_another_digest() -> None:
    """Who recomputes the list makes another pack: its digest is not the registered one."""

    def forge(members: dict[str, bytes]) -> None:
        _change(members)
        lines = [
            f"{hashlib.sha256(data).hexdigest()}  {name}\n"
            for name, data in sorted(members.items())
            if name != SUMS
        ]
        members[SUMS] = "".join(lines).encode()

    content, digest = make()
    forged = verify_pack(io.BytesIO(rewrite(content, forge)))
    assert not forged.faults
    assert forged.digest != digest


def test_one_flipped_bit_anywhere_in_what_is_packed_is_seen() -> None:
    content, digest = make()
    for place in range(40, len(content) - 1, 97):
        flipped = bytearray(content)
        flipped[place] ^= 1
        verification = verify_pack(io.BytesIO(bytes(flipped)))
        # Names and times in the ZIP's own directory are no content.
        same = not verification.faults and verification.digest == digest
        if same:
            assert _members(bytes(flipped)) == _members(content)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_follows_only_the_one_before() -> None:
    first, second = make()
    later = verify_pack(io.BytesIO(make(describe(2, second))[0]))
    earlier = verify_pack(io.BytesIO(first))
    assert check_follows(later, earlier) is None
    for manifest in (describe(2, "0" * 64), describe(3, second), describe(2, second, "hoa-lac")):
        fault = check_follows(verify_pack(io.BytesIO(make(manifest)[0])), earlier)
        assert fault is not None
        assert fault.kind is FaultKind.NOT_AFTER


@pytest.mark.parametrize("path", ["../a", "/a", "a\\b", "Ảnh.csv", "", "a/b/c/d.csv", SUMS])
def test_no_path_leads_out_of_the_folder_or_cannot_be_written(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        write_pack(io.BytesIO(), describe(), (PackFile(path, b""),), at=AT)


def test_a_bomb_is_not_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(1_000))
        archive.infolist()[0].file_size = MAX_BYTES + 1
    faults = verify_pack(io.BytesIO(target.getvalue())).faults
    assert [fault.kind for fault in faults] == [FaultKind.TOO_LARGE]


@pytest.mark.parametrize("name", [SUMS, MANIFEST])
def test_without_its_list_or_manifest_it_is_no_pack(name: str) -> None:
    content = rewrite(make()[0], lambda members: members.pop(name))
    faults = verify_pack(io.BytesIO(content)).faults
    assert [fault.kind for fault in faults] == [FaultKind.NOT_A_PACK]


@pytest.mark.parametrize("manifest", [b"[]", b"{}", b"\xff", b'{"unit": 1}', b"null"])
def test_a_manifest_of_another_shape_is_no_pack(manifest: bytes) -> None:
    content = rewrite(make()[0], lambda members: members.update({MANIFEST: manifest}))
    faults = verify_pack(io.BytesIO(content)).faults
    assert [fault.kind for fault in faults] == [FaultKind.NOT_A_PACK]


@given(st.binary(max_size=400))
def test_whatever_is_brought_is_answered(content: bytes) -> None:
    assert verify_pack(io.BytesIO(content)).faults


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_pack_is_answered(place: int, damage: bytes) -> None:
    content = make()[0]
    place %= len(content)
    damaged = content[:place] + damage + content[place + len(damage) :]
    verification = verify_pack(io.BytesIO(damaged))
    assert verification.faults or verification.manifest

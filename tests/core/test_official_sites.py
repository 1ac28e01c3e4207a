"""The allow-list: what it holds, and that the code that judges links agrees with it."""

from datetime import date
from pathlib import Path

import pytest

from bot.core import links
from bot.core.errors import DataError
from bot.core.links import Site
from bot.core.official_sites import NO_SITES, load_official_sites
from tests.conftest import DATA

SITES = load_official_sites(DATA)


def test_the_list_and_the_judge_of_links_agree() -> None:
    hosts = {site.host for site in SITES.sites}
    assert {name for name in links.STATE if name != "gov.vn"} <= hosts
    for host in hosts:
        assert links.classify_link(f"https://{host}").site is Site.STATE, host


def test_every_entry_says_where_it_was_read_and_when() -> None:
    read = [(site.source, site.checked_on) for site in SITES.sites]
    read += [(app.source, app.checked_on) for app in SITES.apps]
    for source, checked_on in read:
        assert source and date(2026, 1, 1) <= checked_on <= date(2026, 12, 31)
    assert all(app.publisher and app.says for app in SITES.apps)


@pytest.mark.parametrize(
    ("host", "like"),
    [
        ("baohiemxahoi.gox.vn", "baohiemxahoi.gov.vn"),
        ("chinhphu.vm", "chinhphu.vn"),
        ("www.dangcongsan.vm", "dangcongsan.vn"),
        ("dts.vn", ""),  # too short to be taken for dcs.vn
        ("muabannhadat.vn", ""),
        ("quochoi.vn", ""),
    ],
)
def test_a_name_that_is_nearly_a_listed_one(host: str, like: str) -> None:
    assert SITES.find_similar(host) == like


def test_a_site_is_called_by_its_name() -> None:
    assert SITES.find_name("lienthong.dichvucong.gov.vn") == "Cổng Dịch vụ công quốc gia"
    assert SITES.find_name("dichvucong.gov.vn.evil.example") == ""


def test_a_broken_file_is_refused_and_none_is_none(tmp_path: Path) -> None:
    assert load_official_sites(tmp_path) == NO_SITES
    (tmp_path / "official_sites.toml").write_text('[[site]]\nhost = "a.gov.vn"\n')
    with pytest.raises(DataError, match=r"official_sites\.toml"):
        load_official_sites(tmp_path)

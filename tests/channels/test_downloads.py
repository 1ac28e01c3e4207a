"""Files are fetched from the platform's own hosts, which lead nowhere into our own network."""

import pytest

from bot.channels.downloads import _is_public, check_host
from bot.core.errors import Rejected

HOSTS = ("zalo.me", "zdn.vn")


@pytest.mark.parametrize(
    "ref", ["https://a.zdn.vn/1.jpg", "http://zalo.me/x", "https://f1.photo.ZDN.vn:443/a?b=c"]
)
def test_the_platform_s_own_hosts(ref: str) -> None:
    check_host(ref, HOSTS)


@pytest.mark.parametrize(
    "ref",
    [
        "http://[::1%25.zalo.me]/",
        "http://[::1%.zalo.me]/",
        "http://[fe80::1%25a.zalo.me]:80/",
        "http://127.0.0.1%2f.zalo.me/",
        "http://evil.example\\.zalo.me/",
        "http://a@zalo.me/",
        "http://zalo.me@127.0.0.1/",
        "http://zalo.me.evil.example/",
        "http://evilzalo.me/",
        "http://.zalo.me/",
        "http://a..zalo.me/",
        "http://zalo.me./",
        "file://zalo.me/etc/passwd",
        "ftp://zalo.me/a",
        "//zalo.me/a",
        "zalo.me",
        "http://[",
        "",
    ],
)
def test_what_only_looks_like_them_is_refused(ref: str) -> None:
    with pytest.raises(Rejected):
        check_host(ref, HOSTS)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("::ffff:8.8.8.8", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.1.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),
        ("2002:7f00:1::1", False),
        ("2002:808:808::1", False),
        ("2001:0:a00:1::1", False),
        ("ff0e::1", False),
    ],
)
def test_an_address_within_an_address_is_what_it_stands_for(address: str, public: bool) -> None:
    assert _is_public(address) is public

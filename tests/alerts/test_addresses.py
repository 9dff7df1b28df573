"""Which URLs and addresses requests of ours may go to."""

from ipaddress import ip_address, ip_network

import pytest

from alerts.addresses import flaw_of, may_reach

INSIDE = (ip_network("10.20.0.0/16"), ip_network("fd12::/16"))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),  # noqa: S104
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2001:0:7f00:1::1", "4000::1"),
    ],
)
def test_refuses_what_is_not_public_however_it_is_wrapped(address: str) -> None:
    assert not may_reach(ip_address(address), ())


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]
)
def test_reaches_public_addresses(address: str) -> None:
    assert may_reach(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("10.20.3.4", True),
        ("::ffff:10.20.3.4", True),
        ("fd12::1", True),
        ("10.21.0.1", False),
        ("fd13::1", False),
        ("127.0.0.1", False),
    ],
)
def test_reaches_what_an_operator_allows_and_no_neighbour(address: str, *, may: bool) -> None:
    assert may_reach(ip_address(address), INSIDE) is may


def test_the_own_machine_may_be_allowed() -> None:
    assert may_reach(ip_address("::1"), (ip_network("::1/128"),))


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("https://alerts.example.com/hook?of=1", None),
        ("https://alerts.example.com:8443", None),
        ("https://接收.example.com/", None),
        ("https://1.1.1.1/", None),
        ("http://alerts.example.com/", "plain_http"),
        ("http://1.1.1.1/", "plain_http"),
        ("ftp://alerts.example.com/", "scheme"),
        ("file:///etc/passwd", "malformed"),
        ("https:///hook", "malformed"),
        ("alerts.example.com/hook", "malformed"),
        ("https://alerts.example.com:0/", "malformed"),
        ("https://alerts.example.com:65536/", "malformed"),
        ("https://alerts.example.com/\r\nx: y", "malformed"),
        ("https://alerts.example.com/" + "a" * 2048, "malformed"),
        ("https://\ud800.example.com/", "malformed"),
        ("https://user:word@alerts.example.com/", "userinfo"),
        ("https://alerts.example.com@127.0.0.1/", "userinfo"),
        ("https://127.0.0.1/", "refused_address"),
        ("https://2130706433/", "refused_address"),
        ("https://0x7f000001/", "refused_address"),
        ("https://0177.0.0.1/", "malformed"),
        ("https://127.1/", "refused_address"),
        ("https://[::ffff:127.0.0.1]/", "refused_address"),
        ("https://[fd00:ec2::254]/latest/meta-data", "refused_address"),
        ("https://169.254.169.254/latest/meta-data", "refused_address"),
    ],
)
def test_a_url_is_judged_by_its_text(url: str, flaw: str | None) -> None:
    assert flaw_of(url, ()) == flaw


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("http://10.20.0.1:9000/", None),
        ("http://desk.police.internal/", None),
        ("https://10.20.0.1/", None),
        ("https://1.1.1.1/", None),
        ("http://1.1.1.1/", "plain_http"),
        ("http://10.21.0.1/", "refused_address"),
    ],
)
def test_an_allowed_network_may_be_reached_and_without_tls(url: str, flaw: str | None) -> None:
    assert flaw_of(url, INSIDE) == flaw

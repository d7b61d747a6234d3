"""From where a request comes: nobody may say so for themselves."""

from __future__ import annotations

import pytest

from api.door.addresses import BY_DEFAULT, client_address, proxies

OURS = proxies(f"{BY_DEFAULT}, 10.0.0.0/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.8, 10.0.0.7", "10.0.0.8"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", ",,", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("", "", ""),
        ("::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("::ffff:10.0.0.7", "198.51.100.1", "198.51.100.1"),
        ("nonsense", "198.51.100.1", "nonsense"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, OURS) == address


def test_everybody_is_believed_only_where_that_was_said() -> None:
    assert client_address("203.0.113.9", "198.51.100.1", proxies("*")) == "198.51.100.1"
    assert client_address("127.0.0.1", "198.51.100.1", proxies("")) == "127.0.0.1"
    assert client_address("203.0.113.9", "198.51.100.1", proxies("proxy")) == "203.0.113.9"

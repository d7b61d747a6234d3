"""The master key: made once, read by its owner only, and the root of apart secrets."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from marshrut.ledger.master_key import (
    MasterKeyError,
    create_master_key,
    derive,
    load_master_key,
)

KEY = bytes(range(32))
# RFC 5869 by two HMACs: no salt, info "marshrut blind index", the first block.
HKDF_BY_HAND = "5e6b995910dfb89f0eee29a080b72ef0a25395e1dfa3740a973e98596d088ec1"


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "master.key"
    path.write_text(text, encoding="ascii")
    path.chmod(mode)
    return path


def test_a_made_key_is_read_back_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = create_master_key(path)
    assert len(key) == 32
    assert load_master_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = create_master_key(path)
    with pytest.raises(FileExistsError):
        create_master_key(path)
    assert load_master_key(path) == key


@pytest.mark.parametrize("text", [KEY.hex(), base64.b64encode(KEY).decode()])
def test_hex_and_base64_are_read(tmp_path: Path, text: str) -> None:
    assert load_master_key(key_file(tmp_path, f"{text}\n")) == KEY


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32, base64.b64encode(KEY[:31]).decode()])
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MasterKeyError, match="must hold 32 bytes"):
        load_master_key(key_file(tmp_path, text))


def test_binary_is_refused_in_one_line(tmp_path: Path) -> None:
    path = key_file(tmp_path, "")
    path.write_bytes(b"\xff" * 32)
    with pytest.raises(MasterKeyError, match="cannot be read"):
        load_master_key(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(MasterKeyError, match="chmod 600"):
        load_master_key(key_file(tmp_path, KEY.hex(), mode))


def test_a_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="make one with") as caught:
        load_master_key(tmp_path / "none.key")
    assert "\n" not in str(caught.value)


def test_purposes_have_apart_and_permanent_secrets() -> None:
    assert derive(KEY, purpose="blind index").hex() == HKDF_BY_HAND
    assert derive(KEY, purpose="blind index") != derive(KEY, purpose="case keys")
    assert derive(KEY, purpose="blind index") != derive(KEY[::-1], purpose="blind index")


def test_a_short_master_key_is_refused() -> None:
    with pytest.raises(MasterKeyError, match="32 bytes"):
        derive(KEY[:16], purpose="blind index")

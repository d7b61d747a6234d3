"""Which tokens are believed: none that the issuer did not sign, for us, for now."""

from __future__ import annotations

import hmac
import json
import string
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from api.oidc.configured import OidcSettings
from api.oidc.key_set import key_set
from api.oidc.verifying import LEEWAY, LONGEST_TOKEN, TokenUnfit, claims_of, header_of
from tests.support.issuer import AUDIENCE, claims_for, curve, edwards, part, public, rsa, signed

NOW = 1_790_000_000
ISSUER = "https://id.example/realms/marshrut"
SETTINGS = OidcSettings(issuer=ISSUER, audience=AUDIENCE)
KEYS = key_set(public(rsa(1), curve(), edwards()))


def believed(token: str, *, now: int = NOW) -> dict[str, Any]:
    """The claims of the token, by the keys of the issuer."""
    header = header_of(token)
    fitting = [key for key in KEYS.get(header.kid, ()) if key.signs_by(header.algorithm)]
    if not fitting:
        raise TokenUnfit("unknown key")
    return claims_of(token, header.algorithm, fitting[0], SETTINGS, now=now)


def claims(**others: Any) -> dict[str, Any]:
    return claims_for(ISSUER, now=NOW, **others)


def refused(token: str, *, now: int = NOW) -> str:
    """Why the token is not believed."""
    with pytest.raises(TokenUnfit) as caught:
        believed(token, now=now)
    return str(caught.value)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(rsa(1), "RS256"), (rsa(1), "RS512"), (rsa(1), "PS256"), (curve(), "ES256")],
)
def test_a_good_token_is_believed(key: Any, algorithm: str) -> None:
    assert believed(signed(claims(), key, alg=algorithm)) == claims()


@pytest.mark.parametrize("algorithm", ["EdDSA", "Ed25519"])
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_edwards_curves_under_both_their_names(algorithm: str) -> None:
    registry = jws.JWSRegistry(algorithms=[algorithm])
    header = {"alg": algorithm, "kid": "ed"}
    raw = json.dumps(claims()).encode()
    token = jws.serialize_compact(header, raw, edwards(), registry=registry)
    assert believed(token)["sub"] == claims()["sub"]


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "application/at+jwt", "AT+JWT", None])
def test_types_of_access_tokens(kind: str | None) -> None:
    assert believed(signed(claims(), rsa(1), typ=kind))


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", "", 5, ["JWT"]])
def test_other_types_are_refused(kind: Any) -> None:
    header = part({"alg": "RS256", "kid": "rsa-1", "typ": kind})
    assert refused(f"{header}.{part(claims())}.AA") == "type"


def test_no_algorithm_is_none() -> None:
    for name in ("none", "None", "NONE", "nOnE", ""):
        header = part({"alg": name, "kid": "rsa-1"})
        assert refused(f"{header}.{part(claims())}.AA") == "algorithm"
        assert refused(f"{header}.{part(claims())}.") == "malformed"


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    for secret in (rsa(1).as_pem(private=False), json.dumps(rsa(1).as_dict()).encode(), b"x" * 32):
        for algorithm, digest in (("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")):
            said = f"{part({'alg': algorithm, 'kid': 'rsa-1'})}.{part(claims())}"
            signature = hmac.digest(secret, said.encode(), digest)
            assert refused(f"{said}.{part(signature)}") == "algorithm"


def test_an_algorithm_of_another_kind_of_key_is_refused() -> None:
    token = signed(claims(), rsa(1))
    body = token.partition(".")[2]
    for algorithm, kid in (("ES256", "rsa-1"), ("RS256", "ec"), ("EdDSA", "ec"), ("RS256", "ed")):
        header = part({"alg": algorithm, "kid": kid})
        assert refused(f"{header}.{body}") == "unknown key"


def test_another_key_under_the_same_id_is_refused() -> None:
    assert refused(signed(claims(), rsa(2), kid="rsa-1")) == "signature"


def test_whatever_is_changed_is_refused() -> None:
    header, payload, signature = signed(claims(), rsa(1)).split(".")
    for changed in (
        f"{header}.{part(claims(marshrut_role='ADMIN'))}.{signature}",
        f"{part({'alg': 'RS256', 'kid': 'rsa-1', 'x': 1})}.{payload}.{signature}",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"{header}.{payload}.{signature[:40]}",
        f"{header}.{payload[: len(payload) // 4 * 4 - 4]}.{signature}",
    ):
        assert refused(changed) == "signature"


@pytest.mark.parametrize(("key", "algorithm"), [(rsa(1), "RS256"), (curve(), "ES256")])
def test_no_token_with_one_letter_changed_is_believed(key: Any, algorithm: str) -> None:
    token = signed(claims(), key, alg=algorithm)
    letters = string.ascii_letters + string.digits + "-_."
    changed = 0
    for place, letter in enumerate(token):
        others = letters if place >= len(token) - 2 else letters[place % len(letters)]
        for other in set(others) - {letter}:
            refused(token[:place] + other + token[place + 1 :])
            changed += 1
    assert changed > len(token)


@pytest.mark.parametrize(
    ("others", "when"),
    [
        ({"exp": NOW - LEEWAY}, NOW),
        ({"exp": None}, NOW),
        ({"exp": str(NOW + 300)}, NOW),
        ({"exp": True}, NOW),
        ({"exp": NOW + 300}, NOW + 300 + LEEWAY),
        ({"nbf": NOW + LEEWAY + 1}, NOW),
        ({"nbf": "soon"}, NOW),
        ({"iat": NOW + LEEWAY + 1}, NOW),
        ({"iat": None}, NOW),
        ({"iss": "https://id.example/realms/marshrut/"}, NOW),
        ({"iss": "https://id.example/realms/other"}, NOW),
        ({"iss": [ISSUER]}, NOW),
        ({"iss": None}, NOW),
        ({"aud": "account"}, NOW),
        ({"aud": ["marshrut-api2", "marshrut"]}, NOW),
        ({"aud": []}, NOW),
        ({"aud": None}, NOW),
        ({"aud": {"marshrut-api": 1}}, NOW),
        ({"sub": None}, NOW),
        ({"sub": ""}, NOW),
        ({"sub": 5}, NOW),
    ],
)
def test_claims_of_another_issuer_audience_or_time_are_refused(
    others: dict[str, Any], when: int
) -> None:
    assert refused(signed(claims(**others), rsa(1)), now=when).startswith("claims")


@pytest.mark.parametrize("subject", ["a b", "x" * 151, "a\nb", "Анна"])
def test_a_subject_that_no_log_should_hold_is_refused(subject: str) -> None:
    assert refused(signed(claims(sub=subject), rsa(1))) == "subject"


def test_clocks_may_differ_a_little() -> None:
    assert believed(signed(claims(exp=NOW - LEEWAY + 1), rsa(1)))
    assert believed(signed(claims(nbf=NOW + LEEWAY, iat=NOW + LEEWAY), rsa(1)))


@pytest.mark.parametrize("others", [{"typ": "ID"}, {"typ": "Refresh"}, {"cnf": {"jkt": "x"}}])
def test_tokens_of_another_use_are_refused(others: dict[str, Any]) -> None:
    assert refused(signed(claims(**others), rsa(1))) == "kind"


def test_claims_told_twice_are_refused() -> None:
    raw = json.dumps(claims()).encode()
    twice = raw[:-1] + b', "marshrut_role": "ADMIN"}'
    assert refused(signed(twice, rsa(1))) == "malformed"
    header = b'{"alg": "none", "alg": "RS256", "kid": "rsa-1"}'
    assert refused(f"{part(header)}.{part(raw)}.AA") == "malformed"


@pytest.mark.parametrize(
    "raw", [b"[]", b"5", b"", b"\xff", b"[" * 4_000, b'{"exp": NaN}', b'{"a": 1e999}']
)
def test_a_payload_that_is_no_object_is_refused(raw: bytes) -> None:
    assert refused(signed(raw, rsa(1))) == "malformed"
    assert refused(f"{part(raw or b'x')}.{part(b'{}')}.AA") == "malformed"


@pytest.mark.parametrize(
    "kid",
    [None, "", 5, ["rsa-1"], {"kid": "rsa-1"}, "x" * 257],
)
def test_a_key_id_out_of_shape_is_refused(kid: Any) -> None:
    header = part({"alg": "RS256", **({} if kid is None else {"kid": kid})})
    assert refused(f"{header}.{part(claims())}.AA") == "kid"


@pytest.mark.parametrize(
    "kid",
    ["../../../dev/null", "/etc/passwd", "rsa-1' OR '1'='1", "http://a.example/k", "RSA-1", "\0"],
)
def test_a_key_id_is_looked_up_and_nothing_else(kid: str) -> None:
    assert refused(signed(claims(), rsa(2), kid=kid)) in {"unknown key", "malformed"}


def test_keys_in_the_token_or_at_its_addresses_are_never_looked_at() -> None:
    evil = rsa(2).as_dict(private=False)
    strange = {
        "jwk": evil,
        "jku": "https://evil.example/keys",
        "x5u": "https://evil.example/cert",
        "x5c": ["AAAA"],
    }
    assert refused(signed(claims(), rsa(2), kid="rsa-1", **strange)) == "signature"
    assert believed(signed(claims(), rsa(1), **strange)) == claims()


@pytest.mark.parametrize("name", ["crit", "b64", "zip", "enc"])
def test_what_must_be_understood_and_is_not_is_refused(name: str) -> None:
    header = {"alg": "RS256", "kid": "rsa-1", name: ["exp"] if name == "crit" else False}
    assert refused(f"{part(header)}.{part(claims())}.AA") == "critical header"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "a b.c.d",
        "a.b.c\n",
        "я.b.c",
        "a=.b.c",
        "\ud800",
    ],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refused(token) == "malformed"


def test_a_token_too_long_is_not_read() -> None:
    assert refused(signed(claims(x="x" * LONGEST_TOKEN), rsa(1))) == "malformed"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_only_public_keys_for_signatures_of_a_good_size_are_taken() -> None:
    small = RSAKey.generate_key(1024, auto_kid=False, parameters={"kid": "small"})
    told = public(rsa(1))["keys"][0]
    members = [
        {"kty": "oct", "k": "AAAA", "kid": "secret"},
        {**told, "kid": "enc", "use": "enc"},
        {**told, "kid": "ops", "key_ops": ["sign"]},
        {**told, "kid": 5},
        {**told, "kid": None},
        {**told, "kid": "n", "n": 5},
        {**told, "kid": "no n", "n": None},
        {"kty": "EC", "kid": "point", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
        {"kty": "EC", "kid": "curve", "crv": "secp192", "x": "AAAA", "y": "AAAA"},
        {"kty": "OKP", "kid": "okp", "crv": "Ed25519"},
        {"kty": ["RSA"], "kid": "list"},
        {**told, "kid": "ops5", "key_ops": 5},
        "RSA",
        None,
        {**told, "kid": "one", "alg": "RS512"},
    ]
    found = key_set({"keys": [*members, *public(small)["keys"]]})
    assert [*found] == ["one"]
    assert found["one"][0].signs_by("RS512")
    assert not found["one"][0].signs_by("RS256")

"""What a fuzzer puts where something else is due."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import quote

from tests.support.hostile import NO_DAY, NO_UUID
from tests.support.http import SCHOOL
from tests.support.table_rows import SOMETHING

CODES = (
    *("FULL_TIME", "PART_TIME", "INFORMAL", "NO_DEMAND", "DECEASED", "EMPLOYED_LABOUR_CONTRACT"),
    *("ORPHAN", "OVZ", "DISABLED", "NO_DATA", "MINOR", "ACADEMIC_LEAVE", "EXPELLED", "TRANSFERRED"),
    *("JOB_SELECTION", "INTERVIEW", "OFFER", "F_EMPLOYED", "OTHER", "EMPLOYER", "ORAL", "FIXED"),
    *("15.02.16", "09.02.07", "70", "67", "RU", "M", "F", "A", "C", "R01", "R34", "7001000013"),
    *(SCHOOL, "TAT", "SMOL-1", "PERSONAL_DATA", "TARGETED", "DUAL", "PLANNED", "DONE", "true"),
)
DAYS = (
    *("2025-09-01", "2025-06-30", "2024-02-29", "2025-12-31", "2026-01-01", "1900-01-01"),
    *("2200-12-31", "2026-11-29", "2005-03-14", "2025-08-01"),
)
TEXTS = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff\ud800",
        "\u202e",
        "\ufeff",
        "\x7f",
        "\x85",
        "\u2028",
    ),
    *(
        "=1+1",
        "'--",
        "%",
        "%s%n",
        "{0.__class__}",
        "{{7*7}}",
        "${7*7}",
        "../../etc/passwd",
        "..\\x",
    ),
    *("<script>", "NaN", "Infinity", "-0", "1e999", "0x10", "1_000", "٣", "１", "Ⅷ", "ß", "İ", "ﬃ"),
    *("Иван", "Ё" * 300, "и\u0306" * 500, "\u0301" * 1_000, "ﷺ" * 300, "a" * 65, "x" * 1_001),
    *(
        "x" * 70_000,
        "(" * 70_000,
        "\u0301\u0316" * 35_000,
        "a-" * 30_000,
        " " * 70_000,
        "9" * 5_000,
        "1" * 17,
        "-" * 5_000,
        ",".join(["A"] * 500),
    ),
    *("\n", "a\r\nb", "a,b;c", ",,,", "[]", "{}", "null", "None", "undefined", "%00", "%2e%2e"),
)
NUMBERS = (
    *(0, -1, 1, 2, 7, 100, 1_000, 100_000, 2**31, 2**53, -(2**53), 2**63, 10**20, 1.5, -0.0, 1e15),
    *(1e-300, 2025, 20255),
)
SMALL = (None, True, False, [], {}, [[]], [{}], [None], {"": ""}, {"x": {"x": []}})


def hostile_text(random: Random) -> str:
    """Some text, most often one that means trouble."""
    pick = random.randrange(6)
    if pick == 0:
        return random.choice(CODES)
    if pick == 1:
        return random.choice((*DAYS, *NO_DAY))
    if pick == 2:
        return random.choice((*NO_UUID, SOMETHING))
    if pick == 3:
        return "".join(chr(random.randrange(0x500)) for _ in range(random.randrange(12)))
    return random.choice(TEXTS)


def hostile_value(random: Random, depth: int = 0) -> Any:
    """Some JSON, of whatever kind."""
    pick = random.randrange(8)
    if pick < 3:
        return hostile_text(random)
    if pick < 5:
        return random.choice(NUMBERS)
    if pick == 5 or depth > 3:
        return random.choice(SMALL)
    inner = [hostile_value(random, depth + 1) for _ in range(random.randrange(4))]
    return inner if pick == 6 else {hostile_text(random): value for value in inner}


def escaped(random: Random, text: str) -> str:
    """The text in an address, escaped as it should be, too much or wrongly."""
    raw = text.encode("utf-8", "surrogatepass")[:6_000]
    match random.randrange(8):
        case 0:
            return "".join(f"%{byte:02x}" for byte in raw[:2_000])
        case 1:
            return quote(raw, safe="!$'()*,-./:;@_~=+")
        case 2:
            return quote(raw) + random.choice(("%", "%4", "%zz", "%ff", "%C0%AF", "%ED%A0%80"))
        case 3:
            return quote(text.encode("cp1251", "replace"))
        case _:
            return quote(raw, safe="")

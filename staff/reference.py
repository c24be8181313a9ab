"""The county's own reference of a request: what the audit log may hold instead of a reason."""

import re

_REFERENCE = re.compile(r"[A-Za-z]{1,8}[-/ ]?[0-9]{1,8}(?:[-/ ][0-9]{1,8})?")


def reference_of(typed: str) -> str:
    """`SAR-2026-014`; empty where it is none. Letters and digits only: never a name or a number
    to ring, since the audit log keeps it for years."""
    plain = " ".join(typed.split())
    if not _REFERENCE.fullmatch(plain) or sum(sign.isdigit() for sign in plain) > 9:
        return ""
    return plain.replace(" ", "-").replace("/", "-")

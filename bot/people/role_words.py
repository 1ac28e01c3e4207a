"""The role that an office's words mean: «Tổ phó», «Trưởng thôn - Tổ trưởng», «Bí thư Chi đoàn»."""

import re

from bot import texts
from bot.people.models import RoleKind
from bot.vietnamese.letters import normalize_for_match

ROLES = {
    normalize_for_match(word): kind for kind in RoleKind for word in (kind, *texts.ROLE_WORDS[kind])
}
_SEPARATOR = re.compile(rf"\s*(?:[-–,;/()+\n]|\b(?:{texts.WORDS_ALSO})\b)\s*", re.IGNORECASE)
# Who leads a team leads it whatever else they do; a title of the commune counts before the team's.
_ORDER = (
    RoleKind.APPROVER, RoleKind.OFFICER, RoleKind.COMMITTEE, RoleKind.LEADER, RoleKind.MEMBER,
)  # fmt: skip


def find_role(written: str) -> RoleKind | None:
    """Return the role of a cell, or None. Of several («Trưởng thôn - Tổ trưởng»), the widest."""
    if kind := ROLES.get(normalize_for_match(written)):
        return kind
    parts = [normalize_for_match(part) for part in _SEPARATOR.split(written)]
    kinds = {ROLES[part] for part in parts if part in ROLES}
    if not kinds:
        # «Tổ trưởng Tổ CNSCĐ», «Thành viên tổ»: the title stands first.
        kinds = {
            kind
            for part in parts
            for word, kind in ROLES.items()
            if " " in word and part.startswith(f"{word} ")
        }
    return next((kind for kind in _ORDER if kind in kinds), None)

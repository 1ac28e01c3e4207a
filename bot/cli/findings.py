"""One line of the check: a subject, whether it is well, and the next thing to do when it is not."""

from dataclasses import dataclass

from bot import texts
from bot.core.accounts import AccountKind, find_kind, name_account


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `next` is a command or a click."""

    subject: str
    ok: bool
    message: str
    next: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the dict printed by `bot service check --json`."""
        return {
            "subject": self.subject,
            "name": self.name,
            "ok": self.ok,
            "words": self.message,
            "next": "" if self.ok else self.next,
        }

    def as_line(self) -> str:
        """Return the line printed by `bot service check`."""
        verdict, words = ("ok", self.message) if self.ok else (texts.DOCTOR_FAULT, self._advice())
        return f"{verdict:5}  {self.name}: {words}"

    @property
    def name(self) -> str:
        """The subject in Vietnamese; a place of the knowledge and an account keep their names."""
        first, _, place = self.subject.partition(" ")
        if first == "knowledge" and place:
            return f"{texts.DOCTOR_NAMES[first]} {place}"
        if find_kind(first) in list(AccountKind):
            parts = (name_account(first), texts.DOCTOR_ACCOUNT_PARTS.get(place, ""))
            return ", ".join(filter(None, parts))
        return texts.DOCTOR_NAMES[self.subject]

    def _advice(self) -> str:
        if not self.next:
            return self.message
        return texts.DOCTOR_NEXT.format(words=self.message.rstrip("."), next=self.next)

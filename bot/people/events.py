"""What happened to roles, imports, links and linked chats. Every event leaves an audit entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot import texts
from bot.people.actor import Actor
from bot.people.models import RoleKind


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """Something was done to a person's place in the team; the base of the events below."""

    action: ClassVar[str]

    person_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The person, as the audit names them: never by name, which can be erased."""
        return f"person:{self.person_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class RoleChanged(PersonEvent):
    """A person got a role in a unit, or the skills of one they have were changed."""

    unit_code: str
    kind: RoleKind
    is_new: bool

    @property
    def action(self) -> str:  # type: ignore[override]
        """The deed, as "role.give"."""
        return "role.give" if self.is_new else "role.update"

    @property
    def note(self) -> str:
        """The role and its unit."""
        return f"{texts.ROLE_WORDS[self.kind][0]}, {self.unit_code}"


@dataclass(frozen=True, slots=True)
class PersonCorrected(PersonEvent):
    """The name or the phone of a person with a role was corrected."""

    action: ClassVar[str] = "person.correct"

    fields: tuple[str, ...]

    @property
    def note(self) -> str:
        """What was corrected; never the values, which can be erased."""
        return ", ".join(texts.LIST_PERSON_FIELDS[field] for field in self.fields)


@dataclass(frozen=True, slots=True)
class LinkCodeIssued(PersonEvent):
    """A code was made that ties a chat to the person."""

    action: ClassVar[str] = "link.code"


@dataclass(frozen=True, slots=True)
class PersonUnlinked(PersonEvent):
    """All chats of the person were untied from them."""

    action: ClassVar[str] = "link.end"

    chats: int

    @property
    def note(self) -> str:
        """How many chats there were."""
        return texts.UNLINKED.format(count=self.chats)


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """Something was done to a chat; the base of the events below."""

    action: ClassVar[str]

    contact_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The chat."""
        return f"contact:{self.contact_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class ChatLinked(ChatEvent):
    """A chat was linked to a person with a role; `name` is what the platform calls it."""

    action: ClassVar[str] = "chat.link"

    name: str


@dataclass(frozen=True, slots=True)
class LinkUndone(ChatEvent):
    """An older chat of the same person unlinked a newer one."""

    action: ClassVar[str] = "chat.undo"


@dataclass(frozen=True, slots=True)
class SheetImported:
    """A list of units, team members, classes or households was imported."""

    action: ClassVar[str] = "sheet.import"

    sheet: str  # units, team, classes, households
    file: str
    counts: Mapping[str, int]
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The kind of sheet."""
        return f"sheet:{self.sheet}"

    @property
    def note(self) -> str:
        """The file and its counts."""
        return f"{self.file}: {texts.IMPORT_SUMMARY.format(**self.counts)}"


@dataclass(frozen=True, slots=True)
class ImportTakenBack:
    """An import was taken back, as far as nothing had touched its rows since."""

    action: ClassVar[str] = "sheet.undo"

    record_id: int
    sheet: str
    file: str
    taken: int
    kept: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The kind of sheet."""
        return f"sheet:{self.sheet}"

    @property
    def note(self) -> str:
        """The file, and how many rows went back."""
        return f"{self.file}: {texts.UNDO_DONE.format(taken=self.taken, kept=self.kept)}"


@dataclass(frozen=True, slots=True)
class SignInLinkIssued:
    """A one-time link to the console was made, for a person or (None) the operator."""

    action: ClassVar[str] = "console.link"

    person_id: int | None
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """For whom."""
        return f"person:{self.person_id}" if self.person_id else "console:operator"

    @property
    def note(self) -> str:
        """Nothing beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class ConsoleSignedIn(SignInLinkIssued):
    """Somebody signed in to the console."""

    action: ClassVar[str] = "console.enter"


@dataclass(frozen=True, slots=True)
class SignInCodeMade:
    """A code was made that confirms a session; it is stored nowhere else in clear."""

    session_id: int
    person_id: int
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactStarted:
    """Somebody wrote for the first time."""

    contact_id: int
    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VillageSet:
    """The village of a contact became known."""

    contact_id: int
    unit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RoleEnded(PersonEvent):
    """A role of a person was taken away."""

    action: ClassVar[str] = "role.end"

    unit_code: str
    kind: RoleKind

    @property
    def note(self) -> str:
        """The role and its unit."""
        return f"{texts.ROLE_WORDS[self.kind][0]}, {self.unit_code}"


@dataclass(frozen=True, slots=True)
class InspectionLinkIssued(PersonEvent):
    """A link was made with which an inspection team may look at the figures."""

    action: ClassVar[str] = "inspection.link"

    until: datetime

    @property
    def note(self) -> str:
        """Until when, as ISO 8601."""
        return self.until.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class InspectionLinkEnded(PersonEvent):
    """Such a link was ended, by an officer or by its time."""

    action: ClassVar[str] = "inspection.end"


@dataclass(frozen=True, slots=True)
class MemberEnded(PersonEvent):
    """A person's work in the actor's scope was ended."""

    action: ClassVar[str] = "person.end"


@dataclass(frozen=True, slots=True)
class MembersMerged(PersonEvent):
    """Another entry of the same person was joined with this one."""

    action: ClassVar[str] = "person.merge"

    other_id: int

    @property
    def note(self) -> str:
        """Which entry, by its number."""
        return str(self.other_id)


@dataclass(frozen=True, slots=True)
class MembersParted(PersonEvent):
    """A merge of two entries was undone."""

    action: ClassVar[str] = "person.split"

    other_id: int

    @property
    def note(self) -> str:
        """Which entry is there again, by its number."""
        return str(self.other_id)


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """Something was done to a unit; the base of the events below."""

    action: ClassVar[str]

    unit_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The unit."""
        return f"unit:{self.unit_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class CommuneFounded(UnitEvent):
    """The first step of setting up was done: a commune was created."""

    action: ClassVar[str] = "unit.found"


@dataclass(frozen=True, slots=True)
class VillageCounted(UnitEvent):
    """A village's numbers of households and people were set."""

    action: ClassVar[str] = "unit.count"

    households: int | None
    persons: int | None

    @property
    def note(self) -> str:
        """The numbers."""
        return f"{self.households or '–'} / {self.persons or '–'}"


@dataclass(frozen=True, slots=True)
class PosterPrinted(UnitEvent):
    """The poster of a unit was printed."""

    action: ClassVar[str] = "poster.print"


@dataclass(frozen=True, slots=True)
class UnitSettingChanged(UnitEvent):
    """A setting of a unit was changed; without `after` it has the value above it again."""

    name: str
    before: str
    after: str

    @property
    def action(self) -> str:  # type: ignore[override]
        """The deed, as "setting.set"."""
        return "setting.set" if self.after else "setting.reset"

    @property
    def note(self) -> str:
        """The setting, its value before and after."""
        label = texts.UNIT_SETTING_LABELS[self.name]
        return texts.UNIT_SETTING_NOTE.format(
            label=label,
            before=self.before or texts.UNIT_SETTING_DEFAULT,
            after=self.after or texts.UNIT_SETTING_DEFAULT,
        )

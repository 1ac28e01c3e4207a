"""The person's side of PretendTelegram: the updates their words and taps become."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any

Json = dict[str, Any]


class People:
    """Makes updates as the Bot API does and hands each to `deliver`."""

    def __init__(self, deliver: Callable[[Json], None]) -> None:
        self._deliver = deliver
        self._names: dict[int, str] = {}
        self._messages: dict[int, list[Json]] = {}
        self._update_ids = count(500_000_001)
        self._message_ids = count(1)
        self._query_ids = count(7_000_000_000_000_000_001)
        self._file_ids = count(1)
        self.blocked: set[int] = set()
        self.queries: set[str] = set()  # presses that wait for their answer
        self.files: dict[str, tuple[str, bytes]] = {}  # file id → its kind and content

    # What people do

    def know(self, chat: int, name: str = "Bà Tư") -> None:
        """Someone who pressed Start before: from now on the bot may write to them."""
        self._names.setdefault(chat, name)

    def say(self, chat: int, text: str, **fields: Any) -> Json:
        """They write; the update it becomes. `fields` are added to the message."""
        return self.give(chat, text=text, **fields)

    def give(self, chat: int, **fields: Any) -> Json:
        """They send a message with these fields."""
        message = self.message(chat, self.person(chat), **fields)
        return self.update("message", message)

    def photo(self, chat: int, caption: str = "", content: bytes = b"\xff\xd8 a photo") -> Json:
        """They send a photo, which Telegram keeps in two sizes."""
        sizes = [
            {**self.keep("photo", content), "width": width, "height": width} for width in (90, 1280)
        ]
        return self.give(chat, photo=sizes, **({"caption": caption} if caption else {}))

    def voice(self, chat: int, content: bytes = b"OggS a voice") -> Json:
        """They send a voice note."""
        voice = {**self.keep("voice", content), "duration": 3, "mime_type": "audio/ogg"}
        return self.give(chat, voice=voice)

    def place(self, chat: int, latitude: float, longitude: float) -> Json:
        """They send where they are."""
        return self.give(chat, location={"latitude": latitude, "longitude": longitude})

    def edit(self, chat: int, message_id: int, text: str) -> Json:
        """They change what they wrote."""
        message = self.message(chat, self.person(chat), text=text, edit_date=_now())
        return self.update("edited_message", {**message, "message_id": message_id})

    def tap(self, chat: int, value: str) -> Json:
        """They press the newest button with this value; LookupError when there is none."""
        query_id = str(next(self._query_ids))
        self.queries.add(query_id)
        query = {
            "id": query_id,
            "from": self.person(chat),
            "message": self._with_button(chat, value),
            "chat_instance": "-3000000000000000001",
            "data": value,
        }
        return self.update("callback_query", query)

    def react(self, chat: int, message_id: int, *emoji: str, before: tuple[str, ...] = ()) -> Json:
        """They put these emoji on a message in place of those `before`; none takes them back."""
        sets = {
            name: [{"type": "emoji", "emoji": one} for one in given]
            for name, given in (("old_reaction", before), ("new_reaction", emoji))
        }
        chat_of = {"id": chat, "first_name": self.person(chat)["first_name"], "type": "private"}
        whose = {"chat": chat_of, "message_id": message_id, "user": self.person(chat)}
        return self.update("message_reaction", {**whose, "date": _now(), **sets})

    def block(self, chat: int) -> Json:
        """They block the bot."""
        self.blocked.add(chat)
        return self._membership(chat, "member", "kicked")

    def unblock(self, chat: int) -> Json:
        """They let the bot in again."""
        self.blocked.discard(chat)
        return self._membership(chat, "kicked", "member")

    def repeat(self, update: Json, times: int = 1) -> None:
        """Telegram delivers an update again, as it does when it saw no confirmation."""
        for _ in range(times):
            self._deliver(update)

    # What they become

    def knows(self, chat: int) -> bool:
        """Whether this person ever started the bot."""
        return chat in self._names

    def person(self, chat: int) -> Json:
        """The `User`; in a private chat it has the chat's number."""
        self.know(chat)
        first, _, last = self._names[chat].partition(" ")
        name = {"first_name": first, **({"last_name": last} if last else {})}
        return {"id": chat, "is_bot": False, **name, "language_code": "vi"}

    def message(self, chat: int, sender: Json, **fields: Any) -> Json:
        """A `Message` in a private chat, remembered for later presses."""
        person = {key: self.person(chat).get(key) for key in ("first_name", "last_name")}
        message = {
            "message_id": next(self._message_ids),
            "from": sender,
            "chat": {"id": chat, **{k: v for k, v in person.items() if v}, "type": "private"},
            "date": _now(),
            **fields,
        }
        self._messages.setdefault(chat, []).append(message)
        return message

    def update(self, kind: str, value: Json) -> Json:
        """An `Update`, on its way."""
        update = {"update_id": next(self._update_ids), kind: value}
        self._deliver(update)
        return update

    def keep(self, kind: str, content: bytes) -> Json:
        """The file part of a message; the content can be fetched."""
        number = next(self._file_ids)
        file_id = f"AgACAgUAAxkBAAI{number:08d}"
        self.files[file_id] = (kind, content)
        unique = f"AQAD{number:08d}"
        return {"file_id": file_id, "file_unique_id": unique, "file_size": len(content)}

    def _with_button(self, chat: int, value: str) -> Json:
        for message in reversed(self._messages.get(chat, [])):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            if any(button.get("callback_data") == value for row in rows for button in row):
                return message
        raise LookupError(f"{chat} sees no button {value!r}")

    def _membership(self, chat: int, before: str, after: str) -> Json:
        bot = {"id": 12345, "is_bot": True, "first_name": "Tổ Số", "username": "to_so_bot"}
        person = self.person(chat)
        change = {
            "chat": {"id": chat, "first_name": person["first_name"], "type": "private"},
            "from": person,
            "date": _now(),
            "old_chat_member": {"user": bot, "status": before},
            "new_chat_member": {"user": bot, "status": after, "until_date": 0},
        }
        return self.update("my_chat_member", change)


def _now() -> int:
    return int(time.time())

"""The bot's side of PretendTelegram: the methods of the Bot API, without a network."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.pretend import telegram_rules as policy
from tests.pretend.telegram_people import People
from tests.pretend.telegram_rules import ApiError, Json, Limits


class Sent(NamedTuple):
    """A message the bot sent: buttons as (label, value or address), row after row."""

    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class BotApi(People):
    """What the bot asked for and what came of it."""

    def __init__(
        self, deliver: Callable[[Json], None], *, token: str, limits: Limits | None
    ) -> None:
        super().__init__(deliver)
        self.token = token
        self.limits = limits
        self.queries_too_old = False  # answerCallbackQuery is refused
        self.sent: list[Sent] = []
        self.messages: list[Json] = []  # the same messages, as the Bot API returns them
        self.answered: list[str] = []  # presses whose button stopped spinning
        self.commands: list[Json] = []
        self.webhook: Json = {}
        self.updates: list[Json] = []  # not confirmed yet
        self._methods: dict[str, Callable[[Json], Any]] = {
            "getme": self._get_me,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
            "setmycommands": self._set_my_commands,
            "answercallbackquery": self._answer_callback_query,
            "sendmessage": self._send_message,
            "editmessagetext": self._edit_message_text,
            "deletemessage": self._delete_message,
            "sendlocation": self._send_location,
            "sendcontact": self._send_contact,
            "sendchataction": self._send_chat_action,
            "getfile": self._get_file,
            **{method: self._send_media(method) for method in policy.MEDIA},
        }

    def call(self, method: str, arguments: Json) -> Any:
        """The result of one method (in lower case), or ApiError."""
        if method not in self._methods:
            raise ApiError(404, "Not Found: method not found")
        return self._methods[method](arguments)

    def on_webhook(self) -> None:
        """Called when the bot named an address for its updates."""

    def waiting(self) -> int:
        """How many updates are not confirmed."""
        return len(self.updates)

    def _get_me(self, _: Json) -> Json:
        names = {"first_name": "Tổ Số", "username": "to_so_bot"}
        return {"id": int(self.token.partition(":")[0]), "is_bot": True, **names}

    def _set_webhook(self, arguments: Json) -> bool:
        url = str(arguments.get("url", ""))
        if not url:
            return self._delete_webhook(arguments)
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ApiError(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        self.webhook = {
            "url": url,
            "secret_token": str(arguments.get("secret_token", "")),
            "allowed_updates": policy.structured(arguments.get("allowed_updates")) or [],
            "max_connections": int(arguments.get("max_connections", 40)),
        }
        self.on_webhook()
        return True

    def _delete_webhook(self, _: Json) -> bool:
        self.webhook = {}
        return True

    def _get_webhook_info(self, _: Json) -> Json:
        shown = {key: value for key, value in self.webhook.items() if key != "secret_token"}
        standard = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": self.waiting(),
        }
        return {**standard, **shown}

    def _set_my_commands(self, arguments: Json) -> bool:
        self.commands = list(policy.structured(arguments.get("commands")) or [])
        return True

    def _answer_callback_query(self, arguments: Json) -> bool:
        query = str(arguments.get("callback_query_id", ""))
        if self.queries_too_old or query not in self.queries:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.queries.discard(query)
        self.answered.append(query)
        return True

    def _send_message(self, arguments: Json) -> Json:
        chat = self._chat(arguments)
        return self._send(chat, arguments, {"text": policy.text_of(arguments)})

    def _place_of(self, chat: int, arguments: Json, doing: str) -> int:
        """Where a message of ours stands in what was sent."""
        number = int(arguments.get("message_id") or 0)
        for place, message in enumerate(self.messages):
            if (message["chat"]["id"], message["message_id"]) == (chat, number):
                return place
        raise ApiError(400, f"Bad Request: message to {doing} not found")

    def _delete_message(self, arguments: Json) -> bool:
        place = self._place_of(self._chat(arguments), arguments, "delete")
        del self.messages[place], self.sent[place]
        return True

    def _edit_message_text(self, arguments: Json) -> Json:
        chat = self._chat(arguments)
        place = self._place_of(chat, arguments, "edit")
        text, rows = policy.text_of(arguments), policy.buttons_of(arguments)
        said = Sent(chat, text, policy.labels_of(rows))
        if said == self.sent[place]:
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup of the message",
            )
        if self.limits:
            self.limits.take(chat)
        self.sent[place] = said
        self.messages[place] = {**self.messages[place], "text": text}
        return self.messages[place]

    def _send_location(self, arguments: Json) -> Json:
        chat = self._chat(arguments)
        return self._send(chat, arguments, {"location": policy.location_of(arguments)})

    def _send_contact(self, arguments: Json) -> Json:
        chat = self._chat(arguments)
        contact = {key: arguments[key] for key in ("phone_number", "first_name")}
        return self._send(chat, arguments, {"contact": contact})

    def _send_media(self, method: str) -> Callable[[Json], Json]:
        kind = policy.MEDIA[method]

        def send(arguments: Json) -> Json:
            chat = self._chat(arguments)
            caption = policy.caption_of(arguments)
            file = self._file(kind, arguments.get(kind))
            fields = {kind: [{**file, "width": 1, "height": 1}] if kind == "photo" else file}
            return self._send(
                chat, arguments, {**fields, **({"caption": caption} if caption else {})}
            )

        return send

    def _file(self, kind: str, value: Any) -> Json:
        if isinstance(value, bytes):
            return self.keep(kind, value)
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return self.keep(kind, b"fetched")
        policy.check_kind(
            {key: came_as for key, (came_as, _) in self.files.items()}, str(value), kind
        )
        return {"file_id": value, "file_unique_id": value}

    def _send_chat_action(self, arguments: Json) -> bool:
        self._chat(arguments)
        return True

    def _chat(self, arguments: Json) -> int:
        """The chat written to; 400 for strangers, 403 for those who blocked the bot."""
        number = str(arguments.get("chat_id", ""))
        if not number.lstrip("-").isdecimal() or not self.knows(int(number)):
            raise ApiError(400, "Bad Request: chat not found")
        if int(number) in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return int(number)

    def _send(self, chat: int, arguments: Json, fields: Json) -> Json:
        rows = policy.buttons_of(arguments)
        if self.limits:
            self.limits.take(chat)
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        message = self.message(chat, self._get_me({}), **fields, **markup)
        text = str(fields.get("text") or fields.get("caption") or "")
        self.messages.append(message)
        self.sent.append(Sent(chat, text, policy.labels_of(rows)))
        return message

    def _get_file(self, arguments: Json) -> Json:
        file_id = str(arguments.get("file_id", ""))
        if file_id not in self.files:
            raise ApiError(400, "Bad Request: invalid file_id")
        size = len(self.files[file_id][1])
        path = f"{self.files[file_id][0]}s/{file_id}"
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": path}

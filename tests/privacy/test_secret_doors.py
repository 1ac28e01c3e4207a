"""No secret passes any door for words: every field of a message, whole or in two messages."""

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cli.terminal import masked_text
from bot.messages.content import Attachment, AttachmentKind, Incoming
from bot.messages.masking.mask import mask_strings
from bot.privacy import incoming_mask

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_DIGITS = st.characters(categories=(), include_characters="0123456789")
# Provinces begin with 0; the third digit says century and sex.
IDENTITY = st.builds(
    "0{}{}{}".format,
    st.integers(10, 96).map(str),
    st.sampled_from("0123"),
    st.text(_DIGITS, min_size=8, max_size=8),
)
CODE = st.text(_DIGITS, min_size=6, max_size=6)
ACCOUNT = st.text(_DIGITS, min_size=9, max_size=14).filter(lambda digits: digits[0] != "0")
CARD = st.builds("9704{}".format, st.text(_DIGITS, min_size=12, max_size=12))
PASSWORD = st.from_regex(r"\A[a-z]{4,8}[0-9]{2,4}\Z")
NAMED = {
    "identity": (("cccd", "số căn cước của tôi là", "so cccd em la"), IDENTITY),
    "code": (("mã otp là", "otp:", "ma otp cua em la"), CODE),
    "account": (("stk", "số tài khoản của tôi là", "so tai khoan em la"), ACCOUNT),
    "card": (("số thẻ", "so the cua em la"), CARD),
    "password": (("mật khẩu là", "mk:", "mat khau vneid cua em la"), PASSWORD),
}
SECRETS = st.sampled_from(sorted(NAMED)).flatmap(
    lambda kind: st.tuples(st.sampled_from(NAMED[kind][0]), NAMED[kind][1])
)
WORD_FIELDS = tuple(name for name, cover in incoming_mask.FIELDS.items() if cover)
WORD_FIELDS_OF_THINGS = tuple(
    name for name, cover in incoming_mask.ATTACHMENT_FIELDS.items() if cover
)


def test_every_field_that_can_hold_words_is_among_the_doors() -> None:
    free = {field.name for field in fields(Incoming)} - set(WORD_FIELDS)
    assert free == {
        "account", "address", "message_id", "attachments", "sent_at", "reply_to", "colleague",
        "covered", "album", "network", "event",
    }  # fmt: skip


@pytest.mark.parametrize("name", WORD_FIELDS)
@QUICK
@given(secret=SECRETS)
def test_no_secret_passes_a_field(name: str, secret: tuple[str, str]) -> None:
    label, value = secret
    said = replace(Incoming("telegram", "ba-tu", "1"), **{name: f"{label} {value}"})  # type: ignore[arg-type]
    assert value not in str(incoming_mask.mask_incoming(said))


@pytest.mark.parametrize("kind", list(AttachmentKind))
@QUICK
@given(secret=SECRETS)
def test_no_secret_passes_the_name_of_a_thing(
    kind: AttachmentKind, secret: tuple[str, str]
) -> None:
    label, value = secret
    things = (
        Attachment(kind, name=f"{label} {value}"),
        Attachment(kind, name=f"{label} {value}.pdf"),
    )
    said = Incoming("telegram", "ba-tu", "1", attachments=things)
    assert value not in str(incoming_mask.mask_incoming(said))


@QUICK
@given(secret=SECRETS)
def test_no_secret_passes_after_it_was_announced(secret: tuple[str, str]) -> None:
    label, value = secret
    first = incoming_mask.mask_incoming(Incoming("telegram", "ba-tu", "1", text=label))
    announced = incoming_mask.detect_announced_secret(first, "")
    second = Incoming("telegram", "ba-tu", "2", text=value)
    assert value not in incoming_mask.mask_incoming(second, announced).text


@QUICK
@given(secret=SECRETS, at=st.integers(2, 8))
def test_no_secret_passes_in_two_pieces(secret: tuple[str, str], at: int) -> None:
    label, value = secret
    said = []
    announced = ""
    for number, text in enumerate((f"{label} {value[:at]}", value[at:])):
        piece = Incoming("telegram", "ba-tu", str(number), text=text)
        covered = incoming_mask.mask_incoming(piece, announced)
        announced = incoming_mask.detect_announced_secret(covered, announced)
        said.append(covered.text)
    assert value not in "".join(said)
    assert value not in "".join(said).replace(" ", "")


@QUICK
@given(secret=SECRETS)
def test_no_secret_passes_an_argument_or_a_file(secret: tuple[str, str]) -> None:
    words = " ".join(secret)
    assert secret[1] not in masked_text(words)
    assert secret[1] not in str(mask_strings({"a": [words, {"b": words}]}))

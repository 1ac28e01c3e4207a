"""What the answer to "xong chưa ạ?" means, in the words people use."""

import pytest

from bot.tickets.resolution_phrases import is_done, is_no_longer_needed, is_not_done

DONE = (
    "xong", "xong rồi", "rồi", "rồi cháu", "rồi cháu ạ", "ok cháu", "được rồi", "được rồi cháu nhé",
    "cảm ơn cháu", "cảm ơn cháu nhé", "vào được rồi cháu ơi", "dạ xong rồi ạ", "ổn rồi em",
    "duoc roi cam on chau nhieu", "xong roi chau", "ừ rồi", "bác làm được rồi",
    "hết lỗi rồi cháu ạ",
    "giải quyết xong rồi", "tốt quá, cảm ơn cháu", "da duoc roi em oi",
)  # fmt: skip
NOT_DONE = (
    "chưa", "chưa ạ", "chưa xong", "chưa được", "chưa được cháu ơi", "vẫn lỗi", "vẫn lỗi cháu ạ",
    "ơ chưa xong", "ơ chưa xong cháu ơi", "vẫn không vào được", "nó lại bị rồi",
    "lại lỗi rồi cháu ơi",
    "chua duoc chau oi", "van bi nhu cu", "xong đâu mà xong", "đã xong đâu", "vẫn y như cũ",
    "không được cháu ơi", "bác làm rồi mà vẫn không được", "xong rồi nhưng vẫn lỗi",
    "chưa vào được em ơi", "vẫn thế cháu ạ", "cài lại rồi vẫn báo lỗi",
    "cảm ơn cháu nhưng vẫn chưa được",
    "máy vẫn quay vòng vòng", "chưa đâu em", "được rồi mà lại không mở lên", "hong duoc chau oi",
    "nhưng mà vẫn chưa được", "vào không được cháu ơi",
)  # fmt: skip
OTHER = (
    "chưa có căn cước thì làm thế nào", "mất thẻ bảo hiểm y tế", "mai mấy giờ học",
    "quên mật khẩu vneid làm thế nào", "con trâu của tôi bị lạc",
    "không biết thủ tục ly hôn ra sao",
    "tôi muốn phản ánh đường hỏng", "gặp người", "còn mẹ tôi thì sao", "lại là tôi đây",
)  # fmt: skip


@pytest.mark.parametrize("words", DONE)
def test_done_in_many_words(words: str) -> None:
    assert is_done(words) and not is_not_done(words)


@pytest.mark.parametrize("words", NOT_DONE)
def test_not_done_in_many_words(words: str) -> None:
    assert is_not_done(words) and not is_done(words)


@pytest.mark.parametrize("words", OTHER)
def test_another_matter_is_no_verdict(words: str) -> None:
    assert not is_done(words) and not is_not_done(words)


NOT_NEEDED = (
    "thôi khỏi đi con", "à con tôi làm được rồi, không phiền nữa", "thôi bỏ qua đi cháu",
    "thôi không cần nữa", "thôi bác tự làm được rồi", "thôi khỏi, con tôi nó làm rồi",
    "không cần người nữa", "hủy yêu cầu giúp tôi", "bỏ yêu cầu đi cháu", "thôi không phiền nữa",
    "khỏi cần nữa cháu", "hủy phiếu số 12", "thoi khoi can nua", "con tôi làm giúp rồi",
    "bác làm được rồi cảm ơn cháu", "hổng cần nữa đâu", "rút yêu cầu", "thôi đừng gọi",
)  # fmt: skip


@pytest.mark.parametrize("words", NOT_NEEDED[:-1])
def test_no_longer_needed_in_many_words(words: str) -> None:
    assert is_no_longer_needed(words)


@pytest.mark.parametrize(
    "words",
    [
        "không phải, tôi hỏi mật khẩu zalo",
        "à nhầm, tôi hỏi về sổ đỏ cơ",
        "không cần giấy tờ gì à?",
        "cái máy nó cứ quay vòng vòng",
        "hủy hợp đồng điện thì làm thế nào",
        "không có ai gọi cho tôi cả",
    ],
)
def test_a_correction_or_a_question_is_no_farewell(words: str) -> None:
    assert not is_no_longer_needed(words)

"""Whose number, where, when: what is asked for, and what only sounds like it."""

from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq import offices
from bot.faq.answers import FACT_NAMES, PLACEHOLDER, compose_answer
from bot.faq.matcher import match_question
from bot.faq.offices import TOPIC_PREFIX
from tests.faq.knowledge import DATA, TODAY, shipped

DIRECTORY = offices.load_directory(DATA)


@pytest.mark.parametrize(
    ("text", "office"),
    [
        # the police, in every way of writing
        ("số điện thoại công an xã", "cong-an"),
        ("sdt cong an xa", "cong-an"),
        ("so dien thoai truc ban cong an", "cong-an"),
        ("sđt ca xã", "cong-an"),
        ("sdt c.a xa", "cong-an"),
        ("cho tui xin số công an xã", "cong-an"),
        ("số máy công an xã là bao nhiêu vậy", "cong-an"),
        ("alo cho ai khi cần công an", "cong-an"),
        ("alo cho ai bên công an", "cong-an"),
        ("sodienthoai conganxa", "cong-an"),
        ("so dt cong an p", "cong-an"),
        ("cho e xin sdt cax vs ak", "cong-an"),
        ("soos ddieenj thoaij coong an xax", "cong-an"),
        ("hỏi chút số của chú công an khu vực", "cong-an"),
        ("kiếm số công an", "cong-an"),
        ("liên hệ công an xã thế nào", "cong-an"),
        ("trực ban công an xã số mấy", "cong-an"),
        ("SỐ ĐIỆN THOẠI CÔNG AN XÃ???", "cong-an"),
        ("công an xã ở đâu", "cong-an"),
        ("địa chỉ công an xã", "cong-an"),
        ("mấy giờ công an xã làm việc", "cong-an"),
        ("cong an xa lam viec may gio", "cong-an"),
        ("số điện thoại công an xã An Phú Đông là bao nhiêu", "cong-an"),
        ("sdt cong an xa ba vi", "cong-an"),
        ("số công an xã để báo mất trộm", "cong-an"),
        ("bị trộm gọi ai", "cong-an"),
        # health
        ("số điện thoại trạm y tế", "tram-y-te"),
        ("sdt tram y te xa", "tram-y-te"),
        ("tram y te mo cua may gio", "tram-y-te"),
        ("trạm y tế ở đâu", "tram-y-te"),
        ("alo cho ai o tram xa", "tram-y-te"),
        ("sđt y tế xã", "tram-y-te"),
        ("gọi cấp cứu số mấy", "cap-cuu"),
        ("bị tai nạn thì gọi số nào", "cap-cuu"),
        # light, water, fire
        ("số điện thoại điện lực", "dien-luc"),
        ("sdt dien luc", "dien-luc"),
        ("mat dien goi so nao", "dien-luc"),
        ("mất điện gọi ai", "dien-luc"),
        ("goi ai khi mat nuoc", "cap-nuoc"),
        ("sdt nha may nuoc", "cap-nuoc"),
        ("số điện thoại chữa cháy", "chua-chay"),
        ("nhà cháy gọi số nào", "chua-chay"),
        ("số khẩn cấp", "khan-cap"),
        # the commune
        ("số điện thoại ubnd xã", "uy-ban"),
        ("số đt ủy ban nhân dân xã", "uy-ban"),
        ("sdt uy ban", "uy-ban"),
        ("ubnd xã ở đâu", "uy-ban"),
        ("tru so xa o dau", "uy-ban"),
        ("đường dây nóng xã", "uy-ban"),
        ("hotline xa", "uy-ban"),
        ("số điện thoại của xã", "uy-ban"),
        ("sdt chu tich xa", "can-bo"),
        ("số điện thoại bí thư", "can-bo"),
        ("sdt can bo dia chinh", "can-bo"),
        ("số điện thoại hội phụ nữ", "can-bo"),
        # the others
        ("bưu điện xã ở đâu", "buu-dien"),
        ("sdt buu dien", "buu-dien"),
        ("buu dien mo cua may gio", "buu-dien"),
        ("số điện thoại trưởng thôn", "truong-thon"),
        ("cho xin so bac truong thon", "truong-thon"),
        ("so dt truong xom", "truong-thon"),
        ("trưởng thôn là ai", "truong-thon"),
        ("sdt to cong nghe", "to-cong-nghe"),
        ("số điện thoại thuế", "thue"),
        ("sdt bao hiem xa hoi", "bao-hiem"),
        ("địa chỉ bảo hiểm xã hội", "bao-hiem"),
        ("so dien thoai benh vien", "noi-khac"),
        ("ngân hàng chính sách ở đâu", "noi-khac"),
    ],
)
def test_a_contact_is_asked_for(text: str, office: str) -> None:
    found = match_question(shipped(), text)
    assert (found.outcome, found.topic and found.topic.id) == ("answer", f"{TOPIC_PREFIX}{office}")


@pytest.mark.parametrize(
    "text",
    [
        "số điện thoại trung tâm hành chính công",
        "sdt mot cua",
        "một cửa ở đâu",
        "uy ban xa lam viec may gio",
        "thứ 7 ubnd có làm việc không",
    ],
)
def test_the_centre_is_answered_by_the_knowledge(text: str) -> None:
    found = match_question(shipped(), text)
    assert found.topic is not None and found.topic.id == "hcc-gio-lam-viec"


@pytest.mark.parametrize(
    "text",
    [
        # somebody who says they are from there
        "co nguoi goi xung cong an xa",
        "so la goi xung cong an xa",
        "số điện thoại lạ gọi bảo là công an",
        "số điện thoại lạ xưng công an xã",
        "cong an goi dien yeu cau cap nhat vneid",
        "công an xã gọi tôi đòi số tài khoản",
        "công an xã gọi cho tôi số này",
        "công an xã liên hệ với tôi",
        "công an xã 0912345678 gọi",
        "số công an xã để chuyển tiền",
        # another matter with the same words
        "đổi số điện thoại ở công an xã",
        "mất điện thoại gọi ai",
        "mất điện ở đâu",
        "mất điện đến mấy giờ",
        "sổ hộ khẩu công an xã",
        "thuê nhà ở đâu",
        "đăng kiểm tàu cá ở đâu",
        "làm căn cước ở công an xã mấy giờ",
        "tim zalo cua ubnd xa o dau de bam quan tam nhan thong bao",
        "Xã khác không chịu nhận hồ sơ của tôi vì tôi không phải dân ở đó, có đúng không?",
        "Tổ Số là ai?",
        "nộp hồ sơ ở đâu",
        # only a name, only a wish to speak
        "công an xã",
        "toi muon goi cong an xa",
        "số điện thoại",
        "ở đâu",
        "a" * 5000,
        "xã " * 900,
        "",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    reading = shipped().reader.read(text)
    assert shipped().directory.find_office(reading.typed, reading.text) is None


@pytest.mark.parametrize("office", DIRECTORY.offices, ids=lambda office: office.id)
def test_every_office_tells_facts_or_says_they_are_not_filled_in(office: offices.Office) -> None:
    topic = office.to_topic()
    told = compose_answer(topic, {name: f"<{name}>" for name in FACT_NAMES}, TODAY)
    assert all(f"<{fact}>" in told and fact in FACT_NAMES for fact in office.facts.values())
    empty = compose_answer(topic, {}, TODAY)
    assert "xã chưa điền" in empty and not PLACEHOLDER.search(empty)
    assert office.facts and len(empty.split()) <= 60


def test_emergencies_are_told_whatever_is_filled_in() -> None:
    told = {office.id: compose_answer(office.to_topic(), {}, TODAY) for office in DIRECTORY.offices}
    assert "gọi 115" in told["cap-cuu"] and "gọi 114" in told["chua-chay"]
    assert all(number in told["khan-cap"] for number in ("113", "114", "115"))


def test_a_name_has_one_office() -> None:
    names = [name for office in DIRECTORY.offices for name in office.phrases | office.incidents]
    assert len(names) == len(set(names))


def test_a_broken_file_is_refused_and_none_is_none(tmp_path: Path) -> None:
    assert offices.load_directory(tmp_path).offices == ()
    (tmp_path / "contacts.toml").write_text('[[office]]\nid = "x"\n')
    with pytest.raises(DataError, match=r"contacts\.toml"):
        offices.load_directory(tmp_path)

"""Is it ours, is it a scam: codes, links, telephone numbers, texts."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.broadcasts import authenticity
from bot.core.errors import DataError
from bot.core.official_sites import load_official_sites
from bot.core.policy import POLICY
from bot.notices import broadcast_sending
from tests.broadcasts.scene import WORDS, Scene
from tests.conftest import DATA

SCAMS = authenticity.load_scams(DATA)
SITES = load_official_sites(DATA)


async def test_a_code_shows_the_words_it_belongs_to(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    broadcast = await scene.one(await scene.approved())
    assert len(broadcast.code) == 4
    assert broadcast_sending.render_broadcast(broadcast).text == texts.BROADCAST_CODE.format(
        text=WORDS, code=broadcast.code
    )

    async def asks(code: str) -> str:
        return await scene.db.read(authenticity.check_code, code, policy=POLICY, now=scene.now)

    said = await asks(broadcast.code)
    assert said.startswith(
        f"Đúng, mã {broadcast.code} là thông báo của Xã X ngày 23/11/2026:\n«{WORDS}»"
    )
    assert (await asks("000000")).startswith("Không có thông báo nào của xã mang mã 000000.")
    scene.clock.now += timedelta(days=181)
    assert (await asks(broadcast.code)).startswith("Không có thông báo nào")


async def test_no_two_live_ones_have_one_code(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    codes = [
        (await scene.one(await scene.approved(f"Tin số {number}."))).code for number in range(12)
    ]
    assert len(set(codes)) == 12


OFFICIAL = texts.GENUINE_OFFICIAL.partition("{host}")[2][:20]
LOOKALIKE = " giả giống "
UNKNOWN = " không phải của xã, cũng không phải"
SHORT = " là loại rút gọn"
HTTP = texts.GENUINE_HTTP.partition("{host}")[2][:30]
STORE = " là kho ứng dụng, không phải trang của cơ quan nhà nước"
COMMON = " ở đó ai cũng đăng được"
NUMBERED = " chỉ có số, không có tên trang"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://dichvucong.gov.vn/p/home", OFFICIAL),
        ("xem https://anphu.gov.vn nhé", OFFICIAL),
        ("http://dichvucong-gov.vn.xyz/nop", LOOKALIKE),
        ("https://dichvucong-gov.com", LOOKALIKE),
        ("https://vneid-capnhat.top", LOOKALIKE),
        ("https://vne1d.cc", LOOKALIKE),
        ("https://gov-vn.info/thue", LOOKALIKE),
        ("https://xn--dichvucng-3n0d.vn", LOOKALIKE),
        ("https://evil.example/gov.vn", UNKNOWN),
        ("www.shop-abc.example mua ngay", UNKNOWN),
        ("https://bit.ly/3abc", SHORT),
        ("https://dichvucong.gov.vn@evil.example/", LOOKALIKE),
        ("https://chinhphu.vn", OFFICIAL),
        ("http://dichvucong.gov.vn", HTTP),
        ("http://thoxuan.thanhhoa.gov.vn", HTTP),
        ("https://anphu.gov.vn và http://dichvucong.gov.vn", HTTP),
        ("play.google.com", STORE),
        ("https://play.google.com/store/apps/details?id=com.vnid", STORE),
        ("tải ở https://apps.apple.com hay bit.ly/vneid", SHORT),
        ("https://chinhphu.vn và vneid-capnhat.top", LOOKALIKE),
        ("zalo.me/g/nhantien", COMMON),
        ("http://103.45.67.89/a", NUMBERED),
        ("dichvucong-gov.vn có phải của nhà nước không", LOOKALIKE),
        ("http://[::1", UNKNOWN),
    ],
)
def test_a_link_is_never_called_safe_unless_it_is_the_state_s(text: str, says: str) -> None:
    found = authenticity.check_text(text, SCAMS)
    assert found is not None and says in found
    assert "an toàn" not in found or says == OFFICIAL


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://vneid.gov.vn.capnhat.top/a", "«capnhat.top»"),
        ("bam dichvucong-gov.vn", "kết thúc bằng .gov.vn"),
        ("https://gоv.vn", "chữ nước ngoài"),  # a Cyrillic о
        ("https://xn--dichvucng-3n0d.vn", "«xn--»"),
        ("https://dịchvụcông.vn", "không viết có dấu"),
        ("vne1d.cc", "chữ số thay cho chữ cái"),
        ("https://dichvucong.gov.vn@evil.example/", "đứng trước dấu @"),
        ("https://evil.example\\.gov.vn", "trình duyệt đọc thành trang khác"),
        ("https://xa.thanhhoa.gov.vn:8443/x", "không viết thế"),
        ("vào vneid\u200b.gov.vn", "ký tự ẩn"),
        ("http://103.45.67.89/VNeID.apk", "tệp cài đặt"),
        ("http://nhan-qua.shop/x", "không có khóa bảo mật"),
        (
            "nộp tại (dichvucong.gov.vn → https://evil.example/a)",
            "Chữ hiện ra là dichvucong.gov.vn",
        ),
        ("https://baohiemxahoi.gox.vn", "chỉ khác baohiemxahoi.gov.vn một, hai chữ"),
        ("tai vneid o https://play.google.com/store/apps/details?id=x", "do Bộ Công an đưa lên"),
        ("dichvucong.gov.vn", "dichvucong.gov.vn là Cổng Dịch vụ công quốc gia."),
    ],
)
def test_the_rule_that_fired_is_told(text: str, reason: str) -> None:
    found = authenticity.check_text(text, SCAMS, SITES)
    assert found is not None and reason in found
    assert "an toàn" not in found


def test_what_only_the_name_of_the_state_has_is_not_told_as_its_page() -> None:
    found = authenticity.check_text("https://vneid.gov.vn/VNeID.apk", SCAMS, SITES)
    assert found is not None and OFFICIAL not in found and "tệp cài đặt" in found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("me chuyen cho con 5 trieu vao stk 19012345678901 ngan hang MB nhe", True),
        ("Chuyển khoản vào số tài khoản 0123456789, nội dung nộp phạt", True),
        ("mẹ chuyển vào số tài khoản ••• nhé", True),  # covered before it is read
        ("tai khoan VNeID cua toi bi khoa", False),
        ("liên kết tài khoản ngân hàng để nhận tiền", False),
        ("chuyển hộ khẩu về đây cần gì", False),
    ],
)
def test_a_wish_for_money_is_seen(text: str, asks: bool) -> None:
    assert authenticity.asks_for_transfer(text) is asks
    if asks:
        assert authenticity.check_text(text, (), SITES) == texts.GENUINE_TRANSFER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Công an phường đây, bác cập nhật VNeID mức 2 qua ứng dụng này", "vneid-gia"),
        ("chi cuc thue yeu cau ho kinh doanh cai dat ung dung de giam thue", "thue-gia"),
        ("dien luc thong bao nha minh no tien dien, 2 gio nua cat dien", "dien"),
        ("thue bao cua quy khach se bi khoa sim, soan tin chuan hoa thong tin", "sim"),
        ("Ngân hàng: tài khoản bị khóa do đăng nhập lạ, xác thực tại đây", "ngan-hang"),
        ("vien kiem sat co lenh bat ong vi rua tien, giu bi mat, chuyen tien", "toa-an"),
        ("Ông có biên bản phạt nguội quá hạn nộp phạt", "phat-nguoi"),
        ("the bhyt cua bac het han, bao hiem xa hoi yeu cau cap nhat", "vssid-bhyt"),
        ("Chính phủ tặng 100.000 đồng, nhận tiền hỗ trợ nhập số tài khoản", "tro-cap"),
        ("chuc mung trung thuong xe may, nop phi nhan giai thuong", "trung-thuong"),
        ("Tuyển dụng cộng tác viên làm tại nhà, chốt đơn hưởng hoa hồng", "viec-nhe"),
        ("dau tu tien ao cam ket loi nhuan 30% mot thang", "dau-tu"),
        ("Con bác bị tai nạn đang cấp cứu, chuyển tiền gấp", "nguoi-than"),
        ("buu kien cua ban bi giu o hai quan, dong phi van chuyen", "buu-kien"),
        ("vào bình chọn cho cháu cuộc thi vẽ giúp cô, đăng nhập là được", "khoa-zalo"),
        ("vay tien nhanh khong the chap, dong phi ho so truoc khi giai ngan", "vay-app"),
        ("Luật sư nhận lấy lại tiền bị lừa, phí dịch vụ 10%", "lay-lai-tien"),
        ("don vi quan doi dat com 100 suat com, mua ho lo ruou", "dat-coc"),
        ("thuoc gia truyen cam ket khoi tieu duong", "chua-benh"),
        ("anh bac si my gui qua ve, dong phi hai quan", "tinh-cam"),
        ("can bo dia chinh bao cap nhat thong tin dat, chuyen khoan phi lam so do", "dat-dai"),
        ("quet ma qr nay de nhan tien ho tro", "qr-dan-de"),
        ("toi chuyen nham vao tai khoan bac, bac tra lai so tai khoan khac", "chuyen-nham"),
        ("can bo xa nho chup can cuoc gui va doc ma otp", "dang-vien"),
        ("hoc sinh truong minh: co giao nho chuyen khoan hoc phi", "hoc-phi"),
        ("cong an yeu cau capnhat vneid muc 2 cai dat ungdung", "vneid-gia"),
    ],
)
def test_known_scams_are_named_with_what_to_do(text: str, kind: str) -> None:
    scam = next(one for one in SCAMS if one.id == kind)
    found = authenticity.check_text(text, SCAMS)
    assert found is not None and f"«{scam.title}»" in found and scam.advice in found


@pytest.mark.parametrize(
    "text",
    [
        "mai hop thon luc 7 gio toi o nha van hoa",
        "Trạm y tế tiêm phòng sáng thứ Bảy",
        "toi muon hoi thu tuc lam khai sinh",
        "ban cho toi so cua truong thon",
        "",
    ],
)
def test_ordinary_words_are_no_scam(text: str) -> None:
    assert authenticity.check_text(text, SCAMS) is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("số 0912 345 678 gọi nhà tôi", "0912345678"),
        ("0263.3555.113", "02633555113"),
        ("+84 912 345 678", "+84912345678"),
        ("0912-345-678", "0912345678"),
        ("gọi 113", ""),
        ("ngày 02.10.2026", ""),
    ],
)
def test_a_number_is_found_however_it_is_spaced(text: str, phone: str) -> None:
    assert authenticity.find_phone(text) == phone


def test_a_number_is_neither_called_good_nor_bad() -> None:
    found = authenticity.check_text("số 0912 345 678 gọi nhà tôi", SCAMS)
    assert found is not None and "0912345678" in found and "không biết" in found


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    found = authenticity.check_text(text, SCAMS)
    assert found is None or found.strip()


def test_every_kind_says_what_it_is_and_what_to_do() -> None:
    assert len(SCAMS) >= 24 and len({scam.id for scam in SCAMS}) == len(SCAMS)
    for scam in SCAMS:
        assert (
            scam.explanation.endswith(".")
            and scam.advice.endswith(".")
            and set(scam.required_signs)
            and scam.signs
        )


def test_a_broken_file_is_refused_and_none_is_none(tmp_path: Path) -> None:
    assert authenticity.load_scams(tmp_path) == ()
    (tmp_path / "scams.toml").write_text("[[scam]]\nid = 1\n")
    with pytest.raises(DataError, match=r"scams\.toml"):
        authenticity.load_scams(tmp_path)

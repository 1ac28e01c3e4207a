"""Reading aloud, print layouts, channels without files."""

# As it is read aloud
SPOKEN_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SPOKEN_LAST = {1: "mốt", 4: "tư"}
SPOKEN_FIVE = "lăm"
SPOKEN_TEN = "mười"
SPOKEN_TENS = "mươi"
SPOKEN_HUNDRED = "trăm"
SPOKEN_ODD = "linh"
SPOKEN_THOUSAND = "nghìn"
SPOKEN_MILLION = "triệu"
SPOKEN_BILLION = "tỷ"
SPOKEN_MINUS = "âm"
SPOKEN_COMMA = "phẩy"
SPOKEN_DAY = "ngày"
SPOKEN_EARLY = "mùng"
SPOKEN_MONTH = "tháng"
SPOKEN_FOURTH = "tư"
SPOKEN_YEAR = "năm"
SPOKEN_HOUR = "giờ"
SPOKEN_NUMBER = "số"
SPOKEN_PART = "phần"
SPOKEN_TO = "đến"
SPOKEN_LINK = "trang mạng ghi trong tin nhắn"
SPOKEN_CALLED = (
    "gọi",
    "gọi số",
    "tổng đài",
    "điện thoại",
    "đường dây nóng",
    "số máy",
    "mã kiểm tra",
    "kiểm tra",
)
SPOKEN_ROMAN = ("quý", "khóa", "lần thứ", "thứ", "cấp", "mức", "phần", "chương", "kỳ", "đại hội")
TONED_VOWELS = frozenset("áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵăâêôơư")

# Loudspeaker and posters
LOUDSPEAKER_OPENING = "Kính thưa bà con, {unit} xin thông báo."
LOUDSPEAKER_AGAIN = "Xin nhắc lại."
LOUDSPEAKER_CODE = "Ai nghi ngờ có người giả danh, nhắn cho Tổ Số: kiểm tra {code}."
LOUDSPEAKER_CLOSING = "Xin cảm ơn bà con đã lắng nghe."
LOUDSPEAKER_HEAD = (
    "Đọc hai lần, khoảng {minutes} phút {seconds} giây. Đọc chậm, nghỉ một nhịp sau mỗi dòng."
)
LOUDSPEAKER_KIND = "Bài phát thanh"
LOUDSPEAKER_TITLE = "Thông báo số {number}"
FORM_FILES = {"loudspeaker": "doc-loa-{number}.pdf", "poster": "ap-phich-{number}.pdf"}
BROADCAST_PAPER = "Thông báo số {number}: bản đọc loa và áp phích A4 để in."
BUTTON_BROADCAST_PAPER = "Bản đọc loa, áp phích"
POSTER_TITLE = "THÔNG BÁO"
POSTER_DAY = "Ngày {day}"
POSTER_CODE = "Mã kiểm tra: {code}. Nghi ngờ thì nhắn cho Tổ Số: kiểm tra {code}"
POSTER_SCAN = "Quét mã bằng máy ảnh điện thoại để hỏi thêm"
POSTER_VILLAGE = "Hỏi việc giấy tờ, VNeID, thuế, bảo hiểm, lớp học: hỏi ở đây, lúc nào cũng được"
POSTER_USES = (
    "1. Mở máy ảnh điện thoại, soi vào ô vuông.",
    "2. Bấm vào dòng chữ hiện lên.",
    "3. Gõ điều cần hỏi, không dấu cũng được. Cần người giúp, gõ: gặp người.",
)
POSTER_NEVER = "Tổ Số không bao giờ hỏi mã OTP, mật khẩu, số thẻ và không xin tiền."
POSTER_MADE = "Đã ghi {file}."

# Zalo
FORM_ASK = "Bác bấm vào khung này để gửi họ tên và số điện thoại, để cán bộ liên hệ khi cần."
FORM_WHY = "Trước khi ghi họ tên và số điện thoại, Tổ Số cần bác đồng ý."
FORM_TITLE = "Họ tên và số điện thoại"
FORM_KEPT = "Cảm ơn {name}. Tổ Số đã ghi họ tên và số điện thoại để cán bộ liên hệ khi cần."
BUTTON_FORM = "Gửi họ tên, số điện thoại"
SAID_FORM = ("gửi số điện thoại", "cho số điện thoại", "gửi họ tên")
ZALO_CONSENT_DONE = (
    "Đã nhận quyền của Official Account. Từ bây giờ Tổ Số gửi và nhận tin Zalo. Có thể đóng trang"
    " này."
)
ZALO_CONSENT_REFUSED = (
    "Zalo không cấp quyền ({reason}). Hãy chạy lại lệnh bot zalo consent và bấm đồng ý trong"
    " 10 phút."
)
ALARM_CONSENT = (
    "Tổ Số không gửi được tin qua {account} nữa: quyền gửi đã hết hiệu lực. Tin đang"
    " chờ vẫn được giữ. Nhờ anh/chị báo người quản trị máy chạy lệnh «{command}», rồi mở"
    " đường dẫn đó bằng tài khoản quản trị Official Account và bấm đồng ý."
)
ALARM_PLAN = (
    "{account} đã dùng {used} trong {plan} tin của tháng này (tính cả tin đến và tin đi). Hết"
    " gói thì bà con nhắn qua kênh này sẽ không được trả lời cho đến tháng sau."
)

# A channel that sends no files
PLACE_ON_MAP = "Vị trí trên bản đồ: {url}"
FILE_ELSEWHERE = (
    "Có ảnh hoặc tệp gửi kèm mà Zalo chưa chuyển được. Bác cần, bác nhắn: gặp người,"
    " tôi nhờ viết chữ cho bác ạ."
)
FILE_ON_PAGE = (
    "Có lời nói, ảnh hoặc tệp gửi kèm mà Zalo chưa chuyển được."
    " Bác nghe, xem trên trang web của xã:\n{links}"
)
FILE_PAGE = {
    "photo": "Ảnh gửi cho bác",
    "voice": "Tin thoại gửi cho bác, bấm nút tam giác để nghe",
    "video": "Phim gửi cho bác, bấm nút tam giác để xem",
    "document": "Tệp gửi cho bác, bấm nút dưới đây để tải về",
}
FILE_FETCH = "Tải về máy"
FILE_GONE = "Tệp này không còn nữa. Bác nhắn: gặp người, tôi nhờ gửi lại cho bác ạ."

"""Documents that officers print, in the form of Decree 30/2020/NĐ-CP, annex I."""

# The parts of the form
STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_MOTTO = "Độc lập - Tự do - Hạnh phúc"
DOCUMENT_NUMBER = "Số: {number}/{symbol}"
DOCUMENT_NO_NUMBER = "……"  # written by hand, in the order of the register
DOCUMENT_DATE = "{place}, ngày {day} tháng {month} năm {year}"
DOCUMENT_NO_DATE = "{place}, ngày … tháng … năm {year}"
DOCUMENT_RECIPIENTS = "Nơi nhận:"
DOCUMENT_RECIPIENT = "- {name}"
DOCUMENT_ITEM = "- {text}"
DOCUMENT_ANNEX = "Phụ lục"
DOCUMENT_SIGN = "(Ký, ghi rõ họ tên)"

# The body that issues a document
BODY_COMMITTEE = "Ủy ban nhân dân"
BODY_COMMITTEE_SHORT = "UBND {unit}"
BODY_COMMITTEE_SYMBOL = "UBND"
BODY_TEAM = "Tổ công nghệ số cộng đồng"
BODY_TEAM_SYMBOL = "TCNSCĐ"
COMMITTEE_AUTHORITY = "TM. ỦY BAN NHÂN DÂN"
COMMITTEE_POSITION = "CHỦ TỊCH"
TEAM_POSITION = "TỔ TRƯỞNG"
UNIT_PREFIXES = (
    "xã", "phường", "thị trấn", "đặc khu", "tỉnh", "thành phố", "thôn", "xóm", "bản", "ấp", "làng",
    "buôn", "sóc", "khóm", "khu phố", "tổ dân phố",
)  # fmt: skip
# A place called after a person is written whole: "Phường Nguyễn Trãi" (annex I, part II).
SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
    "Ngô", "Dương", "Lý", "Đinh", "Trương", "Tôn", "Mạc", "Chu", "Lương", "Hà", "Tô", "Tạ",
)  # fmt: skip

# What stands in a cell
CELL_YES, CELL_NO = "Có", "Không"
DECIMAL_COMMA, THOUSANDS_POINT = ",", "."
LIST_KIND = "Danh sách"
LIST_NUMBER = "STT"
LIST_TOTAL = "Danh sách này có {count} dòng."
LIST_EMPTY = "Không có dòng nào."

# The styles of a Word file, beside Word's own
STYLE_SUPERIOR = "Cơ quan chủ quản"
STYLE_BODY_NAME = "Tên cơ quan"
STYLE_STATE = "Quốc hiệu"
STYLE_MOTTO = "Tiêu ngữ"
STYLE_NUMBER = "Số và ký hiệu"
STYLE_DATE = "Địa danh và ngày tháng"
STYLE_BASIS = "Căn cứ"
STYLE_NOTE = "Chú dẫn"
STYLE_LINE = "Lời đọc"
STYLE_ANNEX = "Phụ lục"
STYLE_CELL = "Nội dung bảng"
STYLE_SIGNER = "Người ký"
STYLE_SIGN_NOTE = "Chú dẫn người ký"
STYLE_RECIPIENTS = "Nơi nhận"
STYLE_RECIPIENT = "Danh sách nơi nhận"
STYLE_RULE = "Đường kẻ"

# Slips with a code that ties a member's chat to them
SLIP_TITLE = "PHIẾU MỜI VÀO TỔ SỐ"
SLIPS_TITLE = "Phiếu mời vào Tổ Số, {unit}"
SLIP_USE = "Để nhận việc và giúp bà con ngay trên điện thoại."
SLIP_HOW = "Soi mã này rồi bấm Bắt đầu. Hoặc vào một địa chỉ dưới đây, nhắn: {command} {code}"
SLIP_HOW_TYPED = "Soi mã này hoặc vào một địa chỉ dưới đây, rồi nhắn: {command} {code}"
SLIP_CODE = "Mã riêng của anh/chị"
SLIP_UNTIL = "Dùng một lần, đến hết ngày {day}. Không đưa mã cho người khác."
SLIP_ADDRESS = "{channel}: {address}"

# Lists of the team
ROLE_TITLES = {
    "member": "Thành viên",
    "leader": "Phụ trách Tổ",
    "officer": "Cán bộ xã",
    "approver": "Lãnh đạo xã",
    "committee": "Ban chỉ đạo",
}
HEAD_NAME, HEAD_VILLAGE, HEAD_PHONE = "Họ và tên", "Thôn", "Điện thoại"
HEAD_SIGN, HEAD_NOTE, HEAD_REASON = "Ký tên", "Ghi chú", "Lý do"
HEAD_TITLE, HEAD_SKILLS, HEAD_VISITED = "Nhiệm vụ", "Việc giúp được", "Ngày đến báo"
ROLL_KIND = "Danh sách điểm danh"
ROLL_SUMMARY = "Lớp: {topic}"
ROLL_WHEN = "Thời gian: {start} đến {end}, {day}."
ROLL_WHERE = "Địa điểm: {place}."
ROLL_TEACHER = "Người dạy: {teacher}."
ROLL_COUNT = "Đã đăng ký: {count} người; số chỗ: {seats}. Ai đến thêm thì ghi vào dòng trống."
ROLL_SIGNED = ("NGƯỜI DẠY", "NGƯỜI ĐIỂM DANH")
TEAM_LIST_SUMMARY = "Tổ công nghệ số cộng đồng {unit}"
DUTY_KIND = "Lịch trực"
DUTY_SUMMARY = "Tổ công nghệ số cộng đồng {unit}\nTuần từ ngày {first} đến ngày {last}"
DUTY_COLUMN = "{weekday}\n{day}"
DUTY_SPAN = "{start}–{end}"
DUTY_WEEK_EMPTY = "Tuần này chưa có ai trong danh sách Tổ."
UNREACHED_SUMMARY = "Người chưa nhận được thông báo số {number}"
UNREACHED_TEXT = "Nội dung cần báo: «{text}»"
UNREACHED_COUNT = "Có {count} người. Người của Tổ đến báo tận nhà, ghi ngày và nhờ bà con ký tên."
UNREACHED_NOBODY = "Không sót ai."
UNREACHED_SIGNED = "NGƯỜI LẬP DANH SÁCH"

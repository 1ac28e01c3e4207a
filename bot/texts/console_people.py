"""The console's pages of residents and households."""

NAV_PEOPLE = "Người dân, hộ"

CONTACT_COLUMNS = (
    "Người",
    "Thôn",
    "Kênh",
    "Thấy lần đầu",
    "Thấy lần cuối",
    "Đồng ý lưu",
    "Thông báo",
    "Phiếu",
)
CONTACTS_EMPTY = "Chưa có ai như vậy. Người chưa cho biết thôn của mình không có trong trang này."
CONTACTS_TITLE = "Người dân đã nhắn Tổ Số"
ALL_ACCOUNTS = "mọi kênh"
CONTACT_STOPPED = "Đã dừng"
CONTACT_HEARS = "Nhận"
CONTACT_UNREACHABLE = "Không tới được"
CONTACT_AGREED = "Đồng ý, bản {version}"
CONTACT_DECLINED = "Không đồng ý"
CONTACT_UNASKED = "Chưa trả lời"
PROOF_NONE = "Chưa có ai xác nhận"
PROOFS = {
    "chat": "Tài khoản Telegram hoặc Zalo",
    "linked": "Đã nối với một tài khoản khác",
    "household": "Mã trên giấy của hộ",
    "member": "Tổ hoặc cán bộ đã xác nhận",
}
EXPORT_TITLE = "Dữ liệu đang lưu về một người"
EXPORT_COLUMNS = ("Mục", "Đang lưu")
EXPORT_NAME = "Họ tên"
EXPORT_UNIT = "Thôn"
EXPORT_PHONE = "Điện thoại"
EXPORT_CHANNEL = "Kênh"
EXPORT_FIRST = "Nhắn lần đầu"
EXPORT_LAST = "Nhắn lần cuối"
EXPORT_MESSAGES = "Số tin đã trao đổi"
EXPORT_CONSENT = "Đồng ý, bản {version}, lúc"
EXPORT_WITHDRAWN = "Rút đồng ý, bản {version}, lúc"
EXPORT_CLASS = "Lớp {topic}, người học: {learner}"
EXPORT_SELF = "chính người này"
DATA_ERASED = "Đã xóa dữ liệu ở {count} khung chat. Người ấy được báo."
DATA_CORRECTED_DONE = "Đã sửa. Người ấy được báo."
CONSENT_WITHDRAWN_DONE = "Đã rút đồng ý. Họ tên và lời nhắn cũ đã xóa; người ấy được báo."
CONTACT_MERGED_DONE = "Đã gộp: {seats} chỗ học, {tickets} phiếu trùng được nhập làm một."
CONTACT_VOUCHED_DONE = "Đã xác nhận. {count} việc đang chờ được tính."
VOUCH_UNKNOWN = "Không có ai chờ xác nhận với mã ấy trong địa bàn của anh/chị."

HOUSEHOLD_COLUMNS = ("Chủ hộ", "Năm sinh", "Địa chỉ", "Thôn", "Mã hộ")
HOUSEHOLDS_EMPTY = "Chưa có hộ nào như vậy."
HOUSEHOLDS_TITLE = "Danh sách hộ {unit}"
HOUSEHOLD_UNITS_COLUMNS = ("Thôn", "Số hộ theo danh sách", "Số khẩu", "Ngày của danh sách")
HOUSEHOLD_ADDED = "Đã thêm hộ {label}; mã hộ: {code}."
HOUSEHOLD_SAVED = "Đã sửa hộ {label}."
HOUSEHOLDS_MERGED = "Đã gộp vào hộ {label}."
HOUSEHOLDS_PARTED = "Đã tách lại. Đây là hộ {label}, mã hộ cũ dùng lại được."
MERGE_GONE = "Lần gộp này không tách lại được nữa: đã quá 30 ngày, hoặc đã tách rồi."
HOUSEHOLD_SLIPS_TITLE = "Mã hộ {unit}"
HOUSEHOLD_SLIP_HEAD = "Mã hộ của gia đình"
HOUSEHOLD_SLIP_USE = (
    "Gõ «mã hộ {code}» cho Tổ Số khi lấy ý kiến theo hộ. Ai có mã là trả lời thay cả nhà,"
    " xin giữ kín."
)

# What is refused, with what to do instead
REQUEST_REASON = (
    "Xin ghi lý do, ví dụ: đơn ngày 20/11/2026; ngắn hơn {limit} chữ cái. Nhật ký giữ lý do này."
)
REQUEST_NO_NAME_KEPT = "Người này chưa đồng ý cho lưu, nên Tổ Số không giữ tên, thôn để sửa."
REQUEST_NO_CONSENT = "Người này chưa đồng ý cho lưu, hoặc đã rút rồi, nên không có gì để rút."
REQUEST_ELSEWHERE = "Người này còn khung chat ở xã khác, nên không làm thay ở đây được."
REQUEST_BAD_CODE = (
    "Mã liên kết không đúng, đã dùng, đã quá 15 phút hoặc là mã của người trong Tổ."
    " Nhờ người ấy lấy mã mới trong khung chat kia."
)
REQUEST_SAME_PERSON = "Hai khung chat này đã là của một người."
HOUSEHOLD_UNKNOWN = "Không có hộ ấy trong địa bàn của anh/chị."
HOUSEHOLD_NEEDS_LABEL = "Xin ghi họ tên chủ hộ, ngắn hơn {limit} chữ cái."
HOUSEHOLD_NEEDS_YEAR = "Năm sinh là bốn chữ số, ví dụ 1975; không biết thì để trống."
HOUSEHOLD_LONG_ADDRESS = "Địa chỉ dài quá; xin ghi ngắn hơn {limit} chữ cái."
HOUSEHOLD_THERE = "Thôn này đã có hộ {label} cùng năm sinh và địa chỉ."
HOUSEHOLD_POLL_RUNS = "Thôn này đang lấy ý kiến. Xin gộp hộ sau khi cuộc ấy đóng."
HOUSEHOLD_SAME = "Xin chọn một hộ khác để gộp."

# Requests about one's own data: by kind, who asks, where, and what came of them
DATA_REQUEST_KINDS = {
    "see": "Xem dữ liệu",
    "correct": "Sửa dữ liệu",
    "export": "Lấy bản sao dữ liệu",
    "withdraw": "Rút lại đồng ý",
    "erase": "Xóa dữ liệu",
}
DATA_REQUEST_ASKERS = {
    "self": "Chính người ấy",
    "guardian": "Cha mẹ, người giám hộ của trẻ",
    "agent": "Người được ủy quyền",
}
DATA_REQUEST_ORIGINS = {"chat": "Nhắn trong khung chat", "paper": "Đơn giấy"}
DATA_REQUEST_OUTCOMES = {
    "done": "Đã làm",
    "refused": "Không làm được",
    "gone": "Thôi, vì dữ liệu đã xóa hết",
}
DATA_REQUEST_LEFT = "Còn {count} ngày"
DATA_REQUEST_TODAY = "Hôm nay là hạn"
DATA_REQUEST_LATE = "Trễ {count} ngày"
DATA_REQUEST_ADDED = "Đã ghi yêu cầu số {number}. Xin báo người ấy là xã đã nhận."
DATA_REQUEST_ANSWERED = "Đã ghi là người ấy được báo."
DATA_REQUEST_LONGER = "Đã gia hạn."
DATA_REQUEST_SETTLED = "Đã ghi kết quả."
DATA_REQUEST_REOPENED = "Yêu cầu đã mở lại, hạn như cũ."
DATA_REQUEST_KIND = "Xin chọn người ấy xin làm gì."
DATA_REQUEST_ASKER = "Xin chọn ai đứng đơn."
DATA_REQUEST_NAME = "Xin ghi họ tên người đứng đơn, ngắn hơn {limit} chữ cái."
DATA_REQUEST_NOTE = "Xin ghi trong đơn xin gì, ngắn hơn {limit} chữ cái."
DATA_REQUEST_DAY = "Ngày nhận đơn là hôm nay hoặc trong một năm qua."
DATA_REQUEST_RESULT = "Xin ghi một câu, ngắn hơn {limit} chữ cái."
DATA_REQUEST_UNKNOWN = "Không có yêu cầu ấy trong địa bàn của anh/chị."
DATA_REQUEST_OVER = "Yêu cầu này đã xong, không đổi được nữa."
DATA_REQUEST_EXTENDED = "Yêu cầu này đã gia hạn một lần; luật không cho gia hạn nữa."
DATA_REQUEST_STAYS = "Yêu cầu này không mở lại được."

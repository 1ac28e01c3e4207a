"""The console's pages of polls: what is made in Python."""

NAV_POLLS = "Lấy ý kiến"
POLL_SHELF_NAMES = {
    "drafting": "Đang soạn",
    "waiting": "Chờ duyệt",
    "open": "Đang mở",
    "closed": "Đã đóng",
}
POLL_SHELF_EMPTY = {
    "drafting": "Không có cuộc nào đang soạn. Bấm «Soạn cuộc lấy ý kiến» để bắt đầu.",
    "waiting": "Không có cuộc lấy ý kiến nào chờ duyệt.",
    "open": "Không có cuộc lấy ý kiến nào đang mở.",
    "closed": "Chưa có cuộc lấy ý kiến nào đã đóng.",
}
HEAD_ANSWERED, HEAD_ELIGIBLE, HEAD_TURNOUT = "Đã trả lời", "Được hỏi", "Tỷ lệ"
POLL_NO_CLOSE_TIME = "Xin ghi cả ngày và giờ đóng, ví dụ: 20/12/2026 và 17:00."
POLL_NO_OPEN_TIME = "Xin ghi cả ngày và giờ mở, ví dụ: 18/12/2026 và 07:00."
POLL_BAD_CONDITION = "Điều kiện viết như: câu 1 ý 2."
POLL_SAVED = "Đã lưu bản soạn."
POLL_SENT_TO_APPROVERS = "Đã gửi duyệt. {count} người duyệt được hỏi trong khung chat."
POLL_SENT_TO_NOBODY = (
    "Đã gửi duyệt. Chưa người duyệt nào có khung chat, nên anh/chị báo trực tiếp để họ mở trang"
    " này."
)
POLL_DONE_APPROVE = "Đã duyệt. {count} người được mời qua khung chat."
POLL_DONE_SCHEDULED = "Đã duyệt. Cuộc lấy ý kiến tự mở đúng giờ."
POLL_DONE_REFUSE = "Đã trả lại người soạn, kèm lý do."
POLL_DONE_UNREFUSE = "Cuộc lấy ý kiến lại chờ duyệt."
POLL_DONE_WITHDRAW = "Đã bỏ cuộc lấy ý kiến."
POLL_DONE_REMIND = "Đang nhắc {count} người chưa trả lời."
POLL_DONE_CLOSE = "Đã đóng. Trong một giờ còn mở lại được, nếu chưa báo kết quả."
POLL_DONE_REOPEN = "Đã mở lại. Bà con lại trả lời được đến giờ đóng."
POLL_DONE_TELL = "Đang báo kết quả tới {count} người."
PAPERS_DONE = "Đã ghi {count} phiếu giấy."
PAPERS_REPLACED = "Trong đó {count} phiếu thay cho phiếu anh/chị ghi trước."
PAPERS_NOTHING = "Bảng chưa có phiếu nào. Xin ghi ít nhất một dòng."
PAPERS_CHOOSE = "Chọn thôn"
POLL_CONDITION = "câu {number} ý {option}"

# The page on which a second person sends a draft back
POLL_NUMBERED = "cuộc lấy ý kiến số {number}"
POLL_NOT_OUT = "«{title}» chưa hỏi ai."
POLL_REFUSAL_REASONS = ("Câu hỏi chưa rõ", "Thiếu ý để chọn", "Sai ngày, giờ", "Sai nơi hỏi")

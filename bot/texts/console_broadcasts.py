"""The console's pages of announcements: what is made in Python."""

NAV_BROADCASTS = "Thông báo"
SAMPLE_CODE = "1234"  # in a preview: the real one is made when it is approved
SHELF_NAMES = {
    "drafting": "Đang soạn",
    "waiting": "Chờ duyệt",
    "running": "Đang gửi",
    "over": "Đã gửi",
}
SHELF_EMPTY = {
    "drafting": "Không có bản nào đang soạn. Bấm «Soạn thông báo» để bắt đầu.",
    "waiting": "Không có thông báo nào chờ duyệt.",
    "running": "Không có thông báo nào đang gửi hoặc chờ đến giờ gửi.",
    "over": "Chưa có thông báo nào đã gửi.",
}
GROUP_NAMES = {
    "all": "Tất cả mọi người",
    "team": "Chỉ Tổ công nghệ số cộng đồng",
    "member": "Chỉ thành viên Tổ",
    "leader": "Chỉ tổ trưởng, trưởng thôn",
    "officer": "Chỉ cán bộ xã",
}
HEAD_REACHED, HEAD_TOTAL, HEAD_UNREACHABLE = "Đã nhận", "Tổng số", "Không liên lạc được"
HEAD_FAILED, HEAD_PENDING = "Không gửi được", "Đang chờ"
HEAD_CAN_REACH = "Tới được"
HEAD_CANNOT_REACH = "Chưa tới được"
DRAFTER_NOBODY = "Người cài đặt"
LINK_STATE = "trang của cơ quan nhà nước"
LINK_STORE = "kho ứng dụng: xem kỹ tên ứng dụng"
LINK_OTHER = "KHÔNG phải trang của cơ quan nhà nước"
BROADCAST_SAVED = "Đã lưu bản soạn."
BROADCAST_COVERED = (
    "Trong lời có số giống mã OTP, mật khẩu, căn cước hay tài khoản nên đã được che. Xin xem lại."
)
BROADCAST_FILES_AGAIN = "Xin chọn lại tệp: trình duyệt không giữ tệp khi trang báo lỗi."
BROADCAST_SENT_TO_APPROVERS = "Đã gửi duyệt. {count} người duyệt được hỏi trong khung chat."
BROADCAST_SENT_TO_NOBODY = (
    "Đã gửi duyệt. Chưa người duyệt nào có khung chat, nên anh/chị báo trực tiếp để họ mở trang"
    " này."
)
BROADCAST_DONE_APPROVE = "Đã duyệt: thông báo sẽ gửi tới {count} người."
BROADCAST_DONE_REFUSE = "Đã trả lại người soạn, kèm lý do."
BROADCAST_DONE_UNREFUSE = "Thông báo lại chờ duyệt."
BROADCAST_DONE_PAUSE = "Đã tạm dừng. Tin đang trên đường vẫn tới."
BROADCAST_DONE_RESUME = "Đang gửi tiếp."
BROADCAST_DONE_CANCEL = "Đã hủy phần chưa gửi."
BROADCAST_DONE_DROP = "Đã bỏ bản soạn."
BROADCAST_DONE_COPY = "Đã chép thành bản soạn mới. Xin xem lại ngày, giờ trong lời."
BROADCAST_DONE_CORRECT = "Đã soạn đính chính. Xem trước rồi gửi duyệt."
BROADCAST_DONE_RESEND = "Đã soạn bản gửi lại cho người chưa nhận."
BROADCAST_BAD_TIME = "Xin ghi cả ngày và giờ, ví dụ: 20/12/2026 và 18:00."
COLLECTIVE_ANSWER_SENT = "Đã gửi câu trả lời cho {count} bà con."
ANSWER_UNREACHED = "{count} bà con không liên lạc được."
ETA_SOON = "dưới 1 phút"
ETA_ABOUT = "khoảng {lasts}"
CONSOLE_FILE_GONE = "Tệp này không còn trên máy, hoặc kênh không cho lấy lại."

# The page on which a second person sends a draft back
BROADCAST_NUMBERED = "thông báo số {number}"
BROADCAST_NOT_OUT = "Bà con chưa nhận gì."

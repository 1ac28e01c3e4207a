"""Guided steps, verdicts on answers, edits of the knowledge."""

IMPORT_LINE = "Dòng {row}: {reason}"

# Guided steps
GUIDE_STEP = "Bước {number}/{count}: {step}"
GUIDE_RESUMED = "Ta làm tiếp việc «{title}»."
GUIDE_OLD_STEP = "Việc «{title}», bác đang ở bước này ạ:"
GUIDE_FINISHED = "Xong việc «{title}» rồi ạ. Bác cần gì nữa cứ nhắn tôi."
GUIDE_STUCK = (
    "Bác chụp màn hình gửi vào đây, hoặc chép lại chữ máy đang báo ạ."
    " Tôi sẽ gửi cho người giúp cùng với bước bác đang làm."
)
GUIDE_LEFT = "Vâng, ta dừng ở đây. Muốn làm tiếp, bác hỏi lại việc ấy ạ."
STUCK_RECORDED = (
    "Tôi đã ghi việc của bác (số {number}), kẹt ở bước {step}. Trong giờ làm việc cán bộ xã trả"
    " lời bác tại đây. Việc gấp, mời bác đến Trung tâm Phục vụ hành chính công xã."
)
BUTTON_GUIDE = "Làm từng bước"
BUTTON_DONE = "Xong"
BUTTON_STUCK = "Kẹt ở đây"
BUTTON_STEP_BACK = "Lùi"
BUTTON_LEAVE = "Thoát"
BUTTON_SEND_AS_IS = "Gửi luôn, không có ảnh"
BUTTON_TRY_AGAIN = "Làm tiếp bước này"

# Was the answer right?
BUTTON_GOOD = "👍 Đúng rồi"
BUTTON_BAD = "👎 Chưa đúng"
FEEDBACK_GOOD = "Cảm ơn bác. Bác cần gì nữa cứ hỏi ạ."
FEEDBACK_BAD = "Xin lỗi bác. Có phải bác hỏi việc nào dưới đây không ạ?"
FEEDBACK_BAD_NOTHING = (
    "Xin lỗi bác, tôi chưa có câu trả lời đúng. Tôi đã ghi lại cho xã xem."
    " Cần người giúp ngay, bác nhắn: gặp người."
)

# Officers' edits of the knowledge
ANSWER_NOW_KNOWN = "Hôm trước bác hỏi: «{question}». Nay xã đã có câu trả lời:\n\n{answer}"
DRAFT_BREAKS = "Không duyệt được: bài này làm máy hiểu sai {count} câu mẫu: {questions}."
REVISION_TEXT, REVISION_HIDES = "sửa lời", "ẩn"
REVISION_STATES = {
    "draft": "chờ duyệt",
    "published": "đang dùng",
    "rejected": "không duyệt",
    "superseded": "đã thay",
}
DRAFT_WHO = (
    "Không có cán bộ hay người duyệt nào là «{by}». Hãy ghi số điện thoại của người ấy"
    " như trong danh sách Tổ."
)
DRAFT_WHO_OF_SEVERAL = "Có nhiều người tên «{by}». Hãy ghi số điện thoại của người ấy."
DRAFT_SAVED = "Đã lưu bản nháp số {number} dùng cho {where}, chờ người khác duyệt."
DRAFT_EVERYWHERE = "mọi xã"
DRAFT_PUBLISHED = "Đã đăng bản số {number}; {told} người từng hỏi sẽ được báo."
GROUP_UNKNOWN = "Không có nhóm câu hỏi số {number}; xem danh sách bằng lệnh faq misses."
CONFLICTS = {
    "changed": "bản gốc đã đổi sau khi xã sửa; xem lại bài nào đúng",
    "removed": "bản gốc không còn; xem lại có giữ bài của xã không",
    "appeared": "bản gốc nay đã có chủ đề này; xem lại bài nào đúng",
}


# Weekly hours, for officers

DUTY_DAY_OR_HOURS = (
    "«{piece}» là giờ hay ngày ạ? Viết rõ: {start}h-{end}h, hoặc ngày {start}/{end}."
)
DUTY_DAY_OFF = "Đã ghi: {day}, {unit} nghỉ."
DUTY_DAY_ON = "Đã ghi: {day}, {unit} làm việc."
HOURS_NONE = "Chưa đặt giờ"

# Why a delivery failed, for officers
FAILED_EXPIRED = "Người này không mở lại trang trong 30 ngày nên tin hết hạn."
FAILED_LATE = "Tin chưa gửi được trước giờ hẹn cuối nên không gửi nữa."
FAILED_REJECTED = "Nền tảng từ chối tin này, gửi lại cũng không được."
FAILED_TRIES = "Đã thử nhiều lần trong hai giờ mà chưa gửi được; có thể gửi lại."

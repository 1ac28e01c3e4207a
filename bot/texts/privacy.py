"""What is said about a person's own data."""

DATA_SHOWN = (
    "Xã đang lưu về bác:\n"
    "- Tên: {name}\n"
    "- Thôn: {unit}\n"
    "- Điện thoại: {phone}\n"
    "- Tiếng nói: {language}\n"
    "- Đồng ý ngày: {consented}\n"
    "- Số tin đã trao đổi: {count}\n"
    "{ways}"
)
DATA_HOLDING = "- {label}: {count}"
# What else is stored, by table, in the order in which it is shown.
DATA_HOLDINGS = {
    "ticket": "Việc đã nhờ người giúp",
    "appointment": "Lịch hẹn",
    "report_draft": "Phản ánh đang viết dở",
    "enrolment": "Lượt đăng ký lớp học",
    "skill_seen": "Kỹ năng đã ghi",
    "class_feedback": "Góp ý về lớp học",
    "reminder": "Lời nhắc",
    "reminder_rule": "Lời nhắc đều đặn",
    "deadline_wish": "Hạn đã nhờ nhắc",
    "notice_question": "Câu hỏi về thông báo",
    "ballot": "Phiếu ý kiến",
    "data_request": "Yêu cầu về dữ liệu",
}
DATA_WAYS = "Bác có thể rút lại đồng ý hoặc xóa hết."
DATA_WAYS_UNAGREED = "Bác có thể xóa hết những gì đã nhắn."
ERASE_SURE = "Xóa rồi không lấy lại được. Bác có chắc muốn xóa hết lời đã nhắn không ạ?"
ERASE_SURE_CHATS = (
    "Bác đang nhắn với xã ở {count} nơi: {places}. Xóa rồi không lấy lại được."
    " Bác muốn xóa ở tất cả, hay chỉ ở đây ạ?"
)
ERASED = "Đã xóa tên, thôn, lời nhắn, ảnh, tên người học và lời nhắc của bác."
ERASED_ALL = "Đã xóa ở cả {count} nơi: tên, thôn, lời nhắn, ảnh, tên người học và lời nhắc của bác."
ERASED_ELSEWHERE = "Bác vừa xóa dữ liệu từ {place}, nên lời nhắn ở đây cũng đã xóa."
ERASED_FOR_YOU = "Theo yêu cầu của bác, xã đã xóa hết dữ liệu của bác ở đây."
ERASED_BALLOTS = (
    "Phiếu ý kiến bác đã gửi vẫn được đếm nhưng không còn tên. Đến khi cuộc ấy đóng, tôi chỉ giữ"
    " một dấu đã mã hóa để khung chat này không trả lời hai lần."
)

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
    "skill_observation": "Kỹ năng đã ghi",
    "class_feedback": "Góp ý về lớp học",
    "reminder": "Lời nhắc",
    "reminder_rule": "Lời nhắc đều đặn",
    "deadline_subscription": "Hạn đã nhờ nhắc",
    "notice_question": "Câu hỏi về thông báo",
    "ballot": "Phiếu ý kiến",
    "data_request": "Yêu cầu về dữ liệu",
}
DATA_WAYS = "Bác có thể nhờ sửa, rút lại đồng ý hoặc xóa hết."
DATA_WAYS_UNAGREED = "Bác có thể nhờ sửa hoặc xóa hết những gì đã nhắn."
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

# What the clock deleted in a night, for the audit
RETENTION_DONE = "Đã bỏ chữ: {emptied}. Đã xóa: {deleted}."
RETENTION_ITEM = "{label} {count}"
RETENTION_OTHER = "mục khác"
RETENTION_NOTHING = "không có"

# Requests that an officer must carry out
SAID_CORRECT_DATA = ("sửa dữ liệu của tôi", "sửa thông tin của tôi", "sửa dữ liệu")
BUTTON_CORRECT_DATA = "Nhờ sửa"
DATA_CORRECT_WHAT = (
    "Bác muốn sửa gì ạ? Tên, thôn và số điện thoại bác tự sửa được; hộ gia đình và chỗ khác thì cán"
    " bộ sửa giúp."
)
BUTTON_CORRECT_NAME = "Sửa tên"
BUTTON_CORRECT_VILLAGE = "Sửa thôn"
BUTTON_CORRECT_PHONE = "Sửa số điện thoại"
BUTTON_CORRECT_OTHER = "Hộ, chỗ khác"
SAID_CORRECT_NAME = ("sửa tên", "đổi tên", "sửa lại tên", "sửa tên tôi", "sửa tên của tôi")
SAID_CORRECT_PHONE = (
    "sửa số điện thoại",
    "đổi số điện thoại",
    "sửa số của tôi",
    "sửa số điện thoại của tôi",
    "sửa lại số điện thoại",
)
SAID_CORRECTED_TO = ("thành", "là")
CORRECT_NAME_HOW = "Bác nhắn tên đúng theo mẫu này: «sửa tên: Lân»."
CORRECT_PHONE_HOW = "Bác nhắn số đúng theo mẫu này: «sửa số điện thoại: 0912345678»."
NAME_CORRECTED = "Tôi đã sửa tên của bác thành {name}."
PHONE_CORRECTED = "Tôi đã sửa số điện thoại của bác thành {phone}."
DATA_CORRECTION_ASKED = (
    "Xã đã ghi yêu cầu sửa của bác, số {number}. Cán bộ làm xong trước hết ngày {day} và báo bác."
)
DATA_CORRECTION_WHAT = "Bác nhắn chỗ sai, ví dụ: «sửa dữ liệu: tên đúng là Lân»."
DATA_CORRECTION_NOTED = "Lời bác vừa nhắn đã ghi vào yêu cầu."
DATA_CORRECTED_TOLD = (
    "Xã đã sửa dữ liệu theo yêu cầu của bác. Tên: {name}. Thôn: {unit}."
    " Còn chỗ nào sai, bác nhắn «sửa dữ liệu: …»."
)
DATA_REQUEST_CAME = (
    "Có người ở {unit} xin sửa dữ liệu của mình, yêu cầu số {number}."
    " Xin mở bàn làm việc, trang Người dân, hộ, phần Yêu cầu về dữ liệu."
)
DATA_REQUEST_TOLD = {
    "request.done": "Yêu cầu số {number} về dữ liệu của bác đã làm xong: {note}",
    "request.refuse": (
        "Xã không làm được yêu cầu số {number} về dữ liệu của bác: {note}"
        " Bác không đồng ý thì gặp cán bộ ở xã."
    ),
    "request.extend": "Yêu cầu số {number} về dữ liệu của bác cần thêm thời gian: {note}",
}
DATA_REQUESTS_DUE = (
    "{unit} có {count} yêu cầu về dữ liệu cá nhân sắp hết hạn, sớm nhất là ngày {day}."
    " Xin mở bàn làm việc, trang Người dân, hộ, phần Yêu cầu về dữ liệu."
)
DATA_REQUESTS_LATE = (
    "{unit} có {count} yêu cầu về dữ liệu cá nhân phải làm, {late} yêu cầu đã quá hạn,"
    " cũ nhất hạn ngày {day}. Xin mở bàn làm việc, trang Người dân, hộ, phần Yêu cầu về dữ liệu."
)

"""The page «Hộp thư» of the officers' console."""

NAV_TICKETS = "Hộp thư"
DESK_TABS = {
    "waiting": "Chờ",
    "helping": "Đang giúp",
    "late": "Trễ hẹn",
    "closed": "Đã xong",
}
DESK_ANY = "Tất cả"
DESK_DAYS = ((1, "Hôm nay và hôm qua"), (7, "7 ngày"), (30, "30 ngày"), (90, "90 ngày"))
DESK_COUNTED = {
    "opened": "{count} lần bà con xin gặp người, {period}.",
    "taken": "{count} lần có người nhận việc, {period}.",
    "resolved": "{count} lần việc được giải quyết, {period}.",
}
DESK_KINDS = {"question": "Câu hỏi", "report": "Phản ánh", "visit": "Hẹn đến nhà"}
DESK_OUTCOMES = {
    "done": "đã giúp xong",
    "answered": "cán bộ đã trả lời",
    "quiet": "lâu không ai nhắn, tự kết thúc",
    "cancelled": "bà con thôi không cần nữa",
    "handed_back": "bà con quay lại hỏi máy",
    "unreachable": "bà con đã chặn, không nhắn được",
    "merged": "gộp vào việc khác của cùng người",
    "helped": "đã giúp tại nhà",
    "no_device": "nhà không có máy phù hợp",
}
# One line of a ticket's history; {who} is a member of the team, {note} what was written down.
DESK_EVENTS = {
    "opened": "Bà con nhờ người giúp",
    "offered": "Nhờ {who}",
    "accepted": "{who} nhận",
    "returned": "Lấy lại từ {who} vì quá giờ hoặc hết phiên trực",
    "busy": "{who} báo bận",
    "passed": "{who} chuyển đi {note}",
    "escalated": "Những người đang trực đều chưa nhận; đã báo tổ trưởng và cán bộ",
    "reopened": "Mở lại",
    "closed": "Kết thúc: {note}",
    "not_arrived": "Một tin không tới nơi",
    "taken_back": "Một tin đã thu hồi",
    "secret_ask": "Không gửi một tin của {who} vì hỏi điều bí mật của bà con",
    "call": "{who} xin số điện thoại để gọi lại",
    "phone": "Bà con cho số điện thoại",
    "named": "Bà con cho biết tên",
    "revealed": "Xem danh tính. {note}",
    "wish": "Bà con muốn được trả lời: {note}",
    "rated": "Bà con chấm {note} sao",
    "visit_asked": "Hỏi {who} về buổi hẹn",
    "visit": "{who} hẹn đến nhà",
    "visit_left": "{who} không đến được buổi hẹn",
    "visit_off": "Bỏ buổi hẹn",
    "visited": "{who} đã đến nhà. {note}",
}
DESK_SYSTEM = "máy"
DESK_STATUS = {
    "queued": "đang chờ gửi",
    "held": "tạm dừng gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "failed": "không tới",
    "parked": "chờ bà con nhắn lại mới gửi được",
    "gathered": "gửi gộp trong ngày",
    "cancelled": "đã hủy",
}
DESK_VISITS = {
    "pending": "sắp tới",
    "helped": "đã giúp",
    "absent": "bà con vắng nhà",
    "again": "cần hẹn lại",
    "no_device": "không có máy phù hợp",
    "off": "đã bỏ",
    "moved": "đã dời",
}
DESK_SENT = "Đã gửi cho bà con."
DESK_SENT_PARTLY = "Đã gửi lời cho bà con; có tệp không gửi được."
DESK_SENT_AND_CLOSED = "Đã gửi cho bà con và kết thúc việc này."
DESK_SENT_NOT_CLOSED = "Đã gửi cho bà con, nhưng chưa kết thúc được: {why}"
DESK_RISKY = (
    "Chưa gửi gì: tệp {names} có thể là chương trình, không gửi cho bà con được. Xin bỏ tệp ấy."
)
DESK_UNSENT = "Chưa gửi được: kênh này không nhận loại tệp ấy. Xin viết bằng lời."
DESK_GONE = "Bà con đã chặn nên không nhắn được nữa. Việc đã kết thúc."
DESK_NOTED = "Đã ghi chú cho đồng nghiệp. Bà con không thấy."
DESK_TAKEN = "Việc này do anh/chị giúp từ bây giờ. Bà con đã được báo."
DESK_GIVEN = "Đã nhờ {name}. Bà con đã được báo."
DESK_PASSED = "Đã chuyển đi. Bà con đã được báo việc đang ở đâu."
DESK_CLOSED = "Đã kết thúc. Bà con được hỏi xem việc đã xong chưa."
DESK_REOPENED_FLASH = "Đã mở lại. Bà con đã được báo."
DESK_DRAFTED = "Đã gửi bản nháp câu trả lời số {number} đi chờ duyệt."
DESK_FILE_KINDS = {
    "photo": "Ảnh",
    "voice": "Tin thoại",
    "video": "Đoạn phim",
    "document": "Tệp",
    "location": "Vị trí",
    "sticker": "Nhãn dán",
    "contact": "Danh thiếp",
    "other": "Tệp không mở được",
}
DESK_EXPORT = ("Số", "Mã", "Việc", "Thôn", "Người gửi", "Người giúp", "Lúc gửi", "Lúc xong")

"""A person takes over: what the resident reads."""

# A person takes over: what the resident reads
ALIAS = "Bà con số {number}"
VILLAGE_NOT_SAID = "chưa rõ thôn"
SOMEBODY = "Tổ công nghệ số"
TEAM_OFFICER = "cán bộ xã"
TICKET_OFFERED = (
    "Tôi đã nhờ {member} (Tổ công nghệ số) giúp bác. Đến {time} chưa có trả lời, tôi nhờ người khác"
    " ngay ạ."
)
TICKET_AT_COMMUNE = (
    "Tôi đã nhờ {member} (cán bộ xã) giúp bác. Đến {time} chưa có trả lời, tôi nhờ người khác"
    " ngay ạ."
)
TICKET_IN_LINE = (
    "Tôi đã ghi việc của bác (số {number}). Mọi người đang giúp bà con khác, bác đứng thứ {place}"
    " trong hàng; có người rảnh, tôi báo bác ngay."
)
TICKET_AFTER_HOURS = (
    "Tôi đã ghi việc của bác (số {number}). Bây giờ không có người trực; {time} có người trực,"
    " việc của bác được xem đầu tiên ạ."
)
TICKET_ESCALATED = (
    "Việc của bác (số {number}): những người đang trực chưa ai rảnh tay. Tôi đã báo tổ trưởng và"
    " cán bộ xã; chậm nhất {time} tôi nhờ lại một lượt. Việc gấp, mời bác đến Trung tâm Phục vụ"
    " hành chính công xã."
)
TICKET_STILL_YOURS = (
    "{member} đang giúp bác (yêu cầu số {number}). Bác cứ viết hoặc gửi ảnh vào đây."
)
TICKET_ACCEPTED = (
    "{member}, {team}, đã nhận giúp bác (yêu cầu số {number}). Bác cứ viết, gửi ảnh hoặc"
    " nói vào đây. Muốn hỏi máy, bác nhắn: bot."
)
TICKET_BUSY = "{member} đang bận tay."
TICKET_LEFT = "{member} đang bận tay."
TICKET_DONE_ASK = "Việc của bác đã xong chưa ạ? Bác nhắn: rồi, hoặc: chưa."
REOPENED_WORDS = "Bà con nhắn chưa xong: {text}"
DESK_REOPENED = "Cán bộ mở lại việc này: {text}"
TICKET_WORDS_ADDED = "Dạ, tôi chuyển thêm lời bác rồi ạ."
TICKET_WORDS_CARRIED = "Dạ, tôi chuyển lời bác tới {member} rồi ạ. Bác cứ viết tiếp vào đây."
CALL_WANTED = (
    "{member} muốn gọi điện cho bác. Bác viết số điện thoại vào đây;"
    " không muốn thì bác cứ nhắn chữ."
)
CALL_TIME_ASK = "Bác nhắn giờ muốn được trả lời, ví dụ: 9 giờ sáng thứ bảy."
CALL_TIME_SET = "Vâng, tôi dặn người giúp trả lời bác {time}."
CALL_TIMES = {
    "morning": "Sáng mai",
    "afternoon": "Chiều mai",
    "evening": "Tối nay",
    "other": "Giờ khác",
}
BOT_BACK = "Vâng, từ giờ máy trả lời bác. Cần người, bác nhắn: gặp người."
BOT_BACK_AFTER_QUIET = (
    "Yêu cầu số {number} đã lâu không ai nhắn nên tôi đóng lại; từ giờ máy trả lời bác."
    " Việc chưa xong, bác bấm nút dưới đây."
)
NAME_KNOWN = "Vâng, tôi đã cho người giúp biết tên bác."
RATE_ASK = "Cảm ơn bác. Bác thấy được giúp thế nào ạ?"
RATED = "Cảm ơn bác đã cho biết."
UNLINKED = "Đã gỡ {count} khung chat; phiếu mới không tới người này nữa."
# In this order the number of the button is the number of stars.
RATINGS = {1: "Rất kém", 2: "Kém", 3: "Tạm được", 4: "Tốt", 5: "Rất tốt"}
FROM_MEMBER = "{member}, {team}: {text}"
EDITED = "đã sửa: {text}"
EDIT_AGAIN = (
    "Bác vừa sửa một tin cũ, tôi chưa làm gì theo tin ấy. Bác nhắn lại thành tin mới giúp tôi."
)
FORWARDED = "chuyển tiếp từ {name}: {text}"
FORWARDED_UNKNOWN = "người khác"
QUOTED = "(trả lời câu «{quote}») {text}"
RISKY_FILE_CARD = (
    "(Có tệp {name}, {size} MB. Tôi không chuyển vì mở ra có thể là phần mềm độc hại.)"
)
SIZE_UNKNOWN = "chưa rõ"
FILE_NO_NAME = "không tên"
FILE_NAME = "tep"
FILE_NAMES = {"voice": "tin-thoai.ogg", "video": "phim.mp4", "photo": "anh.jpg"}
RISKY_FILE = (
    "Bác đừng cài, đừng mở tệp này: {names}. Xã, công an, ngân hàng không gửi tệp cài đặt."
    " Ứng dụng thật chỉ tải ở App Store hoặc CH Play.\n"
    "Bước 1. Xóa tệp, không bấm vào.\n"
    "Bước 2. Lỡ cài rồi thì tắt mạng, tắt máy ngay.\n"
    "Bước 3. Dùng máy khác gọi ngân hàng khóa tài khoản.\n"
    "Bước 4. Báo Công an xã, hoặc bấm gặp người."
)
RISKY_FILE_MEMBER = (
    "Tôi không chuyển tệp {names} cho bà con: tệp ấy mở ra có thể là phần mềm độc hại."
    " Anh/chị gửi ảnh hoặc viết bằng chữ."
)
NOT_CARRIED = "Tôi không chuyển được loại tin này. Bác chụp màn hình gửi ảnh, hoặc viết bằng chữ ạ."
NOT_CARRIED_MEMBER = (
    "Tôi không chuyển được loại tin này cho bà con. Anh/chị gửi ảnh hoặc viết bằng chữ."
)
RELAY_AS_FILE = (
    "Phiếu {number}: bà con chưa nhận được tin vừa rồi, máy bên ấy không nhận loại này."
    " Tôi gửi lại ở dạng tệp; chắc hơn, anh/chị viết bằng chữ."
)
RELAY_REFUSED = (
    "Phiếu {number}: lời vừa rồi chưa tới bà con. Anh/chị viết lại bằng chữ, gọi lại"
    " hoặc hẹn đến nhà."
)
RELAY_VOICE_LOST = (
    "Phiếu {number}: bà con dùng Zalo, ở đó tôi chưa gửi được tin thoại. Anh/chị viết bằng chữ,"
    " gọi lại hoặc hẹn đến nhà."
)
RELAY_FILE_LOST = (
    "Phiếu {number}: bà con đã nhận lời, nhưng chưa xem được ảnh hoặc tệp. Anh/chị gửi ảnh khác,"
    " hoặc viết bằng chữ."
)
RELAY_FILE_LOST_RESIDENT = (
    "{member} đã nhận lời bác, nhưng chưa xem được ảnh hoặc tệp. Bác gửi ảnh khác, hoặc viết bằng"
    " chữ ạ."
)
RELAY_PARKED = (
    "Phiếu {number}: Zalo chưa cho gửi lúc này; bà con nhắn lại thì lời anh/chị mới tới."
    " Việc gấp, anh/chị gọi điện hoặc hẹn đến nhà."
)
RELAY_REFUSED_RESIDENT = (
    "{member} chưa nhận được tin vừa rồi của bác. Bác viết bằng chữ, hoặc gửi ảnh giúp ạ."
)
RELAY_AS_FILE_RESIDENT = (
    "{member} chưa nhận được tin vừa rồi của bác. Tôi gửi lại ở dạng tệp; chắc hơn, bác viết"
    " bằng chữ ạ."
)
BUTTON_SOLVED = "Xong rồi"
BUTTON_NOT_SOLVED = "Chưa xong"
BUTTON_NAME_ME = "Cho biết tên tôi"
TIME_HOUR = "{hour} giờ"
TIME_MINUTE = "{hour} giờ {minute}"
TIME_TOMORROW = "{time} ngày mai"
TIME_DAY = "{time} {weekday} ngày {day}"
TIME_ENTRY = "{weekday} {day}, {time}"
WISH_DAY = "{weekday} {day}"
WISH_PARTS = {
    "sang som": "sáng sớm",
    "rang sang": "sáng sớm",
    "sang": "sáng",
    "trua": "trưa",
    "chieu": "chiều",
    "EVE": "tối",
    "dem": "tối",
    "khuya": "khuya",
}
SAID_CORRECTING = "cơ"  # the last word of "không, tôi hỏi sổ đỏ cơ"
TIME_MORNING = "{time} sáng"
REPEAT_AT = "{every} lúc {time}"
REPEAT_DAY = "hằng ngày"
REPEAT_WEEK = "{days} hằng tuần"
REPEAT_MONTH = "ngày {days} hằng tháng"
REPEAT_MONTH_END = "ngày cuối mỗi tháng"
REPEAT_EVEN = "các ngày chẵn"
REPEAT_ODD = "các ngày lẻ"
REPEAT_SINCE = "{rule}, từ {day}"
REPEAT_UNTIL = "{rule}, đến hết {day}"
REPEAT_UNTIL_AT = "{rule}, đến {time} {day}"
REPEAT_SHORT_MONTH = "Tháng không có ngày {day} thì tôi nhắc vào ngày cuối tháng."
REPEAT_SHORT_LUNAR = "Tháng âm thiếu, không có ngày 30, thì tôi nhắc ngày 29."
REPEAT_SHORT_FEBRUARY = "Năm không có ngày 29/2 thì tôi nhắc ngày 28/2."
REPEAT_LEAP = "Năm nhuận có hai tháng {month} âm thì tôi nhắc vào tháng {month} đầu."
REPEAT_LUNAR = "{days} hằng tháng"
REPEAT_YEAR = "ngày {day} hằng năm"
REPEAT_LUNAR_YEAR = "ngày {day} âm lịch hằng năm"
LUNAR_BOTH = "rằm và mùng một"
LUNAR_FULL = "rằm"
LUNAR_FIRST = "mùng một âm lịch"
LUNAR_DAY = "ngày {day} âm lịch"
WEEKDAYS = (
    "thứ Hai",
    "thứ Ba",
    "thứ Tư",
    "thứ Năm",
    "thứ Sáu",
    "thứ Bảy",
    "Chủ nhật",
)

LINT_WEEKDAY = "Xem lại ngày: {misfit}"
POLL_AT_ONCE = "khi được duyệt"
POLL_TIMES_READ = "Mở: {opens}. Đóng: {closes}."
WEEKDAY_MISFIT = (
    "{said} không khớp với ngày {day}: ngày {day}/{year} là {weekday}, còn {said} là ngày {near}."
)

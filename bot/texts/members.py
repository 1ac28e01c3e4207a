"""What team members read: tickets, duty, visits, support log."""

# A person takes over: what the member reads
CARD_QUESTION = "Phiếu {number}. {who}, {unit}, cần người giúp."
CARD_REPORT = "Phiếu {number}. {who}, {unit}, phản ánh hiện trường."
CARD_URGENT = "KHẨN."
CARD_SUBJECT = "Việc: {subject}."
CARD_STEP = "Kẹt ở bước {step}."
CARD_WORDS = "Lời bà con: {text}"
CARD_WANTED = "Muốn được trả lời: {time}."
CARD_ADDED = "Phiếu {number}, bà con nói thêm: {text}"
CARD_NOTE = "Ghi chú: {note}"
CARD_TAKE_BEFORE = "Nhận trước {time}, quá giờ tôi chuyển người khác."
BUTTON_TAKE = "Nhận"
BUTTON_BUSY = "Bận"
BUTTON_PASS = "Chuyển"
BUTTON_CALL = "Gọi lại"
BUTTON_VISIT = "Hẹn đến nhà"
BUTTON_CLOSE = "Xong"
TICKET_YOURS = (
    "Phiếu {number} đã giao cho anh/chị. Anh/chị viết vào đây là tới bà con; đang giữ nhiều phiếu"
    " thì trả lời đúng vào tin của phiếu ấy."
)
TICKET_TAKEN_AWAY = "Phiếu {number} đã quá giờ nên tôi nhờ người khác."
TICKET_GIVEN_ON = "Phiếu {number} đã giao cho người khác."
TICKET_NOBODY_TOOK = "Phiếu {number}, {unit}, chưa ai nhận: {text}"
TICKET_PASSED = "Phiếu {number} đã chuyển cho {member}."
TICKET_PASSED_TO_LINE = "Phiếu {number} đã trả lại hàng chờ."
TICKET_CLOSED = "Phiếu {number} đã xong. Cảm ơn anh/chị."
TICKET_CLOSED_QUIET = "Phiếu {number} đã lâu không ai nhắn nên tôi đóng lại."
TICKET_QUIET = "Phiếu {number}: bà con chưa nhắn thêm. Việc xong rồi thì anh/chị bấm nút."
TICKET_HANDED_BACK = "Phiếu {number}: bà con muốn hỏi máy, phiếu đã đóng."
TICKET_RESIDENT_GONE = "Phiếu {number}: bà con đã chặn hoặc rời kênh, phiếu đã đóng."
CALL_ASKED = "Phiếu {number}: tôi đã xin số điện thoại của bà con. Có số, tôi chuyển ngay."
NAME_TOLD = "Phiếu {number}: bà con cho biết tên là {name}."
NOTE_KEPT = "Đã ghi chú vào phiếu {number}; bà con không thấy ghi chú này."
CARD_CALL_WISHED = "(Bà con muốn được gọi lại; nhận phiếu thì thấy số.)"
CARD_PHONE = "Số gọi lại: {phone}"
PHONE_GIVEN = "Phiếu {number}: bà con muốn được gọi lại, số {phone}."
RESIDENT_SAW = "Phiếu {number}: bà con đã xem tin của anh/chị."
FROM_RESIDENT = "{who}, {unit} (phiếu {number}): {text}"

# A team member's chat
SAID_LINK = "lienket"
SAID_LINK_CODE = (
    "liên kết",
    "mã liên kết",
    "lấy mã liên kết",
    "liên kết zalo",
    "liên kết telegram",
)
SAID_UNLINK = ("bỏ liên kết", "gỡ liên kết", "hủy liên kết")
LINK_CODE_GIVEN = (
    "Mã liên kết của bác: {code}\n"
    "Trong 15 phút, mở Tổ Số ở kênh kia (Zalo, Telegram hoặc trang web) và nhắn:\n"
    "lienket {code}\n"
    "Mã chỉ dùng một lần. Đừng đưa cho người khác: ai có mã là nói thay bác."
)
LINK_NEEDS_CONSENT = "Muốn liên kết hai khung chat, Tổ Số cần bác đồng ý lưu tên và thôn."
LINKED_DECIDES = (
    "Chào {name}. Khung chat này từ nay là của anh/chị ở {units}. Có thông báo hay cuộc lấy ý kiến"
    " cần duyệt, tôi gửi vào đây.\nXã lưu tên, số điện thoại và những việc anh/chị đã duyệt; muốn"
    " thôi, báo cán bộ xã."
)
LINKED_RESIDENT = (
    "Đã liên kết. Từ nay hai khung chat là của một người: thông báo chỉ gửi một nơi, lớp và phiếu ý"
    " kiến chỉ tính một lần."
)
LINKED_SEATS = "Đã trả lại {count} chỗ trong lớp vì bác ghi tên hai lần."
LINKED_TICKETS = "Đã gộp {count} yêu cầu trùng nhau."
LINK_SAME_CHAT = "Mã này nhắn ở kênh kia mới được; khung chat này đã là của bác rồi."
UNLINKED_RESIDENT = "Đã gỡ liên kết khung chat này."
UNLINK_NONE = "Khung chat này không liên kết với khung nào."
UNLINK_MEMBER = "Khung chat này nhận việc của Tổ; muốn gỡ, anh/chị báo cán bộ xã."
UNLINK_POLL = (
    "Bác đã trả lời một cuộc lấy ý kiến còn mở; khi cuộc ấy đóng, bác nhắn lại để gỡ liên kết ạ."
)
TICKET_MERGED = "Gộp với yêu cầu kia của cùng một người."
LINK_CODE_WRONG = (
    "Mã liên kết này không đúng, đã dùng hoặc đã quá hạn. Bác nhắn «liên kết» ở khung chat kia để"
    " lấy mã mới; người trong Tổ thì xin cán bộ xã."
)
LINK_NEW_CHAT = (
    "Một khung chat {channel} mới ({name}) vừa liên kết, từ nay nhận việc của anh/chị."
    " Không phải anh/chị thì bấm nút dưới đây ngay."
)
LINK_NO_NAME = "không ghi tên"
LINK_UNDONE = "Đã gỡ khung chat mới; mã chưa dùng cũng đã hủy. Anh/chị báo cán bộ xã biết."
LINK_PARTED = "Khung chat này không còn nhận việc của Tổ. Cần lại, anh/chị báo cán bộ xã."
BUTTON_NOT_MINE = "Không phải tôi"
LINKED = (
    "Chào {name}. Khung chat này từ nay nhận việc của {units}.\n"
    "Xã lưu tên, số điện thoại, ca trực và các phiếu anh/chị đã giúp; muốn thôi, báo cán bộ xã.\n"
    "Có phiếu, anh/chị bấm Nhận, rồi viết vào đây là tới bà con. Nhắn /truc xem lịch trực,"
    " «mai tôi nghỉ» để báo nghỉ, /mau lấy câu mẫu, «ghi chú:» cho đồng nghiệp,"
    " «hỏi:» để hỏi cho mình."
)
WHICH_TICKET_WORDS = "Anh/chị đang giữ mấy phiếu. Gửi lời vừa rồi cho phiếu nào ạ?"
WHICH_TICKET_LAST = "Người vừa viết là {who} (phiếu {number}): nhắn ừ là tôi gửi cho phiếu ấy."
TICKET_NUMBER_UNKNOWN = "Anh/chị không giữ phiếu {number} nào. Tôi chưa gửi. Cho phiếu nào ạ?"
TAKE_FIRST_SHORT = "Phiếu {number}, {who}: anh/chị bấm Nhận trước nhé."
# How the buttons that choose a ticket begin, before its number.
TICKET_BUTTONS = ("Phiếu", "Nhận phiếu")
WHICH_TICKET_BUTTON = "Phiếu {number}, {who}"
WORDS_SENT = "Đã gửi cho phiếu {number}."
WORDS_SENT_TO = "Đã gửi cho {who} (phiếu {number})."
WORDS_CARRIED = (
    "Tôi chuyển lời anh/chị tới {who} (phiếu {number}). Từ giờ anh/chị viết vào đây là bà con đọc"
    " được."
)
TAKE_FIRST = (
    "Anh/chị bấm Nhận trước, tôi gửi lời này ngay tới {who} (phiếu {number})."
    " Hỏi cho mình thì anh/chị viết «hỏi:» ở đầu."
)
TAKE_FIRST_WHICH = (
    "Có mấy phiếu đang chờ anh/chị. Anh/chị bấm Nhận phiếu nào, tôi gửi lời này cho phiếu ấy ngay."
)
TAKE_TICKET_BUTTON = "Nhận phiếu {number}, {who}"
WORDS_WAIT = "Lời anh/chị viết lúc nãy, tôi gửi cho phiếu này nhé?"
SECRET_ASKED_AGAIN = "Đây là lần thứ {count}, tôi báo tổ trưởng và cán bộ xã biết."
SECRET_ASKED_LEADERS = (
    "Phiếu {number}, {unit}: {member} đã {count} lần viết hỏi {what} của bà con. Tôi không chuyển"
    " lời ấy. Nhờ anh/chị nhắc, và hỏi thăm bà con."
)
BUTTON_TAKE_BACK = "Thu hồi"
TAKEN_BACK_UNSENT = "Tôi đã giữ tin ấy lại. {who} chưa nhận được gì."
TAKING_BACK = "Tôi đang thu hồi tin vừa gửi cho {who}."
TAKEN_BACK_REMOVED = "Thu hồi xong. Tin ấy không còn trong máy của {who}."
TAKEN_BACK_SAID = "Máy của {who} không gỡ được tin. Tôi đã nhắn xin bỏ qua tin ấy."
TAKE_BACK_FAILED = "Tôi không thu hồi được tin gửi cho {who}, xin gọi báo một tiếng."
TAKEN_BACK_ADDED = "Tôi đã bỏ lời vừa rồi ra khỏi yêu cầu ạ."
TAKE_BACK_LATE_MEMBER = (
    "Quá một phút nên tôi không thu hồi được nữa. Anh/chị nhắn thêm một câu, xin {who} bỏ qua"
    " tin ấy."
)
TAKE_BACK_LATE = (
    "Quá một phút nên tôi không thu hồi được nữa ạ. Bác nhắn thêm một câu, tôi chuyển ngay tới"
    " {member}."
)
TAKE_BACK_LATE_WAITING = (
    "Quá một phút nên tôi không thu hồi được nữa ạ. Bác muốn bỏ hẳn thì bấm «Thôi không cần nữa»;"
    " muốn sửa thì bác viết thêm vào đây."
)
PASS_OVER_RESIDENT = "{member} vừa gửi nhầm cho bác một tin. Bác bỏ qua tin ấy giúp ạ."
PASS_OVER_MEMBER = "{who} (phiếu {number}) vừa thu hồi một tin. Anh/chị bỏ qua tin ấy giúp."
TICKET_TAKEN_BACK_MEMBER = "Phiếu {number}: bà con vừa thu hồi. Anh/chị không cần làm gì nữa."
REPORT_TAKEN_BACK = "Tôi đã thu hồi phản ánh {code}. Không ai xử lý phản ánh ấy nữa ạ."
WORDS_DROPPED = "Tôi chưa gửi gì cho bà con."
WORDS_GIVEN_BACK = "Lời anh/chị vừa viết:\n{text}"
BUTTON_DROP_WORDS = "Thôi"
CANNED_TITLE = "Anh/chị chọn câu mẫu để gửi cho bà con:"
CANNED_LABELS = (
    *("Xin ảnh màn hình", "Tắt rồi mở lại ứng dụng", "Kiểm tra mạng", "Đừng đọc mã cho ai"),
    *("Mang căn cước ra Trung tâm", "Đang kiểm tra"),
)
CANNED = (
    "Chào bác, cháu ở Tổ công nghệ số. Bác cho cháu xem ảnh màn hình ạ.",
    "Bác thử tắt ứng dụng, mở lại rồi làm lại từ đầu giúp cháu ạ.",
    "Bác kiểm tra mạng: mở thử trang báo bất kỳ xem có vào được không ạ.",
    "Bác đừng đọc mã OTP, mật khẩu cho ai, kể cả cháu ạ.",
    "Việc này bác mang căn cước ra Trung tâm Phục vụ hành chính công xã giúp cháu ạ.",
    "Cháu kiểm tra rồi trả lời bác ngay ạ.",
)
SAID_FOR_MYSELF = ("hoi :", "hoi:", "hoi cho toi :", "hoi cho toi:")

# Duty
DUTY_KEPT = "Đã ghi: anh/chị {what}."
DUTY_RELEASED = "Tôi đã nhờ người khác giúp {count} phiếu anh/chị đang giữ."
DUTY_SHIFT = "trực {days}"
DUTY_ABSENCE = "nghỉ {days}"
DUTY_WEEKLY = "trực hằng tuần {hours}"
DUTY_DAY = "{day}:"
DUTY_NOBODY = "- chưa có ai trực"
DUTY_ENTRY = "- {name}, {unit}: {hours}"
SWAP_OFFERED = "{name} xin trực thay anh/chị ngày {when}. Anh/chị đồng ý không ạ?"
SWAP_WANTED = "{name} nhờ anh/chị trực thay ngày {when}. Anh/chị đồng ý không ạ?"
SWAP_ASKED = "Tôi đã hỏi {name} về ca trực ngày {when}; có trả lời, tôi báo ngay."
SWAP_AGREED = "{name} đồng ý đổi ca trực ngày {when}."
SWAP_REFUSED = "{name} không đổi được ca trực ngày {when}."
SWAP_KEPT = "Đã ghi đổi ca trực ngày {when}."
SWAP_NOT_KEPT = "Ca trực ngày {when} giữ như cũ."
BUTTON_SWAP_REFUSE = "Không đổi được"

# Help at home
VISIT_ASK = (
    "Phiếu {number}: anh/chị viết ngày, giờ và nơi hẹn vào đây, ví dụ: thứ 7 9h nhà văn hóa thôn."
)
VISIT_ASK_HOUR = "Phiếu {number}: mấy giờ ạ? Anh/chị viết giờ, ví dụ: 9h sáng."
BUTTON_STOP_VISIT = "Thôi không hẹn"
VISIT_LEFT = "Phiếu {number}: tôi không hẹn nữa, chưa báo gì cho bà con."
VISIT_LEFT_BEHIND = "Phiếu {number} còn buổi hẹn với {who} {time}. Buổi ấy tính sao ạ?"
VISIT_BEFORE_DONE = (
    "Phiếu {number} còn buổi hẹn với {who} {time}. Tôi chưa đóng phiếu: đã đến rồi, hay bỏ hẹn ạ?"
)
BUTTON_KEEP_VISIT = "Người nhận sau sẽ đến"
BUTTON_DROP_VISIT = "Bỏ hẹn, báo bà con"
BUTTON_VISITED = "Đã đến, xong"
BUTTON_DROP_VISIT_DONE = "Bỏ hẹn, đóng phiếu"
VISIT_NOTE = "Đã hẹn bà con {time} tại {place}, người nhận phiếu đến giúp."
VISIT_KEPT = "Buổi hẹn {time} vẫn giữ. Tôi ghi vào phiếu và nhắc người nhận sau."
VISIT_OFF_RESIDENT = "{member} không đến theo hẹn {time} được nữa ạ. Có hẹn khác tôi báo bác ngay."
VISIT_OFF = "Đã bỏ buổi hẹn và báo bà con."
VISIT_FOR_RESIDENT = (
    "{member}, {team}, hẹn gặp bác lúc {time} tại {place} (yêu cầu số {number})."
    " Không tiện, bác nhắn lại vào đây ạ."
)
VISIT_MADE = "Phiếu {number}: đã hẹn {who} lúc {time} tại {place}. Tôi sẽ nhắc cả hai bên."
VISIT_NO_PLACE = "nhà bác"
VISIT_NO_PLACE_MEMBER = "nhà bà con"
VISIT_SOON_RESIDENT = "Nhắc bác: {member} gặp bác lúc {time} tại {place} (yêu cầu số {number})."
VISIT_SOON_MEMBER = "Nhắc anh/chị: phiếu {number}, gặp {who} lúc {time} tại {place}."
VISIT_HOW = "Phiếu {number}: buổi hẹn vừa rồi thế nào ạ?"
VISIT_OUTCOMES = {
    "helped": "Đã giúp xong",
    "absent": "Vắng nhà",
    "again": "Hẹn lại",
    "no_device": "Không có máy",
}

# The support log
SUPPORT_LOGGED = "Đã ghi nhận anh/chị giúp {count} hộ: {subject}. Cảm ơn anh/chị."

# Kinds of help that are counted
HELP_ASK = "Anh/chị vừa giúp việc gì? Bấm một việc, hoặc nhắn như: /ghinhan vneid 2 người bà Tư."
HELP_ASK_TICKET = (
    "Anh/chị đã giúp việc gì trong phiếu này? Bấm để ghi vào số liệu, bấm được nhiều việc."
    " Không có việc nào đúng thì thôi, không cần bấm."
)
HELP_ASK_MORE = "Anh/chị bấm thêm việc đã giúp. Bấm lại một việc đã ghi để bỏ việc ấy."
HELP_RECORDED = "Đã ghi: {kinds}{who}."
HELP_RECORDED_KIND = "{name} ({count} {measure})"
HELP_RECORDED_WHO = ", giúp {who}"
HELP_RECORDED_NONE = "Mục này chưa có việc nào được ghi vào số liệu."
HELP_NOT_TWICE = (
    "Hôm nay đã có mục ghi việc này cho cùng một người ({kinds}), nên tôi không đếm thêm."
    " Nếu là người khác trùng tên, anh/chị ghi thêm họ hoặc năm sinh."
)
HELP_REPEATED = (
    "Mục này tôi vừa ghi rồi, không ghi thêm: {kinds}."
    " Nếu là người khác, anh/chị ghi kèm tên, ví dụ: /ghinhan vneid bà Tư."
)
HELP_GUESS = "Nếu đó là một trong các việc dưới đây, anh/chị bấm để ghi vào số liệu của xã."
HELP_WITHDRAWN = "Đã rút mục này. Số liệu của ngày {day} bớt đi đúng phần ấy."
HELP_RESTORED = "Đã ghi lại mục này: {kinds}."
HELP_TODAY = "Hôm nay anh/chị đã ghi {count} mục. Bấm một mục để sửa hoặc rút."
HELP_TODAY_NONE = "Hôm nay anh/chị chưa ghi mục nào."
HELP_TICKED = "{name} ✓"
HELP_PEOPLE_BUTTON = "{count} {measure}"
HELP_PEOPLE = "người"
HELP_MORE_KINDS_BUTTON = "Thêm việc"
HELP_OTHER_KINDS_BUTTON = "Việc khác"
HELP_WITHDRAW_BUTTON = "Rút mục này"
HELP_RESTORE_BUTTON = "Ghi lại"
HELP_TODAY_BUTTON = "Xem việc đã ghi hôm nay"
HELP_DONE_BUTTON = "Xong, đủ rồi"
HELP_ENTRY_LABEL = "{time} {kinds}"
HELP_ENTRY_GONE = "{time} đã rút: {kinds}"

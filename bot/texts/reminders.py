"""Reminders of one's own matters, deadlines, questions in the middle of a flow."""

# Reminders of one's own matters
REMINDER_KEPT = "Vâng, tôi sẽ nhắc bác lúc {time}: {matter}."
REMINDER_MISFIT = "{misfit}\nBác muốn tôi nhắc «{matter}» lúc nào ạ?"
REMINDER_WHICH = "Bác muốn nhắc lúc nào ạ: {matter}?"
REMINDER_WHEN = "Nhắc bác lúc nào ạ? Bác viết như: mai 8h, thứ 6 tuần sau, ngày 20/12 lúc 8h."
REMINDER_MATTER = "Nhắc bác việc gì lúc {time} ạ?"
REMINDER_HOW = "Bác muốn tôi nhắc việc gì, lúc nào ạ?"
REMINDER_PAST_ASK = "Ngày ấy đã qua. Có phải bác muốn nhắc vào {time} không ạ?"
REMINDER_TOO_FAR = "Xa quá, tôi chỉ nhắc được trong hai năm tới ạ."
REMINDER_REPEATS = (
    "Tôi nhắc được hằng ngày, theo thứ, theo ngày trong tháng, rằm, mùng một."
    " Bác viết như: ngày nào cũng 8h và 20h."
)
REMINDER_NO_WHICH_DAY = "Bác muốn nhắc vào thứ mấy, ngày mấy ạ? Bác viết như: thứ Hai 7h, ngày 5."
REMINDER_HOUR = "Nhắc bác lúc mấy giờ ạ? Bác viết như: 8h, 19h30."
REMINDER_HOUR_WHICH = "Bác muốn nhắc lúc mấy giờ ạ: {matter}?"
REMINDER_TOO_OFTEN = (
    "Mỗi ngày tôi nhắc được nhiều nhất {count} lần ạ. Bác chọn lại giờ giúp, ví dụ: 7h, 11h, 19h."
)
REMINDER_ENDED = (
    "Ngày cuối ấy qua mất rồi ạ. Nhắc bác đến hết ngày nào? Bác viết như: 20/12, 10 ngày."
)
REMINDER_WHICH_END = "Nhắc bác đến hết ngày nào ạ? Bác viết như: 20/12, hết tháng, 10 ngày."
REMINDER_HOURS = "Ngày {count} lần thì nhắc bác những giờ nào ạ? Bác viết đủ như: {hours}."
REMINDER_IS_LAST = "Hôm nay là lần cuối ạ."
REMINDER_WAS_LAST = "Đây là lần cuối ạ."
REMINDER_BACK = "Bác nghỉ đủ ngày rồi, từ nay tôi nhắc lại như trước ạ."
REMINDER_RESTS = "Vâng, tôi nghỉ nhắc đến hết {last}: {matter}. Lần tới: {back}."
REMINDER_RESTS_DAY = "Vâng, {first} tôi nghỉ nhắc: {matter}. Lần tới: {back}."
REMINDER_RESTS_LATER = "Vâng, từ {first} đến hết {last} tôi nghỉ nhắc: {matter}. Lần tới: {back}."
REMINDER_RESTS_OVER = (
    "Việc này tôi chỉ nhắc đến hết {day}, bác nghỉ xong thì cũng hết: {matter}."
    " Bác muốn bỏ hẳn thì bấm nút dưới đây."
)
REMINDER_WHICH_PAUSE = "Bác muốn tạm nghỉ nhắc việc nào ạ?"
REMINDER_PAUSE_ONCE = (
    "Việc này chỉ nhắc một lần nên không tạm nghỉ được: {matter}. Bác muốn bỏ hẳn không ạ?"
)
REMINDER_LINE_RESTS = "- {time}: {matter} (tạm nghỉ đến {day})"
REMINDERS_PAGE = "Các việc bác nhờ nhắc, trang {page}/{pages}. Bấm để bỏ:"
BUTTON_REMINDERS_MORE = "Xem tiếp"
BUTTON_REMINDERS_FIRST = "Xem từ đầu"
BUTTON_PAUSE_ONE = "Tạm nghỉ: {matter}"
REMINDER_KEPT_AGAIN = "Vâng, {rule} tôi nhắc bác: {matter}. Lần tới: {time}."
REMINDER_MATTER_AGAIN = "Nhắc bác việc gì ạ?"
REMINDER_MOVED = "Vâng, tôi đổi rồi: {matter}, {time}."
REMINDER_PAUSED = "Vâng, tôi tạm dừng nhắc: {matter}. Muốn nhắc lại, bác bấm nút dưới đây."
REMINDER_WHICH_STOP = "Bác muốn bỏ việc nào ạ? Bấm để bỏ:"
REMINDER_WHICH_MOVE = "Bác muốn đổi việc nào ạ? Bác nhắn như: đổi nhắc {matter} thành 9h.\n{listed}"
REMINDERS_CLEAR_ASK = "Bác đang nhờ nhắc {count} việc:\n{listed}\nTôi bỏ hết nhé?"
REMINDERS_CLEARED = "Vâng, tôi đã bỏ hết {count} việc nhờ nhắc."
REMINDERS_HELD = "Vâng ạ, tôi giữ nguyên các lời nhắc."
REMINDERS_ALL_STOPPED = (
    "Vâng, từ giờ tôi không nhắc việc, không nhắc lịch học nữa. Muốn nhắc lại, bác nhắn: giữ nhắc."
)
REMINDERS_KEPT_ON = "Vâng, tôi vẫn nhắc bác:\n{listed}"
REMINDERS_KEPT_ON_NONE = (
    "Vâng ạ. Bây giờ bác chưa nhờ nhắc việc nào; bác nhắn như: nhắc tôi mai 8h đi họp."
)
REMINDERS_MORE = "- và {count} việc nữa"
REMINDERS_ARE_STOPPED = "Các lời nhắc đang dừng. Muốn nhắc lại, bác nhắn: giữ nhắc."
REMINDER_LINE_PAUSED = "- {time}: {matter} (đang tạm dừng)"
BUTTON_PAUSE = "Tạm dừng nhắc"
BUTTON_RESUME_ONE = "Nhắc lại: {matter}"
BUTTON_CLEAR = "Bỏ hết"
BUTTON_HOLD = "Giữ lại"
SAID_KEEP_REMINDERS = (
    "giữ nhắc",
    "giữ nhắc việc",
    "vẫn nhắc",
    "cứ nhắc",
    "bật nhắc",
    "bật nhắc việc",
)
STOPPED_BUT = (
    "Vâng, từ giờ xã không tự gửi thông báo, nhắc hạn cho bác nữa. Việc bác đã nhờ thì tôi vẫn"
    " nhắc:\n{listed}\nMuốn thôi cả nhắc, bác nhắn: dừng nhắc. Muốn nhận lại thông báo: bật."
)
REMINDER_NOW = "Đến giờ rồi bác ơi: {matter} ạ."
REMINDER_LATE = (
    "Xin lỗi bác, máy trục trặc nên tôi nhắc chậm, lẽ ra lúc {time}: {matter}. Việc ấy xong chưa ạ?"
)
REMINDER_DONE = "Vâng, bác đã xong: {matter}."
REMINDER_STOPPED = "Vâng, tôi không nhắc nữa: {matter}."
REMINDERS_OVERDUE = (
    "Có {count} lời nhắc cho bà con {unit} đã quá giờ mà chưa gửi được. Anh/chị báo người quản máy"
    " chạy lệnh «bot service check» giúp ạ."
)
REMINDERS_MINE = "Các việc bác nhờ nhắc. Bấm để bỏ:"
REMINDERS_NONE = "Bác chưa nhờ nhắc việc nào. Bác nhắn như: nhắc tôi nộp thuế ngày 20/12 lúc 8h."
REMINDER_LINE = "- {time}: {matter}"
BUTTON_REMINDER_DONE = "Xong rồi"
BUTTON_IN_AN_HOUR = "Nhắc lại sau 1 giờ"
BUTTON_TOMORROW = "Nhắc lại ngày mai"
BUTTON_STOP_ONE = "Bỏ: {matter}"
SAID_REMINDERS = ("nhắc việc", "việc nhờ nhắc", "xem nhắc việc", "lịch nhắc", "các nhắc việc")

# Deadlines
DEADLINES = "Bác muốn tôi nhắc hạn nào? Bấm để bật hoặc tắt:"
DEADLINES_NONE = "Xã chưa có hạn nào để nhắc."
DEADLINE_LINE = "- {title}: hạn tới {day}. Căn cứ: {basis}, kiểm tra ngày {checked}."
DEADLINE_ON = "Vâng, tôi sẽ nhắc bác trước hạn: {title}. Hạn tới là {day}."
DEADLINE_OFF = "Vâng, tôi không nhắc hạn này nữa: {title}."
BUTTON_DEADLINE_ON = "Nhắc: {title}"
BUTTON_DEADLINE_OFF = "Đừng nhắc: {title}"
# A deadline that the commune added; the gap stands for its day
UNIT_DEADLINE_GAP = "‹ngày›"
UNIT_DEADLINE_TEXT = "{title}: hạn là ‹ngày›. {text}"
UNIT_DEADLINE_BASIS = "thông báo của xã"
UNIT_DEADLINE_MOVED = "Xã vừa đổi hạn «{title}»: hạn tới là ngày {day}."
UNIT_DEADLINE_GONE = "Xã đã rút hạn «{title}». Tôi không nhắc hạn này nữa."
BUTTON_DEADLINE_STOP = "Đừng nhắc hạn này"
SAID_DEADLINES = ("nhắc hạn", "nhắc hạn nộp", "các hạn", "nhắc thời hạn")

# In the middle of something: leaving it, asking something else meanwhile
SAID_LEAVE_FLOW = (
    "thoát", "thoát ra", "thoát khỏi đây", "thôi", "thôi bỏ", "thôi bỏ đi", "thôi để sau", "để sau",
    "để lúc khác", "hủy", "hủy bỏ", "hủy đi", "hủy lệnh", "hủy soạn", "hủy thông báo", "bỏ đi",
    "dừng lại", "ngừng lại", "dừng soạn", "ngừng soạn", "quay ra", "thôi khỏi", "cancel", "exit",
    "quit", "không làm gì nữa", "không gửi gì nữa", "thôi không", "không soạn nữa",
)  # fmt: skip
SAID_CANCEL = "hủy"  # of what one is in the middle of; never of the announcements
SAID_ENOUGH = ("thôi", "thoi")
SAID_AFTER_ENOUGH = "vậy|nhé|cháu|em|con|ạ"
SAID_TRAILING = ".!…ạ"
SAID_LEAVE_VERBS = (
    "gửi", "làm", "soạn", "viết", "hỏi", "đăng ký", "ghi", "cần", "nhận", "trả lời", "báo",
    "phản ánh", "muốn", "nhắc", "học", "bỏ phiếu", "đăng", "duyệt", "chơi", "đưa", "ghi tên",
)  # fmt: skip
SAID_SOFTLY = (
    "nhé", "nha", "ạ", "dạ", "vâng", "vậy", "đi", "em", "bạn", "bot", "ơi", "luôn", "mà", "rồi",
    "nhỉ", "đâu", "cháu", "tôi", "cho tôi", "giúp", "giúp tôi", "việc này", "tin này", "bác", "à",
)  # fmt: skip
SAID_ASKING = (
    "làm sao", "làm thế nào", "thế nào", "như thế nào", "ở đâu", "bao giờ", "khi nào", "là gì",
    "bao nhiêu", "mấy giờ", "cần gì", "cần những gì", "có được không", "được không", "phải không",
    "tại sao", "vì sao", "hỏi ai", "gặp ai", "thì sao", "kiểu gì", "cách nào",
)  # fmt: skip
COMMAND_POWERS = ("lenh", "lệnh")
SAID_COMMANDS = (
    "lệnh", "các lệnh", "xem lệnh", "danh sách lệnh", "lệnh của tôi", "việc của tôi",
    "tôi làm được gì", "có những lệnh gì", "có lệnh gì", "hướng dẫn lệnh",
)  # fmt: skip

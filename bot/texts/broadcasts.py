"""Announcements: drafting, previewing, approving, questions about them."""


# Announcements: drafting, looking over, approving

AUDIENCE_WHICH = "«{name}» có thể là: {units}. Anh/chị bấm một nơi, hoặc viết đủ dấu giúp ạ."
SAID_AND = ("và", "va", "với", "voi", "cùng", "cung", "lẫn", "lan")
SAID_EVERYBODY = (
    "cả xã", "toàn xã", "cả phường", "toàn phường", "tất cả", "tất cả mọi người", "mọi người",
    "toàn dân", "bà con cả xã", "gửi cả xã", "gửi toàn xã", "tất cả các thôn",
    "các thôn", "mọi thôn",
)  # fmt: skip
SAID_TEAM = (
    "chỉ tổ", "cả tổ", "trong tổ", "tổ công nghệ số", "chỉ tổ công nghệ số",
    "tổ công nghệ số cộng đồng", "chỉ tổ công nghệ", "tổ công nghệ", "gửi tổ", "gửi cho tổ",
)  # fmt: skip
BROADCAST_IS = "Thông báo số {number} {state}, nên không làm việc ấy được nữa."
BROADCAST_STATES = {
    "draft": "đang soạn",
    "waiting": "đang chờ duyệt",
    "approved": "đã duyệt, chờ đến giờ",
    "sending": "đang gửi",
    "paused": "đang tạm dừng",
    "done": "đã gửi xong",
    "cancelled": "đã hủy",
    "refused": "không được duyệt",
}
BROADCAST_ASK_TEXT = (
    "Soạn thông báo của {unit}. Anh/chị viết lời thông báo, gửi kèm ảnh cũng được. Nên có việc gì,"
    " ở đâu, lúc nào, mang theo gì. Cần nút bấm thì thêm dòng cuối, ví dụ: Nút: Ghi tên = lớp 12"
)
BROADCAST_ASK_AUDIENCE = (
    "Gửi cho ai ạ? Bấm, hoặc viết tên thôn, cách nhau dấu phẩy, ví dụ: Thôn 1, Thôn 2."
)
BROADCAST_ASK_WHEN = (
    "Gửi lúc nào ạ? Bấm, hoặc viết giờ, ví dụ: 18h hôm nay; mai 7h, trước 17h (quá 17h thì thôi,"
    " không gửi nữa). Gấp là gửi cả ban đêm, chỉ dùng khi có lũ, cháy, mất an toàn."
)
MOMENT_BAD_HOUR = "«{said}»: giờ ấy không có hoặc chưa rõ. Anh/chị viết như: 19h30 ngày 20/12."
MOMENT_WHICH = "«{said}» là {first} hay {second} ạ? Anh/chị viết rõ, như: 15h mai."
MOMENT_PAST = "«{said}» đã qua. Anh/chị chọn giờ sắp tới."
MOMENT_FAR = "«{said}» xa quá hai năm. Anh/chị xem lại năm."
SAID_BEFORE = ("trước", "truoc", "muộn nhất", "muon nhat")
SAID_AT_ONCE = (
    "ngay", "gửi ngay", "ngay bây giờ", "bây giờ", "luôn", "gửi luôn", "ngay lập tức", "ngay nhé",
    "ngay ạ", "gửi ngay nhé", "gửi ngay ạ", "gửi ngay đi", "duyệt xong", "duyệt xong gửi ngay",
    "duyệt xong gửi luôn", "duyệt xong là gửi", "khi duyệt xong", "lập tức", "gửi bây giờ",
)  # fmt: skip
BROADCAST_APPROVE = "Mời anh/chị duyệt thông báo này.\n{words}"
BROADCAST_ASKED = "Thông báo số {number} đã gửi tới {count} người duyệt. Có kết quả, tôi báo ngay."
BROADCAST_NO_APPROVER = (
    "Thông báo số {number} chờ duyệt, nhưng chưa người duyệt nào có khung chat. Anh/chị nhờ người"
    " quản máy liên kết lãnh đạo xã giúp ạ."
)
BROADCAST_APPROVED = "Thông báo số {number} đã được duyệt, sẽ gửi tới {count} người."
BROADCAST_REFUSED = (
    "Thông báo số {number} không được duyệt: {name} trả lại «{title}». Bà con chưa nhận gì."
)
REFUSED_BECAUSE = "Lý do: {why}"
REFUSED_MEND = "Anh/chị bấm nút dưới để sửa, không phải gõ lại từ đầu."
REFUSAL_WHY = (
    "Đã trả lại, chưa gửi cho ai. Vì sao ạ? Anh/chị bấm, hoặc gõ vài chữ; tôi chuyển cho người"
    " soạn."
)
REFUSAL_REASONS = ("Sai ngày, giờ", "Sai nơi nhận", "Lời chưa rõ", "Đường dẫn, tệp không ổn")
REFUSAL_NO_WHY = "Vâng ạ. Số {number} đã trả lại người soạn, không kèm lý do."
REFUSAL_TOLD = "Tôi đã chuyển lý do cho {name}: {why}"
REFUSAL_UNDONE = "Số {number} «{title}» lại chờ duyệt: người duyệt vừa bấm nhầm."
BUTTON_NO_REASON = "Không nêu lý do"
BUTTON_UNREFUSE = "Bấm nhầm, để chờ duyệt"
NOTICE_OLD = "Tin duyệt ấy đã cũ: người soạn đã sửa lại. Mời anh/chị xem bản mới."
BROADCAST_DROPPED = "Thông báo số {number} đã hủy, chưa gửi cho ai."
BROADCAST_WAITS = "Thông báo số {number} đang chờ người khác duyệt, chưa gửi cho ai."
BROADCAST_STANDS = "Thông báo số {number} {state}."
POLL_WAITS = "Cuộc lấy ý kiến số {number} đang chờ người khác duyệt, chưa hỏi ai."
WAITING = "Có {count} việc chờ anh/chị duyệt. Anh/chị chọn một việc:"
WAITING_NONE = "Không có việc nào chờ anh/chị duyệt ạ."
BUTTON_WAITING_BROADCAST = "Thông báo {number}: {title}"
BUTTON_WAITING_POLL = "Lấy ý kiến {number}: {title}"
BROADCASTS_LIST = "Các thông báo của {unit}, mới nhất trước. Anh/chị chọn một thông báo:"
BROADCASTS_NONE = "{unit} chưa có thông báo nào. Anh/chị bấm để soạn:"
BROADCAST_LIST_LINE = "Số {number}, {state}: {text}"
BUTTON_BROADCAST_NEW = "Soạn thông báo mới"
SAID_WAITING = (
    "duyệt", "chờ duyệt", "việc chờ duyệt", "xem việc chờ duyệt", "có gì chờ duyệt",
    "có gì cần duyệt", "có gì chờ duyệt không", "có gì cần duyệt không", "cần duyệt",
    "duyệt thông báo", "duyệt tin", "duyệt giúp", "thông báo chờ duyệt", "danh sách chờ duyệt",
)  # fmt: skip
SAID_OWN_DRAFTS = (
    "danh sách thông báo", "các thông báo", "thông báo của tôi", "thông báo đã gửi",
    "xem thông báo", "bản nháp", "nháp", "thông báo đang soạn", "xem bản nháp", "các bản nháp",
    "soạn tiếp", "soạn tiếp thông báo",
)  # fmt: skip
BROADCAST_BOARD = (
    "Thông báo số {number} {state}: {bar} {percent}%\n{ended}/{total} người{left}. Tin này tự đổi"
    " theo tiến độ."
)
BROADCAST_BOARD_LEFT = ", còn khoảng {lasts}"
BROADCAST_BOARD_FULL, BROADCAST_BOARD_EMPTY = "▰", "▱"
BROADCAST_RESULT = (
    "Thông báo số {number} {state}: {sent}/{total} khung chat đã nhận, {unreachable} không liên"
    " lạc được, {failed} không gửi được, {pending} đang chờ."
)
BROADCAST_RESULT_VILLAGE = "- {unit}: {sent}/{total} khung chat, còn {left}"
BROADCAST_RESULT_MORE = "và {count} thôn nữa."
BROADCAST_RESULT_ALL = (
    "Đã tới {sent} trong {total} khung chat. Nhà nào chưa có khung chat thì chưa biết tin này:"
    " cần đọc loa, đến tận nơi."
)
BROADCAST_RESULT_HOUSES = (
    "Đã tới {sent} trong {total} khung chat; ở đây có {houses} hộ. Nhà nào chưa có khung chat thì"
    " chưa biết tin này: cần đọc loa, đến tận nơi."
)
NOTICE_ASKED = "{count} bà con hỏi về thông báo số {number} «{title}»:"
NOTICE_ASKED_FROM = "- Bà con {unit} hỏi: {text}"
NOTICE_ASKED_ONE = "- Một bà con hỏi: {text}"
NOTICE_ASKED_LIKE = "- {count} bà con {where}hỏi: {text}"
NOTICE_ASKED_WHERE = "({units})"
NOTICE_ASKED_MORE = "và {count} câu nữa, hỏi trước đó."
BUTTON_NOTICE_ANSWER = "Trả lời chung"
BUTTON_NOTICE_ANSWER_OF = "Trả lời chung, số {number}"
BUTTON_NOTICE_LATER = "Để sau"
BUTTON_NOTICE_SEND = "Gửi"
BUTTON_NOTICE_REWRITE = "Viết lại"
SAID_NOTICE_ANSWER = (
    "trả lời chung", "trả lời bà con", "trả lời thông báo", "trả lời câu hỏi",
    "bà con hỏi gì", "câu hỏi của bà con", "xem câu hỏi",
)  # fmt: skip
NOTICE_LATER = (
    "Vâng ạ. Còn {count} bà con đợi trả lời. Khi nào trả lời, anh/chị nhắn: trả lời chung."
)
NOTICE_ANSWER_ASK = (
    "Anh/chị viết câu trả lời chung cho {count} bà con đã hỏi về thông báo số {number} «{title}»."
    " Viết xong tôi đọc lại, chưa gửi ngay."
)
NOTICE_ANSWER_SHOWN = "Gửi cho {count} bà con đã hỏi?\n{text}"
NOTICE_ANSWER_SENT = "Đã gửi câu trả lời cho {count} bà con hỏi về thông báo số {number}."
NOTICE_ANSWER_LOST = "{count} bà con không liên lạc được."
NOTICE_ANSWER_LEFT = "Vâng, tôi chưa gửi gì cho bà con."
NOTICE_ANSWER_LEFT_WAITING = (
    "Vâng, tôi chưa gửi gì. Còn {count} bà con đợi; muốn trả lời, anh/chị nhắn: trả lời chung."
)
NOTICE_ANSWER_WHICH = "Bà con đang hỏi về mấy thông báo. Anh/chị trả lời thông báo nào ạ?"
NOTICE_NONE_WAITING = "Không có bà con nào đang đợi trả lời về thông báo ạ."
NOTICE_COUNTED = "{asked} bà con hỏi, {waiting} chưa trả lời."
FLOW_NOTICE_ANSWER = "trả lời bà con hỏi về thông báo số {number}"
BROADCAST_BUTTON_CLASS = "lớp {number}"
SAID_BUTTON = "nút"
SAID_BROADCAST = ("soạn thông báo", "gửi thông báo", "ra thông báo")
SAID_LEFT = ("ai chưa nhận", "danh sách chưa tới", "còn ai chưa nhận")
BUTTON_BROADCAST_DROP = "Thôi, không gửi"
BUTTON_AUDIENCE_ALL = "Cả {unit}"
BUTTON_AUDIENCE_TEAM = "Chỉ Tổ công nghệ số"
BUTTON_WHEN_NOW = "Duyệt xong gửi ngay"
BUTTON_WHEN_SOON = "Gửi ngay, không gộp"
BUTTON_WHEN_URGENT = "Gấp, gửi cả ban đêm"
BUTTON_BROADCAST_ASK = "Xin duyệt"
BUTTON_BROADCAST_AGAIN = "Vẫn xin duyệt"
BUTTON_BROADCAST_WORDS = "Sửa lời"
BUTTON_BROADCAST_WHO = "Sửa nơi nhận"
BUTTON_BROADCAST_WHEN = "Sửa giờ gửi"
BUTTON_BROADCAST_EDIT = "Rút về để sửa"
BUTTON_BROADCAST_GO_ON = "Soạn tiếp"
BUTTON_BROADCAST_MEND = "Sửa rồi xin duyệt lại"
BUTTON_APPROVE = "Duyệt, cho gửi"
BUTTON_REFUSE = "Không duyệt"
BUTTON_BROADCAST_SEE = "Xem đến đâu"
BUTTON_BROADCAST_PAUSE = "Tạm dừng"
BUTTON_BROADCAST_GO = "Gửi tiếp"
BUTTON_BROADCAST_STOP = "Hủy, không gửi nữa"
BUTTON_BROADCAST_LEFT = "Ai chưa nhận"
PREVIEW_TOTAL = "Thông báo số {number}: tới được {told}/{total} người."
PREVIEW_ACCOUNTS = "Qua kênh: {accounts}."
PREVIEW_UNREACHABLE = "Không tới được: {reasons}."
PREVIEW_REASONS = {"blocked": "{count} người đã chặn", "stopped": "{count} người đã nhắn dừng"}
PREVIEW_VILLAGE = "- {unit}: {told}/{total}"
PREVIEW_MORE = "và {count} thôn nữa."
PREVIEW_WHEN = "Bắt đầu gửi {time}, mất khoảng {lasts}."
PREVIEW_NIGHT = "Đang giờ yên tĩnh: đến {time} mới gửi, mất khoảng {lasts}."
PREVIEW_BEFORE = "Quá {time} mà chưa gửi được thì thôi."
PREVIEW_URGENT = "Gấp: gửi cả trong giờ yên tĩnh."
PREVIEW_GATHERED = "{count} người chọn gộp tin, nhận lúc 18 giờ."
PREVIEW_PAID = (
    "Zalo: {count} người nhắn lần cuối hơn 48 giờ trước; gửi cho họ có phí ({price}), đã cho phép."
)
PREVIEW_UNPAID = (
    "Zalo: {count} người nhắn lần cuối hơn 48 giờ trước; gửi ngay thì có phí ({price}). Chưa cho"
    " phép nên họ nhận khi nhắn lại."
)
PREVIEW_PRICE = "khoảng {sum} đồng"
PREVIEW_PRICE_UNKNOWN = "giá theo hợp đồng của xã với Zalo"
PREVIEW_SHUT = (
    "Zalo: {count} người quá 7 ngày chưa nhắn, Zalo không cho gửi; họ nhận khi nhắn lại, nhờ Tổ báo"
    " giúp."
)
BUTTON_BROADCAST_RESEND = "Gửi lại người chưa nhận"
BUTTON_BROADCAST_PAID = "Cho gửi tin có phí"
BUTTON_BROADCAST_UNPAID = "Thôi gửi tin có phí"
PREVIEW_TRIAL = "Xã đang chạy thử: chỉ người trong Tổ và cán bộ nhận được."
PREVIEW_TWIN = "Thông báo số {number} vừa nói y như thế với một phần người này trong 12 giờ qua."
PREVIEW_ADVICE = "Nên sửa: {words}"
PREVIEW_BUTTONS = "Nút dưới tin: {labels}."
PREVIEW_SAMPLE = "Trên {accounts} hiện như sau ({parts} tin, {count} chữ):\n{text}"
PREVIEW_WORDS = "Lời thông báo ({count} chữ):\n{text}"
LASTS_MINUTES = "{minutes} phút"
LASTS_HOURS = "{hours} giờ {minutes} phút"
SAID_FORBIDS = ("không", "khong", "đừng", "chớ", "cấm")
LINT_LINK = "đường dẫn {link} không phải của cơ quan nhà nước; bà con được dặn đừng bấm."
LINT_HTTP = "đường dẫn {link} thiếu khóa bảo mật; nên viết https, hoặc chỉ viết tên trang."
# What goes along with words to many, as the second person sees it
HOST_OFFICIAL = "{host} là trang của cơ quan nhà nước"
HOST_STORE = "{host} là kho ứng dụng, ai cũng đăng được: xem kỹ tên ứng dụng"
HOST_UNKNOWN = "{host} KHÔNG phải trang của cơ quan nhà nước"
CONTENTS = "Đi kèm, xem kỹ trước khi duyệt:"
DRAFTED_BY = "Người soạn: {name}, lúc {time}."
DRAFTER_OPERATOR = "người quản máy, bằng lệnh trên máy"
CONTENTS_LINK = "- Đường dẫn: {link}"
CONTENTS_BUTTON = "- Nút «{label}» mở {target}"
CONTENTS_CLASS = "lớp số {number}"
CONTENTS_TOPIC = "câu trả lời có sẵn «{topic}»"
CONTENTS_FILE = "- Tệp kèm: {file}"
FILE_KINDS = {
    "photo": "ảnh",
    "voice": "tin thoại",
    "video": "video",
    "document": "tệp không tên",
    "location": "vị trí",
    "sticker": "nhãn dán",
    "contact": "danh thiếp",
    "other": "tệp không tên",
}
FILE_SIZE_UNKNOWN = "không rõ cỡ"
FILE_SIZE_KB = "{count} KB"
FILE_SIZE_MB = "{count} MB"
LINT_TIME = "mời bà con mà chưa rõ ngày, giờ."
LINT_PLACE = "mời bà con mà chưa rõ ở đâu."
LINT_JARGON = "«{word}» nên nói là «{plain}»."
LINT_ABBREVIATION = "«{word}» bà con có thể không biết; viết đủ chữ."
LINT_LONG = "câu «{start}…» dài {count} chữ; nên ngắt ra."
LINT_CAPITALS = "viết hoa cả câu khó đọc; nên viết thường."
CORRECTION_LEAD = "Đính chính thông báo ngày {day} (mã {code}):"
LEFT_NOBODY = "Thông báo số {number}: không sót ai."
LEFT_TITLE = "Thông báo số {number} chưa tới {count} người («{text}…»):"
LEFT_LINE = "- {who}, {unit}: {why}"
LEFT_UNNAMED = "Bà con số {number}"
LEFT_MORE = "và {count} người nữa."
LEFT_WHY = {
    "blocked": "đã chặn hoặc bỏ khung chat",
    "stopped": "đã nhắn dừng",
    "shut": "lâu chưa nhắn, Zalo không cho gửi",
    "failed": "máy không gửi được",
    "late": "quá hạn mà chưa gặp",
    "cancelled": "thông báo đã hủy giữa chừng",
}
LIVE_ON = "{unit}: từ nay bà con nhận được thông báo."
LIVE_OFF = "{unit}: trở lại chạy thử, chỉ người trong Tổ nhận được thông báo."
EXAMPLE_ANNOUNCEMENT = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa Thôn 3."

"""Sentences to officers: reports of imports, facts, tickets, why a delivery failed."""

# Telegram's command list
COMMANDS = (
    ("menu", "Xem các nút"),
    ("lenh", "Việc tôi làm được"),
    ("nguoi", "Gặp người"),
    ("thon", "Chọn thôn của tôi"),
    ("phananh", "Gửi phản ánh"),
    ("dung", "Ngừng nhận thông báo"),
    ("dulieu", "Dữ liệu của tôi"),
)

# What people say, compared without tones and punctuation; a button's own words are understood too
SAID_STOP = ("dừng", "stop", "ngừng")
SAID_RESUME = ("bật", "bật lại")
SAID_PERSON = ("gặp người", "gặp cán bộ", "cho gặp người", "gặp nhân viên", "gặp người thật")
SAID_MENU = ("menu", "về menu", "trợ giúp")
SAID_AGREE = ("đồng ý", "tôi đồng ý")
SAID_DATA = ("dữ liệu của tôi",)
SAID_WITHDRAW = ("rút lại đồng ý", "rút đồng ý", "rút lại sự đồng ý", "tôi rút lại đồng ý")
SAID_ERASE = (
    *("xóa dữ liệu của tôi", "xóa dữ liệu", "xóa hết dữ liệu", "xóa hết dữ liệu của tôi"),
    *("xóa dữ liệu cá nhân", "xóa thông tin của tôi", "xóa hết thông tin của tôi"),
)
SAID_DONE = ("xong", "xong rồi", "tiếp", "bước tiếp", "làm xong rồi")
SAID_BACK = ("lùi", "lùi lại", "quay lại")
SAID_STUCK = ("kẹt", "kẹt ở đây", "kẹt rồi", "không làm được", "không được")
SAID_LEAVE = ("thoát", "thôi", "thôi không làm nữa")
SAID_GO_ON = ("làm tiếp", "tiếp tục", "làm tiếp việc dở")
SAID_HELLO = ("chào", "xin chào", "chào bạn", "chào em", "hello", "hi", "alo", "a lô", "bắt đầu")


# Why a delivery failed, for officers


# Reports of imports
IMPORT_SUMMARY = (
    "Tổng {total} dòng: thêm {created}, sửa {updated}, giữ nguyên {unchanged}, bỏ qua {skipped},"
    " từ chối {rejected}."
)
IMPORT_REJECTED_FILE = "Các dòng bị từ chối và lý do: {path}"
IMPORT_DRY_RUN = "Chạy thử, chưa ghi gì."
CLI_COVERED = "Có số giống mã OTP, mật khẩu, căn cước hay tài khoản, đã che: {text}"


# Commune facts

FACTS_UNREADABLE = "{path}: phải là JSON hoặc TOML, mỗi dòng một tên và một câu chữ"


# Tickets, for officers

EXAMPLE_OFFICER = "Nguyễn Văn An"
EXAMPLE_ANSWER = "Bác mang căn cước đến Công an xã giúp cháu ạ."
TICKETS_NONE = "Không có yêu cầu nào đang chờ."
COMMUNE_SET = "Tôi đã nhớ bác ở {unit}."
DATA_NOT_AGREED = "chưa đồng ý"
DEMO_CLEARED = "Đã gỡ dữ liệu mẫu: {count} đơn vị và mọi thứ kèm theo."
CLI_NO_UNIT = "không có đơn vị mã «{code}»; `bot units list` cho xem các mã."
CLI_PORT_TAKEN = "BOT_PORT: cổng {port} đang có chương trình khác dùng; dừng nó hoặc đặt cổng khác."
CLI_CANNOT_LISTEN = "BOT_HOST: không mở được {host}:{port} ({why})."
BANNER_TELEGRAM_OFF = "đang tắt. Muốn bật, thêm BOT_TELEGRAM_TOKEN=<mã của @BotFather> vào .env"
BANNER_ZALO_OFF = "đang tắt. Muốn bật, xem docs/officers/zalo-oa.md"
BANNER_ZALO_BOT_OFF = "đang tắt. Muốn bật, thêm BOT_ZALO_BOT_TOKEN=<mã của Zalo> vào .env"
CLI_ZALO_UNSET = "Chưa đặt BOT_ZALO_APP_ID: xem docs/officers/zalo-oa.md."
CLI_URL_UNSET = "Chưa đặt BOT_PUBLIC_URL: Zalo cần địa chỉ này để đưa quản trị viên trở lại."
CLI_ZALO_FIXED = (
    "Đã đặt BOT_ZALO_PKCE_VERIFIER: mở đường dẫn trong trang quản lý ứng dụng, hoặc đường dẫn này."
)
CLI_DOCUMENT_KIND = "{path}: hãy đặt tên tệp có đuôi .docx hoặc .pdf."
CLI_NOT_A_NUMBER = "'{number}' không phải là số"
CLI_ONE_TOPIC = "{path}: viết đúng một [[topic]]."
CLI_NO_MEMBER = "Trong Tổ không có ai số điện thoại «{phone}»."
CLI_ERASED = "Đã xóa dữ liệu ở {count} khung chat, có ghi vào nhật ký."
CLI_WITHDRAWN = "Đã rút lại đồng ý, có ghi vào nhật ký."
CLI_EMPTY = "đang trống; hãy viết lời cần nói"
CLI_POSTER_LINK = "Tờ dán cần BOT_PUBLIC_URL, hoặc --link https://…"
INTENT_TAKEN = (
    "{intent}: câu «{text}» lại được hiểu là {other}; bỏ câu ấy hoặc thêm câu khác cho rõ"
)
INTENT_NO_ENTRY = "{intent}: không có mục «{entry}» trong kho câu trả lời"
INTENT_NO_NUMBER = "{intent}: câu đầu của lời trả lời phải có số cần gọi trước, {number}"
INTENT_COUNTEREXAMPLE = "{intent}: câu «{text}» chỉ nghe giống mà vẫn bị hiểu là {intent}"
CLI_LEARNT = "Đã học lại và giữ ở {path}."
DOCUMENTS_END = "Văn bản hết hiệu lực từ nay đến {day}:"
DOCUMENTS_STAY = "Từ nay đến {day} không văn bản nào trong sổ hết hiệu lực."
DOCUMENT_LINE = "- hết ngày {day}: {number} ({title})"
DOCUMENT_USED = "căn cứ của {count} chủ đề: {topics}"
ANSWERS_TURN = "Câu trả lời hết hạn hoặc đổi lời từ nay đến {day}:"
ANSWERS_STAY = "Từ nay đến {day} không câu trả lời nào hết hạn hay đổi lời."
COMING_LINE = "- {day}: {words}"
COMING = {
    "ends": "{place} hết hạn, cần kiểm tra lại trước ngày này",
    "changes": "{place} đổi sang lời đã viết sẵn",
    "begins": "{place} bắt đầu được trả lời",
}
CLI_FAULTS = "{count} lỗi."
CLI_NO_FAULTS = "Kho câu trả lời không có lỗi."
CLI_UPGRADED = "Đã nâng cấp cơ sở dữ liệu."
CLI_UP_TO_DATE = "Cơ sở dữ liệu đã đúng bản mới nhất."
CLI_USAGE = "Cách dùng:"
CLI_WRONG = "bot: {words}"

"""What an operator reads when something does not work."""

FAULT_GOLDEN = "{topic}: không trả lời được câu «{text}»"
FAULT_NO_BASIS = "chưa ghi căn cứ"
FAULT_NOT_CHECKED = "chưa ghi ngày kiểm tra"
FAULT_CHECKED_LATER = "ngày kiểm tra ở phía sau hôm nay ({day})"
FAULT_LINK = "đường dẫn không phải của cơ quan nhà nước: {link}"
FAULT_NO_EXPIRY = "chưa ghi ngày hết hạn"
FAULT_EXPIRED = "đã hết hạn ngày {day}"
FAULT_EXPIRES_SOON = "sắp hết hạn, ngày {day}"
FAULT_ENDED = "căn cứ đã hết hiệu lực: {document}"
FAULT_ALL_ENDED = "mọi căn cứ đã hết hiệu lực: {documents}"
FAULT_ENDS_SOON = "căn cứ sắp hết hiệu lực: {document}"
FAULT_NOT_REGISTERED = "căn cứ «{basis}» không có trong sổ văn bản (data/legal)"
LEGAL_ENDING = "{number}, hết ngày {day}"
LEGAL_FOLLOWED = ", thay bằng {number}"
FAULT_GAP_UNKNOWN = "không có chỗ điền tên {name}"
FAULT_GAP_BARE = "chỗ điền {name} chưa có câu thay khi để trống"
FAULT_GAP_OPEN = "một chỗ điền chưa đóng ngoặc"
WORDS_OF_ADDRESS = ("mình", "bạn")
WORDS_OF_NO_ADDRESS = (
    "bạn bè", "bạn đời", "bạn học", "bạn thân", "bạn hàng", "kết bạn", "người bạn",
    "một mình", "tự mình", "bản thân mình", "giật mình",
)  # fmt: skip
DOCUMENTS_SHORT = ("NĐ", "NQ", "QĐ", "TTLT", "VBHN")
WORDING_STEP = "một bước dài {count} từ, nhiều nhất {longest}: {step}"
WORDING_ANSWER = "câu trả lời dài {count} từ, nhiều nhất {longest}"
WORDING_ADDRESS = "xưng hô «{word}»; hãy viết «bác» hoặc «bà con»"
WORDING_ABBREVIATED = "tên văn bản viết tắt: {word}"
WORDING_TERM = "chữ khó «{word}» chưa có lời giải thích, ví dụ «{plain}»"
LEGAL_TWICE = "có hai lần"
LEGAL_SAME_NUMBER = "{source}: «{id}» và «{other}» ghi cùng một number"
LEGAL_UNKNOWN = "{source}: «{id}» nói bị thay bởi «{basis}», mà sổ không có văn bản ấy"
DATA_SHAPE = "có mục không đúng dạng"
SKILLS_IDS = "các id phải khác nhau, và nhiều nhất {most} kỹ năng"
POLL_FILE_MISSING = "thiếu {error}"
DATABASE_UNUSABLE = "BOT_DATABASE_URL: không dùng được cơ sở dữ liệu ({reason})."
SYSTEM_ERROR = "lỗi hệ thống số {errno}"
CLI_ZALO_WHICH = (
    "Không có Official Account nào mang tên ấy. Xin thêm --account với một trong các tên: {names}."
)
CLI_ZALO_CALLBACK = "Trong trang quản lý ứng dụng, Callback URL phải là: {url}"
CLI_ZALO_OPEN = "Quản trị viên của Official Account mở trong 15 phút:"
CLI_ZALO_KEPT = "Đã giữ mã truy cập; thử bằng `bot service check`."
TOML_PLACE = "dòng {line}, cột {column}"
TOML_PLACE_END = "cuối tệp"
BANNER_ON = "đang bật"
BANNER_TERMINAL = "make chat, hoặc: .venv/bin/bot service chat"
# Of what a database says, a part, and what it means.
DATABASE_TROUBLE = {
    "unable to open": "không mở được tệp",
    "not a database": "tệp không phải cơ sở dữ liệu",
    "locked": "đang bận; thử lại sau ít phút",
    "disk is full": "ổ đĩa đã đầy",
    "readonly": "tệp chỉ cho đọc",
    "refused": "máy chủ từ chối kết nối",
    "password authentication": "sai tên hoặc mật khẩu",
    "translate host name": "không tìm thấy máy chủ",
    "does not exist": "máy chủ không có cơ sở dữ liệu hoặc người dùng này",
    "timeout": "máy chủ không trả lời",
}
# What pydantic says in English, by its kind of error.
SETTING_REASONS = {
    **dict.fromkeys(("int_parsing", "int_from_float"), "phải là một số nguyên"),
    "float_parsing": "phải là một số",
    "bool_parsing": "phải là true hoặc false",
    "literal_error": "phải là {expected}",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "chỉ đến {le}",
    "string_pattern_mismatch": "chỉ gồm chữ, số, gạch dưới và gạch nối",
}
# What the system says, by the names of its numbers.
SYSTEM_TROUBLE = {
    "EACCES": "không có quyền",
    "EPERM": "không có quyền",
    "ENOENT": "không có tệp hay thư mục này",
    "ENOTDIR": "không phải thư mục",
    "EISDIR": "là một thư mục",
    "EROFS": "ổ đĩa chỉ cho đọc",
    "ENOSPC": "ổ đĩa đã đầy",
    "EADDRNOTAVAIL": "máy này không có địa chỉ ấy",
}
TOKEN_HEALTH = {
    "fine": "đã làm mới {why}",
    "none": "chưa có: chạy {command}, hoặc đặt hai mã của API Explorer vào .env",
    "old": "chưa làm mới từ {why}: `bot service run` có chạy không? Quá ba tháng là hết hiệu lực.",
    "broken": "hết hiệu lực ({why}): chạy {command}",
}
OUT_UNWRITABLE = "Không ghi được tệp {path}. Thử đường dẫn khác, chẳng hạn {instead}."
IMPORT_ROW = "Dòng"
IMPORT_REASON = "Lý do từ chối"
COLUMN_NAME = "tên"

ADMIN_LINK_OF = "vào với tên {name}, dùng một lần trong 10 phút; lấy đường dẫn khác: bot admin link"
ADMIN_OPERATOR = "Người cài đặt"
ADMIN_NOBODY = (
    "Chưa có ai giữ vai trò ấy ở đơn vị này. Vào bằng `bot admin link --role operator`, mở trang"
    " Bắt đầu và thêm người."
)

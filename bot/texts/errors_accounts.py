"""Why the service does not start: the file of further accounts (BOT_ACCOUNTS_FILE)."""

ACCOUNTS_UNREADABLE = "không đọc được tệp; xin xem lại đường dẫn, quyền đọc và mã UTF-8."
ACCOUNTS_OPEN = "tệp có mã bí mật nên chỉ chủ tệp được đọc; xin chạy lệnh «chmod 600» với tệp này."
ACCOUNTS_KIND = (
    "mục «{kind}» không có; mỗi tài khoản bắt đầu bằng [[telegram]], [[zalo-oa]] hoặc [[zalo-bot]]."
)
ACCOUNTS_MISSING = "thiếu mục {field}."
ACCOUNTS_FIELD = "mục {field} ghi chưa đúng; tài liệu docs/operators/accounts.md có mẫu."
ACCOUNTS_REASONS = {
    "missing": ACCOUNTS_MISSING,
    "extra_forbidden": "không có mục {field}; xin xem lại cách viết.",
    "string_pattern_mismatch": (
        "mục {field} chỉ gồm chữ thường không dấu, số và gạch nối, tối đa 24 ký tự."
    ),
}
ACCOUNTS_SECRET = 'mục {field} phải là mã bí mật, hoặc {{ env = "TÊN_BIẾN" }}.'
ACCOUNTS_ENV = "mục {field} lấy từ biến môi trường {name}, nhưng biến này chưa được đặt."
ACCOUNTS_TWICE = "tài khoản «{name}» được khai hai lần."
ACCOUNTS_SAME_TOKEN = "hai tài khoản dùng chung một mã bot; mỗi bot chỉ khai một lần."
ACCOUNTS_SAME_OA = "Official Account {name} được khai hai lần."
ACCOUNTS_RATE = (
    "các Official Account của ứng dụng {app} gửi quá {limit} tin mỗi giây; Zalo tính chung cho cả"
    " ứng dụng, xin ghi rate nhỏ hơn."
)
ACCOUNTS_NO_UNIT = (
    "tài khoản {account}: chưa có đơn vị nào mang mã «{code}». Xin nhập danh mục đơn vị trước, hoặc"
    " sửa mã rồi chạy lại."
)
ACCOUNTS_UNIT_KIND = (
    "tài khoản {account}: «{code}» là thôn, ấp. Tài khoản phải thuộc một xã, phường hoặc tỉnh."
)

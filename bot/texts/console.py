"""The officers' console: signing in, refusals, and words that several pages share."""

CONSOLE_NOT_FOR_YOU = (
    "Bàn làm việc dành cho tổ trưởng, cán bộ và lãnh đạo xã. Anh/chị cần vào thì nhờ cán bộ xã"
    " ghi vai trò của mình trong danh sách."
)
SIGN_IN_REFUSED = (
    "Đường dẫn này không dùng được: đã dùng rồi, đã quá 10 phút hoặc chép thiếu."
    " Xin lấy đường dẫn mới."
)
SIGN_IN_CODE_WRONG = (
    "Mã không đúng hoặc đã quá 5 phút. Xin xem lại mã trong khung chat, hoặc lấy mã mới."
)
SIGN_IN_CODE = (
    "Mã xác nhận để duyệt trên bàn làm việc: {code}. Mã dùng được 5 phút. Không đưa mã này cho ai,"
    " kể cả người tự xưng là cán bộ. Nếu không phải anh/chị đang duyệt, xin báo ngay cho"
    " văn phòng xã."
)
SIGN_IN_NO_CHAT = (
    "Chưa có khung chat nào của anh/chị để nhận mã xác nhận. Xin nối khung chat trước: vào"
    " «Thôn, Tổ», in giấy mời của mình và làm theo."
)
SIGN_IN_LINK = (
    "Đường dẫn vào bàn làm việc, dùng một lần trong 10 phút:\n{url}\n"
    "Xin đừng chuyển tin này cho ai."
)
SIGN_IN_NO_ADDRESS = (
    "Máy chủ chưa đặt địa chỉ công khai nên chưa gửi đường dẫn được."
    " Xin nhờ người cài đặt lấy giúp."
)
CONSOLE_NO_PAGE = "Không có trang này, hoặc anh/chị không được xem."
CONSOLE_NO_PLACE = "Anh/chị không có vai trò ở đơn vị này."
CONSOLE_NO_SESSION = "Không có thiết bị này trong danh sách của anh/chị."
CONSOLE_BAD_FORM = "Không đọc được những gì vừa gửi. Xin quay lại trang trước và gửi lại."
CONSOLE_MANY_FILES = "Mỗi lần gửi được nhiều nhất {limit} tệp. Xin bớt tệp rồi gửi lại."
CONSOLE_FILE_LARGE = "Tệp lớn quá. Mỗi tệp nhiều nhất {limit} MB; xin chọn tệp nhỏ hơn."
CONSOLE_FOREIGN = "Yêu cầu này không gửi từ trang của bàn làm việc nên không được nhận."
CONSOLE_BUSY = "Thử nhiều lần quá. Xin chờ mười phút rồi thử lại."
CONSOLE_FAULT = (
    "Máy gặp lỗi nên việc này chưa làm được, và chưa có gì bị thay đổi. Lỗi đã được ghi lại;"
    " xin thử lại, nếu vẫn thế thì báo người cài đặt."
)
CONSOLE_NO_DATABASE = "Máy đang bận quá. Xin chờ một phút rồi thử lại."
CONSOLE_CONFIRMED = "Đã xác nhận. Trong 12 giờ tới anh/chị duyệt được trên thiết bị này."
CONSOLE_SIGNED_OUT = "Đã đăng xuất."
CONSOLE_DEVICE_OUT = "Đã đăng xuất thiết bị."
CONSOLE_MINUTES = "{count} phút"
CONSOLE_HOURS = "{count} giờ"
CONSOLE_DAYS = "{count} ngày"
CONSOLE_DEVICE = "{browser} trên {system}"
# Asked in this order: every other browser also calls itself Chrome or Safari.
BROWSERS = (
    ("Cốc Cốc", "coc_coc_browser"),
    ("Edge", "Edg"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("Mac", "Macintosh"),
    ("Linux", "Linux"),
)
CONSOLE_DEVICE_UNKNOWN = "một thiết bị"

NAV_TODAY = "Hôm nay"
CONSOLE_PERIOD = "từ {since} đến hết {until}"

"""The console's pages of setting up, and of villages and teams."""

NAV_TEAMS = "Thôn, Tổ"
NAV_SETUP = "Bắt đầu"

DUTY_DAYS = "{first} đến {last}"
DUTY_ABSENT = "nghỉ"
DUTY_ON = "trực"
DUTY_BY_OFFICER = "ghi hộ trên bàn làm việc"
DUTY_DAYS_BAD = "Xin chọn ngày từ hôm nay trở đi, ngày cuối không trước ngày đầu."
DUTY_PARTS = (("day", "cả ngày"), ("morning", "buổi sáng"), ("afternoon", "buổi chiều"))
DUTY_SAVED = "Đã ghi lịch trực."
DUTY_REMOVED = "Đã bỏ mục ấy."

SETUP_FOUNDED = "Đã lập {unit}. Anh/chị là {role} của xã trong máy."
SETUP_NO_ADDRESS = (
    "Chưa có địa chỉ nào để mở trên điện thoại. Người cài đặt đặt BOT_PUBLIC_URL hoặc bật một kênh"
    " rồi chạy lại."
)
MEMBER_ADDED = "Đã ghi {name}."
MEMBER_SAVED = "Đã sửa {name}."
MEMBER_ENDED = "{name} đã thôi việc. Các phiếu đang giữ đã chuyển cho người khác."
MEMBERS_MERGED = "Đã gộp thành một người: {name}."
VILLAGE_SAVED = "Đã ghi số hộ, số khẩu."
SLIPS_NOBODY = "Không còn ai chưa vào, hoặc anh/chị không mời được những người ấy."
POSTER_NO_LINK = "Chưa có địa chỉ trang web hay Telegram để in lên poster."
TEAM_EMPTY = "Chưa có ai. Xin thêm người ở dưới, hoặc nhập danh sách."
UNITS_EMPTY = "Chưa có thôn nào. Xin nhập danh sách thôn trước."
PHONE_BAD = "Số điện thoại chưa đúng. Xin ghi như 0912 345 678."
ROLE_NEEDED = "Xin chọn vai trò."
SETUP_STEPS = (
    ("Xã và người lập", "Tên xã, và anh/chị là ai."),
    ("Danh sách thôn", "Dán từ Excel hoặc gửi tệp."),
    ("Danh sách Tổ công nghệ số và cán bộ", "Dán từ Excel hoặc gửi tệp."),
    (
        "Người duyệt: chủ tịch hoặc phó chủ tịch xã",
        "Chưa có người duyệt thì chưa gửi được thông báo, chưa sửa được câu trả lời.",
    ),
    ("Giờ làm việc, điện thoại của xã", "Để bot trả lời đúng giờ và đúng số."),
    ("Kênh, và một tin thử", "Xem kênh nào đang chạy; gửi cho mình một tin thử."),
    ("Tự hỏi thử trên điện thoại", "Soi mã trên màn hình rồi hỏi một câu."),
    ("In poster cho từng thôn", "Dán ở nhà văn hóa, Trung tâm, quán nước."),
)
SETUP_VILLAGES = "{count} thôn, tổ dân phố"
SETUP_MEMBERS = "{count} người trong các Tổ"
SETUP_NO_HOURS = "Còn thiếu giờ làm việc."
SETUP_NO_PHONE = "Còn thiếu điện thoại Trung tâm hoặc UBND xã."
SETUP_POSTERS = "Đã in {count} trên {total} thôn."
TEAM_COLUMNS = (
    "Đơn vị",
    "Phụ trách Tổ",
    "Số người",
    "Chưa vào",
    "Số hộ",
    "Số khẩu",
    "Số liệu ngày",
)
MEMBERS_PARTED = "Đã tách lại thành hai người. Đây là mục vừa trở lại."
MERGE_CHANGED = (
    "Vai trò của người này đã đổi từ lúc gộp nên không tách lại được."
    " Xin thêm lại mục kia bằng tay."
)

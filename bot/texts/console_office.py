"""The console's pages of channels, settings and the audit log."""

NAV_CHANNELS = "Kênh"
NAV_SETTINGS = "Cài đặt"
NAV_AUDIT = "Nhật ký"

ACCOUNT_NAMES = {
    "telegram": "Telegram",
    "zalo-oa": "Zalo OA",
    "zalo-bot": "Zalo Bot",
    "webchat": "Trang web",
    "fake": "Kênh thử",
}
ACCOUNT_NAMED = "{kind} ({name})"
ACCOUNT_OF_ALL = "Dùng chung cho mọi xã"
CHANNEL_TEST = (
    "Tin thử từ bàn làm việc của Tổ Số. Anh/chị nhận được tin này là kênh gửi đang chạy tốt."
)
CHANNEL_TEST_QUEUED = "Đã xếp gửi tin thử. Xin xem khung chat của mình trên kênh ấy."
CHANNEL_NO_OWN_CHAT = (
    "Anh/chị chưa có khung chat nào trên kênh này. Xin nhắn Tổ Số một câu trên kênh ấy rồi thử lại."
)
CHANNEL_OK = "Đang chạy"
CHANNEL_WAIT = "Nền tảng bảo chờ đến {until}"
CHANNEL_DEAD = "Không có máy nào đang gửi"
CHANNEL_SLOW = "Tin chờ lâu quá"
CHANNEL_QUIET = "chưa thấy trong 20.000 tin gần nhất"
CHANNEL_PROBE_OK = "Kiểm tra {channel}: {message}"
CHANNEL_PROBE_BAD = "Kiểm tra {channel} thấy lỗi: {message}"
CHANNEL_MISSING = {
    "telegram": "Chưa có mã của @BotFather. Người cài đặt đặt BOT_TELEGRAM_TOKEN rồi chạy lại.",
    "zalo-oa": "Chưa nối Official Account. Người cài đặt đặt các mục BOT_ZALO_… rồi chạy lại.",
    "zalo-bot": "Chưa có mã Zalo Bot. Chỉ cần cho thí điểm: đặt BOT_ZALO_BOT_TOKEN rồi chạy lại.",
}

FACT_GROUPS = (
    (
        "Trung tâm phục vụ hành chính công và xã",
        (
            ("centre_hours", "Giờ tiếp dân của Trung tâm"),
            ("centre_address", "Địa chỉ Trung tâm"),
            ("centre_phone", "Điện thoại Trung tâm"),
            ("commune_phone", "Điện thoại UBND xã"),
            ("commune_address", "Địa chỉ UBND xã"),
            ("feedback_channel", "Nơi nhận phản ánh"),
            ("oa_name", "Tên Zalo OA của xã"),
        ),
    ),
    (
        "Công an, y tế, điện, nước, bưu điện",
        (
            ("police_phone", "Điện thoại công an xã"),
            ("police_address", "Địa chỉ công an xã"),
            ("police_hours", "Giờ tiếp dân của công an xã"),
            ("clinic_phone", "Điện thoại trạm y tế"),
            ("clinic_address", "Địa chỉ trạm y tế"),
            ("clinic_hours", "Giờ làm việc của trạm y tế"),
            ("power_phone", "Điện thoại báo sự cố điện"),
            ("water_phone", "Điện thoại báo sự cố nước"),
            ("post_phone", "Điện thoại bưu điện"),
            ("post_address", "Địa chỉ bưu điện"),
            ("post_hours", "Giờ làm việc của bưu điện"),
        ),
    ),
    (
        "Thuế, bảo hiểm, đất đai",
        (
            ("tax_office", "Cơ quan thuế"),
            ("tax_phone", "Điện thoại cơ quan thuế"),
            ("insurance_office", "Cơ quan bảo hiểm xã hội"),
            ("insurance_phone", "Điện thoại bảo hiểm xã hội"),
            ("fee_resolution", "Nghị quyết về phí, lệ phí của tỉnh"),
            ("land_first_days", "Số ngày cấp sổ đỏ lần đầu"),
            ("land_transfer_days", "Số ngày sang tên đất"),
            ("land_tax_deadline", "Hạn nộp thuế đất phi nông nghiệp"),
            ("residential_quota", "Hạn mức đất ở"),
            ("pension_topup", "Mức trợ cấp thêm của tỉnh"),
        ),
    ),
    (
        "Thôn, Tổ, lớp học, loa",
        (
            ("village_head", "Trưởng thôn"),
            ("team_contact", "Cách gặp Tổ công nghệ số"),
            ("class_calendar", "Nơi xem lịch lớp"),
            ("radio_schedule", "Giờ phát loa"),
            ("party_app_admin", "Người giúp Sổ tay đảng viên"),
        ),
    ),
    (
        "Văn bản in ra",
        (
            ("document_place", "Địa danh trên văn bản"),
            ("document_signer_title", "Chức vụ người ký"),
            ("document_signer", "Họ tên người ký"),
        ),
    ),
)
"""What a commune fills in, in the groups and order of the page."""
FACT_UNUSED = "Chưa có câu trả lời nào dùng mục này."
FACT_PRINTED = "Dùng trên văn bản in ra."
FACTS_SAVED = "Đã lưu {count} mục. Câu trả lời cho bà con dùng ngay."
FACTS_SAME = "Không có mục nào thay đổi."
HOURS_SAVED = "Giờ làm việc đã ghi: {hours}."
DAY_SAVED = "Đã ghi ngày {day}."
DAY_NEEDED = "Xin chọn một ngày."
LIVE_SWITCHED_ON = "Từ giờ bà con nhận thông báo của {unit}."
LIVE_SWITCHED_OFF = "{unit} về chế độ thử: chỉ Tổ và cán bộ nhận thông báo."
SETTINGS_NO_UNIT = "Chưa có đơn vị nào. Xin làm bước thứ nhất ở trang Bắt đầu trước."
PRICE_UNKNOWN = "chưa đặt"
MACHINE_SETTINGS = (
    ("timezone", "Múi giờ", "BOT_TIMEZONE"),
    ("public_url", "Địa chỉ công khai", "BOT_PUBLIC_URL"),
    ("telegram_rate", "Tốc độ gửi Telegram (tin một giây)", "BOT_TELEGRAM_RATE"),
    ("zalo_rate", "Tốc độ gửi Zalo (tin một giây)", "BOT_ZALO_RATE"),
)
"""What has to do with the machine and its accounts: no commune decides it."""

DEADLINE_REPEATS = {"once": "một lần", "monthly": "hằng tháng", "yearly": "hằng năm"}
DEADLINE_DAYS_BEFORE = (
    ("30", "30 ngày"),
    ("15", "15 ngày"),
    ("7", "7 ngày"),
    ("3", "3 ngày"),
    ("1", "1 ngày"),
    ("0", "đúng ngày ấy"),
)
DEADLINE_ADDED = "Đã thêm hạn «{title}». Bà con nhắn «nhắc hạn» là thấy."
DEADLINE_CHANGED = "Đã sửa hạn."
DEADLINE_CHANGED_TOLD = "Đã sửa hạn. {count} bà con được báo ngày mới."
DEADLINE_WITHDRAWN = "Đã rút hạn. {count} bà con được báo."

UNIT_SETTING_CLI_WHICH = "Xin ghi xã nào: thêm --unit và mã xã; `bot units list` cho xem các mã."
UNIT_SETTING_CLI_SET = "{unit}: {label} là {value}, dùng trong vài giây nữa."
UNIT_SETTING_CLI_CLEARED = "{unit}: {label} trở về mặc định của cấp trên hoặc của máy chủ."
UNIT_SETTING_LABELS = {
    "quiet_hours": "Giờ yên tĩnh",
    "accept_minutes": "Chờ một thành viên nhận phiếu",
    "return_hours": "Phiếu không ai nhắn, bot trả lời lại",
    "lead_hours": "Nhắc lớp trước giờ học",
    "message_price": "Giá một tin Zalo tính phí",
    "draft_day": "Ngày gửi dự thảo báo cáo tháng",
    "greeting": "Câu thêm vào lời chào",
}
UNIT_SETTING_VALUES = {
    "quiet_hours": "{value}",
    "accept_minutes": "{value} phút",
    "return_hours": "sau {value} giờ",
    "lead_hours": "{value} giờ",
    "message_price": "{value} đồng",
    "draft_day": "ngày {value}",
    "greeting": "«{value}»",
}
UNIT_SETTING_HINTS = {
    "quiet_hours": (
        "Trong giờ này thông báo và lời nhắc dời sang sáng."
        " Câu trả lời và việc khẩn không phải chờ."
    ),
    "accept_minutes": (
        "Quá số phút này mà chưa ai bấm Nhận thì hỏi người kế tiếp. Trả lời bà con được gấp đôi."
    ),
    "return_hours": "Sau ngần ấy giờ không ai nhắn, phiếu đóng lại và bot trả lời bà con như cũ.",
    "lead_hours": "Một đến ba số giờ, cách nhau bằng dấu phẩy. Lớp ghi tên từ lúc này dùng số mới.",
    "message_price": (
        "Theo hợp đồng của xã, để báo trước chi phí khi soạn thông báo. Ghi 0 nếu chưa biết giá."
    ),
    "draft_day": (
        "Từ ngày này đến hết tháng, máy gửi dự thảo báo cáo tháng cho cán bộ xã, một lần mỗi tháng."
    ),
    "greeting": (
        "Thêm sau câu chào của Tổ Số khi có người nhắn lần đầu,"
        " thí dụ: «Cần gặp người, mời bà con ghé nhà văn hóa thôn.»"
    ),
}
UNIT_SETTING_RANGE = "{begins} đến {ends}"
UNIT_SETTING_HOUR_WORDS = "h|g|giờ"
UNIT_SETTING_UNSET = "chưa đặt"
UNIT_SETTING_DEFAULT = "mặc định"
UNIT_SETTING_NOTE = "{label}: {before} → {after}"
UNIT_SETTING_SAVED = "Đã ghi «{label}»: {value}. Dùng ngay từ bây giờ."
UNIT_SETTING_BACK = "«{label}» đã về mặc định: {value}."
UNIT_SETTING_OF_MACHINE = "mặc định của máy chủ"
UNIT_SETTING_OF_UNIT = "{unit} đặt ngày {day}"

AUDIT_LOG_EMPTY = "Không có việc nào trong những ngày này."
AUDIT_LOG_TITLE = "Nhật ký công việc"
AUDIT_LOG_COLUMNS = ("Lúc", "Ai", "Việc", "Đối với", "Ghi chú")
AUDIT_LOG_ALL = "mọi việc"
AUDIT_LOG_KINDS = (
    ("broadcast", "thông báo"),
    ("poll", "lấy ý kiến"),
    ("class", "lớp học"),
    ("ticket", "phiếu hỗ trợ"),
    ("help", "ghi việc đã giúp"),
    ("outreach", "kế hoạch đi từng nhà"),
    ("visit", "lượt đến nhà"),
    ("revision", "câu trả lời"),
    ("question", "câu hỏi chưa trả lời được"),
    ("fact", "thông tin của xã"),
    ("role", "vai trò trong Tổ"),
    ("sheet", "nhập danh sách"),
    ("contact", "dữ liệu của bà con"),
    ("duty", "giờ làm việc"),
    ("console", "đăng nhập"),
)

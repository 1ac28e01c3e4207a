"""Words of going from door to door: visits, plans, connectivity, announcements told at home."""

HOME_VISIT_OUTCOMES = {
    "done": "cài xong",
    "no_phone": "không có điện thoại",
    "refused": "từ chối",
    "later": "hẹn lại",
    "away": "vắng nhà",
}
CONNECTIVITY_SIGNALS = {"none": "không có sóng", "weak": "sóng yếu", "good": "sóng tốt"}
SETUPS_IDS = "mỗi việc cài đặt phải có id riêng, nhiều nhất {most} việc"
SETUP_FIELDS = "mỗi [[setup]] cần id, title, short và said"
RETURN_TODAY = (
    "Hôm nay anh/chị hẹn quay lại {house}{where}{hint} (đã đến ngày {day:%d/%m}). Đi xong, anh/chị"
    " bấm nút dưới đây để ghi."
)
RETURN_WHERE = ", {address}"
RETURN_HINT = ", {hint}"
BUTTON_RECORD_VISIT = "Ghi {house}"
# How volunteers say how a visit ended; with or without tones.
SAID_VISIT_OUTCOMES = {
    "done": (
        "cài xong", "cài xong rồi", "cài rồi", "đã cài xong", "cài được", "cài đặt xong", 
        "làm xong", "đã làm xong", "xong", "xong rồi", "hoàn thành", "đã xong", "hướng dẫn xong",
    ),
    "no_phone": (
        "không có điện thoại", "không có điện thoại thông minh", "không có máy", "không điện thoại",
        "không dùng điện thoại", "điện thoại cục gạch", "máy cục gạch", "dùng cục gạch",
        "không có smartphone", "chưa có điện thoại", "máy bàn phím", "điện thoại bàn phím",
    ),
    "refused": (
        "từ chối", "không chịu", "không muốn", "không cho cài", "không cho vào", "không đồng ý",
        "không hợp tác", "không làm", "không cài", "không tiếp",
    ),
    "later": (
        "hẹn lại", "hẹn", "hẹn sang", "hẹn hôm", "để hôm khác", "hôm khác", "quay lại", "đến lại",
        "hẹn quay lại", "hẹn đến lại",
    ),
    "away": (
        "vắng", "vắng nhà", "đi vắng", "không có nhà", "không ở nhà", "không có ai",
        "không ai ở nhà",
        "không có ai ở nhà", "khóa cửa", "cửa khóa", "đóng cửa", "không gặp", "không gặp ai",
        "chưa gặp",
    ),
}  # fmt: skip
SAID_SET_UP = ("cài", "đã cài", "cài cho", "kích hoạt", "làm", "mở", "hướng dẫn", "tải")
SAID_SHORT_FOR = {
    "không": ("k", "ko", "kg", "hok", "hong", "khg"),
    "điện thoại": ("dt", "dthoai"),
    "rồi": ("r", "roi"),
}
SAID_DAYS_AGO = {
    1: ("hôm qua", "ngày hôm qua", "chiều qua", "sáng qua"),
    2: ("hôm kia",),
    0: ("hôm nay", "sáng nay", "chiều nay", "vừa xong", "vừa nãy"),
}
SAID_VISIT_FILLERS = (
    "rồi", "nhé", "ạ", "và", "cho", "của", "thì", "là", "đã", "được", "với", "nhà có", "ghi chú",
    "em", "thôi", "đến", "thăm", "sang", "ngày",
)  # fmt: skip
SAID_VISIT_NOTE = "ghi chú"
PARTS_OF_VISIT_DAY = ("sáng", "trưa", "chiều", "tối")
VISIT_HOUR = "{hour} giờ"
# What may stand between the numbers of a choice of several.
SAID_BETWEEN_NUMBERS = ("va", "voi", "so", "chon", "a", "nhe", "roi", "cac", "muc", "viec", "cai")
# Words before a head's name, and of an address; without tones.
SAID_HOUSEHOLD_TITLES = (
    "ong", "ba", "co", "chu", "bac", "anh", "chi", "em", "cu", "o", "mu", "me", "bo", "nha", "ho",
    "gia", "dinh", "so",
)  # fmt: skip
SAID_HOUSEHOLD_PLACES = ("so", "ngo", "ngach", "hem", "xom", "duong", "to", "khu", "doi", "nha")
OUTREACH_PLANNED = "Đã lập kế hoạch số {number} «{title}» cho {unit}: {count} hộ."
OUTREACH_PLAN_LINE = (
    "{number}\t{unit}\t{title}\t{first:%d/%m/%Y}–{last:%d/%m/%Y}\tđã tới {reached}/{total} nhà"
)
OUTREACH_NEEDS_DAYS = "Lập kế hoạch thì ghi cả --title, --from và --to."
OUTREACH_VISIT_LINE = "{number}\t{day:%d/%m/%Y}\t{unit}\t{house}\t{outcome}\t{setups}"
OUTREACH_COVERAGE_LINE = (
    "{code}\t{name}\tđã tới {reached}/{total} hộ\tđến nhà {visit}, qua chat {chat},"
    " báo tận nhà {at_home}\thẹn lại {due}\t{signal}"
)
OUTREACH_TELLING_LINE = (
    "{code}\t{name}\t{total} hộ: qua chat {chat}, báo tận nhà {home}, chưa biết {left}"
    "\tcòn thiếu {needed} hộ so với chỉ tiêu {target}%"
)

"""The console's pages of classes."""

NAV_CLASSES = "Lớp học"

CLASS_STATES = {
    "coming": ("Sắp học", "wait"),
    "running": ("Đang học", "ok"),
    "over": ("Đã học", "info"),
    "cancelled": ("Đã hủy", "bad"),
}
"""The words for where a class stands, and the kind of their tag."""
LEARNER_STATES = {
    "joined": ("Có chỗ", "ok"),
    "waiting": ("Chờ chỗ", "wait"),
    "asked": ("Chờ xác nhận", "wait"),
    "left": ("Đã thôi", "bad"),
}
LEARNER_NO_PHONE = "Không có điện thoại"
LEARNER_CONSENTED = "Đã đồng ý"
LEARNER_NOT_CONSENTED = "Chưa đồng ý"
LEARNER_PAPER = "Tổ ghi giúp"
CLASS_COLUMNS = (
    "Ngày giờ",
    "Chủ đề",
    "Thôn",
    "Nơi học",
    "Người dạy",
    "Số chỗ",
    "Đã đăng ký",
    "Chờ chỗ",
    "Có mặt",
    "Tình trạng",
)
LEARNER_COLUMNS = (
    "STT",
    "Họ tên",
    "Đăng ký qua",
    "Đồng ý lưu",
    "Tình trạng",
    "Báo tin",
    "Có mặt lúc",
)
LEARNER_TOLD = "Máy báo"
LEARNER_TELL = "Tổ báo giúp"
CLASSES_EMPTY = "Không có lớp nào trong tháng này."
LEARNERS_EMPTY = "Chưa có ai đăng ký."
CLASSES_TITLE = "Lớp học tháng {month}"
CLASSES_COUNTED = "{count} buổi đã mở, {people} lượt bà con đến học, {period}"
MONTH_TITLE = "Tháng {month}/{year}"
LEARNERS_TITLE = "Người học lớp {topic}"
ALL_UNITS = "mọi thôn"
CLASS_OPENED = "Đã mở lớp {topic}, {time}."
SERIES_OPENED = "Đã mở lịch hằng tuần; {count} buổi trong bốn tuần tới đã có trong lịch."
CLASS_CHANGE_DONE = "Đã sửa lớp {topic}. Số khung chat được báo: {count}."
LEARNER_ADDED = "Đã ghi tên {name}."
LEARNER_ADDED_WAITING = "Lớp đã đủ chỗ: {name} vào hàng chờ. Tổ báo giúp khi có chỗ."
LEARNER_REMOVED = "Đã bỏ tên {name} khỏi lớp."
ROLL_SAVED = "Đã ghi điểm danh: {count} người có mặt."
ROLL_WALKED_IN = "Đã ghi thêm {name}, có mặt."
ROLL_HEADS_SAVED = "Đã ghi {count} người đến học."
ROLL_NOTE = "có mặt {there}/{all}"
ROLL_NOTE_WALK_IN = "thêm một người không có điện thoại"
ROLL_NOTE_COUNT = "đếm được {count} người"
SERIES_PAUSED_DONE = "Lịch này tạm nghỉ: không mở thêm buổi mới. Buổi đã mở vẫn giữ."
SERIES_RESUMED_DONE = "Lịch này chạy lại."
PROPOSAL_OPENED = "Đã mở lớp. {count} người từng hỏi được mời trước; người khác thấy sau một ngày."
PROPOSAL_PUT_OFF = "Đã để đề xuất này lại sau."
PROPOSAL_DECLINED = "Đã ghi: không mở lớp theo đề xuất này."
CERTIFICATES_EMPTY = (
    "Chưa có ai để cấp giấy: cần điểm danh có họ tên và ghi ít nhất một việc người ấy tự làm được."
)
CHANGE_LABELS = {
    "topic": "Chủ đề",
    "starts_at": "Ngày giờ",
    "minutes": "Số phút",
    "place": "Nơi học",
    "teacher": "Người dạy",
    "seats": "Số chỗ",
    "bring": "Mang theo",
    "map_url": "Bản đồ",
}
CLASS_CLASH = "{time}: lớp «{topic}» tại {place}"
CHOOSE_UNIT = "Chọn thôn…"
CLASS_VIEWS = (("month", "Lịch tháng"), ("list", "Danh sách"))
WEEKDAYS_SHORT = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")
CLASS_KINDS = (
    ("once", "Một buổi"),
    ("weekly", "Hằng tuần", "Máy tự mở các buổi trong bốn tuần tới, rồi mở tiếp dần."),
)
PROPOSAL_OTHER_TIME = "Buổi khác, ghi ở dưới"

# What is refused, with what to do instead
CLASS_CHANGE_REASON = "Lý do dài quá. Xin ghi ngắn gọn dưới {limit} chữ cái."
CLASS_CHANGE_LATE = "Lớp {topic} đã xong nên không sửa, dời hay hủy được nữa."
CLASS_SAME = "Chưa có gì thay đổi. Xin sửa mục cần đổi rồi gửi lại."
CLASS_NEEDS = {
    "topic": "Xin ghi chủ đề lớp học.",
    "place": "Xin ghi nơi học.",
    "day": "Xin chọn ngày học.",
    "hour": "Xin ghi giờ bắt đầu, ví dụ 19:30.",
    "minutes": "Xin ghi số phút từ 15 đến 600.",
    "seats": "Xin ghi số chỗ từ 1 đến 1000.",
    "weekdays": "Xin đánh dấu ít nhất một ngày trong tuần.",
    "last": "Ngày cuối cùng phải từ ngày đầu trở đi.",
    "unit": "Xin chọn thôn.",
}
LEARNER_NAME_NEEDED = "Xin ghi họ tên người học, ngắn hơn {limit} chữ cái."
LEARNER_UNKNOWN = "Người này không có trong danh sách, hoặc đăng ký bằng điện thoại của mình."
HEADCOUNT_NEEDED = "Xin ghi số người đến học, là một số."
PROPOSAL_TIME_NEEDED = "Xin chọn một buổi, hoặc ghi ngày và giờ khác."

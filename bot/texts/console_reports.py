"""The console's page of figures."""

NAV_REPORTS = "Báo cáo"
REPORT_PRESETS = {
    "week": "Tuần này",
    "last-week": "Tuần trước",
    "month": "Tháng này",
    "last-month": "Tháng trước",
    "quarter": "Quý này",
    "last-quarter": "Quý trước",
    "year": "Năm nay",
    "last-year": "Năm trước",
}
REPORT_PAGES = {
    "all": "Tổng quan",
    "questions": "Hỏi đáp",
    "people": "Gặp người",
    "learning": "Lớp học, đến nhà",
    "outreach": "Đi từng nhà",
    "reach": "Người nhận, thông báo",
}
REPORT_MORE_PAGES = {
    "reports.sheet": "Một trang A4",
    "reports.radar": "Thôn cần quan tâm",
    "reports.steps": "Chỗ hay kẹt",
    "reports.needs": "Việc chưa đáp ứng",
    "reports.helpers": "Người giúp bà con",
    "reports.communes": "Các xã",
    "reports.service": "Công khai mức phục vụ",
}
REPORT_RADAR_PICK = "Xin chọn một xã để xem các thôn."
REPORT_ELSEWHERE = "chưa rõ thôn"
REPORT_STUCK_PLACES = "Ở đâu (lượt kẹt)"
REPORT_STUCK_PLACE = "{place}: {count}"
REPORT_STUCK_REST = "nơi khác giữ kín"
REPORT_WEAK = "Cần quan tâm"
REPORT_RADAR_COLUMNS = {
    "village": "Thôn",
    "households": "Số hộ",
    "source": "Nguồn số hộ",
    "state": "Tình trạng",
}
REPORT_STEP_COLUMNS = {
    "topic": "Chủ đề",
    "step": "Bước",
    "shown": "Lượt xem",
    "stuck": "Lượt kẹt",
    "share": "Kẹt (%)",
}
REPORT_HELPERS_COLUMNS = {"name": "Họ tên", "village": "Đơn vị", "milestone": "Trong kỳ"}
REPORT_RANGE = "{name}: khoảng (%)"
REPORT_RANGE_VALUE = "{low}–{high}"
REPORT_WHOLE_COMMUNE = "Cả xã"
REPORT_FILES = {
    "pdf": "Tải để in (.pdf)",
    "docx": "Tải để sửa, ký (.docx)",
    "xlsx": "Tải bảng tính (.xlsx)",
    "csv": "Tải bảng theo đơn vị (.csv)",
}
REPORT_STEPS_EMPTY = "Trong kỳ này chưa ai bấm «Kẹt ở đây»."
REPORT_NEEDS_EMPTY = "Trong kỳ này chưa có việc nào chưa đáp ứng."
REPORT_HELPERS_EMPTY = "Trong kỳ này chưa ghi việc giúp nào."
REPORT_BASES_MISSING = "thiếu số hộ của {count}/{all} thôn"
REPORT_MILESTONES = {1: "đã giúp bà con", 10: "từ 10 việc trở lên", 50: "từ 50 việc trở lên"}
REPORT_COMMUNE_COLUMNS = {"unit": "Xã", "size": "Cỡ xã", "households": "Số hộ", "place": "Hạng"}
REPORT_CAUSE_ACTIONS = {
    "no-member": "Mở danh sách Tổ của thôn",
    "no-chat": "In phiếu nối khung chat",
    "not-on-duty": "Xếp lịch trực",
    "few-linked": "In tờ có mã QR",
    "few-visited": "Xem danh sách hộ của thôn",
    "no-class": "Mở một buổi lớp",
}
REPORT_NO_DAY = "Chưa rõ ngày này. Xin chọn ngày trên lịch, hoặc gõ như 30/11/2026."
REPORT_DAYS_ORDER = "Ngày cuối đứng trước ngày đầu. Xin đổi lại hai ngày."
REPORT_LONG_PERIOD = "Kỳ dài quá. Xin chọn nhiều nhất {years} năm."
REPORT_ROWS_EMPTY = "Chưa có số liệu nào trong kỳ này."
REPORT_MINUTES = "{count} phút"
REPORT_STARS = "{count} sao"
REPORT_NO_CHANGE = "không đổi"
REPORT_MORE = "tăng {amount}"
REPORT_LESS = "giảm {amount}"
REPORT_POINTS = "{count} điểm %"
REPORT_CHARTS = {
    "questions": ("Câu hỏi theo {step}", "Câu hỏi theo {places}"),
    "people": ("Số phút chờ người đầu tiên theo {step}", "Xin gặp người theo {places}"),
    "learning": ("Lượt đăng ký và lượt đến học theo {step}", "Lượt đến học theo {places}"),
    "outreach": ("Lượt đến nhà, hộ mới tới được theo {step}", "Hộ mới tới được theo {places}"),
    "reach": ("Lượt gửi thông báo theo {step}", "Tỷ lệ gửi tới (%) theo {places}"),
}
REPORT_STEP_WORDS = {"week": "tuần", "month": "tháng"}
REPORT_PLACES = {"commune": "xã", "village": "thôn"}
REPORT_CHART_NOTE = "{title}. Các con số ở bảng ngay bên dưới."
REPORT_TOPICS_EMPTY = "Trong kỳ này chưa có ai hỏi về chủ đề nào."
REPORT_FILE = "bao-cao-{first:%Y%m%d}-{last:%Y%m%d}"
REPORT_LONG_HEADINGS = {
    "median_response": "Chờ người đầu tiên, trung vị",
    "p95_response": "Chờ người đầu tiên, 95% dưới",
}
REPORT_SHORT_HEADINGS = {
    "questions": "Câu hỏi",
    "answered": "Trả lời ngay",
    "choices": "Hỏi lại",
    "missed": "Chưa trả lời",
    "answered_share": "Tỷ lệ trả lời",
    "topic_opened": "Mở bằng nút",
    "helped": "Khen đúng",
    "not_helped": "Chê chưa đúng",
    "ticket_opened": "Xin gặp",
    "ticket_taken": "Đã nhận",
    "ticket_resolved": "Đã giải quyết",
    "ticket_late": "Trễ hẹn",
    "to_commune": "Lên xã",
    "to_neighbour": "Nhờ thôn bên",
    "untaken": "Không ai nhận",
    "median_response": "Chờ, trung vị (phút)",
    "p95_response": "Chờ, 95% dưới (phút)",
    "average_rating": "Điểm sao",
    "visit": "Đến nhà",
    "face_to_face": "Hộ giúp trực tiếp",
    "class_held": "Buổi lớp",
    "enrolled": "Đăng ký",
    "attended": "Đến học",
    "house_visit": "Lượt đến nhà",
    "house_set_up": "Việc cài tại nhà",
    "house_reached": "Hộ mới tới được",
    "house_told": "Hộ báo tận nhà",
    "linked": "Cho biết thôn",
    "broadcast": "Thông báo",
    "addressed": "Cần nhận",
    "delivered": "Đã gửi",
    "unreached": "Không gửi được",
    "reached_share": "Tỷ lệ gửi tới",
    "ballot": "Phiếu ý kiến",
    "commitment": "Lời hứa",
    "commitment_kept": "Làm đúng hẹn",
    "commitment_late": "Quá hẹn",
}

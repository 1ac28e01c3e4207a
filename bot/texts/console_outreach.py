"""The console's pages of going from door to door, and the sheet that volunteers carry."""

NAV_OUTREACH = "Đi từng nhà"
OUTREACH_COLUMNS = (
    "Thôn",
    "Hộ đã tiếp cận",
    "Số hộ",
    "Tỷ lệ (%)",
    "Còn lại",
    "Hẹn lại",
    "Nguồn số hộ",
    "Ngày của số hộ",
)
OUTREACH_BASE_DECLARED = "danh sách của xã"
OUTREACH_BASE_NONE = "chưa có danh sách hộ"
OUTREACH_BASE_REGISTER = "sổ hộ trong Tổ Số"
OUTREACH_VILLAGES_EMPTY = "Chưa có thôn nào. Hãy thêm thôn ở trang Thôn, Tổ."
OUTREACH_PLANS_EMPTY = "Chưa có kế hoạch nào. Lập kế hoạch đầu tiên cho một thôn."
OUTREACH_PLAN_COLUMNS = ("Kế hoạch", "Thôn", "Từ ngày", "Đến ngày", "Đã gặp", "Số hộ", "Tình trạng")
OUTREACH_PLAN_STATES = {
    "ahead": "Chưa đến ngày",
    "running": "Đang đi",
    "over": "Đã hết hạn",
    "ended": "Đã kết thúc",
}
OUTREACH_PLAN_SAVED = "Đã lưu kế hoạch. Kế hoạch có {count} hộ."
OUTREACH_PLAN_ENDED = "Đã kết thúc kế hoạch. Các lượt đã ghi vẫn giữ."
OUTREACH_SHARED = "Đã chia {count} hộ cho {people} người."
OUTREACH_BAD_DAY = "Chưa rõ ngày này. Xin chọn ngày trên lịch, hoặc gõ như 30/11/2026."
OUTREACH_CHOOSE_VILLAGE = "Xin chọn thôn."
OUTREACH_STOPS_EMPTY = "Kế hoạch chưa có hộ nào. Hãy nhập danh sách hộ của thôn trước."
OUTREACH_SELF = "Tôi đi"
OUTREACH_NOT_VISITED = "chưa đến"
OUTREACH_VISIT_SAVED = "Đã ghi: {house}, {outcome}."
OUTREACH_VISIT_TWICE = "Lượt này đã ghi trước đó, không ghi thêm."
OUTREACH_VISIT_OTHER = "Cùng ngày, người khác cũng đã ghi một lượt ở hộ này."
OUTREACH_VISIT_CORRECTED = "Đã sửa lượt đến nhà."
OUTREACH_VISIT_WITHDRAWN = "Đã hủy lượt đến nhà này. Số liệu đã bớt đi."
OUTREACH_CHOOSE_OUTCOME = "Xin chọn kết quả của lượt đến."
OUTREACH_CHOOSE_HOUSE = "Xin chọn hộ, hoặc ghi tên chủ hộ mới."
OUTREACH_VISIT_COLUMNS = ("Ngày", "Thôn", "Hộ", "Kết quả", "Đã cài", "Hẹn lại", "Ghi chú")
OUTREACH_VISITS_EMPTY = "Chưa có lượt đến nhà nào được ghi."
OUTREACH_VISITS_TITLE = "Sổ đến từng nhà"
OUTREACH_STOP_COLUMNS = (
    "Hộ",
    "Số trên phiếu",
    "Địa chỉ",
    "Người đi",
    "Ngày đến",
    "Kết quả",
    "Đã cài",
    "Hẹn lại",
)
OUTREACH_CONSENT_UNASKED = "chưa hỏi"
OUTREACH_CONSENTS = {"yes": "đồng ý nhận tin", "no": "không nhận tin"}
OUTREACH_DUE_HINTS = ("sáng", "trưa", "chiều", "tối")
# The sheet, on paper and as it is typed in
ROUTE_SHEET_TITLE = "Phiếu đi từng nhà, {unit}"
ROUTE_SHEET_HEAD = "Phiếu đi từng nhà – {unit}"
ROUTE_SHEET_WHO = "Người đi: {visitor}. Ngày đi: ……/……/20……"
ROUTE_SHEET_EMPTY = "Kế hoạch chưa có hộ nào."
ROUTE_SHEET_HOUSE = "{number}. {label}"
ROUTE_SHEET_HOUSE_AT = "{house} – {address}"
ROUTE_SHEET_SETUPS = "Đã cài:"
ROUTE_SHEET_CONSENT = "Đồng ý nhận tin của xã"
ROUTE_SHEET_NOTE = "Ghi chú:"
ROUTE_SHEET_PAGE = "{unit} – Trang {page}/{count}"
ROUTE_SHEET_DAYS = "từ {first:%d/%m} đến {last:%d/%m/%Y}"
ROUTE_SHEET_OUTCOMES = {
    "done": "cài xong",
    "no_phone": "không có máy",
    "refused": "từ chối",
    "away": "vắng nhà",
    "later": "hẹn lại ……/……",
}
GRID_OUTCOMES = {
    "done": "Cài xong",
    "no_phone": "Không có máy",
    "refused": "Từ chối",
    "away": "Vắng",
    "later": "Hẹn lại",
}
GRID_DONE = (
    "Đã nhận {total} dòng: ghi mới {recorded}, sửa {corrected}, đã có từ trước {unchanged}."
    " Bỏ trống {blank} dòng."
)
GRID_NOTHING = "Chưa có dòng nào được chọn kết quả, nên chưa ghi gì."
GRID_NEEDS_OUTCOME = "Dòng này có ghi chú hoặc việc đã cài mà chưa chọn kết quả."
# Connectivity and announcements told at home
CENSUS_COLUMNS = (
    "Thôn",
    "Sóng",
    "Cáp quang trong thôn",
    "Wifi nhà văn hóa",
    "Số hộ đã hỏi",
    "Có cáp quang",
    "Có điện thoại thông minh",
    "Không có điện thoại thông minh",
    "Sóng yếu hoặc không có",
    "Ngày ghi",
)
CENSUS_YES_NO = {True: "có", False: "không"}
CENSUS_TITLE = "Hạ tầng, thiết bị"
CENSUS_SAVED = "Đã ghi {count} dòng. {same} dòng không đổi, {blank} dòng bỏ trống."
CENSUS_BAD_PHONES = "Số điện thoại phải là một con số, ví dụ 2."
CENSUS_EMPTY_LIST = "Thôn này chưa có danh sách hộ. Hãy nhập danh sách hộ trước."
TELLING_COLUMNS = (
    "Thôn",
    "Số hộ",
    "Nhận qua tin nhắn",
    "Đã báo tận nhà",
    "Chưa biết tin",
    "Tỷ lệ (%)",
    "Còn cần báo",
)
TELLING_EMPTY = "Thông báo này không dành cho thôn nào của anh/chị."
TELLING_LIST_EMPTY = "Chưa có thông báo nào đã gửi."
UNREACHED_TOLD = "Đã ghi: đã báo tận nhà {house}."
TELLING_TWICE = "Hộ này đã ghi trước đó."
TELLING_UNDONE = "Đã bỏ ghi. Hộ này trở lại danh sách chưa biết tin."
TELLING_TARGET_SET = "Đã đặt chỉ tiêu {percent}%."
UNREACHED_TITLE = "Hộ chưa biết tin"
TELLING_HOUSE = "Hộ"
TELLING_ADDRESS = "Địa chỉ"
CENSUS_VILLAGE_SAVED = "Đã ghi hạ tầng của thôn."
OUTREACH_TABS = {
    "list": "Hộ đã tiếp cận",
    "plans": "Kế hoạch",
    "visits": "Sổ đến nhà",
    "census": "Hạ tầng, thiết bị",
    "announcements": "Hộ chưa biết tin",
}
OUTREACH_COVERAGE_TITLE = "Hộ đã tiếp cận theo thôn"
OUTREACH_PLANS_TITLE = "Kế hoạch đi từng nhà"
OUTREACH_HOUSEHOLDS = {
    "all": "Tất cả các hộ của thôn",
    "unreached": "Chỉ những hộ chưa tiếp cận",
    "keep": "Giữ nguyên các hộ đang có",
}
OUTREACH_ANY_HOUR = "không rõ buổi"

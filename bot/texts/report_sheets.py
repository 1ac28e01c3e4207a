"""Words of the sheet of a period, of the radar, of heat list, needs, recognition and league."""

SHEET_KIND = "BÁO CÁO"
SHEET_SYMBOL = "BC"
SHEET_SUMMARY = "Kết quả hoạt động của trợ lý Tổ Số {period}"
SHEET_RECIPIENT = "{body};"
SHEET_ARCHIVE = "Lưu: VT."
SHEET_ARCHIVE_TEAM = "Lưu: Tổ."
SHEET_PERIODS = {
    "month": "tháng {month} năm {year}",
    "quarter": "quý {quarter} năm {year}",
    "year": "năm {year}",
    "days": "từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}",
}
SHEET_INTRO = (
    "Kỳ trước: {first:%d/%m/%Y}–{last:%d/%m/%Y};"
    " cùng kỳ năm trước: {year_first:%d/%m/%Y}–{year_last:%d/%m/%Y}."
)
SHEET_FIGURE = "Chỉ số"
SHEET_CURRENT = "Kỳ này"
SHEET_PREVIOUS = "Kỳ trước"
SHEET_CHANGE = "So với kỳ trước"
SHEET_YEAR_BEFORE = "Cùng kỳ năm trước"
SHEET_CHANGE_OF_YEAR = "So với cùng kỳ"
SHEET_HEADINGS = {
    "questions": "Lượt hỏi",
    "answered": "Trả lời được ngay",
    "answered_share": "Tỷ lệ trả lời ngay",
    "missed": "Chưa trả lời được",
    "ticket_opened": "Lượt xin gặp người",
    "ticket_resolved": "Đã giải quyết",
    "median_response": "Chờ giúp (trung vị)",
    "p95_response": "Chờ giúp (95% dưới)",
    "average_rating": "Điểm hài lòng (1–5 sao)",
    "visit": "Lượt đến tận nhà",
    "face_to_face": "Hộ được giúp trực tiếp",
    "class_held": "Buổi lớp đã mở",
    "attended": "Lượt người đến học",
    "broadcast": "Thông báo đã gửi",
    "reached_share": "Tỷ lệ gửi tới",
    "ballot": "Phiếu lấy ý kiến",
}
PLUS_SIGN = "+"
MINUS_SIGN = "−"
SHEET_WEAK = "Thôn cần quan tâm"
SHEET_WEAK_LINE = "{unit}: {measures}. {causes}"
SHEET_WEAK_MORE = "Còn {count} thôn nữa, xem trang Báo cáo."
SHEET_NO_WEAK = "Chưa thôn nào thấp hơn mức chung của xã một cách rõ rệt."
SHEET_NO_BASE = "Chưa có số hộ, nên chưa so được: {units}."
SHEET_NO_BASES = "{count} thôn chưa so được vì chưa có số hộ đúng."
SHEET_SILENT = "Xã chưa có số liệu trong kỳ: {units}."
SHEET_NOTE = (
    "Máy đếm khi việc xảy ra; không tính khung chat của cán bộ và Tổ."
    " «Không có số»: kỳ ấy chưa đếm, hoặc chưa có việc nào để tính."
)
SHEET_SINCE = "Số liệu chỉ có từ ngày {since:%d/%m/%Y}."
SHEET_UNKNOWN_SINCE = "Đơn vị này chưa đếm được việc nào."
SHEET_NO_UNIT = "Cần biết báo cáo của đơn vị nào. Hãy thêm --unit MÃ."
SHEET_SHEET = "Một trang"
SHEET_MINUTES = "phút"
SHEET_CHART_SHEET = "Biểu đồ"
SHEET_CHART_AXIS = "Số câu hỏi"
SHEET_CHART = "Câu hỏi: trả lời được ngay, phải hỏi lại, chưa trả lời được"

RADAR_MEASURES = {
    "linked": "Hộ có khung chat",
    "asked": "Hộ có hỏi",
    "helped": "Hộ được giúp",
}
RADAR_WEAK_IN = {
    "linked": "ít hộ có khung chat với Tổ Số",
    "asked": "ít hộ hỏi",
    "helped": "ít hộ được giúp",
}
RADAR_SHARE = "{words} ({share}, cả xã {commune})"
RADAR_CAUSES = {
    "no-member": (
        "Thôn chưa có thành viên Tổ nào trong máy.",
        "Cử người, rồi ghi vào danh sách Tổ.",
    ),
    "no-chat": (
        "Chưa ai trong Tổ nối khung chat, nên phiếu không tới được người giúp.",
        "In phiếu nối khung chat, đưa tận tay từng người.",
    ),
    "not-on-duty": (
        "Bảy ngày tới không ai trong Tổ trực.",
        "Xếp người trực, hoặc nhờ thôn bên.",
    ),
    "few-linked": (
        "Ít hộ biết tới Tổ Số.",
        "Dán tờ có mã QR ở nhà văn hóa, cửa hàng; đọc trên loa.",
    ),
    "few-visited": (
        "Ít hộ được gặp tận nơi.",
        "Chọn các hộ chưa gặp, đi từng nhà.",
    ),
    "no-class": (
        "Trong kỳ chưa mở lớp nào, trong khi thôn khác có.",
        "Mở một buổi lớp ở thôn.",
    ),
    "no-wifi": (
        "Nhà văn hóa thôn chưa có wifi.",
        "Đề nghị lắp wifi ở nhà văn hóa.",
    ),
    "weak-signal": (
        "Nhiều hộ sóng yếu hoặc không có sóng điện thoại.",
        "Đề nghị nhà mạng kiểm tra sóng.",
    ),
}
RADAR_NO_CAUSE = (
    "Máy chưa thấy nguyên nhân.",
    "Hỏi trưởng thôn và Tổ xem vướng ở đâu.",
)
RADAR_BASES = {
    "office": "xã ghi, {day:%d/%m/%Y}",
    "office-undated": "xã ghi, chưa rõ ngày",
    "list": "máy đếm từ danh sách hộ",
    "none": "chưa có số hộ",
}
RADAR_BASE_TOO_SMALL = "số hộ nhỏ hơn số đếm được, xin xem lại"
RADAR_INTERVAL = "{share} ({low}–{high})"

LEAGUE_MEASURES = {
    "assisted": "Lượt giúp trên 100 hộ",
    "answered": "Trả lời được ngay",
    "resolved": "Xin gặp người, đã giải quyết",
    "reached": "Thông báo gửi tới",
}
LEAGUE_SIZES = {
    "small": "nhỏ, dưới 2.000 hộ",
    "middle": "vừa, 2.000–5.000 hộ",
    "large": "lớn, trên 5.000 hộ",
    "unknown": "chưa đủ số hộ",
}
LEAGUE_PLACES = "{best}–{worst}"
LEAGUE_ANNEX = "CÁC XÃ TRONG KỲ"
LEAGUE_NOTE = (
    "Hạng là một khoảng: những xã có khoảng hạng chồng lên nhau thì chưa thể nói xã nào hơn."
    " Nên so các xã cùng cỡ với nhau. Xã chưa đủ số hộ không có lượt giúp trên 100 hộ;"
    " xã chưa có số liệu không có hạng."
)
LEAGUE_HOUSEHOLDS = "Số hộ"
LEAGUE_LIMITS = ("{measure}: từ", "{measure}: đến")
LEAGUE_SILENT = "chưa có số liệu"
LEAGUE_UNIT = "Xã"
LEAGUE_SIZE = "Cỡ xã"
LEAGUE_PLACE = "Hạng"
LEAGUE_SHEET = "Các xã"

"""Words of reports: headings of figures, of sheets, and what a report command says."""

FIGURE_HEADINGS = {
    "questions": "Câu hỏi",
    "answered": "Trả lời được ngay",
    "choices": "Phải hỏi lại",
    "missed": "Chưa trả lời được",
    "answered_share": "Tỷ lệ trả lời ngay",
    "topic_opened": "Mở chủ đề bằng nút",
    "helped": "Khen đúng",
    "not_helped": "Chê chưa đúng",
    "ticket_opened": "Xin gặp người",
    "ticket_taken": "Đã có người nhận",
    "ticket_resolved": "Đã giải quyết",
    "ticket_reopened": "Báo chưa xong",
    "ticket_late": "Trễ hẹn nhận",
    "to_neighbour": "Nhờ thôn bên",
    "to_commune": "Chuyển lên xã",
    "untaken": "Không ai nhận",
    "median_response": "Chờ người đầu tiên, trung vị (phút)",
    "p95_response": "Chờ người đầu tiên, 95% dưới (phút)",
    "average_rating": "Điểm sao trung bình",
    "visit": "Đến tận nhà",
    "face_to_face": "Hộ được giúp trực tiếp",
    "house_visit": "Lượt đến từng nhà",
    "house_set_up": "Việc cài đặt tại nhà",
    "house_reached": "Hộ lần đầu tới được",
    "house_told": "Hộ được báo tận nhà",
    "class_held": "Buổi lớp đã mở",
    "enrolled": "Lượt đăng ký học",
    "attended": "Lượt người đến học",
    "broadcast": "Thông báo đã gửi",
    "addressed": "Lượt người cần nhận",
    "delivered": "Lượt người đã được gửi",
    "unreached": "Lượt người không gửi được",
    "reached_share": "Tỷ lệ gửi tới",
    "ballot": "Phiếu lấy ý kiến",
    "started": "Người nhắn lần đầu",
    "linked": "Người đã cho biết thôn",
    "consented": "Người đồng ý ghi nhận",
    "step_shown": "Lượt xem từng bước",
    "step_stuck": "Lượt kẹt ở một bước",
}
REPORT_TITLE = "Báo cáo hoạt động trợ lý Tổ Số"
REPORT_PERIOD = "{unit}, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
REPORT_PREVIOUS = "Kỳ trước: từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
REPORT_EVERYWHERE = "Toàn hệ thống"
REPORT_UNIT = "Đơn vị"
REPORT_TOTAL = "Cộng"
REPORT_PREVIOUS_TOTAL = "Kỳ trước"
REPORT_CHANGE = "Tăng, giảm"
REPORT_NO_VILLAGE = "{unit} (chưa rõ thôn)"
REPORT_WEEK = "Tuần từ"
REPORT_MONTH = "Tháng"
REPORT_TOPIC = "Chủ đề"
REPORT_TOPIC_ASKED = "Lượt hỏi"
REPORT_TOPIC_BEFORE = "Kỳ trước"
REPORT_FEW = "dưới 5"
REPORT_SHEET_UNITS = "Theo đơn vị"
REPORT_SHEET_WEEKS = "Theo tuần"
REPORT_SHEET_MONTHS = "Theo tháng"
REPORT_SHEET_TOPICS = "Chủ đề được hỏi"
REPORT_PAGE = "Trang &P/&N"
REPORT_WRITTEN = "Đã ghi báo cáo vào {file}."
REPORT_WRONG_DAYS = (
    "Ngày đầu {first:%d/%m/%Y} đứng sau ngày cuối {last:%d/%m/%Y}. Hãy đổi lại hai ngày."
)
REPORT_UNKNOWN_KIND = (
    "Không rõ dạng tệp {name}. Hãy đặt tên tệp kết thúc bằng .xlsx, .csv, .docx hoặc .pdf."
)
REPORT_NO_FIGURE = "không có số"
REPORT_NO_DIFFERENCE = "–"
REPORT_HIDDEN = "giữ kín"
RECOUNTED = (
    "Đã đếm lại từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}: {count} dòng số liệu."
    " Không đếm lại được, giữ như cũ: {kept}."
)
CHART_EMPTY = "Chưa có số liệu."

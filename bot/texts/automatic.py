"""What is sent by itself: the month's draft, a team's week, thanks; the page of service levels."""

MONTH_DRAFT_TITLE = (
    "Dự thảo báo cáo tháng của {unit}, số liệu từ {first:%d/%m} đến hết {last:%d/%m/%Y}:"
)
MONTH_DRAFT_ASKED = "Bà con hỏi {count} lượt."
MONTH_DRAFT_ANSWERED = "Trả lời được ngay {count} lượt."
MONTH_DRAFT_HELPED = "Người giúp giải quyết {solved} việc, giúp trực tiếp {households} hộ."
MONTH_DRAFT_CLASSES = "Mở {count} buổi lớp, {attended} lượt người đến học."
MONTH_DRAFT_MORE = "So với cùng số ngày tháng trước: hỏi nhiều hơn {count} lượt ({before} lượt)."
MONTH_DRAFT_LESS = "So với cùng số ngày tháng trước: hỏi ít hơn {count} lượt ({before} lượt)."
MONTH_DRAFT_SAME = "So với cùng số ngày tháng trước: số lượt hỏi không đổi."
MONTH_DRAFT_NO_CHANGE = "Chưa so được với tháng trước: tháng ấy chưa đếm đủ."
MONTH_DRAFT_NEXT = (
    "Tệp gửi kèm là bản Word, anh/chị sửa rồi trình ký."
    " Hết tháng, anh/chị tải lại để có số đủ tháng."
)
MONTH_DRAFT_PAGE = "Xem số liệu tại trang Báo cáo: {url}"
MONTH_DRAFT_NO_PAGE = "Xem số liệu tại trang Báo cáo trên bàn làm việc."
MONTH_DRAFT_FILE = "bao-cao-{code}-{first:%Y-%m}.docx"

TEAM_NOTE_FIGURES = "{unit}, tuần {first:%d/%m}–{last:%d/%m}: {figures}."
TEAM_NOTE_ASKED = "bà con hỏi {count} câu"
TEAM_NOTE_SOLVED = "{count} việc nhờ người giúp đã xong"
TEAM_NOTE_FACE = "Tổ giúp trực tiếp {count} hộ"
TEAM_NOTE_QUIET = "chưa có việc nào được ghi"
TEAM_NOTE_CLASSES = "Tuần này có {count} buổi lớp, sớm nhất lúc {time}."
TEAM_NOTE_NO_CLASS = "Tuần này chưa có buổi lớp nào."
TEAM_ADVICE = {
    "answer-late": "Nên làm trước: {count} người chờ quá hẹn, Tổ xem lại phiếu giúp bà con.",
    "report-visits": (
        "Nên làm trước: {count} buổi hẹn đã qua chưa ghi kết quả, ai đã đến thì bấm ghi giúp."
    ),
    "fill-duty": "Nên làm trước: chưa có ai trực {days}, mời Tổ phân công rồi nhắn lịch trực.",
    "call-roll": "Nên làm trước: {count} buổi lớp chưa điểm danh. Nhắn: /diemdanh",
    "close-reports": (
        "Nên làm trước: {count} phản ánh đã mở quá một tuần, Tổ xem còn vướng chỗ nào."
    ),
    "visit-households": ("Nên làm trước: còn {count} nhà chưa tới được, mời Tổ ghé vài nhà."),
    "thank-you": "Không còn việc nào tồn đọng. Cảm ơn cả Tổ!",
}
DAYS_AND = "{days} và {last}"

THANKS = "Tháng {month}, anh/chị đã giúp bà con {count} việc. Xã cảm ơn anh/chị, chúc anh/chị khỏe!"
BUTTON_NO_THANKS = "Thôi tin cảm ơn"
BUTTON_THANKS_AGAIN = "Nhận lại tin cảm ơn"
SAID_NO_THANKS = ("thôi tin cảm ơn", "dừng tin cảm ơn", "không nhận tin cảm ơn")
SAID_THANKS_AGAIN = ("nhận lại tin cảm ơn", "nhận tin cảm ơn")
THANKS_STOPPED = "Vâng, từ nay tôi không gửi tin cảm ơn hằng tháng cho anh/chị nữa."
THANKS_RESUMED = "Vâng, đầu mỗi tháng tôi lại gửi tin cảm ơn cho anh/chị."
THANKS_SENT = "Tháng {month} đã gửi lời cảm ơn tới {count} người giúp bà con: {names}."
THANKS_SENT_NONE = "Tháng {month}, lời cảm ơn người giúp bà con chưa gửi được tới ai."
THANKS_UNSENT = "Chưa có khung chat, nhờ anh/chị cảm ơn trực tiếp: {names}."
THANKS_MORE = "{names} và {count} người nữa"

LEVELS_COMMUNE_ONLY = "Trang mức phục vụ là của cả xã. Xin mở báo cáo của xã."
LEVELS_ON = "bật"
LEVELS_OFF = "tắt"
LEVELS_PUBLISHED = "Đã công khai mức phục vụ. Ai có đường dẫn cũng xem được."
LEVELS_HIDDEN = "Đã thôi công khai mức phục vụ."

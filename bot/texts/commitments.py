"""«Xã đã nghe – xã đã làm»: what the commune promises, and what it says when the day comes."""

# What every message says itself: officers who write it again are understood.
COMMITMENT_BEGINNINGS_HEARD = r"^(?:(?:ủy ban|ubnd)?\s*xã\s+)?đã\s+nghe\s*:?\s*"
COMMITMENT_BEGINNINGS_WILL = r"^(?:(?:ủy ban|ubnd)?\s*xã\s+)?(?:sẽ|hứa)(?:\s*:\s*|\s+|$)"
COMMITMENT_STATES = {
    "draft": "đang soạn",
    "waiting": "chờ duyệt",
    "refused": "trả lại người soạn",
    "open": "đang hứa",
    "kept": "đã làm",
    "withdrawn": "đã rút",
}

# To whoever took part
COMMITMENT_ABOUT_POLL = "Bác đã trả lời cuộc lấy ý kiến «{subject}»."
COMMITMENT_ABOUT_REPORT = "Bác đã gửi phản ánh {codes} ({subject})."
COMMITMENT_PROMISED = (
    "{unit} xin trả lời bác. {about}\n\nXã đã nghe: {answer}\nXã sẽ: {promise}\n"
    "Hẹn xong chậm nhất {day}.\n\nLàm xong, xã nhắn bác. Cần hỏi thêm, bác bấm Gặp người."
)
COMMITMENT_MOVED = (
    "{unit} xin bác cho lùi một việc đã hứa. {about}\n\nXã đã hứa: {promise}\n"
    "Ngày cũ: {before}.\nNgày mới: {day}.\nVì sao: {reason}\n\n"
    "Mong bác thông cảm. Cần hỏi thêm, bác bấm Gặp người."
)
COMMITMENT_FORWARD = (
    "{unit} làm sớm hơn một việc đã hứa. {about}\n\nXã đã hứa: {promise}\n"
    "Ngày cũ: {before}.\nNgày mới: {day}.\nVì sao: {reason}\n\n"
    "Cần hỏi thêm, bác bấm Gặp người."
)
COMMITMENT_KEPT = (
    "{unit} báo bác một việc đã hứa nay đã làm. {about}\n\nXã đã hứa: {promise}\n"
    "Xã đã làm: {outcome}{late}\n\nBác thấy chưa đúng như vậy thì bấm Gặp người."
)
COMMITMENT_SORRY = "Việc xong chậm {days} ngày so với ngày đã hẹn, xã xin lỗi bác."
COMMITMENT_WITHDRAWN = (
    "{unit} xin lỗi bác: một việc đã hứa nay không làm được. {about}\n\nXã đã hứa: {promise}\n"
    "Vì sao: {reason}\n\nCần hỏi thêm, bác bấm Gặp người."
)

# To residents who ask
SAID_COMMITMENTS = (
    "lời hứa của xã",
    "lời hứa xã",
    "xã đã hứa gì",
    "xã hứa gì",
    "xã đã hứa những gì",
    "xã đã làm gì",
    "xã đã nghe xã đã làm",
    "các lời hứa của xã",
)
COMMITMENTS_RUNNING = "{unit} đang hứa với bà con:"
COMMITMENTS_KEPT = "Việc đã hứa và đã làm gần đây:"
COMMITMENTS_LINE = "• {promise}\nHẹn xong chậm nhất {day}, {left}."
COMMITMENTS_KEPT_LINE = "• {promise}\nĐã làm {day}: {outcome}"
COMMITMENTS_NONE = "{unit} chưa có lời hứa nào đang chờ làm. Có lời hứa mới, xã nhắn người góp ý."
COMMITMENTS_NO_UNIT = "Để xem đúng xã, tôi cần biết bác ở thôn nào. Bác bấm Chọn thôn trước ạ."
COMMITMENT_LEFT = "còn {days} ngày"
COMMITMENT_LEFT_TODAY = "là hôm nay"
COMMITMENT_LEFT_LATE = "đã chậm {days} ngày"

# To officers and approvers, in chat
COMMITMENT_APPROVE = (
    "Lời hứa số {number} chờ duyệt: {subject}.\nXã đã nghe: {answer}\nXã sẽ: {promise}\n"
    "Hẹn xong chậm nhất {day}.\nNgười soạn: {drafter}.\nNhắn /dangnhap, mở mục Lấy ý kiến,"
    " «Xã đã nghe – xã đã làm» để duyệt."
)
COMMITMENT_APPROVED_NOTE = "Lời hứa số {number} đã được duyệt. Máy đang báo người đã góp ý."
COMMITMENT_REFUSED_NOTE = (
    "Lời hứa số {number} được trả lại. Vì sao: {reason}\nNhắn /dangnhap để sửa rồi gửi duyệt lại."
)
COMMITMENT_DUE = {
    "soon": "Còn {days} ngày tới hẹn ({day}): {promise}",
    "today": "Hôm nay là ngày hẹn: {promise}",
    "late": "Đã quá hẹn {days} ngày ({day}): {promise}",
}
COMMITMENT_DUE_HOW = (
    "{line}\nĐây là lời hứa số {number} với bà con về: {subject}. Làm xong thì nhắn /dangnhap, ghi"
    " «Đã làm»; chưa kịp thì ghi ngày mới kèm lý do. Máy sẽ báo người đã góp ý."
)

# The command line
COMMITMENT_LIST_LINE = "{number}\t{state}\t{day:%d/%m/%Y}\t{left}\t{subject}\t{promise}"
COMMITMENT_SHOWN = (
    "Lời hứa số {number} của {unit}: {state}\nVề: {subject}\nXã đã nghe: {answer}\n"
    "Xã sẽ: {promise}\nHẹn xong: {day:%d/%m/%Y}"
)
COMMITMENT_SHOWN_OUTCOME = "Kết quả: {outcome}"
COMMITMENT_SHOWN_ROUND = "{kind}\t{unit}\t{count}"
COMMITMENT_ROUND_KINDS = {
    "promised": "Báo lời hứa",
    "moved": "Báo dời ngày",
    "kept": "Báo đã làm",
    "withdrawn": "Báo rút lời hứa",
}

# Refusals
COMMITMENT_UNKNOWN = "Không có lời hứa này."
COMMITMENT_STANDS = "Lời hứa này {state}, nên không làm được việc ấy nữa."
COMMITMENT_CHANGED = "Bản này vừa được sửa. Xin xem lại bản mới rồi quyết định."
COMMITMENT_NO_ANSWER = "Xin viết xã đã nghe được điều gì."
COMMITMENT_NO_PROMISE = "Xin viết xã sẽ làm việc gì."
COMMITMENT_NO_OUTCOME = "Xin viết xã đã làm được gì."
COMMITMENT_NO_REASON = "Xin viết lý do."
COMMITMENT_NO_DAY = "Xin ghi ngày hẹn xong, ví dụ 20/12/2026."
COMMITMENT_DAY_OVER = "Ngày hẹn phải sau hôm nay. Xin ghi một ngày khác."
COMMITMENT_DAY_FAR = "Ngày hẹn xa quá hai năm. Xin xem lại năm."
COMMITMENT_SAME_DAY = "Ngày mới trùng ngày đã hẹn. Xin ghi một ngày khác."
COMMITMENT_LONG = "Lời dài {count} chữ cái, nhiều nhất {most}. Xin viết ngắn lại."
COMMITMENT_POLL_OPEN = "Cuộc lấy ý kiến này chưa đóng. Xin đóng rồi hãy trả lời bà con."
COMMITMENT_NO_REPORTS = "Xin chọn ít nhất một phản ánh."
COMMITMENT_MANY_REPORTS = "Một lời hứa trả lời nhiều nhất {most} phản ánh. Xin bỏ bớt."
COMMITMENT_REPORT_UNKNOWN = "Có phản ánh không thuộc đơn vị của anh/chị. Xin chọn lại."
COMMITMENT_TWO_COMMUNES = "Các phản ánh thuộc nhiều xã. Xin chọn phản ánh của một xã."
COMMITMENT_NOT_A_PICTURE = "Xin chọn một tấm ảnh (.jpg, .png, .webp)."

# The console's page
COMMITMENT_SHELF_NAMES = {
    "open": "Đang hứa",
    "drafting": "Đang soạn",
    "waiting": "Chờ duyệt",
    "ended": "Đã xong",
}
COMMITMENT_SHELF_EMPTY = {
    "open": "Chưa có lời hứa nào đang chờ làm.",
    "drafting": "Không có bản nào đang soạn.",
    "waiting": "Không có lời hứa nào chờ duyệt.",
    "ended": "Chưa có lời hứa nào đã xong.",
}
COMMITMENT_SAMPLE_CODES = "PA-…"
COMMITMENT_SAVED = "Đã lưu. Chưa báo ai; xin xem lại rồi gửi duyệt."
COMMITMENT_SENT_TO_APPROVERS = "Đã gửi duyệt. {count} người duyệt nhận tin trong khung chat."
COMMITMENT_SENT_TO_NOBODY = "Đã gửi duyệt, nhưng chưa người duyệt nào nối khung chat. Xin báo họ."
COMMITMENT_DONE_APPROVE = "Đã duyệt. Máy đang báo người đã góp ý, từng thôn một."
COMMITMENT_NUMBERED = "lời hứa số {number}"
COMMITMENT_NOT_OUT = "Lời hứa này chưa báo ai."
COMMITMENT_REFUSAL_REASONS = ("Lời chưa rõ", "Ngày hẹn chưa hợp", "Chưa đúng ý bà con")
COMMITMENT_DONE_REFUSE = "Đã trả lại người soạn, kèm lý do."
COMMITMENT_DONE_DROP = "Đã bỏ bản soạn."
COMMITMENT_DONE_MOVE = "Đã dời ngày. Máy đang báo người đã góp ý."
COMMITMENT_DONE_KEEP = "Đã ghi việc đã làm. Máy đang báo người đã góp ý."
COMMITMENT_DONE_WITHDRAW = "Đã rút lời hứa. Máy đang báo người đã góp ý."
TODAY_LATE_COMMITMENTS = "Lời hứa quá hẹn"

"""The console's pages of questions and answers."""

ANSWERS_MANY = (
    "Nhiều câu quá nên trang này chỉ xét {count} câu mới nhất. Xin chọn một thôn hoặc ít ngày hơn."
)
NAV_ANSWERS = "Câu hỏi – trả lời"

QUESTIONS_COUNTED = "{count} câu"
QUESTIONS_GONE = (
    "Không thấy những câu này nữa: có thể người khác vừa làm, hoặc câu ấy không ở đơn vị của"
    " anh/chị. Xin mở lại danh sách."
)
REVISION_UNKNOWN = "Không có bài này, hoặc anh/chị không được xem."
MISS_REASONS = {
    "none": "máy không hiểu",
    "choices": "máy đưa ra mấy việc, bà con không chọn",
    "vague": "hỏi còn mơ hồ, máy hỏi lại",
    "unhelpful": "có trả lời, bà con bấm 👎",
    "missing": "có câu trả lời nhưng thiếu ý này",
}
VILLAGE_NOT_KNOWN = "chưa rõ thôn"
VILLAGES_ALL = "mọi thôn"
MISSES_DISMISSED = "Đã bỏ qua {count} câu. Muốn lấy lại, xin mở «Đã bỏ qua»."
MISSES_RESTORED = "Đã đưa {count} câu trở lại danh sách."
MISSES_NOTHING_TICKED = "Chưa chọn câu nào. Xin đánh dấu ít nhất một câu."
MISSES_COUNTED = (
    "{count} câu chưa trả lời được, {period}: {shown} câu còn ở dưới đây, {settled} câu đã có câu"
    " trả lời mới, đã bỏ qua, hoặc đã xóa lời theo hạn lưu."
)
MISS_PERIODS = ((7, "7 ngày"), (30, "30 ngày"), (90, "90 ngày"), (365, "một năm"))

TOPICS_COLUMNS = (
    "Câu trả lời",
    "Nhóm",
    "Hỏi 30 ngày",
    "👍",
    "👎",
    "Kẹt nhiều nhất",
    "Hết hạn",
    "Tình trạng",
)
TOPICS_EMPTY = "Không có câu trả lời nào như vậy. Xin gõ ít chữ hơn."
TOPICS_TITLE = "Câu trả lời"
TOPIC_FILTERS = (
    ("all", "tất cả"),
    ("own", "xã, thôn đã sửa hoặc soạn"),
    ("ending", "hết hạn trong 60 ngày"),
    ("conflict", "bản gốc đã đổi"),
    ("hidden", "đang ẩn"),
)
TOPIC_STUCK = "bước {step} ({count} người)"
TOPIC_SHIPPED = "bài có sẵn"
TOPIC_OF_UNIT = "bài của {unit}"
TOPIC_OF_EVERYBODY = "bài dùng mọi xã"
TOPIC_HIDDEN = "đang ẩn"
TOPIC_CONFLICT = "bản gốc đã đổi"
TOPIC_HAS_EXPIRED = "đã hết hạn"

ANSWER_CATEGORY = "Kênh của xã"
"""The group of answers that a commune makes by itself."""
ANSWER_TRUST = (
    ("verified", "đã kiểm tra, chắc chắn"),
    ("secondary", "theo nguồn tin cậy, chưa đối chiếu văn bản"),
    ("ask", "chưa chắc: câu trả lời sẽ nhắc bà con hỏi lại Trung tâm"),
)
DETAIL_KINDS = (
    ("phi", "phí, lệ phí"),
    ("thoi-han", "hạn phải làm"),
    ("phat", "mức phạt"),
    ("giay-to", "giấy tờ cần mang"),
    ("bao-lau", "làm mất bao lâu"),
    ("hieu-luc", "dùng được đến bao giờ"),
    ("ai-duoc", "ai được, ai phải làm"),
    ("o-dau", "làm ở đâu"),
    ("tu-choi", "khi bị từ chối"),
    ("truong-hop", "trường hợp riêng"),
    ("muc-huong", "mức được hưởng"),
    ("khac", "ý khác"),
)
FIELD_LABELS = {
    "title": "Tên việc",
    "category": "Nhóm",
    "answer": "Câu trả lời",
    "questions": "Cách bà con hỏi",
    "steps": "Các bước",
    "no_phone": "Không có điện thoại",
    "in_person": "Đến tận nơi",
    "scam": "Coi chừng lừa đảo",
    "links": "Trang chính thức",
    "basis": "Căn cứ",
    "checked_on": "Ngày kiểm tra",
    "expires_on": "Ngày hết hạn",
    "valid_from": "Dùng từ ngày",
    "trust": "Độ chắc chắn",
    "kind": "Loại ý",
    "changes": "Lời mới bắt đầu từ ngày",
}
ANSWER_NO_TITLE = "Xin ghi tên việc, như «Tiêm phòng dại cho chó, mèo»."
ANSWER_NO_ANSWER = "Xin viết câu trả lời."
ANSWER_NO_QUESTIONS = "Xin ghi ít nhất một cách bà con hỏi, mỗi dòng một câu."
ANSWER_LONG = "Dài {count} chữ cái, nhiều nhất {limit}. Xin viết ngắn lại."
ANSWER_MANY_LINES = "Có {count} dòng, nhiều nhất {limit}. Xin bớt lại."
ANSWER_STEP_LONG = "Bước {number} dài {count} từ, nhiều nhất {limit}. Xin tách thành hai bước."
ANSWER_BAD_DAY = "«{written}» không phải là ngày. Xin viết như 30/11/2026."
ANSWER_DAYS_TURNED = "Ngày cuối đứng trước ngày đầu. Xin xem lại hai ngày."
ANSWER_OVER = "Ngày cuối đã qua. Xin chọn ngày từ hôm nay trở đi."
ANSWER_BAD_LINK = (
    "«{link}» không phải trang của cơ quan nhà nước. Chỉ ghi trang có đuôi gov.vn hoặc kho ứng"
    " dụng, bắt đầu bằng https://."
)
ANSWER_NO_BASIS = (
    "Xin ghi căn cứ: chọn văn bản trong danh mục, hoặc ghi giấy của xã, như «Thông báo số"
    " 12/TB-UBND»."
)
ANSWER_NOT_CHECKED = "Xin ghi ngày đã kiểm tra nội dung."
ANSWER_CHECKED_LATER = "Ngày kiểm tra ở phía sau hôm nay. Xin ghi ngày đã kiểm tra thật."
ANSWER_NO_EXPIRY = "Xin ghi ngày phải xem lại câu này. Quá ngày ấy, máy nhắc bà con hỏi lại."
ANSWER_EXPIRED = "Ngày hết hạn đã qua. Xin kiểm tra lại nội dung và ghi ngày mới."
ANSWER_DETAIL_EMPTY = "Xin viết câu trả lời cho ý này, hoặc bỏ ý này đi."
ANSWER_DETAIL_UNASKED = "Xin ghi ít nhất một cách hỏi ý này, mỗi dòng một câu."
ANSWER_DETAIL_LONG = "Câu trả lời cho ý này dài {count} từ, nhiều nhất {limit}. Xin viết ngắn lại."
ANSWER_NO_UNIT = "Xin chọn xã mình hoặc một thôn của xã."
ANSWER_TAKEN = "Câu «{phrasing}» đã là cách hỏi của «{title}». Xin bỏ dòng ấy, hoặc sửa bài kia."
ANSWER_TAKEN_VAGUE = (
    "Câu «{phrasing}» chung quá, máy để dành để hỏi lại bà con. Xin ghi rõ việc hơn."
)
ANSWER_FAULT = "Câu trả lời: {fault}."
ANSWER_SAME = "Bài này giống hệt bài đang dùng. Xin sửa trước khi gửi."
ANSWER_MASKED = (
    "Máy đã che những chữ giống mật khẩu, mã hay số tài khoản. Bà con không được thấy những số ấy."
)
ANSWER_SENT = "Đã gửi duyệt. Người khác trong xã duyệt thì bà con mới thấy."
ANSWER_WITHDRAWN = "Đã rút bài."
ANSWER_TAKEN_BACK = "người soạn tự rút"
ANSWER_RETURNED = "Đã trả lại cho người soạn, kèm lý do."
ANSWER_PUBLISHED = "Đã đăng. Bà con hỏi là có câu này ngay."
ANSWER_PUBLISHED_TOLD = "Đã đăng. {count} người từng hỏi sẽ được báo câu trả lời."
ANSWER_PUBLISHED_LATER = "Đã đăng. Bà con đọc bài này khi đến ngày dùng, từ {day}."
ANSWER_HIDDEN = "Đã đăng. Máy thôi trả lời câu này."
ANSWER_REASON_NEEDED = "Xin ghi lý do để người soạn biết cần sửa gì."
ANSWER_HIDE_NOTE = "ẩn câu này"
ANSWER_RESTORE_NOTE = "dùng lại bản số {number}"
ANSWER_SHIPPED_NOTE = "dùng lại bài có sẵn"
ANSWER_KEEP_NOTE = "giữ bài của xã sau khi bản gốc đổi"
TRIAL_BUSY = "Máy đang thử bài khác. Xin chờ nửa phút rồi bấm lại."
TRIAL_BREAKS = (
    "Chưa đăng được: bài này làm máy hiểu sai {count} câu mẫu: {questions}. Xin bớt những cách hỏi"
    " quá chung rồi gửi lại."
)
TRIAL_CLASH = "Chưa đăng được: một cách hỏi của bài này đã thuộc việc khác."
TRIAL_OUTCOMES = {
    "answer": "trả lời ngay",
    "choices": "đưa ra mấy việc để chọn",
    "none": "không hiểu",
}
REVISION_NEW = "bài của xã"
REVISION_OF_EVERYBODY = "mọi xã"

DOCUMENT_COLUMNS = (
    "Văn bản",
    "Nói về",
    "Hết hiệu lực",
    "Thay bằng",
    "Câu trả lời dùng",
    "Tình trạng",
)
DOCUMENTS_EMPTY = "Không có văn bản nào như vậy."
DOCUMENTS_TITLE = "Văn bản làm căn cứ"
DOCUMENT_STATES = {
    "ended": "đã hết hiệu lực",
    "ending": "hết trong 120 ngày",
    "standing": "còn dùng",
}
DOCUMENT_FILTERS = (
    ("all", "tất cả"),
    ("ended", "đã hết hiệu lực"),
    ("ending", "hết trong 120 ngày"),
    ("used", "đang có câu trả lời dùng"),
)
ANSWER_TABS = {
    "misses": "Chưa trả lời được",
    "topics": "Câu trả lời",
    "drafts": "Chờ duyệt",
    "conflicts": "Bản gốc đã đổi",
    "documents": "Văn bản",
}
CONFLICT_KINDS = {
    "changed": "bài có sẵn đã đổi sau khi xã sửa",
    "removed": "bài có sẵn không còn nữa",
    "appeared": "nay đã có bài có sẵn về việc này",
}
CODE_LABELS = {code: label for code, label in (*ANSWER_TRUST, *DETAIL_KINDS)}
"""How the codes of an answer read."""

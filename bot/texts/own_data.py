"""Words of the copy of a person's own data: the chat, the page of the link, the printed copy."""

BUTTON_COPY_DATA = "Tải về"
SAID_COPY_DATA = (
    "tải dữ liệu của tôi",
    "tải về dữ liệu của tôi",
    "cho tôi tải dữ liệu",
    "xin bản sao dữ liệu của tôi",
    "gửi dữ liệu của tôi cho tôi",
)
COPY_SENT = (
    "Đây là mọi điều xã đang lưu về bác ở khung chat này: một bản để đọc và một bản cho máy đọc."
    " Bác giữ kín, đừng gửi cho người lạ."
)
COPY_LINK = (
    "Bác bấm nút dưới để tải mọi điều xã đang lưu về bác ở khung chat này."
    " Đường dẫn chỉ dùng được một lần, trong một giờ. Bác đừng gửi cho ai."
)
COPY_PDF_AND_LINK = (
    "Đây là bản để đọc mọi điều xã đang lưu về bác ở khung chat này. Muốn cả bản cho máy đọc,"
    " bác bấm nút dưới: chỉ dùng được một lần, trong một giờ. Bác đừng gửi cho ai."
)
BUTTON_COPY_LINK = "Mở trang tải về"
COPY_BY_OFFICER = (
    "Ở kênh này tôi chưa gửi tệp được. Xã đã ghi yêu cầu số {number}; cán bộ trao bản sao cho bác"
    " trước hết ngày {day}."
)
COPY_FILE_NAME = "du-lieu-cua-toi.{kind}"
COPY_ARCHIVE_NAME = "du-lieu-cua-toi.zip"
COPY_PAGE_TITLE = "Bản sao dữ liệu của bác"
COPY_PAGE_WORDS = (
    "Tệp có mọi điều xã đang lưu về bác ở khung chat này. Bác chỉ tải được một lần."
    " Đang dùng máy của người khác thì bác đừng tải."
)
COPY_PAGE_BUTTON = "Tải về"
COPY_PAGE_GONE = (
    "Đường dẫn này đã dùng rồi hoặc đã quá một giờ."
    " Bác mở lại khung chat và nhắn: tải dữ liệu của tôi."
)

# The printed copy
COPY_KIND = "BẢN SAO DỮ LIỆU CÁ NHÂN"
COPY_SUMMARY = "Những gì trợ lý {bot} đang lưu về người nhắn từ {place}"
COPY_INTRO = (
    "Bản này lập lúc {moment} theo yêu cầu của chính người nhắn, chỉ gồm dữ liệu của khung chat ấy."
)
COPY_PROFILE = "Tên: {name}. Thôn: {unit}. Điện thoại: {phone}. Tiếng nói: {language}."
COPY_COUNT = "{label}: {count} mục"
COPY_MORE = "Còn {count} mục cũ hơn, xem trong tệp cho máy đọc."
COPY_COLUMNS = ("Lúc", "Nội dung")
COPY_SAID_BY = {"in": "Bác: {text}", "out": "Tổ Số: {text}"}
COPY_FILES = "(kèm {count} tệp)"
COPY_NO_WORDS = "Đã bỏ chữ, chỉ còn để đếm."
COPY_PURPOSE = "{name}: {state}"
COPY_GIVEN = "đồng ý"
COPY_WITHDRAWN = "đã rút lại"
# By table, in the order in which it is printed.
COPY_TABLES = {
    "contact": "Khung chat",
    "consent": "Đồng ý và rút lại",
    "message": "Tin nhắn",
    "ticket": "Việc đã nhờ người giúp",
    "ticket_event": "Các bước của việc đã nhờ",
    "said_word": "Chữ dùng để tìm việc đã nhờ",
    "ticket_word": "Chữ dùng để tìm lại việc",
    "appointment": "Lịch hẹn",
    "report_draft": "Phản ánh đang viết dở",
    "draft_reply": "Lời đang chờ gửi",
    "question": "Câu hỏi và chủ đề đã trả lời",
    "feedback": "Nhận xét về câu trả lời",
    "guide": "Việc làm từng bước",
    "enrolment": "Lớp học đã đăng ký",
    "make_up": "Buổi học bù",
    "skill_observation": "Kỹ năng đã ghi",
    "class_feedback": "Góp ý về lớp học",
    "reminder": "Lời nhắc",
    "reminder_rule": "Lời nhắc đều đặn",
    "reminder_preferences": "Cách nhắc đã chọn",
    "pending_question": "Lời nhắc đang hỏi dở",
    "deadline_subscription": "Hạn đã nhờ nhắc",
    "notice_question": "Câu hỏi về thông báo",
    "broadcast_recipient": "Thông báo đã nhận",
    "commitment_recipient": "Tin về việc xã đã hứa",
    "ballot": "Phiếu ý kiến",
    "ballot_draft": "Phiếu đang điền dở",
    "vote": "Câu trả lời trong phiếu",
    "voter_digest": "Dấu đã trả lời phiếu",
    "data_request": "Yêu cầu về dữ liệu",
    "data_copy": "Bản sao đã xin",
    "delivery": "Lượt gửi tin",
    "link_code": "Mã nối khung chat",
    "contact_block": "Lần tạm ngừng phục vụ",
    "safety_follow_up": "Lần hỏi thăm sau vụ lừa đảo",
}

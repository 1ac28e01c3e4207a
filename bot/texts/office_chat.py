"""What officers read in their chat: drafts of answers to approve, lists that came as a file."""

CONSOLE_LONG_WAY = (
    "Muốn xem đủ, mời anh/chị mở bàn làm việc. Đường dẫn dùng một lần trong 10 phút, xin đừng"
    " chuyển cho ai:\n{url}"
)
IMPORT_LONG_WAY = (
    "Nhiều dòng phải sửa thì làm trên bàn làm việc dễ hơn: xem được từng dòng, đổi được cột. Đường"
    " dẫn dùng một lần trong 10 phút, xin đừng chuyển cho ai:\n{url}"
)

# A draft of an answer that waits for a second person
BUTTON_WAITING_ANSWER = "Câu trả lời {number}: {title}"
ANSWER_ASK = "Mời anh/chị duyệt bài «{title}», bản nháp số {number}, dùng cho {where}."
ANSWER_ASKED = (
    "Bài «{title}», bản nháp số {number}, dùng cho {where}, chờ anh/chị duyệt. Người soạn: {name}."
)
ANSWER_ASKED_TO_HIDE = (
    "Có lời xin ẩn một bài, bản nháp số {number}, dùng cho {where}, chờ anh/chị duyệt."
    " Người soạn: {name}."
)
BUTTON_ANSWER_READ = "Xem rồi duyệt"
ANSWER_APPROVED = (
    "Bài «{title}», bản nháp số {number} của anh/chị, đã được {name} duyệt."
    " Bà con hỏi sẽ được trả lời theo lời mới."
)
ANSWER_APPROVED_LATER = (
    "Bài «{title}», bản nháp số {number} của anh/chị, đã được {name} duyệt."
    " Từ ngày {day:%d/%m/%Y} bà con hỏi sẽ được trả lời theo lời mới."
)
ANSWER_HIDING_APPROVED = (
    "Lời xin ẩn bài, bản nháp số {number} của anh/chị, đã được {name} duyệt."
    " Bà con hỏi sẽ không được trả lời bằng bài ấy nữa."
)
ANSWER_SENT_BACK = "{name} trả lại bài «{title}», bản nháp số {number} của anh/chị. Lý do: {why}"
ANSWER_HIDING_SENT_BACK = (
    "{name} trả lại lời xin ẩn bài, bản nháp số {number} của anh/chị. Lý do: {why}"
)
ANSWER_HIDES = "Người soạn xin ẩn bài này: bà con hỏi sẽ không được trả lời bằng bài này nữa."
ANSWER_IS_NEW = "Đây là bài mới, chưa có trong kho câu trả lời."
ANSWER_CHANGES = "Chỗ đổi: {parts}."
ANSWER_BEFORE = "Lời cũ: «{text}»"
ANSWER_AFTER = "Lời mới: «{text}»"
ANSWER_STEPS = "Các bước: {steps}"
ANSWER_VALID_FROM = "Dùng từ ngày {day:%d/%m/%Y}."
ANSWER_VALID_TO = "Dùng đến hết ngày {day:%d/%m/%Y}."
ANSWER_ASKERS = "Duyệt xong, {count} câu hỏi từng chưa trả lời được sẽ có lời đáp."
ANSWER_DRAFTER = "Người soạn: {name}, {time}."
ANSWER_NOTE = "Ghi chú của người soạn: {note}"
ANSWER_PARTS = {
    "title": "tên bài",
    "answer": "lời trả lời",
    "steps": "các bước",
    "in_person": "làm trực tiếp",
    "no_phone": "cho người không có điện thoại",
    "scam": "cảnh báo lừa đảo",
    "links": "đường dẫn",
    "basis": "căn cứ",
    "detail": "chi tiết",
    "questions": "cách hỏi",
    "checked_on": "ngày kiểm tra",
    "expires_on": "ngày hết hạn",
    "trust": "mức tin cậy",
    "change": "lời đổi theo ngày",
}
ANSWER_OTHER_PART = "phần khác"
ANSWER_OWN = "Bài này do anh/chị soạn nên phải có người khác duyệt."
ANSWER_EVERYWHERE = (
    "Bài này dùng cho mọi xã, máy phải thử lâu. Mời anh/chị duyệt trên bàn làm việc."
)
BUTTON_ANSWER_APPROVE = "Duyệt, cho dùng"
BUTTON_ANSWER_KEEP = "Chưa trả lại, xem lại bài"
CHAT_ANSWER_PUBLISHED = (
    "Đã duyệt bài «{title}». Ít phút nữa bà con hỏi sẽ được trả lời theo lời mới."
)
CHAT_ANSWER_PUBLISHED_TOLD = "{count} người từng hỏi sẽ được báo."
ANSWER_REFUSE_WHY = (
    "Trả lại bài «{title}»: vì sao ạ? Anh/chị bấm, hoặc gõ vài chữ. Nêu lý do xong bài mới được"
    " trả lại."
)
ANSWER_REFUSAL_REASONS = ("Sai nội dung", "Thiếu căn cứ", "Lời khó hiểu", "Đã cũ")
ANSWER_REFUSED = "Đã trả lại bài «{title}» số {number}. Lý do ghi cho người soạn: {why}"
ANSWER_STILL_WAITS = "Vâng ạ, bài vẫn chờ duyệt, chưa trả lại."
ANSWER_GONE = "Bài số {number} không còn chờ duyệt: đã có người duyệt, trả lại hoặc rút về."

# A list that came as a file
IMPORT_KIND_NAMES = {
    "units": "danh sách thôn",
    "team": "danh sách Tổ và cán bộ",
    "classes": "lịch lớp học",
    "households": "danh sách hộ",
}
IMPORT_FILE_COMING = (
    "Tôi nhận được tệp «{file}», đang tải về. Anh/chị bấm nút dưới đây, tôi đọc và cho xem trước;"
    " chưa bấm Nhập thì chưa ghi gì."
)
IMPORT_FILE_STILL_COMING = "Tệp «{file}» vẫn đang tải. Anh/chị chờ một lát rồi bấm lại."
IMPORT_FILE_LOST = "Tôi không tải được tệp «{file}». Xin anh/chị gửi lại tệp vào đây."
IMPORT_FILE_UNKNOWN = (
    "Tôi đọc tệp «{file}» mà chưa nhận ra là danh sách gì. Hàng đầu của bảng cần có tên cột, như:"
    " «Tên thôn»; hoặc «Họ tên», «Điện thoại», «Chức vụ»; hoặc «Chủ hộ»; hoặc «Chủ đề», «Ngày»,"
    " «Giờ», «Nơi học». Xin sửa rồi gửi lại."
)
IMPORT_FILE_FAULT = "Chưa đọc được tệp «{file}»: {fault}"
BUTTON_IMPORT_READ = "Đọc danh sách"
BUTTON_IMPORT_APPLY = "Nhập"
BUTTON_IMPORT_STOP = "Thôi"
BUTTON_IMPORT_OTHER = "Không, là {kind}"
IMPORT_PLANNED = "Tệp «{file}» là {kind}. Chưa ghi gì; nếu nhập thì:"
IMPORT_CHANGED = (
    "Tệp «{file}», {kind}: số liệu đã khác lúc anh/chị xem, nên tôi chưa ghi gì thêm. Đây là bản"
    " mới:"
)
IMPORT_APPLIED = "Đã nhập {kind} từ tệp «{file}»."
IMPORT_NOTHING_TO_DO = "Không có dòng nào cần ghi."
IMPORT_FIRST_FAULTS = "Dòng có lỗi, không nhập được:"
IMPORT_FIRST_CHANGES = "Vài dòng sẽ ghi:"
IMPORT_MORE_FAULTS = "… và {count} dòng lỗi nữa."
IMPORT_MEND = "Sửa những dòng ấy trong tệp rồi gửi lại; dòng đã nhập sẽ được giữ nguyên."
IMPORT_STOPPED = "Vâng ạ, tôi không nhập tệp «{file}». Chưa có gì thay đổi."
IMPORT_CREATED_LINE = "- Dòng {row}: thêm {subject}"
IMPORT_UPDATED_LINE = "- Dòng {row}: sửa {subject}"
IMPORT_REJECTED_LINE = "- Dòng {row}: {reason}"

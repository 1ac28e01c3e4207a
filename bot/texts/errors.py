"""Texts of errors: what a person is told when a verb refuses, with what to do instead."""

BUTTON_OLD = "Nút này đã cũ, không dùng được nữa. Mời bác chọn lại."
NOTICE_QUESTIONS_MANY = (
    "Bác có {count} câu đang đợi cán bộ trả lời. Bác đợi giúp; cần ngay thì bấm gặp người ạ."
)
TRIES_ENOUGH = (
    "Mã sai nhiều lần quá nên tôi tạm dừng tra. Bác chờ mười phút rồi gõ lại giúp ạ."
    " Cần ngay thì bác bấm gặp người."
)
GOT_NOTHING = "Tôi chưa thấy chữ nào. Bác gõ câu hỏi vào đây, không cần dấu cũng được ạ."

FAILED_BLOCKED = "Người này đã chặn hoặc rời kênh, không gửi thêm được."

FACT_TOO_LONG = "Mục «{name}» dài quá {limit} ký tự. Xin viết ngắn lại."
FACT_UNKNOWN = "Không có mục «{name}». Các mục: {names}."

TICKET_UNKNOWN = "Không có yêu cầu số {number}."
TICKET_NOT_OPEN = "Không có yêu cầu số {number} đang chờ."
DEMO_NOT_THERE = "Không có dữ liệu mẫu nào để gỡ."
DEMO_HAS_UNITS = (
    "Không gỡ được: dưới dữ liệu mẫu có đơn vị không phải mẫu ({codes})."
    " Hãy chuyển các đơn vị ấy đi trước."
)
DEMO_HAS_PEOPLE = (
    "Không gỡ được: trong các thôn mẫu có người không phải mẫu ({names})."
    " Hãy chuyển những người ấy sang đơn vị khác trước."
)
DEMO_HAS_CHATS = (
    "Có {count} khung chat đang ghi ở thôn mẫu, có thể là người thật."
    " Thêm --yes để vẫn gỡ: khung chat ở lại, chỉ không còn thuộc thôn nào."
)
TOML_BROKEN = "không đúng dạng TOML ở {place}"
# What an operator reads when something does not work.
QUIET_HOURS_FORM = "viết như 21:00-06:30"
LEADS_FORM = "viết như 18h,1h hoặc 2d,90m; nhiều nhất 30d"
SETTING_ZONE = "không phải tên múi giờ, chẳng hạn Asia/Ho_Chi_Minh"
SETTING_DATABASE = "phải bắt đầu bằng sqlite:/// hoặc postgresql://"
SETTING_ADDRESS = "không phải địa chỉ như postgresql://user:password@host/name"
SETTING_FILE = "sqlite:/// cần tên tệp"
SETTING_DSN = "phải có dạng https://khóa@máy-chủ/số"
SETTING_URL = "phải là địa chỉ bắt đầu bằng http:// hoặc https://"
SETTING_MISSING = "{name}: phải có khi đặt BOT_ZALO_APP_ID"
SETTING_WEBHOOK = "BOT_TELEGRAM_MODE: webhook cần có BOT_PUBLIC_URL"
SETTING_UNKNOWN = "{name}: không có thiết lập này; .env.example ghi đủ tên."
SETTING_ENCODING = "{env_file}: hãy lưu tệp theo mã UTF-8."
UPGRADE_LATER = (
    "cơ sở dữ liệu thuộc bản mới hơn của bot (bản {revision}); hãy chạy bản ấy,"
    " hoặc khôi phục bản sao trước khi nâng cấp."
)
UPGRADE_BROKEN = "không nâng cấp được: {count} dòng sẽ mất chỗ tham chiếu."
DATABASE_UNWRITABLE = "BOT_DATABASE_URL: không ghi được {filename}; kiểm tra quyền của thư mục."
DATABASE_IN_USE = "đang có một bot khác chạy trên {database}; dừng nó trước, hoặc dùng PostgreSQL."
GLOSSARY_SHAPE = "cần word là chữ, plain là lời thay (có thể thêm except), không mục nào khác"
GOLDEN_LINE = "{path}, dòng {number}: viết câu hỏi, một dấu Tab, rồi mã chủ đề hoặc dấu -"
MODEL_DAMAGED = "{path}: hỏng hoặc thuộc bản khác; chạy `bot faq train`"
FAQ_NO_FILES = "{folder}: không có tệp .toml nào; xem lại BOT_DATA_DIR"
FAQ_ONE_BRACKET = "{path}: viết [[{kind}]], không phải [{kind}]"
FAQ_TWICE = "{path}: {kind} «{id}» có hai lần"
FAQ_UNKNOWN_KEY = "{path}: không có mục «{key}»"
FAQ_NO_TOPIC = "{source}: không tệp nào có [[topic]]"
FAQ_VAGUE_TOPIC = "{source}: vague «{id}» đưa ra chủ đề không có: «{topic}»"
FAQ_TWO_OWNERS = "{source}: «{id}» và «{owner}» cùng có cách hỏi «{question}»"
FAQ_NOT_UTF8 = "{path}: không phải UTF-8 ở byte {start}"
FAQ_UNREADABLE = "{path}: không đọc được"
FAQ_NO_TABLE = "không phải một bảng"
FAQ_NO_SUCH_KEY = "không có mục «{key}»"
FAQ_NOT_TEXT = "{name} phải là chữ"
FAQ_MISSING = "thiếu {name}"
FAQ_NOT_TEXTS = "{name} phải là danh sách chữ, không dòng nào trống"
FAQ_NOT_A_DAY = "{name} phải là ngày như 2026-11-22, không có ngoặc kép"
FAQ_NO_CATEGORY = "tệp chưa ghi category"
FAQ_TRUST = "trust phải là «verified», «secondary» hoặc «ask», không phải «{trust}»"
FAQ_NOT_TABLES = "{name} phải là các bảng [[{kind}.{name}]]"
DETAIL_KIND = "kind «{kind}» không có; hãy dùng một trong: {kinds}"
DETAIL_LONG = "answer dài {words} từ, nhiều nhất {longest}"
DETAIL_ID_LONG = "id «{id}» dài quá: cùng id của topic phải vừa {most} byte của một nút"
DETAIL_TWICE = "detail «{id}» có hai lần cùng valid_from"
CHANGE_TWICE = "hai change cùng valid_from"
LEGAL_TRUST = (
    "trust của văn bản phải là «verified», «secondary» hoặc «unverified», không phải «{trust}»"
)
LEGAL_ENDS_FIRST = "ends_on ở trước in_force_from"
LEGAL_NOT_REGISTERED = "căn cứ «{basis}» không có trong sổ văn bản (data/legal)"
DATA_FAULT = "{path}: {reason}"
DATA_ENTRY_FAULT = "{path}: {name}: {reason}"
DATA_TEXT_OR_TEXTS = "phải là chữ hoặc danh sách chữ"
DATA_TEXTS = "words phải là danh sách chữ"
DATA_TABLE = "[{key}] phải là một bảng"
DATA_LIST = "{key} phải là một danh sách"
DATA_GROUP = "nhóm {number}"
INTENT_SHARE = "sure phải là số từ 0 đến 1, như 0.5"
SKILL_FIELDS = "mỗi kỹ năng cần đủ id (a-z, 0-9, -), title và topics"
DEADLINES_IDS = "hai hạn cùng một id"
DEADLINE_UNREADABLE = "id, every hoặc checked không đọc được"
DEADLINE_BEFORE = "days_before phải là danh sách số từ 0 đến {most}"
DEADLINE_NO_DAY = "every: không có ngày ấy"
NOTHING = "không đơn vị nào"
UNIT_KINDS = {"province": "tỉnh", "commune": "xã", "village": "thôn"}
DRAFT_FAULTY = "Câu trả lời «{topic}» còn phải sửa: {faults}."
DRAFT_UNKNOWN = "Không có bản nháp số {number} đang chờ duyệt."
DRAFT_OWN = "Người soạn không tự duyệt bài của mình. Nhờ một người khác duyệt giúp."
DRAFT_OVERTAKEN = "Vừa có bài khác được duyệt. Xin duyệt lại lần nữa."
TOPIC_UNKNOWN = "Không có chủ đề «{topic}»."

HOURS_EMPTY = "Chưa có giờ nào. Viết như: T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30."
HOURS_NO_DAY = "Phần «{piece}» thiếu ngày. Viết ngày trước giờ, như: T2-T6 7:30-11:30."
HOURS_NO_TIME = "Phần «{piece}» thiếu giờ. Viết như: T2-T6 7:30-11:30, hoặc: CN nghỉ."
HOURS_UNREADABLE = "Tôi không đọc được «{piece}». Viết như: T2-T6 7:30-11:30 13:30-17:00."
HOURS_BAD_TIME = "Giờ «{piece}» không có. Giờ từ 0:00 đến 24:00, như: 7:30."
HOURS_BAD_SPAN = "Khoảng giờ «{piece}» không đúng: giờ cuối phải sau giờ đầu."
HOURS_OVERLAP = "Ngày {day} có hai khoảng giờ chồng nhau: {one} và {other}."
HOURS_DOUBTFUL = "«{piece}» là sáng hay chiều ạ? Viết rõ, như 14:00-16:00 hoặc 2:00-4:00."
TEAM_MEMBER = "Tổ công nghệ số"
TICKET_STILL_OPEN = "Yêu cầu số {number} của bác vẫn đang mở ạ."
OWN_PHONE_NEEDED = "Số điện thoại ấy chưa đúng. Bác nhắn lại, ví dụ: sửa số điện thoại: 0912345678."
OWN_DATA_NOT_KEPT = (
    "Xã chưa giữ tên và số của bác, nên không có gì để sửa. Muốn xã nhớ, bác nhắn: đồng ý."
)
OWN_DATA_OF_REGISTER = (
    "Anh/chị đang làm việc cho xã, nên tên và số do cán bộ sửa. Xin nhắn: sửa dữ liệu: …"
)
HELPERS_REFUSED = (
    "Bác đã dặn tôi không chuyển lời của bác cho ai, nên tôi chưa nhờ được người giúp."
    " Muốn nhờ, bác nhắn: cứ chuyển lời của tôi cho người giúp, rồi bấm «Gặp người» ạ."
)
TICKET_JUST_CLOSED = "Yêu cầu số {number} vừa đóng. Bác nhắn lại câu vừa rồi giúp ạ."
CALL_TIME_OVER = "Giờ ấy qua rồi ạ. Bác nhắn giờ khác giúp, ví dụ: 9 giờ sáng thứ bảy."
POLL_WEEKDAY = "Xem lại ngày: {misfit} Anh/chị sửa rồi gửi lại."
TICKET_TAKEN = "Phiếu {number} đã có {member} nhận."
TICKET_OVER = "Phiếu {number} đã đóng."
TICKET_NOT_YOURS = "Phiếu {number} không do anh/chị đang giữ."
TICKET_NOT_FOR_YOU = "Phiếu {number} không thuộc phần việc của anh/chị."
COLLEAGUE_UNKNOWN = "Tôi không tìm được đúng một người tên {name} trong Tổ. Anh/chị viết rõ họ tên."
WHICH_TICKET = "Anh/chị đang giữ mấy phiếu. Việc này cho phiếu nào ạ?"
WORDS_GONE = "Không còn lời nào đang chờ gửi. Anh/chị viết lại giúp."
SECRET_ASKED = (
    "Lời này tôi chưa gửi cho bà con: Tổ không hỏi {what} của bà con. Anh/chị viết lại cách khác"
    " giúp ạ, ví dụ nhờ bà con tự nhập vào máy, hoặc mang giấy tờ ra Trung tâm."
)
SECRETS_ASKED = {
    "code": "mã OTP, mã xác nhận",
    "password": "mật khẩu",
    "identity": "số căn cước, số thẻ, ảnh giấy tờ",
    "money": "tiền",
}
TAKEN_BACK_ALREADY = "Tin ấy thu hồi rồi ạ."
TICKET_NONE_HELD = "Anh/chị chưa giữ phiếu nào."
COLLEAGUE_OFF = "{name} lúc này không trực nên tôi chưa chuyển được."
COLLEAGUE_NOT_THIS = "{name} không nhận được phiếu {number}."
COLLEAGUE_UNLINKED = "{name} chưa liên kết khung chat nên tôi chưa hỏi được."
DESK_NO_TICKET = "Không có việc này, hoặc việc không thuộc phần anh/chị xem."
DESK_NO_FILE = "Tệp này không còn, hoặc chưa tải về được. Xin mở lại sau ít phút."
DESK_NO_MEMBER = "Không có người này trong Tổ. Xin chọn lại trong danh sách."
DESK_HAS_IT_ALREADY = "{name} đang giữ việc này rồi."
DESK_OTHER_HAS_IT = "{name} đang giúp việc này. Muốn tự trả lời, xin bấm «Nhận về mình» trước."
DESK_NO_CHAT = (
    "Anh/chị chưa nối khung chat nào nên lời bà con nhắn lại không tới được anh/chị. Xin nối khung"
    " chat trước, hoặc chọn «Gửi và kết thúc»."
)
DESK_BAD_PICTURE = "Không mở được ảnh «{name}». Xin chụp lại hoặc chọn ảnh khác."
DESK_BAD_FILE = "Không gửi được tệp «{name}». Xin gửi ảnh, PDF, Word, Excel hoặc tiếng nói."
DESK_EMPTY = "Anh/chị chưa viết gì. Xin viết một câu rồi gửi."
DESK_TOO_LONG = "Dài {length} chữ cái, nhiều nhất {limit}. Xin viết gọn lại."
DESK_TAKE_FIRST = "Việc này cần có người nhận mới kết thúc được. Xin bấm «Nhận về mình» trước."
DESK_FEW_QUESTIONS = "Xin ghi ít nhất hai cách bà con hay hỏi, mỗi cách một dòng."
DESK_DRAFT_EMPTY = "Xin ghi tên việc và câu trả lời."
DESK_NO_CATEGORY = "Không có nhóm này. Xin chọn lại trong danh sách."
DESK_NO_REASON = "Xin ghi lý do, ví dụ số công văn hoặc việc cần làm ngay."
DESK_OFFICERS_ONLY = "Chỉ cán bộ xã xem được danh tính."
VISIT_NONE = "Phiếu {number} chưa có buổi hẹn nào sắp tới. Anh/chị viết như: hẹn thứ 7 9h."
VISIT_WHICH = "Anh/chị có mấy buổi hẹn. Đổi buổi nào thì trả lời đúng vào tin của phiếu ấy giúp."
VISIT_UNCLEAR = (
    "Phiếu {number}: tôi chưa đọc được ngày giờ sắp tới. Anh/chị viết như:"
    " thứ 7 9h nhà văn hóa thôn."
)
VISIT_RECORDED = "Đã ghi kết quả buổi hẹn."
HELP_NO_ENTRY = "Không có mục ghi nhận này trong phần việc của anh/chị."
HELP_TAKEN_BACK = "Mục này đã rút. Anh/chị bấm Ghi lại trước khi sửa."
HELP_TOO_MANY = "Một mục ghi được nhiều nhất {most} người. Anh/chị xem lại con số."
HELP_UNNAMED = (
    "Một ngày, mỗi việc chỉ ghi được {most} người không kèm tên. Anh/chị ghi kèm tên hộ hoặc tên"
    " người, ví dụ: /ghinhan vneid 2 người bà Tư."
)
HELP_NO_REASON = "Anh/chị ghi lý do rút mục này."
HELP_KIND_IDS = "hai mục trùng id, hoặc nhiều hơn {most} mục"
HELP_KIND_FIELDS = (
    "cần đủ id (chữ thường, số, gạch nối, nhiều nhất 20 ký tự), name, short, measure, group,"
    " phrases; only_in thì có hoặc không"
)
HELP_KIND_PHRASE = "cụm từ «{phrase}» thuộc hai việc"
HELP_KIND_COMMUNE = "cần đủ code và hide, và hide chỉ nêu các id có trong tệp"
SUPPORT_HOW = "Anh/chị viết việc đã giúp sau lệnh, ví dụ: /ghinhan vneid 2 hộ bà Tư."
REPORT_NEEDS_WORDS = (
    "Phiếu {number} là phản ánh: anh/chị viết kết quả xử lý cho bà con trước, rồi bấm Xong."
)
REPORT_NEEDS_PHOTO = (
    "Phiếu {number} là phản ánh: anh/chị gửi ảnh sau khi xử lý cho bà con trước, rồi bấm Xong."
)
LEARNER_WHICH = "Có mấy người tên gần giống nhau: {names}. Xin gõ lại tên có đủ dấu giúp ạ."
CLASS_NAME_ODD = "Tôi chưa đọc được tên. Bác viết họ tên người đi học, ví dụ: Nguyễn Thị Tư."
CLASS_UNKNOWN = "Không có buổi học ấy. Muốn xem lớp, bác nhắn: lịch học."
CLASS_BEGUN = "Lớp {topic} đã bắt đầu, không đăng ký được nữa."
CLASS_IS_CANCELLED = "Lớp {topic} đã hủy."
CLASS_TOO_MANY = "Mỗi khung chat đăng ký được nhiều nhất {count} người một lớp."
CLASS_DOOR_CLOSED = "Lớp {topic} chưa đến giờ hoặc đã xong, chưa điểm danh được."

CLASS_CODE_ELSEWHERE = "mã lớp «{code}» đang dùng cho đơn vị khác"
CLASS_PAST = "{time} đã qua"
CLASS_BAD_SEATS = "số chỗ {seats} không đúng; từ 1 đến 1000"
CLASS_SEATS_TAKEN = "{seats} chỗ thì không đủ: đã có {count} người đăng ký"
CLASS_BAD_MAP = "đường dẫn bản đồ «{url}» phải bắt đầu bằng https://"
CLASS_TEACHER_BUSY = "{teacher} đã có lớp lúc {time}"
CLASS_FIELDS = {
    "topic": "chủ đề",
    "place": "nơi học",
    "map_url": "bản đồ",
    "teacher": "người dạy",
    "bring": "mang theo",
}
CLASS_THERE = "đã có lớp «{topic}» lúc {time}"
CLASS_ROW_TWICE = "trùng với một dòng ở trên: cùng là lớp «{topic}»"
CLASS_CANCEL_REASON = "Xin ghi lý do hủy lớp, ngắn gọn dưới {limit} chữ cái, để báo cho bà con."
SERIES_UNREADABLE = "Không đọc được lịch «{pattern}». Viết như: T3, T5 19:30."
SERIES_EMPTY = "Lịch này không có buổi nào sắp tới."
SERIES_UNKNOWN = "Không có lịch lớp số {number}."
ROLL_NONE = "Không có lớp nào của anh/chị đang điểm danh được."
ROLL_NOT_YOURS = "Lớp này không thuộc phần việc của anh/chị."
ROLL_CLOSED = "Lớp {topic} chưa đến lúc điểm danh, đã quá ba ngày, hoặc đã hủy."
ROLL_TOO_MANY = "Số người nhiều nhất là {count}."
ROLL_UNREADABLE = (
    "Tôi chưa hiểu. Anh/chị nhắn như: /diemdanh 12 25, hoặc: /diemdanh 12 + Nguyễn Thị Tư."
)
SKILL_NOT_THERE = "Người này chưa được điểm danh buổi ấy. Anh/chị điểm danh trước ạ."
SKILL_ROLL_FIRST = "Lớp này chưa điểm danh ai. Anh/chị nhắn: /diemdanh trước ạ."
CERTIFICATE_UNKNOWN = "Không có giấy xác nhận nào mang mã ấy. Bác xem lại 8 chữ và số trên giấy ạ."
DEMAND_PLACE_LONG = "Tên nơi học dài quá {limit} chữ. Anh/chị viết ngắn lại giúp ạ."
DEMAND_DECIDED = "Đề nghị này đã có người quyết rồi ạ."
DEMAND_NOT_YOURS = "Chỉ cán bộ phụ trách xã mới mở lớp theo đề nghị này được."
REMINDER_PAST = "Giờ ấy đã qua. Bác viết giờ khác giúp ạ, ví dụ: nhắc tôi nộp thuế mai 8h."
REMINDER_NO_DAY = "Lịch không có ngày ấy. Bác xem lại ngày giúp ạ."
REMINDER_NO_HOUR = "Giờ ấy không đúng. Bác viết như: 8h, 8h30, 3h chiều."
REMINDER_OVER = "Việc ấy nhắc đủ rồi ạ: {matter}. Muốn nhắc thêm, bác nhờ lại giúp tôi."
REMINDER_TOO_MANY = "Bác đang có {count} việc nhờ nhắc, đã đủ. Bác bỏ bớt rồi thêm giúp ạ."

AUDIENCE_EMPTY = "Anh/chị viết nơi nhận giúp ạ, ví dụ: Thôn 1, Thôn 2; hoặc: cả xã."
AUDIENCE_UNKNOWN = (
    "Tôi chưa hiểu «{word}». Anh/chị viết tên thôn, cách nhau dấu phẩy; hoặc: cả xã, chỉ Tổ."
)
AUDIENCE_NO_UNIT = (
    "Tôi chưa hiểu «{code}»: không có thôn nào tên ấy trong phần việc của anh/chị. Anh/chị viết tên"
    " thôn, cách nhau dấu phẩy; hoặc: cả xã, chỉ Tổ."
)
AUDIENCE_NO_VILLAGE = "Anh/chị tích ít nhất một thôn giúp ạ."
REFUSAL_NEEDS_REASON = "Anh/chị ghi lý do trả lại, để người soạn biết sửa gì."
BROADCAST_UNKNOWN = "Không có thông báo số {number}."
BROADCAST_EMPTY = "Thông báo chưa có lời nào. Anh/chị viết nội dung giúp ạ."
BROADCAST_LONG = "Thông báo dài {count} chữ, quá {limit}. Anh/chị viết gọn lại giúp ạ."
BROADCAST_PAST = "Giờ gửi đã qua. Anh/chị chọn giờ khác giúp ạ."
BROADCAST_ENDS_EARLY = "Hạn cuối phải sau giờ gửi. Anh/chị xem lại giúp ạ."
BROADCAST_BAD_BUTTON = (
    "Nút «{button}» viết chưa đúng. Viết như: Ghi tên = lớp 12, hoặc: Xem thêm ="
    " https://dichvucong.gov.vn"
)
BROADCAST_TOO_MANY = "Mỗi thông báo có nhiều nhất {files} tệp và {buttons} nút."
BROADCAST_NOBODY = "Chưa có ai nhận được thông báo này. Anh/chị xem lại nơi nhận giúp ạ."
BROADCAST_NOBODY_YET = (
    "Xã đang chạy thử nên chỉ Tổ và cán bộ nhận được, mà chưa ai có khung chat. Muốn bà con nhận"
    " được, người quản máy chạy: bot units live <mã xã>."
)
DECIDE_OWN = "Người soạn không tự duyệt. Cần một người khác duyệt ạ."
NOT_AN_OFFICER = "Việc này dành cho cán bộ, lãnh đạo xã được giao ạ."
BROADCAST_NOT_ENDED = "Thông báo số {number} chưa gửi xong, nên chưa gửi lại được."
BROADCAST_NOT_CORRECTABLE = "Thông báo số {number} chưa gửi nên cứ sửa thẳng, không cần đính chính."
BROADCAST_CORRECTED_BEFORE = (
    "Thông báo này đã có bản đính chính số {number}. Anh/chị mở bản ấy, sửa hoặc đính chính tiếp từ"
    " đó."
)
MOMENT_NO_DAY = "«{said}»: ngày ấy không có trong lịch. Anh/chị viết như: 18h ngày 20/12."
MOMENT_NO_HOUR = "«{said}» chưa có giờ. Anh/chị viết thêm giờ, như: 19h ngày 20/12."
BAD_MOMENT = "Tôi chưa đọc được giờ. Anh/chị viết như: 18h hôm nay, mai 7h, thứ 6 8h."
EDIT_OTHERS = "Chỉ người soạn sửa được bản này ạ."
BROADCAST_NONE_ENDED = "Chưa có thông báo nào gửi xong."
NOTICE_ANSWER_OLD = "Câu trả lời ấy đã gửi hoặc đã bỏ rồi ạ."
NOTICE_NOBODY_WAITS = "Không còn bà con nào đợi trả lời về thông báo số {number}."
LINT_SECRET = (
    "Thông báo không được bảo bà con gửi mã OTP, mật khẩu, số thẻ: kẻ lừa đảo cũng nói thế. Anh/chị"
    " bỏ câu ấy giúp ạ."
)
LEFT_NOT_YOURS = "Danh sách này dành cho người trong Tổ ạ."
LIVE_COMMUNE_ONLY = "Chỉ xã hoặc tỉnh mới bật, tắt chạy thử được."
ZALO_CONSENT_LATE = (
    "Lần cấp quyền này đã quá hạn hoặc không do máy này bắt đầu. Hãy chạy lại lệnh:"
    " bot zalo consent"
)
ZALO_CONSENT_OTHER = (
    "Quyền vừa cấp là của Official Account {given}, không phải tài khoản trong BOT_ZALO_OA_ID."
)
POLL_UNKNOWN = "Không có cuộc lấy ý kiến ấy. Bác nhắn: lấy ý kiến, để xem các cuộc đang mở."
POLL_ELSEWHERE = "Cuộc lấy ý kiến này chỉ dành cho bà con {unit} ạ."
POLL_IS = "Cuộc lấy ý kiến này {state}, nên không trả lời được nữa ạ."
POLL_NOT_YET = "Cuộc lấy ý kiến này chưa mở ạ. Khi mở, Tổ Số nhắn bác."
POLL_STANDS = "Cuộc lấy ý kiến này {state}, nên không làm việc ấy được nữa."
POLL_STATES = {
    "draft": "chưa mở",
    "waiting": "đang chờ duyệt",
    "ready": "chờ đến giờ mở",
    "open": "đang mở",
    "closed": "đã đóng",
    "dropped": "đã bỏ",
}
POLL_NO_HOUSEHOLD = "Không có hộ mang mã ấy ở đây. Bác xem lại 6 chữ và số trên giấy giúp ạ."
POLL_CHOOSE_ONE = "Bác chọn ít nhất một ý rồi bấm Xong giúp ạ."
POLL_NO_RECEIPT = "Không có phiếu nào mang mã ấy. Bác xem lại 8 chữ và số giúp ạ."
POLL_ALREADY_OWN = (
    "Người này đã tự gửi phiếu rồi, anh/chị không phải ghi nữa. Muốn đổi, nhờ chính người ấy nhắn"
    " lại ạ."
)
POLL_COUNTED_UNNAMED = (
    "Phiếu của khung chat này đã được tính, không còn tên. Vì thế không sửa và không gửi thêm được"
    " nữa ạ."
)
POLL_CODE_SPENT = (
    "Mã hộ của bác đã đứng tên cho một phiếu trong cuộc này. Mỗi mã chỉ xác nhận một phiếu. Bác nhờ"
    " người trong Tổ xác nhận giúp ạ."
)
POLL_HOUSEHOLD_ANSWERED = "Hộ mình đã có người trả lời rồi ạ. Muốn đổi, nhờ người ấy nhắn lại."
POLL_ENTERED_BY = "Phiếu này {name} đã ghi. Cần sửa, anh/chị nhờ {name} giúp ạ."
POLL_NOT_YOURS = "Việc ghi phiếu hộ dành cho người trong Tổ của xã này ạ."
POLL_DESK_HOW = "Anh/chị nhắn như: /phieu 3 K7M2PQ, giấy; hoặc: /phieu 3 + Nguyễn Thị Tư, tận nhà."
POLL_DESK_HOUSEHOLD = "Cuộc này mỗi hộ một phiếu. Anh/chị ghi mã hộ, ví dụ: /phieu 3 K7M2PQ, giấy."
POLL_DESK_WHICH = "Có hai người tên gần giống «{name}» đã có phiếu. Anh/chị gõ đủ dấu giúp ạ."
POLL_DESK_BEFORE = (
    "Ở thôn đã có phiếu ghi tên không dấu giống «{name}». Cùng một người thì phiếu ấy đã được tính;"
    " người khác thì anh/chị ghi thêm năm sinh, ví dụ: {name} 1950."
)
POLL_ROLE_ONLY = "Cuộc lấy ý kiến này chỉ dành cho người trong Tổ hoặc cán bộ được hỏi ạ."
POLL_BAD_ROLE = (
    "role phải là team, member, leader, officer, approver hoặc committee; cuộc theo hộ không có"
    " role."
)
POLL_BAD_TITLE = "Tên cuộc lấy ý kiến phải có chữ, nhiều nhất {limit} chữ."
POLL_BAD_COUNT = "Một cuộc có từ 1 đến {count} câu hỏi."
POLL_BAD_QUESTION = "Câu {number} phải có chữ, nhiều nhất {limit} chữ."
POLL_BAD_OPTIONS = "Câu {number} cần từ 2 đến {count} ý khác nhau, mỗi ý nhiều nhất 80 chữ."
POLL_BAD_BRANCH = "Câu {number} rẽ theo một câu hoặc một ý không có ở trước nó."
POLL_ENDS_EARLY = "Giờ đóng phải ở phía trước, sau giờ mở."
POLL_REMINDED = "Đã nhắc đủ {count} lần, không nhắc nữa."
POLL_REMINDED_LATELY = "Mới nhắc hoặc mới mở chưa đủ 20 giờ. Để mai hãy nhắc."
POLL_NOT_CLOSED = "Cuộc lấy ý kiến chưa đóng, nên chưa báo kết quả được."
POLL_TOLD_BEFORE = "Kết quả cuộc này đã báo cho bà con rồi."
HOUSEHOLD_WHICH = "có {count} hộ tên «{name}» ở đây; ghi thêm Năm sinh hoặc Địa chỉ để biết hộ nào"
HOUSEHOLD_BAD_YEAR = "năm sinh «{year}» phải là bốn chữ số, như 1960"
HOUSEHOLD_CODE_TAKEN = "mã hộ «{code}» đã dùng cho hộ khác"
HOUSEHOLD_BAD_CODE = "mã hộ «{code}» phải có 4 đến 12 chữ không dấu và số"
PROOF_ELSEWHERE = "Mã hộ ấy không phải của thôn bác đã chọn. Bác xem lại thôn hoặc mã giúp ạ."
CONTACT_NOT_YOURS = "Không có khung chat ấy trong địa bàn của anh/chị."
CONFIRM_NOT_YOURS = "Người này không ở thôn của anh/chị, nên Tổ của thôn ấy xác nhận ạ."
POLL_BAD_FORM = (
    "Tôi chưa đọc được. Dòng đầu là tên cuộc, rồi mỗi câu hỏi một dòng, mỗi ý một dòng có gạch ở"
    " đầu."
)
POLL_NO_PLACE = "Không có thôn nào tên «{place}» ở đây. Anh/chị xem lại giúp ạ."
POLL_NO_HOUSEHOLDS = (
    "Mỗi hộ một phiếu, nhưng chưa hộ nào có mã: nhờ người quản trị máy nhập danh sách hộ trước."
)
POLL_NOT_REOPENED = (
    "Không mở lại được nữa: chỉ mở lại trong một giờ sau khi đóng sớm, trước giờ đóng đã hẹn, khi"
    " chưa báo kết quả cho bà con."
)
PAPERS_MANY = "Mỗi lần ghi nhiều nhất {limit} phiếu. Anh/chị chia ra thành nhiều lần giúp ạ."
PAPERS_NO_CODE = "Không có hộ mang mã {code} ở nơi anh/chị ghi phiếu. Xin xem lại mã in trên phiếu."
PAPERS_NO_VOTER = "Chưa ghi phiếu của ai."
PAPERS_NO_VILLAGE = "Xin chọn thôn của những người có tên trong bảng."
PAPERS_BLANK = "Chưa chọn ý nào. Phiếu trắng thì để trống cả dòng."
PAPERS_ONE_ONLY = "Câu {number} chỉ được chọn một ý."
PAPERS_NOT_ASKED = (
    "Câu {number} không hỏi người trả lời câu {earlier} như thế. Xin xem lại hai câu."
)
PAPERS_TWICE = "Trùng với dòng {row}. Mỗi hộ, mỗi người một phiếu."

ROLE_NOT_YOURS = (
    "Anh/chị không giao hay sửa được vai trò này. Việc ấy của người duyệt (chủ tịch, phó chủ tịch)"
    " hoặc cán bộ xã."
)
PERSON_NAME_NEEDED = "Xin ghi họ tên, nhiều nhất 120 chữ cái."
MEMBER_SELF = "Không làm được việc này với chính mình. Xin nhờ một cán bộ khác."
VILLAGE_COUNT_BAD = "Số hộ, số khẩu phải là số, như 475. Xin xem lại."
VILLAGE_DAY_BAD = "Ngày của số liệu phải là một ngày đã qua, như 31/12/2025."
SETUP_BAD_COMMUNE = "Xin ghi đủ cả chữ xã, phường hoặc đặc khu, như: Xã Lộc An."
SETUP_COMMUNE_THERE = "{unit} đã có trong máy rồi. Xin xem trang Bắt đầu."

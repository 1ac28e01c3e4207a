"""Field reports, and the small words around them."""

# Field reports
REPORT_CATEGORY = "Bác phản ánh việc gì ạ? Muốn dừng lại, bác nhắn: thôi."
REPORT_PHOTO = "Bác chụp ảnh chỗ ấy gửi vào đây. Muốn dừng lại, bác nhắn: thôi."
REPORT_PLACE = (
    "Chỗ ấy ở đâu ạ? Bác gửi vị trí, hoặc viết vài chữ như: đầu thôn 3, cạnh nhà ông Năm."
    " Muốn dừng lại, bác nhắn: thôi."
)
REPORT_WORDS = "Bác kể giúp một câu: chuyện gì, từ bao giờ ạ? Muốn thôi, bác nhắn: thôi."
REPORT_SURE = "Tôi chưa gửi gì. Bác muốn gửi câu này, hay thôi ạ?\n«{text}»"
REPORT_HOW_TO_STOP = "Tôi chưa gửi gì. Bác muốn dừng lại thì bấm Thôi."
REPORT_NOTED = "Tôi đã ghi câu của bác."
REPORT_PHOTOS = "Phản ánh của bác đã có {count} ảnh."
REPORT_SPOKEN = "(Bà con nói bằng lời, xem tin thoại gửi kèm.)"
REPORT_STILL_OPEN = "Phản ánh của bác còn dở, chưa gửi. Ta viết tiếp nhé."
REPORT_GIVEN_BACK = "Bác đã viết:\n{text}"
REPORT_WORDS_TEAM = (
    "Bác kể giúp: ai, chuyện gì, từ bao giờ ạ? Chỉ cán bộ xã đọc, Tổ không thấy."
    " Muốn thôi, bác nhắn: thôi."
)
REPORT_RESUMED = "Ta làm tiếp phản ánh đang dở."
REPORT_LEFT = "Vâng, tôi bỏ phản ánh này. Tôi chưa gửi gì."
REPORT_SENT = "Đã gửi phản ánh, mã {code}. Bác nhắn mã này bất cứ lúc nào để xem đến đâu."
REPORT_WHERE = "Nơi: {place}."
REPORT_LOCATION = "vị trí đã gửi"
REPORT_UNKNOWN = "Không có phản ánh mã {code}. Bác xem lại mã giúp ạ."
REPORT_WAITING = "Phản ánh {code}, {subject}: đang chờ người nhận."
REPORT_TAKEN = "Phản ánh {code}, {subject}: {member} đang xử lý."
REPORT_CLOSED = "Phản ánh {code}, {subject}: đã xử lý. Trả lời: {answer}"
REPORT_CLOSED_SILENT = "Phản ánh {code}, {subject}: đã đóng."
BUTTON_REPORT = "Gửi phản ánh"
BUTTON_NO_PHOTO = "Không có ảnh"
BUTTON_STOP_REPORT = "Thôi"
BUTTON_SEND_REPORT = "Gửi câu này"
SAID_NO_PHOTO = (
    "không có ảnh",
    "ko có ảnh",
    "k có ảnh",
    "không có",
    "không",
    "chưa có ảnh",
    "không chụp được",
    "bỏ qua",
    "bỏ qua ảnh",
    "bỏ qua bước này",
    "không cần ảnh",
    "khỏi ảnh",
    "khỏi chụp",
    "không chụp",
    "không biết chụp",
    "không biết chụp ảnh",
    "hổng có ảnh",
    "không có hình",
    "hổng có hình",
    "không ảnh",
    "thôi không có ảnh",
    "không gửi ảnh",
)
SAID_REPORT = ("phản ánh", "gửi phản ánh", "phản ánh hiện trường")
REPORT_CATEGORIES = {
    "road": "Đường, cầu, cống",
    "light": "Điện, đèn đường",
    "waste": "Rác, môi trường",
    "water": "Nước, thủy lợi",
    "order": "An ninh, trật tự",
    "other": "Việc khác",
    "team": "Về người trong Tổ",
}
FILE_NOT_SHOWN = "(Có ảnh hoặc tệp gửi kèm không hiện được ở đây.)"
# Words that only a complaint has; common ones ("đánh", "mắng") with what they are done to
SAID_COMPLAINT = (
    "thái độ,quát,quát tháo,mắng tôi,mắng bà,mắng mẹ,mắng mỏ,bị mắng,mắng chửi,chửi,nạt,nạt nộ,"
    "bắt nạt,hách dịch,hạch sách,đòi tiền,đòi quà,đòi thêm,đòi tôi,đòi phong bì,vòi tiền,"
    "vòi vĩnh,lấy tiền,lấy mất tiền,nhận tiền,nhận quà,thu tiền,xin tiền,ăn tiền,cầm tiền,"
    "giữ tiền,mượn tiền,vay tiền,nộp tiền cho,đưa tiền cho,phong bì,lừa,lừa đảo,khiếu nại,tố cáo,"
    "tố giác,phàn nàn,phản ánh,xúc phạm,làm khó,gây khó,khó dễ,không giúp,không chịu,"
    "không nghe máy,không làm,bỏ mặc,vô lễ,hỗn,mất dạy,đánh tôi,đánh bà,đánh mẹ,đánh con,"
    "đánh người,sàm sỡ,quấy rối,gian dối,ăn chặn,tham ô,tham nhũng,hối lộ,lót tay,bồi dưỡng,"
    "nhũng nhiễu,dọa,đe dọa,tiết lộ,làm lộ,lộ thông tin,đòi otp,hỏi otp,xin otp,lấy otp,đọc otp,"
    "đòi mật khẩu,hỏi mật khẩu,xin mật khẩu,đòi mã,nói xấu,coi thường,khinh,tệ quá,quá đáng,"
    "bực mình,say rượu,lăng mạ,cáu gắt,gắt gỏng,thiếu tôn trọng,không tôn trọng,trù dập,"
    "bỏ phiếu hộ,ghi tên giả,khai man"
)
SAID_OF_TEAM = (
    "người trong tổ,người của tổ,người ở tổ,tổ trưởng,tổ phó,thành viên tổ,thành viên của tổ,"
    "tổ công nghệ,cán bộ tổ,cán bộ thôn,cán bộ của tổ,anh trong tổ,chị trong tổ,cô trong tổ,"
    "chú trong tổ,bạn trong tổ,trưởng thôn,trưởng xóm,trưởng bản,người trực,người hỗ trợ,"
    "người đến giúp,người giúp tôi,tình nguyện viên"
)
# Who helps in the talk itself. "Người này" is left out: it may be a swindler who is told of.
SAID_OF_HELPER = (
    "thành viên này,người giúp này,người đang giúp,anh giúp,chị giúp,cô giúp,chú giúp,bạn giúp,"
    "người bên tổ,anh bên tổ,chị bên tổ,cô bên tổ,người hỗ trợ này"
)
COMPLAINT_SUBJECT = "Phản ánh về người trong Tổ"
COMPLAINT_PASSED_ON = (
    "Lời này tôi không chuyển cho người đang giúp bác. Tôi đã chuyển cho cán bộ xã xem xét; người"
    " bị nhắc đến không thấy lời này và không biết ai báo. Bác đừng đưa tiền: Tổ giúp không"
    " lấy tiền."
)
BUTTON_MEANT_FOR_HELPER = "Gửi cho người đang giúp"
COMPLAINT_TAKEN_BACK = "Tôi đã rút lời báo lên xã và chuyển lời ấy cho người đang giúp bác."
THING_LOST = "(Có tệp gửi kèm chưa chuyển được.)"

# Reminders: small words left over when the time is taken out of the line
SAID_BRING = "đem"  # without its stroke it is the night
REMINDER_EDGES = (
    "vào", "vao", "lúc", "luc", "ngày", "ngay", "hôm", "hom", "thì", "thi", "là", "la", "rằng",
    "rang", "nhé", "nhe", "nha", "nhen", "và", "va", "để", "de", "cho", "trước", "truoc", "khoảng",
    "khoang", "tầm", "tam", "giúp", "giup", "với", "voi", "ạ", "a", "ah", "việc", "nữa",
)  # fmt: skip
# The same before "nhắc tôi", where the hour stands first: "em ơi đến 8h mai thì nhắc…"
REMINDER_LEADING = (
    "đến", "den", "tới", "toi", "cứ", "cu", "hễ", "he", "khi", "nào", "nao", "đúng", "dung", "nhớ",
    "nho", "em", "cháu", "chau", "bạn", "ban", "bot", "ơi", "oi", "chào", "chao", "xin", "nhờ",
    "hãy", "hay", "từ", "tu", "tôi", "tui", "muốn", "muon", "cần", "can", "bác", "bac",
)  # fmt: skip
REMINDER_WHEN_LEFT = r"^(?:(?:đến|den|tới|toi|hễ|he|cứ|cu|khi)\s+)+(?:thì|thi|là|la)\s+"
# "… nghe con", "… nghen", "… nha cháu" at the end are said to the bot.
REMINDER_ADDRESS = (
    r"[\s,]+(?:(?:nghe|nghen|nhé|nhe|nha|nhen|giùm|gium|dùm|dum|với|ạ)"
    r"(?: (?:con|cháu|chau|em|bot|cô|cậu))?"
    r"|(?:con|cháu|chau|em|bot) (?:nghe|nghen|nhé|nhe|nha|ơi|oi))\s*$"
)
# "Mẹ tôi", "con gái tui", "bà nhà tôi": whose matter it is, said back as "mẹ bác".
KIN_NAMES = (
    "mẹ", "me", "má", "bố", "bo", "ba", "bà", "ông", "ong", "cha", "thầy", "u", "vợ", "vo", "chồng",
    "chong", "con", "cháu", "chau", "anh", "chị", "em", "cô", "chú", "dì", "cậu", "mợ", "cụ", "nhà",
)  # fmt: skip
KIN_BESIDE = (
    "trai", "gái", "gai", "nội", "noi", "ngoại", "ngoai", "cả", "ca", "út", "ut", "lớn", "lon",
    "nhỏ", "dâu", "dau", "rể", "re", "nhà", "nha", "chồng", "chong", "vợ", "vo", "đẻ", "họ",
)  # fmt: skip
KIN_OWNERS = ("tôi", "toi", "tui", "tao", "tau", "mình", "minh", "của tôi", "của tui", "của mình")
REMINDER_YOU = "bác"
# Who is reminded, said again before the matter: "mai 8h tôi đi chợ" is told back without it.
REMINDER_SUBJECTS = ("tôi", "toi", "tui", "tao", "mình", "minh", "bác")

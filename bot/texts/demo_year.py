"""Words of the invented year of a demo commune: names nobody bears, what they ask and are told."""

# Family names are common ones; the given names are words for "example", so that nobody is meant.
YEAR_FAMILY_NAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
)  # fmt: skip
YEAR_MIDDLE_NAMES = ("Văn", "Thị")
YEAR_GIVEN_NAMES = ("Mẫu", "Thử", "Ví Dụ", "Minh Họa", "Giả Định", "Mây Mẫu", "Sao Mẫu")
YEAR_ADDRESS = "Ngõ {lane}, nhà số {house}"
YEAR_NOTE = "Dữ liệu mẫu"

YEAR_GREETING = "Chào bác. Đây là lời chào mẫu của trợ lý Tổ Số."
YEAR_ANSWER = "{title}. Đây là câu trả lời mẫu; bác hỏi lại trong khung chat thật để có lời đủ."
YEAR_CHOICES = "Bác muốn hỏi việc nào trong các việc sau ạ?"
YEAR_MISSED = "Việc này tôi chưa có câu trả lời. Bác muốn gặp người thì bấm nút bên dưới."
YEAR_MISSES = (
    "xin hỏi lịch cắt điện tuần tới ở thôn mình",
    "ai cho mướn máy gặt thì chỉ giùm tôi với",
    "đường vào đồng bao giờ đổ bê tông",
    "con bò nhà tôi bỏ ăn hai hôm nay thì gọi ai",
    "chợ phiên tháng này họp ngày nào",
    "xe buýt lên tỉnh mấy giờ chạy chuyến đầu",
)
YEAR_WANT_PERSON = "tôi muốn gặp người"
YEAR_PASSED_ON = "Tôi đã chuyển lời bác đến Tổ công nghệ số. Có người nhận là tôi báo bác ngay."
YEAR_RESIDENT_WORDS = (
    "Tôi làm đến bước quét khuôn mặt thì máy báo lỗi.",
    "Tôi quên mật khẩu, giờ làm thế nào hả cháu?",
    "Máy tôi cũ, không cài được thì làm sao?",
    "Tôi nộp rồi mà chưa thấy báo gì.",
    "Cháu chỉ lại giúp bác bước vừa rồi với.",
    "Được rồi, cảm ơn cháu nhiều.",
)
YEAR_MEMBER_WORDS = (
    "Dạ cháu chào bác, bác đang ở bước nào ạ?",
    "Bác chụp màn hình gửi cháu xem với ạ.",
    "Bác bấm Quên mật khẩu rồi làm theo màn hình giúp cháu.",
    "Chiều nay cháu qua nhà làm giúp bác ạ.",
    "Bác chờ cháu năm phút, cháu hỏi lại bộ phận một cửa.",
    "Xong rồi ạ, bác mở lại xem đã được chưa.",
)
YEAR_TICKET_ANSWER = "Mời bác mang căn cước đến bộ phận một cửa, cán bộ làm giúp ngay."
YEAR_FACE_TO_FACE = ("cài VNeID", "đóng tiền điện trên điện thoại", "đăng ký khám bảo hiểm")
YEAR_VISIT_PLACE = "Nhà văn hóa thôn"
YEAR_CLASSES = (
    "Cài và dùng VNeID",
    "Nộp hồ sơ trên Cổng Dịch vụ công",
    "Chuyển tiền bằng mã QR",
    "Tránh lừa đảo qua mạng",
    "Đặt lịch khám bằng VssID",
)
YEAR_CLASS_PLACE = "Nhà văn hóa {unit}"
YEAR_TEACHERS = ("Trần Thị Dạy Mẫu", "Lê Văn Dạy Thử")
YEAR_BRING = "Điện thoại"
YEAR_BROADCASTS = (
    "Mời bà con họp thôn lúc 19 giờ 30 tối thứ Sáu tại nhà văn hóa. Mời đủ các hộ.",
    "Ngày mai từ 7 giờ đến 11 giờ ngừng cấp nước để sửa đường ống. Mong bà con trữ nước trước.",
    "Trạm y tế xã tiêm phòng cho trẻ vào sáng thứ Ba. Bà con đưa cháu đi mang theo sổ tiêm.",
    "Lịch thu gom rác tuần này đổi sang thứ Năm. Bà con để rác trước cổng từ 6 giờ.",
    "Có số lạ tự xưng công an gọi đòi mã xác thực. Bà con không đọc mã cho bất cứ ai.",
)
YEAR_POLLS = (
    ("Giờ mở nhà văn hóa buổi tối", "Nhà văn hóa nên mở cửa đến mấy giờ?", ("20 giờ", "21 giờ")),
    ("Chọn ngày vệ sinh chung", "Thôn nên dọn vệ sinh chung ngày nào?", ("Thứ Bảy", "Chủ nhật")),
    ("Lắp đèn đường ngõ xóm", "Bà con có đồng ý lắp đèn đường ở ngõ không?", ("Có", "Không")),
)
YEAR_OUTREACH_PLAN = "15 ngày đi từng ngõ, gõ từng nhà"
YEAR_OUTREACH_TOPICS = ("VNeID mức 2", "Dịch vụ công trực tuyến", "Cách tránh lừa đảo qua mạng")
YEAR_ABSENCE = "nghỉ đi làm xa"
YEAR_FILLED = (
    "Đã nạp một năm dữ liệu mẫu trong {seconds} giây: {persons} người, {contacts} khung chat,"
    " {questions} câu hỏi, {messages} tin nhắn, {tickets} lượt gặp người, {classes} buổi lớp,"
    " {broadcasts} thông báo, {ballots} phiếu."
)
YEAR_NEEDED = "Hãy thêm --year: lệnh này chỉ nạp dữ liệu mẫu của một năm."
YEAR_REAL_DATA = (
    "Cơ sở dữ liệu này có dữ liệu thật ({what}) nên không nạp dữ liệu mẫu vào."
    " Hãy đặt BOT_DATABASE_URL là một tệp mới rồi chạy lại."
)
YEAR_FILLED_BEFORE = (
    "Đã có một năm dữ liệu mẫu ở đây. Muốn nạp lại, hãy chạy: bot demo clear --yes rồi chạy lại."
)
YEAR_TOO_FEW = "Số người phải từ {fewest} đến {most}."

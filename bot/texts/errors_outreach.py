"""What outreach refuses, in one sentence that says what to do."""

HOME_VISIT_UNKNOWN = "Tôi không thấy lượt thăm này. Bác mở lại danh sách rồi chọn giúp."
HOME_VISIT_NOT_YOURS = "Vai trò của bác chỉ xem số liệu. Xin nhờ người trong Tổ ghi giúp."
HOME_VISIT_DAY = "Ngày {day:%d/%m/%Y} không đúng. Xin ghi ngày đã đến, từ hôm nay trở về trước."
HOME_VISIT_NEEDS_DUE = "Hẹn lại thì cần ngày hẹn. Ví dụ: thứ bảy, chiều mai, 15/12."
HOME_VISIT_NO_DUE = (
    "Chỉ ghi ngày hẹn khi nhà hẹn lại hoặc vắng. Xin bỏ ngày hẹn hoặc chọn lại kết quả."
)
HOME_VISIT_DUE_DAY = (
    "Ngày hẹn {day:%d/%m/%Y} không đúng. Xin hẹn sau ngày đã đến, trong vòng bốn tháng."
)
HOME_VISIT_NO_SETUPS = (
    "Việc đã cài chỉ đi với «cài xong» hoặc «hẹn lại». Xin bỏ việc đã cài hoặc chọn lại kết quả."
)
HOME_VISIT_UNKNOWN_SETUP = (
    "Có việc cài đặt không nằm trong danh sách. Xin chọn lại trong danh sách."
)
HOME_VISIT_LONG_NOTE = "Ghi chú dài quá {limit} chữ cái. Xin viết ngắn lại."
HOME_VISIT_NO_VISITOR = (
    "Người này không có tên trong Tổ của thôn hay trong xã. Xin chọn người khác."
)
HOME_VISIT_WITHDRAWN = "Lượt thăm này đã hủy. Xin ghi lượt mới."
OUTREACH_UNKNOWN = "Tôi không thấy kế hoạch số {number}."
OUTREACH_NOT_YOURS = "Việc này dành cho tổ trưởng và cán bộ xã. Xin nhờ tổ trưởng làm giúp."
OUTREACH_NEEDS_VILLAGE = "Xin chọn một thôn: việc này ghi theo từng thôn."
OUTREACH_NEEDS_TITLE = "Xin đặt tên kế hoạch, nhiều nhất {limit} chữ cái."
OUTREACH_DAYS_TURNED = "Ngày cuối đứng trước ngày đầu. Xin đổi lại hai ngày."
OUTREACH_TOO_LONG = "Một kế hoạch kéo dài nhiều nhất {limit} ngày. Xin chia thành nhiều đợt."
OUTREACH_TOPICS = "Nhiều nhất {most} việc cần giải thích, mỗi việc không quá {limit} chữ cái."
OUTREACH_NEEDS_HOUSEHOLDS = "Xin chọn ít nhất một hộ, hoặc chọn tất cả các hộ."
OUTREACH_NEEDS_VOLUNTEERS = "Xin chọn ít nhất một người đi."
OUTREACH_OVERLAP = (
    "Những ngày này thôn đã có kế hoạch «{title}». Xin chọn ngày khác, hoặc kết thúc kế hoạch ấy."
)
OUTREACH_ENDED = "Kế hoạch này đã kết thúc. Xin lập kế hoạch mới."
CENSUS_EMPTY = "Xin ghi ít nhất một mục: sóng, cáp quang, wifi hay điện thoại."
CENSUS_OLDER = "Đã có số liệu ngày {day:%d/%m/%Y}, mới hơn. Xin xem lại ngày ghi."
CENSUS_PHONES = "Số điện thoại thông minh của một hộ phải từ 0 đến {most}."
TELLING_TARGET = "Chỉ tiêu là một số từ 1 đến 100 phần trăm."

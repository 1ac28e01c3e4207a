"""What the settings and deadlines of a commune refuse."""

UNIT_DEADLINE_UNKNOWN = "Không có hạn này, hoặc hạn đã được rút."
UNIT_DEADLINE_MANY = "Xã đã có {most} hạn. Xin rút bớt hạn không dùng nữa rồi thêm."
UNIT_DEADLINE_WORDS = "Xin ghi tên hạn, không quá 80 ký tự; lời nhắc không quá 300 ký tự."
UNIT_DEADLINE_LINK = "Đường dẫn {link} không phải trang của cơ quan nhà nước. Xin bỏ đi."
UNIT_DEADLINE_REPEAT = "Xin chọn hạn này đến một lần, hằng tháng hay hằng năm."
UNIT_DEADLINE_OVER = "Ngày ấy đã qua. Xin chọn ngày từ hôm nay trở đi."
UNIT_DEADLINE_BEFORE = "Xin chọn nhắc trước mấy ngày."
UNIT_SETTING_QUIET = (
    "Giờ yên tĩnh bắt đầu từ 19:00 đến 23:00 và hết từ 5:00 đến 8:00, thí dụ 21:00 đến 6:30."
)
UNIT_SETTING_ACCEPT = "Xin ghi số phút tròn, từ 5 đến 240."
UNIT_SETTING_RETURN = "Xin ghi số giờ tròn, từ 1 đến 48."
UNIT_SETTING_LEADS = (
    "Xin ghi một đến ba số giờ tròn, mỗi số từ 1 đến 168, cách nhau bằng dấu phẩy, thí dụ 18, 1."
)
UNIT_SETTING_PRICE = "Xin ghi số đồng tròn, từ 0 đến 100.000; ghi 0 nếu chưa biết giá."
UNIT_SETTING_DRAFT = "Xin ghi một ngày trong tháng, từ 1 đến 28, thí dụ 25."
UNIT_SETTING_GREETING = (
    "Xin viết một câu không quá 200 ký tự, không có đường dẫn."
    " Muốn bỏ câu này, xin bấm «Về mặc định»."
)
UNIT_SETTING_UNKNOWN = "Mục này do người cài đặt máy chủ đặt, không sửa ở đây được."

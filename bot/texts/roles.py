"""What each role can do, by /lenh."""

# What each role can do, by /lenh: lines to type, and buttons for commands that need no more
COMMAND_CONSOLE = ("dangnhap", "banlamviec")
SAID_CONSOLE = ("đăng nhập bàn làm việc", "bàn làm việc", "vào bàn làm việc")
POWERS_TITLE = "Việc anh/chị làm được ngay trong khung chat này:"
POWERS_RESIDENT_TITLE = "Việc bác làm được ngay trong khung chat này:"
_TEAM_POWERS = (
    "Phiếu của bà con: bấm Nhận, Bận, Chuyển; nhắn: xong, gọi lại, hẹn thứ 7 9h nhà văn hóa",
    "Lịch trực. Nhắn: lịch trực; trực tối thứ 5; nghỉ chiều mai",
    "Điểm danh lớp. Nhắn: /diemdanh",
    "Ghi kỹ năng học viên. Nhắn: /kynang",
    "Ghi việc đã giúp. Nhắn: /ghinhan 2 cụ cài VNeID",
    "Ghi một lượt đến nhà. Nhắn: /tham, hoặc /tham bà Tư cài xong vneid",
    "Xem nhà nào chưa biết thông báo, ghi đã báo tận nhà. Nhắn: /chuabao",
    "Ghi phiếu ý kiến hộ. Nhắn: /phieu 3 K7M2PQ, giấy",
    "Xem ai chưa nhận thông báo. Nhắn: /chuatoi",
)
POWERS = {
    "approver": (
        "Duyệt thông báo, cuộc lấy ý kiến, câu trả lời. Nhắn: duyệt",
        "Xem thông báo, bản nháp. Nhắn: bản nháp",
        "Nhập danh sách thôn, Tổ, lớp học, hộ: gửi tệp .xlsx hoặc .csv vào đây",
        "Vào bàn làm việc trên trình duyệt. Nhắn: /dangnhap",
    ),
    "officer": (
        "Soạn thông báo. Nhắn: /thongbao",
        "Xem thông báo, bản nháp. Nhắn: bản nháp",
        "Soạn, xem cuộc lấy ý kiến. Nhắn: /ykien",
        "Duyệt việc người khác soạn. Nhắn: duyệt",
        "Nhập danh sách thôn, Tổ, lớp học, hộ: gửi tệp .xlsx hoặc .csv vào đây",
        "Vào bàn làm việc trên trình duyệt. Nhắn: /dangnhap",
    ),
    "viewer": ("Xem số liệu của đơn vị mình trên bàn làm việc. Nhắn: /dangnhap",),
    "leader": (
        "Xem việc và số liệu của thôn mình trên bàn làm việc. Nhắn: /dangnhap",
        *_TEAM_POWERS,
    ),
    "member": _TEAM_POWERS,
    "resident": (
        "Hỏi thủ tục: cứ gõ câu hỏi",
        "Gặp người giúp. Nhắn: gặp người",
        "Gửi phản ánh. Nhắn: phản ánh",
        "Xem, đăng ký lớp học. Nhắn: lịch học",
        "Nhờ nhắc việc. Nhắn: nhắc tôi mai 8h nộp thuế",
        "Trả lời lấy ý kiến. Nhắn: lấy ý kiến",
        "Kiểm tra tin lạ. Nhắn: kiểm tra, rồi mã hoặc đường dẫn",
        "Ngừng nhận thông báo. Nhắn: dừng",
    ),
}
POWERS_LINE = "- {line}"
POWERS_AS_RESIDENT = "Như bà con:"
POWER_BUTTONS = {
    "duyet": "Việc chờ duyệt",
    "dangnhap": "Vào bàn làm việc",
    "thongbao": "Soạn thông báo",
    "nhap": "Thông báo, bản nháp",
    "ykien": "Lấy ý kiến",
    "tham": "Ghi lượt đến nhà",
    "chuabao": "Nhà chưa được báo",
    "diemdanh": "Điểm danh",
    "kynang": "Kỹ năng học viên",
    "chuatoi": "Ai chưa nhận",
    "nguoi": "Gặp người",
    "phananh": "Gửi phản ánh",
    "lop": "Lịch học",
    "nhac": "Nhắc việc",
}
BUTTON_POWERS = "Việc của tôi"
MENU_WAITING = "Có {count} việc chờ anh/chị duyệt; nhắn: duyệt."
FLOW_AGAIN = "Việc đang dở: {what}. Mời viết tiếp, hoặc bấm nút; muốn thôi thì nhắn: thoát."
FLOW_STEPS = {
    "text": "đợi lời thông báo",
    "audience": "đợi nơi nhận",
    "who": "đợi nơi nhận",
    "when": "đợi giờ",
    "ready": "đợi bấm xin duyệt",
    "form": "đợi câu hỏi",
    "where": "đợi nơi hỏi",
    "category": "đợi loại việc",
    "photo": "đợi ảnh",
    "place": "đợi nơi xảy ra",
    "words": "đợi lời kể",
}
FLOW_ANNOUNCEMENT = "soạn thông báo số {number}, {step}"
FLOW_ANNOUNCEMENT_KEPT = (
    "Tôi đã cất bản nháp thông báo số {number}, chưa gửi cho ai. Soạn tiếp thì anh/chị nhắn: bản"
    " nháp."
)
FLOW_ANNOUNCEMENT_DROPPED = "Vâng, thôi không soạn nữa. Chưa gửi gì cho ai."
FLOW_POLL = "soạn cuộc lấy ý kiến số {number}, {step}"
FLOW_POLL_KEPT = (
    "Tôi đã cất bản nháp cuộc lấy ý kiến số {number}, chưa hỏi ai. Soạn tiếp thì anh/chị nhắn:"
    " /ykien."
)
FLOW_POLL_DROPPED = "Vâng, thôi không soạn nữa. Chưa hỏi ai."
FLOW_REPORT = "viết phản ánh, {step}"
FLOW_WHY = "lý do không duyệt"
FLOW_WHY_LEFT = "Vâng ạ. Bản ấy đã trả lại người soạn, không kèm lý do."
FLOW_REMINDER = "ghi lời nhắc"
FLOW_REMINDER_LEFT = "Vâng, tôi chưa ghi lời nhắc nào."
FLOW_LEARNER = "đăng ký lớp cho người nhà, đợi họ tên người học"
FLOW_LEARNER_LEFT = "Vâng, tôi chưa đăng ký thêm cho ai."
FLOW_PLACE = "mở lớp, đợi nơi học"
FLOW_PLACE_LEFT = "Vâng, lớp chưa mở."
FLOW_WISH = "việc bác muốn học tiếp"
FLOW_CODE = "lấy ý kiến, đợi mã hộ"
FLOW_REASON = "lấy ý kiến, đợi lý do"
FLOW_BALLOT = "lấy ý kiến"
FLOW_BALLOT_LEFT = "Câu trả lời đang chọn dở chưa được gửi. Muốn trả lời, bác nhắn: lấy ý kiến."
FLOW_STUCK_LEFT = "Vâng ạ, tôi chưa gửi gì cho ai."
FLOW_SEAT_KEPT = "Vâng ạ, chỗ trong lớp vẫn giữ. Muốn bỏ lớp, bác nhắn: lớp của tôi."
NOTHING_OPEN = (
    "Vâng ạ. Bác không có việc gì đang dở ở đây. Muốn xã ngừng thông báo, bác nhắn: dừng."
)
FLOW_NOTHING = "Vâng ạ, tôi giữ nguyên, không đổi gì."
BUTTON_USE = "Không hỏi, cứ ghi câu ấy"

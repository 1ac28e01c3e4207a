"""What is said about the single uses of a person's data, and how people refuse or allow them."""

PURPOSE_NAMES = {
    "memory": "Nhớ tên, thôn và lời bác nhắn",
    "helpers": "Chuyển lời bác cho người giúp",
    "reminders": "Nhắc việc, nhắc lớp, nhắc hạn",
    "notices": "Gửi thông báo và hỏi ý kiến",
    "media": "Giữ ảnh, tiếng nói, phim bác gửi",
    "location": "Giữ vị trí bác gửi",
}
PURPOSES_TITLE = "Xã dùng dữ liệu của bác vào những việc này:"
PURPOSE_LINE = "- {name}: {state}"
PURPOSE_AGREED = "bác đồng ý ngày {day}"
PURPOSE_REFUSED = "bác đã bảo thôi ngày {day}"
PURPOSE_UNSAID = "bác chưa nói gì"
PURPOSES_HOW = "Bác bấm việc nào muốn đổi, hoặc nhắn: đừng giữ ảnh của tôi, cứ giữ ảnh của tôi."
BUTTON_PURPOSES = "Chọn từng việc"
BUTTON_PURPOSE_OFF = {
    "helpers": "Thôi chuyển lời",
    "reminders": "Thôi nhắc",
    "notices": "Thôi thông báo",
    "media": "Thôi giữ ảnh",
    "location": "Thôi giữ vị trí",
}
BUTTON_PURPOSE_ON = {
    "helpers": "Cho chuyển lời",
    "reminders": "Nhắc lại tôi",
    "notices": "Nhận thông báo",
    "media": "Cho giữ ảnh",
    "location": "Cho giữ vị trí",
}
PURPOSES_CHILDREN = (
    "Trẻ từ 7 tuổi: cả con và cha mẹ hoặc người giám hộ đồng ý."
    " Dưới 7 tuổi: cha mẹ hoặc người giám hộ quyết định."
)
PURPOSE_TAKEN_BACK = {
    "helpers": (
        "Vâng, từ nay tôi không chuyển lời của bác cho ai nữa. Việc đang nhờ người giúp đã dừng."
        " Chỉ khi bác báo có nguy hiểm tôi mới gọi người đến."
    ),
    "reminders": (
        "Vâng, tôi không nhắc bác nữa. Các lời nhắc đang chờ và các hạn đã nhờ nhắc tôi bỏ hết."
    ),
    "media": (
        "Vâng, tôi đã xóa ảnh, tiếng nói và phim bác từng gửi."
        " Từ nay bác gửi, tôi không giữ và không chuyển cho ai."
    ),
    "location": (
        "Vâng, tôi đã xóa vị trí bác từng gửi."
        " Từ nay bác gửi, tôi không giữ và không chuyển cho ai."
    ),
}
PURPOSE_GIVEN_AGAIN = {
    "helpers": "Vâng, bác cần người giúp thì bấm «Gặp người», tôi chuyển lời bác cho họ.",
    "reminders": (
        "Vâng, cần nhắc việc gì, bác nhắn tôi ạ. Muốn nhắc cả lớp học thì nhắn: bật nhắc lớp."
    ),
    "media": "Vâng, từ nay ảnh, tiếng nói và phim bác gửi, tôi giữ 90 ngày.",
    "location": "Vâng, từ nay bác gửi vị trí, tôi giữ để người giúp tìm đến đúng nơi.",
}
PURPOSE_STANDS_REFUSED = "Việc ấy bác đã bảo thôi từ trước rồi ạ."
PURPOSE_STANDS_ALLOWED = "Việc ấy bác vẫn đang cho phép ạ."
ATTACHMENT_NOT_KEPT = {
    "media": (
        "Bác đã dặn tôi không giữ ảnh, tiếng nói và phim, nên tôi bỏ cái bác vừa gửi."
        " Muốn gửi, bác nhắn: cứ giữ ảnh của tôi, rồi gửi lại ạ."
    ),
    "location": (
        "Bác đã dặn tôi không giữ vị trí, nên tôi bỏ vị trí bác vừa gửi."
        " Muốn gửi, bác nhắn: cứ giữ vị trí của tôi, rồi gửi lại ạ."
    ),
}

# How people say it, without tones. A wish is: no or yes, a deed, and what it is done to; between
# them only these small words may stand, so that a question is never taken for it.
PURPOSE_SMALL_WORDS = (
    "xin|lam on|lam|on|vui long|cho|giup|ho|toi|tui|minh|em|con|chau|bac|ong|ba|co|chu|anh chi"
    "|to so|bot|may|xa|cua|cac|nhung|moi|het|tat ca|nua|nhe|nha|nghe|voi|va|a|di|roi|ma|thi|la"
    "|tu nay|tu gio|bay gio|muon|can|phai|duoc|lai|nay|do|vao|len|vao may|trong may|gui|da gui"
    "|nhan tin"
)
PURPOSE_NO = (
    "dung|khong|thoi|thoi dung|thoi khong|ngung|dung co|khong muon|khong can|khong cho"
    "|khong dong y|cam|ko|k|hong|hong muon"
)
PURPOSE_YES = "cu|dong y|cho phep|hay|bat|bat lai|mo lai|van|nho|cho"
PURPOSE_DEEDS = {
    "helpers": "chuyen|chuyen tiep|ke|noi|dua|gui",
    "reminders": "nhac",
    "notices": "nhan",
    "media": "giu|luu|luu giu|nho|cat|luu lai|giu lai",
    "location": "giu|luu|luu giu|nho|cat|luu lai|giu lai",
}
PURPOSE_OBJECTS = {
    "helpers": (
        "loi|tin|tin nhan|cau hoi|chuyen|viec|cho ai|cho nguoi khac|cho nguoi giup|cho nguoi"
        "|cho can bo|cho to|cho ca to|cho ai biet|cho ai ca|cho nguoi ta"
    ),
    "reminders": (
        "toi|tui|minh|em|bac|viec|han|hen|thuoc|uong thuoc|nho|nhac viec|nhac han|gi|gi nua"
    ),
    "notices": "thong bao|tin bao|tin cua xa|tin xa|tin thon|cac tin|phieu|hoi y kien|y kien",
    "media": ("anh|hinh|hinh anh|tam anh|buc anh|giong|giong noi|tieng noi|ghi am|phim|video|clip"),
    "location": "vi tri|cho toi o|cho o|dinh vi|toa do|ban do",
}
# "Chuyển cho ai" alone may be about somebody's ticket: whose words, and to whom, must be said.
PURPOSE_NEEDED = {
    "helpers": (
        "(?:loi|tin|tin nhan|cau hoi|chuyen)(?: cua)? (?:toi|tui|minh|em|bac|con|chau)"
        "(?: nhan)? cho (?:ai|nguoi|can bo|to|ca to)"
    )
}
# Who says these complains that something does not come.
PURPOSE_COMPLAINTS = ("nhan duoc", "gui duoc", "luu duoc", "giu duoc", "nhac duoc")

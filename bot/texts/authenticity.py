"""Whether a message is ours."""

# Is it ours?
BROADCAST_CODE = "{text}\n\nMã kiểm tra: {code}. Nghi ngờ, bác nhắn: kiểm tra {code}."
GENUINE_OURS = (
    "Đúng, mã {code} là thông báo của {unit} ngày {day}:\n«{text}»\nLời bác nhận được khác thế"
    " này là giả. Xã không hỏi mã OTP, mật khẩu, không xin tiền."
)
GENUINE_CORRECTED = (
    "Mã {code} là thông báo của {unit} ngày {day}, nhưng xã đã đính chính ngày {corrected_on}. Lời"
    " đúng bây giờ, mã {new_code}:\n«{text}»\nLời bác nhận được khác thế này là đã cũ hoặc là giả."
    " Xã không hỏi mã OTP, mật khẩu, không xin tiền."
)
GENUINE_NOT_OURS = (
    "Không có thông báo nào của xã mang mã {code}. Bác đừng bấm, đừng gọi, đừng chuyển tiền theo"
    " tin ấy. Cần người xem giúp, bác nhắn: gặp người."
)
GENUINE_OFFICIAL = (
    "{host} là trang của cơ quan nhà nước. Bác tự gõ địa chỉ ấy vào trình duyệt, đừng bấm từ tin"
    " nhắn lạ; trang thật không hỏi mã OTP qua tin nhắn."
)
GENUINE_HTTP = (
    "{host} là tên trang của cơ quan nhà nước, nhưng đường dẫn này không có khóa bảo mật. Bác tự gõ"
    " lại https://{host}; không mở được thì chỉ xem, đừng điền gì."
)
GENUINE_STORE = (
    "{host} là kho ứng dụng, không phải trang của cơ quan nhà nước; trong kho cũng có ứng dụng giả."
    " Bác tự mở kho trên máy, chỉ cài ứng dụng do cơ quan nhà nước đưa lên (xem tên ngay dưới tên"
    " ứng dụng)."
)
GENUINE_COMMON = (
    "{host} không phải trang của cơ quan nhà nước; ở đó ai cũng đăng được. Bác đừng điền mật khẩu,"
    " mã OTP, đừng chuyển tiền. Cần người xem giúp, bác nhắn: gặp người."
)
GENUINE_NUMBERED = (
    "Đường dẫn {host} chỉ có số, không có tên trang. Cơ quan nhà nước không gửi loại này. Bác đừng"
    " bấm, đừng cài gì; đã bấm hoặc đã điền, bác nhắn: gặp người."
)
GENUINE_LINK = (
    "Đường dẫn {host} không phải của xã, cũng không phải trang nhà nước tôi biết. Bác đừng bấm,"
    " đừng điền gì. Đã bấm hoặc đã điền, bác nhắn: gặp người."
)
GENUINE_LOOKALIKE = (
    "Đường dẫn {host} giả giống {like}. Đây là kiểu lừa hay gặp. Bác đừng bấm, đừng điền gì; đã"
    " điền thì gọi ngân hàng khóa thẻ, rồi báo công an xã."
)
GENUINE_SHORT = (
    "Đường dẫn {host} là loại rút gọn, che mất trang thật. Xã không gửi loại này. Bác đừng bấm; cần"
    " người xem giúp, bác nhắn: gặp người."
)
GENUINE_NEAR = (
    "Đường dẫn {host} chỉ khác {like} một, hai chữ. {like} mới là của cơ quan nhà nước; trang kia"
    " tôi không biết của ai. Bác đừng bấm, đừng điền gì; đã điền thì gọi ngân hàng khóa thẻ, rồi"
    " báo công an xã."
)
GENUINE_DOUBTED_OFFICIAL = (
    "Đường dẫn này mang tên {host} của cơ quan nhà nước, nhưng cách viết không bình thường. Bác"
    " đừng bấm; cần vào trang ấy thì tự gõ {host} vào trình duyệt."
)
GENUINE_NAMED = "{host} là {name}."
GENUINE_WHY = "Vì sao tôi nói vậy:"
GENUINE_REASON = "– {reason}"
LINK_REASONS = {
    "shown": "Chữ hiện ra là {shown}, nhưng bấm vào thì sang {host}.",
    "user": "Phần đứng trước dấu @ chỉ để đánh lừa mắt; bấm vào thì sang {host}.",
    "misread": "Trong tên có dấu lạ, trình duyệt đọc thành trang khác.",
    "inside": (
        "Tên cơ quan nhà nước chỉ nằm ở giữa; phần cuối «{ending}» mới cho biết trang của ai."
    ),
    "dash": "Tên thật kết thúc bằng .gov.vn; ở đây tên ấy bị viết khác đi.",
    "script": "Trong tên có chữ nước ngoài trông giống chữ ta.",
    "punycode": "Tên bắt đầu bằng «xn--»: chữ thật bị giấu đi.",
    "marks": "Tên có dấu tiếng Việt; trang của cơ quan nhà nước không viết có dấu.",
    "digits": "Tên dùng chữ số thay cho chữ cái.",
    "invisible": "Trong đường dẫn có ký tự ẩn, mắt không thấy.",
    "program": "Bấm vào là tải tệp cài đặt về máy; ứng dụng thật chỉ lấy ở kho ứng dụng.",
    "port": "Sau tên có dấu hai chấm và một con số; trang cho người dân không viết thế.",
    "insecure": "Đường dẫn không có khóa bảo mật (không có chữ s sau http).",
}
GENUINE_APP = (
    "Ứng dụng {name} thật do {publisher} đưa lên kho. Bác tự mở kho ứng dụng trên máy mà tìm, đừng"
    " tải từ đường dẫn hay tệp người khác gửi."
)
GENUINE_TRANSFER = (
    "Tin này xin chuyển tiền vào một tài khoản. Tôi không biết tài khoản ấy của ai. Bác chưa chuyển"
    " vội: gọi lại đúng số bác vẫn gọi cho người ấy, nghe giọng, hỏi một điều chỉ người nhà biết."
    " Cơ quan nhà nước không thu tiền vào tài khoản của cá nhân."
)
GENUINE_ASK_POLICE = "Hỏi cho chắc: Công an xã {police}."
GENUINE_NO_POLICE_PHONE = "(bác đến trụ sở, hoặc hỏi trưởng thôn)"
GENUINE_DONE = (
    "Lỡ bấm, lỡ cài, lỡ đọc mã hay chuyển tiền rồi thì bác nhắn đúng như thế, tôi chỉ việc làm"
    " ngay."
)
GENUINE_SCAM = "Tin này giống kiểu lừa «{title}». {what} {do}"
GENUINE_PHONE = (
    "Tôi không biết số {phone} có phải của cơ quan nào không. Người xưng là cán bộ, công an qua"
    " điện thoại mà hỏi mã OTP, xin tiền là lừa. Bác hỏi lại công an xã trước khi làm gì."
)
GENUINE_UNSURE = (
    "Tôi chưa đủ cơ sở để nói tin này thật hay giả. Bác đừng bấm, đừng chuyển tiền, đừng cho mã"
    " OTP. Bác bấm số 1 để gặp người trong Tổ, rồi gửi tin ấy cho họ xem."
)
GENUINE_HOW = (
    "Muốn biết thông báo có phải của xã không, bác nhắn: kiểm tra, rồi mã 4 số trong tin, ví dụ:"
    " kiểm tra 4821. Tin lạ, bác chép hoặc chuyển tiếp vào đây."
)
SAID_CHECK = ("kiểm tra", "kiểm tra mã", "mã kiểm tra", "kt", "kiểm tra tin", "kiểm tra thông báo")
SAID_RATHER = ("cơ", "chứ", "kia", "mà", "đúng", "ạ")
SAID_AROUND_CODE = (
    *(
        "à",
        "ơ",
        "ừ",
        "dạ",
        "mã",
        "số",
        "là",
        "ạ",
        "cơ",
        "chứ",
        "mà",
        "đây",
        "này",
        "nhé",
        "mới đúng",
    ),
    *("nhầm rồi", "gõ nhầm", "tôi", "em", "cháu", "bác", "xin lỗi", "không phải", "đúng là", "tin"),
)
SAID_CHECK_TEXT = ("kiểm tra tin", "kiểm tra giúp tin", "kiểm tra giúp")
SAID_DOUBT = (
    "có thật không",
    "có phải thật không",
    "thật hay giả",
    "thật không",
    "có phải lừa đảo không",
    "lừa đảo không",
    "có phải của xã không",
    "của xã không",
    "có an toàn không",
    "có tin được không",
    "tin được không",
    "bấm được không",
    "bấm vào được không",
    "vào được không",
    "mở được không",
    "có phải của nhà nước không",
    "của nhà nước không",
    "có phải trang nhà nước không",
    "có phải trang thật không",
    "trang thật không",
    "có phải giả không",
    "giả không",
    "giả mạo không",
    "có đúng không",
    "đúng không",
    "phải không",
    "chính thức không",
    "chính chủ không",
    "an toàn không",
    "lừa không",
    "tin không",
    "của ai",
    "có phải",
)

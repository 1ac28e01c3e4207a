"""Words of evidence packs: headings, what each figure means, how to read and check a pack."""

# Of each figure: what it says, and how it is counted.
FIGURE_DEFINITIONS = {
    "questions": (
        "Số lần bà con tự gõ hoặc nói một câu hỏi bằng lời của mình.",
        "Trả lời được ngay + Phải hỏi lại + Chưa trả lời được",
    ),
    "answered": ("Câu hỏi được trợ lý trả lời ngay.", "Đếm khi trả lời"),
    "choices": ("Câu hỏi mà trợ lý phải đưa vài lựa chọn để bà con chọn.", "Đếm khi hỏi lại"),
    "missed": ("Câu hỏi trợ lý chưa có câu trả lời.", "Đếm khi báo chưa biết"),
    "answered_share": (
        "Trong 100 câu hỏi, mấy câu được trả lời ngay.",
        "Trả lời được ngay : Câu hỏi",
    ),
    "topic_opened": ("Số lần bà con bấm nút để xem một chủ đề.", "Đếm khi bấm"),
    "helped": ("Số lần bà con bấm «đúng» dưới câu trả lời.", "Lần bấm cuối được tính"),
    "not_helped": ("Số lần bà con bấm «chưa đúng» dưới câu trả lời.", "Lần bấm cuối được tính"),
    "ticket_opened": ("Số lần bà con xin gặp người trong Tổ hoặc cán bộ.", "Đếm khi xin"),
    "ticket_taken": ("Số việc đã có người bấm nhận.", "Đếm khi nhận"),
    "ticket_resolved": ("Số việc đã giúp xong hoặc cán bộ đã trả lời.", "Đếm khi kết thúc"),
    "ticket_reopened": ("Số việc bà con báo lại là chưa xong.", "Đếm khi mở lại"),
    "ticket_late": ("Số lần người được nhờ không nhận kịp giờ.", "Đếm khi quá giờ"),
    "to_neighbour": ("Số việc chuyển sang thôn bên vì thôn nhà không ai nhận.", "Đếm khi chuyển"),
    "to_commune": ("Số việc chuyển lên xã.", "Đếm khi chuyển"),
    "untaken": ("Số lần mọi người đang trực đều không nhận.", "Đếm khi không còn ai để nhờ"),
    "median_response": (
        "Một nửa số việc có người nhận hoặc trả lời trong chừng này phút.",
        "Trung vị, tính từ các khoảng phút",
    ),
    "p95_response": (
        "95 trong 100 việc có người nhận hoặc trả lời trong chừng này phút.",
        "Phân vị 95, tính từ các khoảng phút",
    ),
    "average_rating": ("Số sao bà con chấm sau khi được giúp.", "Tổng số sao : số lần chấm"),
    "visit": ("Số lần người trong Tổ đến nhà theo hẹn và gặp được bà con.", "Đếm khi báo kết quả"),
    "face_to_face": ("Số hộ được giúp trực tiếp, không qua tin nhắn.", "Đếm khi ghi nhận"),
    "class_held": ("Số buổi lớp đã mở.", "Đếm khi điểm danh"),
    "enrolled": ("Số lượt đăng ký học, kể cả chờ chỗ.", "Đếm khi đăng ký"),
    "attended": ("Số lượt người đến học.", "Đếm khi điểm danh"),
    "broadcast": ("Số thông báo đã gửi xong.", "Đếm khi gửi xong"),
    "addressed": ("Số lượt người mà các thông báo muốn tới.", "Cộng người nhận từng thông báo"),
    "delivered": ("Số lượt người đã được gửi.", "Cộng tin nền tảng đã nhận"),
    "unreached": ("Số lượt người đã chặn hoặc xin thôi nhận.", "Cộng người không gửi được"),
    "reached_share": (
        "Trong 100 lượt người cần nhận, mấy lượt đã được gửi.",
        "Lượt người đã được gửi : Lượt người cần nhận",
    ),
    "ballot": ("Số phiếu lấy ý kiến đã bỏ, kể cả phiếu giấy nhập vào.", "Đếm khi bỏ phiếu"),
    "commitment": ("Số lời hứa với bà con đã được duyệt.", "Đếm khi duyệt"),
    "commitment_kept": (
        "Số lời hứa đã làm xong, không quá ngày hẹn.",
        "Đếm khi cán bộ ghi đã làm",
    ),
    "commitment_late": (
        "Số lời hứa đã quá ngày hẹn mà chưa xong.",
        "Đếm một lần, khi vừa quá hẹn",
    ),
    "house_visit": ("Số lượt đến từng nhà.", "Đếm theo ngày đến; rút lượt thì bớt lại"),
    "house_set_up": (
        "Số việc cài đặt tại nhà: VNeID, eTax, dịch vụ công và việc khác.",
        "Đếm từng việc của mỗi lượt đến",
    ),
    "house_reached": (
        "Số hộ lần đầu tới được: gặp tại nhà, nối khung chat, hoặc được báo tận nhà.",
        "Mỗi hộ tính một lần, vào ngày đầu tiên",
    ),
    "house_told": ("Số hộ được báo tận nhà một thông báo.", "Đếm mỗi hộ một lần cho mỗi thông báo"),
    "step_shown": ("Số lượt xem một bước trong hướng dẫn từng bước.", "Đếm khi hiện bước"),
    "step_stuck": ("Số lượt báo kẹt ở một bước.", "Đếm khi bấm «Kẹt ở bước này»"),
    "started": ("Số người nhắn cho trợ lý lần đầu.", "Đếm khi nhắn lần đầu"),
    "linked": ("Số người đã cho biết mình ở thôn nào.", "Đếm khi cho biết"),
    "consented": ("Số người đồng ý để trợ lý ghi nhận.", "Đếm khi đồng ý"),
}
EVIDENCE_DEFINITION_HEADINGS = ("Mã", "Chỉ số", "Ý nghĩa", "Cách tính")
EVIDENCE_COUNT_HEADINGS = ("Đơn vị", "Ngày", "Mã đếm", "Chi tiết", "Số đếm")
EVIDENCE_TICKET_HEADINGS = (
    "Số phiếu",
    "Thôn",
    "Loại",
    "Lúc xin",
    "Lúc có người nhận",
    "Lúc kết thúc",
    "Kết quả",
    "Sao",
    "Dấu người xin",
)
EVIDENCE_CLASS_HEADINGS = (
    "Mã lớp",
    "Đơn vị",
    "Nội dung",
    "Bắt đầu",
    "Nơi học",
    "Tình trạng",
    "Đã đăng ký",
    "Có mặt theo tên",
    "Đếm đầu người",
)
EVIDENCE_INDICATOR_HEADINGS = (
    "Bộ chỉ tiêu",
    "Mã",
    "Chỉ tiêu",
    "Định nghĩa",
    "Cách tính",
    "Từ ngày",
    "Đến ngày",
    "Tử số",
    "Mẫu số",
    "Giá trị",
    "Vì sao chưa có số",
    "Đơn vị tính",
    "Mục tiêu",
    "Điểm",
    "Điểm tối đa",
    "Nguồn",
    "Minh chứng",
    "Mã kiểm tra SHA-256 của minh chứng",
)
EVIDENCE_CLASS_HELD = "đã mở"
EVIDENCE_CLASS_CANCELLED = "đã hủy"
EVIDENCE_ATTENDANCE_HEADINGS = ("Mã lớp", "Chữ đầu họ tên", "Dấu người đăng ký", "Lúc có mặt")
EVIDENCE_BROADCAST_HEADINGS = (
    "Mã",
    "Đơn vị",
    "Lúc duyệt",
    "Lúc gửi xong",
    "Người cần nhận",
    "Gửi được",
    "Nội dung",
)
EVIDENCE_DELIVERY_HEADINGS = (
    "Mã thông báo",
    "Thôn",
    "Dấu người nhận",
    "Kênh",
    "Kết quả",
    "Lúc có kết quả",
    "Số lần thử",
)
EVIDENCE_DELIVERY_STATES = {
    "sent": "đã gửi",
    "failed": "không gửi được",
    "cancelled": "đã hủy",
    "parked": "chờ người nhận nhắn trước",
    "queued": "đang chờ gửi",
    "held": "đang tạm dừng",
    "gathered": "gửi chung trong tin cuối ngày",
    "sending": "đang gửi",
    "blocked": "người nhận đã chặn",
    "stopped": "người nhận xin thôi nhận",
}
EVIDENCE_NOT_SENT = "chưa gửi"
EVIDENCE_VISIT_HEADINGS = ("Thôn", "Ngày đến", "Kết quả", "Đã cài", "Hẹn lại", "Dấu của hộ")
EVIDENCE_SAMPLE_HEADINGS = ("Chủ đề", "Câu hỏi đã che")
EVIDENCE_PHOTO_HEADINGS = ("Loại", "Mã", "Lúc", "Mã kiểm tra SHA-256", "Cỡ (byte)")
EVIDENCE_ROLL = "ảnh sổ điểm danh"
EVIDENCE_FIELD_REPORT = "ảnh phản ánh"
EVIDENCE_PHOTO_GONE = "ảnh đã xóa theo hạn lưu"
EVIDENCE_GUIDE = """TỆP MINH CHỨNG

Đơn vị: {unit}
Kỳ: từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}
Chốt lúc: {frozen:%H:%M ngày %d/%m/%Y}. Việc xảy ra sau lúc ấy không có trong tệp này.

Trong tệp có gì
- so-lieu/bao-cao.xlsx, theo-thon.csv: các con số của kỳ này.
- so-lieu/dinh-nghia.csv: mỗi con số nghĩa là gì, tính thế nào.
- chi-tieu/chi-tieu.csv: từng chỉ tiêu, cách tính, tử số, mẫu số, nguồn, mã của minh chứng.
- so-lieu/dem-theo-ngay.csv: số đếm từng ngày của từng đơn vị, cộng lại ra các con số trên.
- phieu, lop-hoc, thong-bao: từng việc đứng sau con số, không có tên người.
- den-nha: từng lượt đến nhà, không có tên chủ hộ.
- lay-y-kien: biên bản của mỗi cuộc lấy ý kiến đã đóng trong kỳ.
- anh: mã kiểm tra của ảnh sổ điểm danh và ảnh phản ánh. Ảnh giữ tại xã.
- mau: vài câu bà con đã hỏi, số đã thay bằng chữ x.

Không có tên ai trong tệp này, trừ biên bản đã ký. Mỗi người là một «dấu»: cùng một dấu là cùng
một người trong tệp này; sang tệp khác dấu sẽ khác.

Kiểm tra tệp có bị sửa không
1. Giải nén vào một thư mục trống.
2. Trong thư mục ấy, trên máy Linux hoặc Mac gõ: sha256sum -c SHA256SUMS
Mọi dòng phải là OK.
3. Mã của tệp minh chứng là mã SHA-256 của chính tệp SHA256SUMS: gõ sha256sum SHA256SUMS.
So mã ấy với mã ghi trong sổ minh chứng của xã.
4. manifest.json ghi mã của tệp minh chứng liền trước (previous): các tệp nối nhau thành chuỗi, bỏ
bớt hay thay một tệp thì chuỗi đứt."""
EVIDENCE_NO_VILLAGE = "Tệp minh chứng lập cho cả xã. Hãy chọn xã thay vì một thôn."
EVIDENCE_LATER = "Kỳ này chưa bắt đầu. Hãy chọn những ngày đã qua."
EVIDENCE_TOO_LARGE = "Tệp minh chứng quá lớn. Hãy chọn kỳ ngắn hơn, như một quý."
EVIDENCE_MEANWHILE = "Vừa có người khác lập một tệp minh chứng của xã. Hãy lập lại."
EVIDENCE_DONE = "Đã chốt và lập tệp minh chứng."
EVIDENCE_CHOOSE_FILE = "Hãy chọn tệp minh chứng (.zip) cần kiểm tra."
EVIDENCE_NONE = "Không có tệp minh chứng này."
EVIDENCE_PACK_FILE = "minh-chung-{unit}-{number}.zip"
EVIDENCE_MADE = (
    "Đã lập tệp minh chứng số {number} của {unit}, ghi vào {file}.\nMã của tệp: {digest}"
)
EVIDENCE_LINE = (
    "{id}. {unit}, số {number}, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, chốt {frozen:%d/%m/%Y}"
    " {frozen:%H:%M}, {size} KB, mã {digest}"
)
EVIDENCE_EMPTY = "Chưa có tệp minh chứng nào. Lập bằng: bot evidence make"
EVIDENCE_VERIFIED = (
    "Tệp còn nguyên: {files} tệp bên trong đều khớp.\n{unit}, số {number}, từ {first} đến {last},"
    " chốt {frozen}.\nMã của tệp: {digest}"
)
EVIDENCE_FOLLOWS = "Tệp nối đúng sau tệp trước."
EVIDENCE_REGISTERED = "Mã khớp với sổ minh chứng của máy này."
EVIDENCE_FAULTS = {
    "not_a_pack": "Đây không phải tệp minh chứng, hoặc tệp đã hỏng.",
    "too_large": "Tệp mở ra quá lớn so với một tệp minh chứng, nên không mở.",
    "changed": "Tệp {path} đã bị sửa.",
    "missing": "Thiếu tệp {path}.",
    "added": "Có tệp lạ {path}, không nằm trong danh sách.",
    "not_after": "Tệp này không nối sau tệp trước đã cho.",
    "not_registered": "Mã của tệp không có trong sổ minh chứng của máy này.",
}
EVIDENCE_UNREADABLE = "Không đọc được tệp {file}: {reason}."
EVIDENCE_BROKEN = "Không nên tin tệp này."

# Links for an inspection team
INSPECTION_NAME = "Đoàn: {label}"
INSPECTION_LABEL_MISSING = "Hãy ghi tên đoàn, như: Đoàn kiểm tra của Sở."
INSPECTION_DAYS = "Liên kết xem dùng được từ 1 đến {days} ngày."
INSPECTION_ENDED = "Đã thu hồi liên kết. Ai đang xem bằng liên kết ấy cũng thôi xem được."
INSPECTION_NONE = "Không có liên kết xem này."
INSPECTION_ISSUED = (
    "Liên kết chỉ xem cho {label}, dùng đến hết {until:%d/%m/%Y}:\n{url}\n"
    "Ai có liên kết đều xem được số liệu. Thu hồi lúc nào cũng được."
)

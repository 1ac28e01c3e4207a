"""Lists that offices keep and send: headings, words for groups, what is said about the rows."""

# Headings that every list has and that are not imported
HEADINGS_NUMBER = ("STT", "TT", "Số TT", "Số thứ tự", "No")
HEADINGS_SEXES = ("Nam", "Nữ")
HEADINGS_IGNORED = (
    *("Ghi chú", "Chú thích", "Ngày sinh", "Ngày tháng năm sinh", "Giới tính", "Nam nữ", "Dân tộc"),
    *("Đơn vị công tác", "Nơi công tác", "Cơ quan công tác", "Zalo", "Email", "Ký tên", "Chữ ký"),
    *("Trạng thái", "Trình độ", "Tôn giáo", "Đảng viên", "Đối tượng", "Số tổ", "Số thành viên"),
    *("Dòng", "Lý do", "Lý do từ chối", "Trang"),
)
# What a group's line begins with: a village, a team or a part of one
LIST_GROUP_WORDS = (
    *("thôn", "xóm", "bản", "ấp", "làng", "buôn", "bon", "sóc", "phum", "khóm", "khu", "khối"),
    *("tổ", "tdp", "kp", "đội", "cụm", "nhóm", "liên"),
)
LIST_SKIPPED = {
    "section": "dòng tên thôn, tổ hoặc nhóm",
    "total": "dòng tổng cộng",
    "signature": "dòng nơi ký, người ký",
    "note": "dòng ghi chú",
    "repeated": "dòng tiêu đề lặp lại",
    "numbering": "dòng đánh số cột",
    "hidden": "dòng đang ẩn",
    "data": "dòng",
}
LIST_LEFT_OUT = "Bỏ qua {count} {what} (dòng {rows})."
LIST_HIDDEN_SHEETS = "Bỏ qua {count} trang đang ẩn: {names}."
LIST_HIDDEN_COLUMNS = "Bỏ qua {count} cột đang ẩn."
LIST_HIDDEN_UNKNOWN = (
    "Tệp .xls này không cho biết dòng, cột nào đang ẩn. Anh/chị xem kỹ các dòng; chắc nhất là mở"
    " bằng Excel, lưu lại dạng .xlsx rồi gửi tệp ấy."
)
LIST_WEB_PAGE = (
    "Tệp này thật ra là một trang web lưu đuôi Excel; đã đọc bảng trong trang ấy. Anh/chị xem lại"
    " kỹ các dòng."
)
LIST_SHEET_LACKS = (
    "Trang «{sheet}» không phải danh sách này, vì thiếu cột {missing}. Trang ấy được bỏ qua."
)
LIST_SHEETS_OTHER = "Bỏ qua {count} trang không có bảng: {names}."
LIST_NO_SHEET = (
    "Không trang nào có đủ cột. Trang giống nhất là «{sheet}», còn thiếu {missing}. Cần các cột:"
    " {columns}."
)
LIST_UNUSED = "Không nhập các cột: {columns}."
LIST_CONVERTED = "Tệp lưu theo bảng mã {encoding}; đã chuyển sang Unicode. Anh/chị xem lại các tên."
LIST_FONT = (
    "Trang «{sheet}» có {count} ô gõ theo phông {encoding}; đã chuyển sang Unicode. Anh/chị xem lại"
    " các tên."
)
LIST_DOUBTFUL = "Có {count} ô chưa chắc đọc đúng chữ, giữ nguyên như trong tệp: {cells}."
LIST_BAD_MAPPING = "Cách ghép cột gửi lên không đọc được. Anh/chị tải lại trang rồi chọn lại cột."
LIST_CHANGED = (
    "Dữ liệu trong máy đã khác lúc anh/chị xem trước, nên chưa ghi gì. Anh/chị xem lại rồi nhập."
)
FILE_UNCERTAIN = (
    "Không chắc tệp này lưu theo bảng mã nào (giống {encoding} nhất), nên chưa đọc, kẻo sai tên"
    " người. Trong Excel, chọn lưu dạng CSV UTF-8 hoặc .xlsx."
)
IMPORT_SHEET = "Trang"

# Lists of units; the first heading of each is named when the column is missing
HEADINGS_CODE = ("Mã", "Mã đơn vị", "Mã ĐV")
HEADINGS_UNIT_NAME = ("Tên", "Tên đơn vị")
HEADINGS_KIND = ("Cấp", "Loại", "Loại đơn vị")
HEADINGS_PARENT = (
    *("Mã cấp trên", "Thuộc", "Đơn vị cấp trên", "Cấp trên", "Thuộc xã", "Thuộc xã, phường"),
    *("Mã xã", "Đơn vị cấp xã"),
)
HEADINGS_PARENT_WEAK = ("Xã", "Phường", "Xã, phường", "Xã phường", "Tên xã", "Tên xã, phường")
HEADINGS_ALIASES = (
    *("Tên gọi khác", "Tên cũ", "Tên thôn cũ", "Tên trước sáp nhập", "Thôn cũ", "Tên khác"),
    *("Tên cũ trước sáp nhập", "Tên gọi cũ", "Tên thường gọi"),
)
KIND_WORDS = {
    "province": ("tỉnh", "thành phố"),
    "commune": ("xã", "phường", "đặc khu"),
    "village": (
        *("thôn", "xóm", "bản", "ấp", "làng", "buôn", "sóc", "khóm", "khu phố", "tổ dân phố"),
        *("khối phố", "khối", "bon", "phum", "tdp", "khu dân cư", "khu"),
    ),
}
HEADINGS_VILLAGE = (
    *("Tên thôn", "Tên xóm", "Tên bản", "Tên ấp", "Tên tổ dân phố", "Tên khu phố", "Tên thôn, xóm"),
    *("Tên thôn, tổ dân phố", "Tên thôn, khu phố", "Tên thôn bản", "Tên TDP", "Tên khu dân cư"),
    *("Tên buôn", "Tên làng", "Tên khóm", "Thôn", "Xóm", "Bản", "Ấp", "Buôn", "Làng", "Khóm"),
    *("Tổ dân phố", "Khu phố", "TDP", "Thôn xóm", "Thôn bản", "Thôn, tổ dân phố", "Thôn, khu phố"),
    *("Tên đơn vị (thôn)", "Đơn vị", "Địa bàn", "Khu dân cư", "Tên thôn mới", "Tên thôn (mới)"),
)
HEADINGS_VILLAGE_CODE = ("Mã thôn", "Mã xóm", "Mã TDP", "Mã tổ dân phố", "Mã khu phố")
HEADINGS_HOUSEHOLDS = ("Số hộ", "Số hộ dân", "Tổng số hộ", "Hộ", "Số hộ gia đình")
HEADINGS_PERSONS = (
    *("Số khẩu", "Số nhân khẩu", "Nhân khẩu", "Tổng số khẩu", "Dân số", "Số dân", "Khẩu"),
    *("Tổng số nhân khẩu", "Số người"),
)
LIST_UNIT_FIELDS = {
    "name": "tên",
    "kind": "cấp",
    "parent": "cấp trên",
    "aliases": "tên gọi khác",
    "households_count": "số hộ",
    "persons_count": "số khẩu",
    "counted_on": "ngày của danh sách",
}
LIST_KINDS = {"province": "tỉnh", "commune": "xã", "village": "thôn"}
LIST_CODE = "mã {code}"
LIST_CODE_WRITTEN = "mã «{written}» được ghi thành {code}"
LIST_OLD_NAME = "«{written}» là tên khác của {name}, giữ tên trong máy"
LIST_VILLAGES_ONLY = "anh/chị chỉ nhập được thôn, tổ dân phố của xã mình"
LIST_BAD_COUNT = "số «{number}» không đọc được; ghi bằng chữ số như 475"

# The unit a row means
LIST_NO_VILLAGE = "không có thôn nào tên «{code}»"
LIST_NEAREST = "; gần giống: {names}"
LIST_NO_PLACE = "không rõ thôn nào: thêm cột «Thôn», hoặc đặt tên trang là tên thôn"
LIST_GROUP_UNKNOWN = "không rõ nhóm «{group}» thuộc thôn nào; ghi tên thôn vào dòng ấy"
LIST_RANGE_UNCLEAR = "«{places}» là hai thôn hay cả các thôn ở giữa? Ghi rõ từng thôn"
LIST_SEVERAL_UNITS = "«{name}» có thể là nhiều nơi: {units}; ghi rõ nơi nào, hoặc ghi mã"
LIST_ONE_PLACE = "«{places}» là nhiều thôn; mỗi dòng chỉ ghi một thôn"

# Teams
HEADINGS_UNIT = (
    *("Mã đơn vị", "Mã thôn", "Đơn vị", "Thôn", "Tên thôn", "Thôn, xóm", "Thôn/xóm", "Tổ dân phố"),
    *("Khu phố", "Tên đơn vị", "Thôn, tổ dân phố", "Thôn bản", "Thuộc thôn", "Thôn phụ trách"),
    *(
        "Địa bàn",
        "Địa bàn phụ trách",
        "Địa bàn thôn",
        "Thôn, bản",
        "TDP",
        "Mã TDP",
        "Thôn, khu phố",
    ),
)
HEADINGS_UNIT_WEAK = ("Xóm", "Bản", "Ấp", "Buôn", "Làng", "Khóm", "Khu", "Tổ", "Tên tổ", "Tổ CNSCĐ")
HEADINGS_PERSON = ("Họ tên", "Họ và tên", "Họ tên thành viên", "Họ và tên thành viên")
HEADINGS_PERSON_WEAK = ("Tên", "Thành viên", "Họ và tên người phụ trách")
HEADINGS_PHONE = (
    *("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Số ĐT", "Điện thoại liên hệ", "Di động"),
    *(
        "Số di động",
        "Điện thoại di động",
        "Số điện thoại liên hệ",
        "Số điện thoại (Zalo)",
        "Mobile",
    ),
)
HEADINGS_PHONE_WEAK = ("Liên hệ", "Số liên hệ", "Số Zalo", "Zalo")
HEADINGS_ROLE = (
    *("Vai trò", "Chức danh trong Tổ", "Chức vụ trong Tổ", "Nhiệm vụ trong Tổ", "Vai trò trong Tổ"),
    *("Chức danh trong Tổ CNSCĐ", "Chức vụ trong Tổ CNSCĐ", "Nhiệm vụ", "Chức danh"),
)
HEADINGS_ROLE_WEAK = ("Chức vụ", "Chức vụ hiện nay")
HEADINGS_JOB = ("Nghề nghiệp", "Chức vụ, đơn vị công tác", "Chức vụ công tác")
HEADINGS_SKILLS = ("Kỹ năng", "Việc giúp được")
ROLE_WORDS = {
    "member": (
        *("thành viên", "tổ viên", "uỷ viên", "ủy viên", "tv", "cộng tác viên", "tình nguyện viên"),
        *("đoàn viên", "thành viên tổ"),
    ),
    "leader": (
        *("tổ trưởng", "tổ phó", "trưởng thôn", "phó tổ trưởng", "trưởng xóm", "trưởng bản"),
        *("trưởng ấp", "trưởng khu phố", "tổ trưởng tổ dân phố", "tổ trưởng tdp", "trưởng buôn"),
        *(
            "trưởng khóm",
            "bí thư chi đoàn",
            "trưởng khu",
            "phó tổ",
            "trưởng làng",
            "tổ trưởng dân phố",
        ),
    ),
    "officer": ("cán bộ", "công chức", "chuyên viên"),
    "approver": ("lãnh đạo", "chủ tịch", "phó chủ tịch", "chủ tịch ubnd", "phó chủ tịch ubnd"),
    "committee": ("ban chỉ đạo",),
}
LIST_ROLES = {
    "member": "thành viên",
    "leader": "tổ trưởng, tổ phó",
    "officer": "cán bộ",
    "approver": "lãnh đạo",
    "committee": "ban chỉ đạo",
}
LIST_PERSON_FIELDS = {
    "name": "họ tên",
    "phone": "số điện thoại",
    "role": "vai trò",
    "skills": "kỹ năng",
}
LIST_PERSON_SUBJECT = "{name}, {units}"
LIST_PHONE_CHANGED = "sửa số điện thoại của {name}"
LIST_NAME_CHANGED = "sửa họ tên của {name}"
LIST_PHONES_MORE = "ô có {count} số điện thoại, chỉ giữ số đầu {phone}"
LIST_PHONE_SHARED = "số điện thoại này cũng là của {name}; máy ghi hai người"
LIST_NAMESAKES = (
    "trong thôn đã có {count} người tên {name}, số điện thoại đều khác; ghi số đang dùng của người"
    " ấy để biết ai"
)
LIST_MEMBER_TWICE = "trùng với dòng {row}: {name} đã là {role} ở {unit}"
LIST_MISSING = "Có trong máy mà không có trong danh sách (vẫn giữ, không xóa ai): {names}."
LIST_ROLE_NOT_YOURS = "vai trò «{role}» chỉ người duyệt của xã hoặc người quản trị máy giao được"

# Households
HEADINGS_HOUSEHOLD = (
    *("Chủ hộ", "Tên hộ", "Hộ", "Đại diện hộ", "Họ tên chủ hộ", "Họ và tên chủ hộ", "Tên chủ hộ"),
    *("Người đại diện hộ", "Họ tên đại diện hộ", "Họ và tên đại diện hộ", "Chủ hộ (họ tên)"),
)
HEADINGS_HOUSEHOLD_CODE = ("Mã hộ", "Mã số hộ", "Mã hộ gia đình")
HEADINGS_YEAR = ("Năm sinh", "Năm sinh chủ hộ", "Sinh năm", "Ngày sinh chủ hộ", "Ngày sinh")
HEADINGS_ADDRESS = (
    *("Địa chỉ", "Chỗ ở", "Số nhà", "Địa chỉ thường trú", "Nơi ở", "Nơi thường trú"),
    *("Địa chỉ hộ", "Chỗ ở hiện nay", "Địa chỉ nơi ở"),
)
HEADINGS_HAMLET = ("Xóm/Đội", "Đội", "Ngõ", "Cụm", "Nhóm", "Tổ/Đội", "Ngõ xóm")
LIST_HOUSEHOLD_FIELDS = {"year": "năm sinh", "address": "địa chỉ", "code": "mã hộ"}

# Classes
HEADINGS_DAY = ("Ngày", "Ngày học", "Ngày tháng", "Ngày tổ chức", "Ngày mở lớp", "Thứ, ngày")
HEADINGS_DAYS_AHEAD = ("Sau số ngày",)
HEADINGS_TIME = ("Giờ", "Giờ học", "Giờ bắt đầu", "Khung giờ", "Giờ tổ chức")
HEADINGS_MOMENT = (
    *("Thời gian", "Ngày giờ", "Ngày, giờ", "Thời gian học", "Thời gian tổ chức", "Giờ, ngày"),
    *("Thời điểm",),
)
HEADINGS_TOPIC = (
    *("Chủ đề", "Nội dung", "Tên lớp", "Lớp", "Nội dung lớp", "Nội dung học", "Tên lớp học"),
    *("Nội dung tập huấn", "Nội dung bồi dưỡng", "Chuyên đề", "Lớp học"),
)
HEADINGS_PLACE = ("Nơi học", "Địa điểm", "Địa điểm học", "Nơi tổ chức", "Địa điểm tổ chức")
HEADINGS_TEACHER = (
    *("Người dạy", "Giảng viên", "Giáo viên", "Người hướng dẫn", "Hướng dẫn", "Báo cáo viên"),
    *("Người phụ trách lớp", "Giảng viên, hướng dẫn", "Người đứng lớp"),
)
HEADINGS_SEATS = ("Số chỗ", "Số học viên", "Số lượng", "Số lượng học viên", "Số người dự kiến")
HEADINGS_MINUTES = ("Số phút", "Thời lượng")
HEADINGS_BRING = ("Mang theo",)
HEADINGS_MAP = ("Bản đồ", "Link bản đồ")
HEADINGS_CLASS = ("Mã lớp",)
SPAN_FROM = "từ|tu"
SPAN_TO = "đến|den|tới"
SPAN_PARTS = "sáng|trưa|chiều|tối|sang|trua|chieu|toi|am|pm"
SPAN_DAY = "ngày|ngay|vào lúc|lúc|hồi"
IMPORT_BAD_SPAN = "giờ «{time}» không rõ bắt đầu và kết thúc; viết như 19:30 - 21:00"
IMPORT_NO_HOUR = "«{time}» chưa ghi giờ; viết như 19:30 ngày 05/12/2026"
LIST_CLASS_FIELDS = {
    "topic": "chủ đề",
    "place": "nơi học",
    "starts_at": "thời gian",
    "teacher": "người dạy",
    "seats": "số chỗ",
    "bring": "mang theo",
    "map_url": "bản đồ",
    "minutes": "số phút",
    "code": "mã lớp",
}
LIST_CLASS_TOLD = "sẽ báo cho {count} người đã đăng ký"
LIST_CLASS_NO_PLACE = "không rõ lớp ở thôn nào: ghi tên thôn vào ô nơi học, hoặc thêm cột «Thôn»"
LIST_CHANGE = "{name} «{before}» thành «{after}»"
LIST_CHANGE_NEW = "{name} «{after}»"
LIST_AND_MORE = "{names} và {count} tên nữa"
LIST_MORE_ROWS = "… và {count} dòng nữa."
LIST_CODE_KEPT = "giữ mã {code} đã có trong máy"
LIST_NO_COMMUNE = "trong máy chưa có xã nào, hãy nhập xã trước hoặc thêm một dòng cho xã"

# Words that stand around names, numbers and roles, as parts of patterns
WORDS_OLD = "cũ|cu"
WORDS_OR = "hoặc|và"
WORDS_COMRADE = r"đ/?\s?c\.?|đồng chí|đchí"
WORDS_TITLE = "ông|bà"
WORDS_PHONE = "sđt|đt|sdt|dt|tel|zalo"
WORDS_ALSO = "kiêm|và"

"""Lists that offices keep and send: headings, words for groups, what is said about the rows."""

# Headings that every list has and that are not imported
HEADINGS_NUMBER = ("STT", "TT", "Số TT", "Số thứ tự", "No")
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
LIST_SHEET_LACKS = "Trang «{sheet}» không phải danh sách này, vì thiếu cột {missing}. Trang ấy được bỏ qua."
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

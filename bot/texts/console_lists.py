"""The console's page that imports lists, the same for villages, teams, households and classes."""

PENDING_GONE = (
    "Danh sách này không còn trong máy: chỉ giữ một ngày, và chỉ người gửi xem được."
    " Xin gửi lại danh sách."
)
PENDING_DONE = "Danh sách này đã nhập rồi."
PENDING_EMPTY = "Xin dán danh sách vào ô, hoặc chọn một tệp."
PENDING_UNREAD = "Chưa đọc được danh sách này. Xin chọn lại cột ở dưới."
COLUMN_TWICE = "Một cột chỉ dùng cho một mục. Xin chọn lại."
COLUMN_ROW = "Dòng tiêu đề {row} không có trong trang này. Xin ghi số dòng như Excel hiện."
IMPORT_FIELDS = {"unit": "Thôn", "parent": "Thuộc xã", "job": "Nghề nghiệp, chức vụ"}
COLUMN_NONE = "không có"
IMPORT_TITLES = {
    "units": "Nhập danh sách thôn, tổ dân phố",
    "team": "Nhập danh sách Tổ và cán bộ",
    "households": "Nhập danh sách hộ",
    "classes": "Nhập lịch lớp học",
}
IMPORT_HINTS = {
    "units": "Cần cột tên thôn. Nên có số hộ, số khẩu, tên cũ. Mã thôn máy tự đặt.",
    "team": (
        "Cần họ tên, số điện thoại, vai trò. Nên có cột thôn và việc giỏi. Cùng một người có số mới"
        " thì máy sửa số, không ghi hai lần."
    ),
    "households": "Cần tên chủ hộ. Nên có cột thôn, năm sinh, địa chỉ.",
    "classes": "Cần nội dung, nơi học, ngày và giờ. Nên có thôn, người dạy, số chỗ.",
}
IMPORT_PASTE_HINT = "Chọn cả bảng trong Excel, chép rồi dán vào đây. Dòng đầu là tên cột."
IMPORT_STATUS = {
    "created": "thêm",
    "updated": "sửa",
    "unchanged": "giữ nguyên",
    "skipped": "bỏ qua",
    "rejected": "lỗi",
}
IMPORTED = "Đã nhập: thêm {created}, sửa {updated}, giữ nguyên {unchanged}."

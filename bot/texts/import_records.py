"""Imports that were carried out: what each changed, and taking it back."""

IMPORT_RECORD_GONE = "Không có lần nhập này."
UNDO_NOTHING = (
    "Không còn dòng nào lấy lại được: các dòng của lần nhập này đã có người dùng, đã có người sửa,"
    " hoặc đã lấy lại rồi."
)
UNDO_CHANGED = "Dữ liệu vừa thay đổi nên máy chưa lấy lại gì. Anh/chị xem lại rồi bấm lần nữa."
UNDO_DONE = "đã lấy lại {taken} dòng, giữ lại {kept} dòng"
UNDO_TOLD = "Đã lấy lại {taken} dòng."
UNDO_TOLD_KEPT = "Đã lấy lại {taken} dòng. Còn {kept} dòng giữ lại, lý do ghi ở dưới."
UNDO_GONE = "dòng này nay không còn: đã xóa hoặc đã gộp"
UNDO_NOT_YOURS = "không thuộc phần việc của anh/chị"
UNDO_MOVED = "đã sang cấp trên khác; muốn trả về thì nhập lại danh sách có cột Mã cấp trên"
UNDO_CHANGED_SINCE = "đã có người sửa sau lần nhập này"
UNDO_USED = {
    "role": "người này đã nối máy hoặc đã có việc; muốn thôi thì mở trang Thôn, Tổ",
    "person": "người này đã nối máy, đã có việc, hoặc còn vai trò khác",
    "household": "hộ này đã có người nhận, hoặc đã góp ý kiến",
    "unit": "nơi này đã có thôn, hộ, người hoặc việc khác gắn vào",
    "class_session": "lớp này đã có người đăng ký hoặc đã học; muốn bỏ thì mở lớp ấy rồi hủy",
}
UNDO_ROLE = "{person}: {role}, {unit}"
UNDO_SUBJECTS = {
    "unit": "Thôn, đơn vị",
    "household": "Hộ",
    "person": "Người",
    "role": "Vai trò",
    "class_session": "Lớp học",
}
UNDO_KINDS = {"created": "thêm mới", "updated": "sửa"}
UNDO_FIELDS = {
    "name": "tên",
    "phone": "số điện thoại",
    "kind": "vai trò",
    "skills": "kỹ năng",
    "label": "chủ hộ",
    "year": "năm sinh",
    "address": "địa chỉ",
    "code": "mã",
    "aliases": "tên gọi khác",
    "households_count": "số hộ",
    "persons_count": "số khẩu",
    "counted_on": "ngày của danh sách",
    "parent_id": "cấp trên",
    "topic": "chủ đề",
    "place": "nơi học",
    "teacher": "người dạy",
    "seats": "số chỗ",
    "minutes": "số phút",
    "bring": "mang theo",
    "starts_at": "lúc",
}
"""The columns that are shown of a row that was changed; others say nothing to an officer."""
UNDO_LIST_COLUMNS = ("Lúc", "Danh sách", "Tệp", "Người nhập", "Thêm", "Sửa", "Lấy lại lúc")
UNDO_LIST_TITLE = "Các lần nhập danh sách"
UNDO_LIST_KINDS = {
    "units": "Thôn, tổ dân phố",
    "team": "Tổ và cán bộ",
    "households": "Hộ",
    "classes": "Lịch lớp học",
}
UNDO_LIST_EMPTY = "Chưa có lần nhập danh sách nào."
UNDO_ROW_COLUMNS = ("Việc đã làm", "Loại", "Dòng", "Trước đó", "Nhập vào", "Lý do giữ lại")
UNDO_PASTED = "dán vào trang"
UNDO_OPERATOR = "người quản trị máy"
UNDO_CLI_LINE = (
    "{number}. {kind}, {file}: {who} nhập lúc {at}; thêm {created} dòng, sửa {updated} dòng"
)
UNDO_CLI_LINE_BACK = "{line}; đã lấy lại lúc {at}"
UNDO_CLI_ROW = "- {deed} {kind}: {subject}"
UNDO_CLI_ROW_STAYS = "- {deed} {kind}: {subject} → giữ lại, {reason}"
UNDO_CLI_ASK = (
    "Sẽ lấy lại {taken} dòng, giữ lại {kept} dòng. Chưa làm gì; đúng thì gõ:"
    " bot imports undo {number} --yes"
)
UNDO_CLI_DONE = "Đã lấy lại {taken} dòng, giữ lại {kept} dòng."

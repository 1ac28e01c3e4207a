"""Errors of files and lists: what is wrong with a row or a file, and what to do."""

IMPORT_NO_COLUMN = "Thiếu cột «{column}». Cần các cột: {columns}."
IMPORT_NO_ROWS = "Tệp không có dòng nào dưới dòng tiêu đề."
IMPORT_EMPTY = "thiếu {column}"
LIST_COMMUNE_REFUSED = "«{name}» ở dòng trên không nhập được, nên thôn này cũng chưa nhập"
LIST_NO_GROUP_COMMUNE = "nhóm «{name}» không phải xã của anh/chị, hoặc xã ấy chưa có trong máy"
LIST_NO_NAME = "«{name}» không phải họ tên: họ tên bắt đầu bằng chữ cái"
IMPORT_TWICE = "trùng với dòng {row}"
IMPORT_NO_UNIT = "không có đơn vị mã «{code}»"
IMPORT_BAD_CODE = "mã «{code}» chỉ được gồm chữ thường không dấu, số và gạch nối, tối đa 40 ký tự"
IMPORT_BAD_KIND = "loại «{kind}» không phải tỉnh, xã hay thôn"
IMPORT_NO_PARENT = "không có đơn vị cấp trên mã «{code}»"
IMPORT_WRONG_PARENT = "{kind} phải thuộc {parent}"
IMPORT_BAD_PHONE = "số điện thoại «{phone}» không đúng"
IMPORT_BAD_ROLE = "vai trò «{role}» không có; dùng: {roles}"
IMPORT_HAS_CHILDREN = "«{code}» đang có đơn vị bên dưới nên không đổi cấp được"
IMPORT_TOO_LONG = "{column} dài quá {limit} ký tự"
FILE_UNREADABLE = "Không mở được tệp {path}. Kiểm tra lại đường dẫn và quyền đọc."
FILE_KIND = "Tệp {path} phải là .xlsx, .xls, .ods hoặc .csv."
FILE_NOT_EXCEL = "Tệp này không phải Excel đọc được. Mở bằng Excel rồi lưu lại dạng .xlsx."
FILE_LOCKED = (
    "Tệp này khóa bằng mật khẩu nên không đọc được. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi gửi."
)
FILE_EMPTY = "Tệp này trống, không có gì bên trong. Chọn đúng tệp rồi gửi lại."
FILE_UNWRITABLE = "Không ghi được tệp {path}. Đóng tệp ấy nếu đang mở, kiểm tra quyền ghi."
FILE_TOO_BIG = "Tệp {path} quá lớn. Hãy tách thành nhiều tệp, mỗi tệp vài nghìn dòng."
FILE_FAR_CELL = (
    "Trang tính có ô {cell} nằm quá xa. Hãy chép riêng bảng sang một tệp mới rồi nhập tệp ấy."
)
FILE_NOT_CSV = "Tệp .csv hỏng ở dòng {row}. Mở bằng Excel rồi lưu lại dạng CSV UTF-8."
IMPORT_BAD_DAY = "ngày «{day}» không có hoặc không đọc được; viết như 20/12/2026"
IMPORT_NUMBER_AS_DAY = (
    "ngày «{day}» không đọc được: Excel giữ ô này là một con số; viết đủ ngày/tháng/năm"
)
IMPORT_DOUBTFUL_DAY = "ngày «{day}» không đọc được chắc chắn; viết đủ như 20/12/2026"
IMPORT_DAY_WAS = "ngày «{day}» đã qua hoặc thiếu năm; viết đủ như 20/12/2026"
IMPORT_BAD_TIME = "giờ «{time}» không đọc được; viết như 19:30"
IMPORT_NUMBER_AS_TIME = (
    "giờ «{time}» không đọc được chắc chắn vì là một con số; viết 19:30 (hai chấm) hoặc 19h30"
)
IMPORT_DOUBTFUL_TIME = "giờ «{time}» là {first} hay {second}? Viết rõ, như {sure}"
IMPORT_NIGHT = "giờ «{time}» là {read}, giữa đêm; viết như 19:30"
IMPORT_BAD_NUMBER = "số «{number}» không đúng; từ 1 đến {most}"
IMPORT_BAD_MINUTES = "thời lượng «{minutes}» không rõ; viết số phút như 90, hoặc 2 tiếng"
FILE_RUNS = (
    "Tệp «{name}» chạy được trên máy, giống cách kẻ gian cài mã độc, nên không gửi cho bà con"
    " được. Anh/chị gửi ảnh hoặc tệp PDF ạ."
)
FILE_PACKED = (
    "Tệp nén «{name}» người duyệt không xem được bên trong, điện thoại bà con cũng khó mở. Anh/chị"
    " gửi thẳng từng tệp ạ."
)
FILE_NO_PICTURE = "{path}: tệp này không phải ảnh xem được. Anh/chị chọn ảnh khác."
FILE_BAD_ENDING = "{path}: tên tệp phải có đuôi bằng chữ, như .pdf."

"""What officers read when an indicator's value cannot be entered."""

SPAN_UNKNOWN = "Không rõ kỳ «{key}». Xin ghi như {example}."
SPAN_NOT_BEGUN = "{span} chưa bắt đầu, nên chưa có số."
INDICATOR_NOT_YOURS = "Chỉ cán bộ và người duyệt của xã mới nhập được số. Xin nhờ cán bộ của xã."
INDICATOR_THERE = "«{name}» đã có số trong kỳ này rồi. Xin mở lại trang và dùng phần Sửa số."
INDICATOR_CHANGED = "Số này vừa có người đổi. Xin mở lại trang, xem số mới rồi hãy sửa."
INDICATOR_COUNTED = "Chỉ tiêu này máy tự tính, không nhập tay được. Anh/chị chỉ ghi điểm tự chấm."
INDICATOR_NOTHING = "Xin ghi giá trị của chỉ tiêu, hoặc điểm tự chấm."
SCORE_NOTHING = "Xin ghi điểm tự chấm."
INDICATOR_VALUE_BAD = "Giá trị phải là số từ 0 trở lên, như 85 hoặc 85,5."
INDICATOR_YES_NO_BAD = "Xin chọn Có hoặc Không."
INDICATOR_SCORE_BAD = "Điểm phải là số từ 0 đến {points}."
INDICATOR_DAY_BAD = "Ngày của số liệu phải là một ngày đã qua, như 30/11/2026."
INDICATOR_NO_SOURCE = "Xin ghi số này lấy từ đâu, như: Báo cáo 45/BC-UBND ngày 20/11/2026."
INDICATOR_LONG = "Chữ dài quá. Xin ghi nhiều nhất {limit} chữ cái."
INDICATOR_NO_REASON = "Xin ghi vì sao đổi số này."
INDICATOR_NO_GROUP = "Bộ chỉ tiêu này không có nhóm ấy. Xin mở lại trang."
INDICATOR_NO_VALUE = "Không có số này. Xin mở lại trang Chỉ tiêu."
INDICATOR_NO_FILE = "Số này không kèm minh chứng."
INDICATOR_NO_SET = "Không có bộ chỉ tiêu «{key}». Có: {known}."
INDICATOR_NO_SETS = "Chưa có bộ chỉ tiêu nào. Xin nhờ người quản trị máy thêm."
INDICATOR_NO_CODE = "Bộ này không có chỉ tiêu «{code}»."
RANK_BAD = "Thứ hạng phải là hai số, như hạng 10 trong 126 xã."
EVIDENCE_KIND = (
    "Tệp «{name}» không dùng làm minh chứng được. Xin gửi tệp PDF, ảnh JPG hay PNG, Word (.docx)"
    " hoặc Excel (.xlsx)."
)
EVIDENCE_NOT_WHAT_IT_SAYS = (
    "Tệp «{name}» không phải là {ending} như tên của nó, hoặc đã hỏng. Xin mở lại tệp, lưu lại"
    " rồi gửi."
)
EVIDENCE_MACROS = (
    "Tệp «{name}» có lệnh tự chạy bên trong. Xin lưu lại thành .docx hoặc .xlsx thường rồi gửi."
)
EVIDENCE_LARGE = "Tệp «{name}» lớn quá. Minh chứng nhiều nhất {limit} MB."

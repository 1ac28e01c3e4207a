"""Words of indicators: periods, formulas, missing values, headings, faults of data files."""

SPAN_LABELS = {
    "month": "Tháng {number}/{year}",
    "quarter": "Quý {number}/{year}",
    "year": "Năm {year}",
}
QUARTER_NUMBERS = ("I", "II", "III", "IV")
SPAN_KINDS = {"month": "hằng tháng", "quarter": "hằng quý", "year": "hằng năm"}
INDICATOR_BASES = {
    "households": "Số hộ",
    "persons": "Số khẩu",
    "villages": "Số thôn",
}
# Counters as a formula names them, where the heading of a report's column does not say enough.
INDICATOR_COUNTS = {
    "answered": "Câu hỏi máy trả lời được ngay",
    "choices": "Câu hỏi máy phải hỏi lại",
    "missed": "Câu hỏi máy chưa trả lời được",
    "first_response": "Lượt xin gặp người đã có người trả lời",
    "help_kind": "Lượt người được giúp một việc",
    "rating": "Lượt chấm sao",
}
INDICATOR_DETAILS = {
    "first_response": "trong vòng {last} phút",
    "rating": "từ {first} đến {last} sao",
}
FORMULA_SIGNS = {"+": "cộng", "-": "trừ", "*": "nhân với", "/": "chia cho"}
FORMULA_BETWEEN = "từ {first} đến {last}"
FORMULA_LONG = "công thức dài quá {limit} chữ"
FORMULA_BROKEN = "không đọc được công thức «{formula}»"
FORMULA_NUMBER = "số trong công thức quá lớn"
FORMULA_PART = (
    "công thức có phần không dùng được: «{part}». Chỉ dùng số, + − × ÷, dấu ngoặc,"
    ' count("…"), base("…"), value("…")'
)
FORMULA_NAME = "tên trong công thức phải đứng trong ngoặc kép: «{part}»"
FORMULA_NO_COUNT = "công thức dùng số đếm không có: «{name}»"
FORMULA_NO_BASE = "công thức chia cho một số không có: «{name}». Có: {known}"
FORMULA_RANGE = "khoảng «{detail}» trong công thức không đúng, phải như 4..5"

INDICATOR_FAULT = "{file}, {entry}: {fault}."
INDICATOR_FILE_ENTRY = "đầu tệp"
INDICATOR_GROUP_ENTRY = "nhóm {code}"
INDICATOR_ENTRY = "chỉ tiêu {code}"
INDICATOR_KEY_MISSING = "thiếu «{key}»"
INDICATOR_KEY_UNKNOWN = "không dùng mục «{key}»"
INDICATOR_KEY_KIND = "«{key}» phải là {kind}"
INDICATOR_KINDS = {
    "str": "chữ trong ngoặc kép",
    "number": "số",
    "date": "ngày, như 2026-11-30",
    "list": "danh sách",
    "bool": "true hoặc false",
}
INDICATOR_CHOICE = "«{key}» phải là một trong: {known}"
INDICATOR_CODE_BAD = (
    "mã «{code}» chỉ được có chữ thường không dấu, số, dấu chấm, gạch, nhiều nhất {limit} chữ"
)
INDICATOR_CODE_TWICE = "mã «{code}» đã có ở trên"
INDICATOR_SET_TWICE = "bộ «{key}» đã có trong tệp {other}"
INDICATOR_NO_OTHER = "công thức dùng chỉ tiêu không có: «{code}»"
INDICATOR_CYCLE = "công thức đi vòng tròn: {codes}"
INDICATOR_POINTS = "điểm các chỉ tiêu cộng lại là {sum}, nhóm ghi {points}"
INDICATOR_TOTAL = "điểm các nhóm cộng lại là {sum}, bộ ghi {points}"
INDICATOR_BOTH = "phải có đúng một trong hai: «formula» hoặc «entered = true»"
INDICATOR_NO_TARGET = "chỉ tiêu có điểm thì phải có «target»"
INDICATOR_STEPS_BAD = "«steps» phải là các cặp [giá trị, điểm], điểm cao nhất đúng bằng {points}"
INDICATOR_SHORT_PERIOD = "kỳ của chỉ tiêu ngắn hơn kỳ của bộ"
INDICATOR_SENTENCE = "«definition» phải là câu trọn vẹn, hết bằng dấu chấm"
INDICATOR_EMPTY = "chưa có nhóm hay chỉ tiêu nào"
INDICATOR_NEGATIVE = "«{key}» không được là số âm"
INDICATOR_AUDIT = "{set}, mã {code}, {period}"
INDICATOR_AUDIT_SET = "{set}, cả bộ, {period}"
INDICATOR_OTHER_PERIOD = "công thức dùng chỉ tiêu «{code}» của kỳ khác"
BASE_FROM_LIST = "danh sách của đơn vị"
BASE_FROM_VILLAGES = "cộng từ danh sách các thôn"
BASE_FROM_TREE = "danh sách thôn trong máy"
INDICATOR_YES_NO = "có/không"  # as an indicator's unit
INDICATOR_FEW = "dưới 5, không nêu"
INDICATOR_NO_FIGURE = "chưa có số"
INDICATOR_GAPS = {
    "not_entered": "Chưa ai nhập số này.",
    "nothing_counted": "Trong những ngày này máy chưa đếm được gì ở đây.",
    "no_base": "Chưa có số hộ hay số khẩu để tính. Xin điền ở trang Thôn, Tổ.",
    "no_denominator": "Mẫu số bằng 0 nên chưa tính được.",
    "no_other": "Chỉ tiêu dùng để tính chưa có số.",
    "few": "Có dưới 5 người hay hộ nên không nêu, để không ai bị đoán ra.",
}
INDICATOR_BASE_MISSING = "Còn thiếu của: {villages}."
INDICATOR_SOURCE_ENTERED = "{source} (số của ngày {day:%d/%m/%Y})"
INDICATOR_SOURCE_COUNTED = "Máy đếm từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
INDICATOR_SOURCE_BASE = "{name}: {amount}, {source}, ngày {day:%d/%m/%Y}"
INDICATOR_SOURCE_BASE_UNDATED = "{name}: {amount}, {source}"
INDICATOR_ENTERED = "Cán bộ nhập số, kèm nguồn và minh chứng."
INDICATOR_PERCENT = "{words}, viết thành phần trăm"
INDICATOR_WAS = "trước là {value}"
POINTS_NONE = "Chỉ tiêu này để tham khảo, không tính điểm."
POINTS_SHARE = "Đạt {target} thì được đủ {points} điểm; thấp hơn thì điểm giảm theo tỷ lệ."
POINTS_SHARE_DOWN = (
    "Từ {target} trở xuống thì được đủ {points} điểm; cao hơn thì điểm giảm theo tỷ lệ."
)
POINTS_YES_NO = "Đạt {target} thì được {points} điểm, không đạt thì không có điểm."
POINTS_STEPS = "Điểm theo mức: {steps}."
POINTS_STEP_UP = "từ {value} trở lên được {points} điểm"
POINTS_STEP_DOWN = "từ {value} trở xuống được {points} điểm"
TARGET_REACHED = "Đạt"
TARGET_MISSED = "Chưa đạt"
TARGET_PART = "Bằng {percent}% mục tiêu"

GROUP_POINTS = "{points}/{most} điểm"
GROUP_MISSING = "còn {points} điểm chưa có số"
GROUP_SELF = "tự chấm {points} điểm"
RANK = "hạng {place}/{places} ({source})"
RANK_POINTS = "{rank}, {points} điểm"
RANK_WHOLE = "Cả bộ chỉ tiêu"
RANK_SAVED = "Đã ghi thứ hạng."
VALUE_SAVED = "Đã ghi số."
VALUE_WITHDRAWN = "Đã rút số. Số cũ vẫn còn trong phần Đã ghi."
VALUE_SOMEBODY = "cán bộ của xã"
SCORE_BAD = "Điểm phải là số, như 12 hoặc 12,5."
EVIDENCE_FILE = "minh-chung-{number}.{ending}"
VALUE_ENDINGS = {
    "corrected": "Sửa lúc {at}, {person}: {reason}",
    "withdrawn": "Rút lúc {at}, {person}: {reason}",
}
INDICATORS_FILE = "chi-tieu-{set}-{period}"
INDICATORS_FILE_NOTE = (
    "Theo: {basis}. Tính từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}: {points}/{most} điểm, chưa kể"
    " chỉ tiêu chưa có số."
)
INDICATORS_FILE_HEADINGS = (
    "Nhóm",
    "Mã",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Giá trị",
    "Mục tiêu",
    "Điểm",
    "Điểm tối đa",
    "Điểm tự chấm",
    "Kỳ trước",
    "Cùng kỳ năm trước",
    "Chưa có số",
    "Nguồn",
    "Minh chứng",
)
INDICATORS_LINE = "{key}\t{name}\t{kind}\t{count} chỉ tiêu\t{total} điểm"
INDICATORS_SUM = "Cộng {points}/{most} điểm; còn {missing} chỉ tiêu chưa có số."
INDICATOR_SET = "Đã ghi số của «{name}», {span}."
DOCTOR_INDICATORS = "{count} bộ chỉ tiêu"
INDICATOR_NO_FILES = "Không có tệp chỉ tiêu nào trong {folder}."
INDICATORS_RIGHT = "{count} tệp chỉ tiêu đều đúng."

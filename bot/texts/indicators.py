"""Words of indicators: periods, formulas, why a value is missing, headings, faults of data files."""

SPAN_LABELS = {"month": "Tháng {number}/{year}", "quarter": "Quý {number}/{year}", "year": "Năm {year}"}
QUARTER_NUMBERS = ("I", "II", "III", "IV")
SPAN_KINDS = {"month": "hằng tháng", "quarter": "hằng quý", "year": "hằng năm"}
INDICATOR_BASES = {
    "households": "Số hộ",
    "persons": "Số khẩu",
    "villages": "Số thôn",
}
# Counters that no column of the reports shows by themselves.
INDICATOR_COUNTS = {
    "first_response": "Lượt chờ người đầu tiên, theo phút",
    "rating": "Lượt chấm sao",
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
INDICATOR_KINDS = {"str": "chữ trong ngoặc kép", "number": "số", "date": "ngày, như 2026-11-30", "list": "danh sách", "bool": "true hoặc false"}
INDICATOR_CHOICE = "«{key}» phải là một trong: {known}"
INDICATOR_CODE_BAD = "mã «{code}» chỉ được có chữ thường không dấu, số, dấu chấm, gạch, nhiều nhất {limit} chữ"
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
INDICATOR_AUDIT = "{unit}, {set}, mã {code}, {period}"
INDICATOR_AUDIT_SET = "{unit}, {set}, cả bộ, {period}"
INDICATOR_OTHER_PERIOD = "công thức dùng chỉ tiêu «{code}» của kỳ khác"
BASE_FROM_LIST = "danh sách của đơn vị"
BASE_FROM_VILLAGES = "cộng từ danh sách các thôn"
BASE_FROM_TREE = "danh sách thôn trong máy"

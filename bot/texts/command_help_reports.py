"""What the commands of indicators say of themselves, as it stands in the code and in Vietnamese."""

CLI_HELP_REPORTS = {
    "Indicators: sets, values, points.": "Chỉ tiêu: các bộ, số, điểm.",
    "The sets of indicators that can be used.": "Các bộ chỉ tiêu dùng được.",
    "The values and points of a set in a period.": "Số và điểm của một bộ trong một kỳ.",
    "Enter a value, or correct the one that is there.": "Nhập một số, hoặc sửa số đang có.",
    "Read the files of sets and say what is wrong with them.": (
        "Đọc các tệp chỉ tiêu và nói chỗ nào sai."
    ),
    "the key of the set": "mã bộ chỉ tiêu",
    "the indicator's code": "mã chỉ tiêu",
    "the number; 1 is yes and 0 is no": "số; 1 là có, 0 là không",
    "of this unit": "của đơn vị này",
    "2026-11, 2026-q4 or 2026; the present one": (
        "2026-11, 2026-q4 hoặc 2026; bỏ trống là kỳ hiện nay"
    ),
    "write it to this .xlsx file": "ghi ra tệp .xlsx này",
    "where the number is from": "số này lấy từ đâu",
    "the day it is of; today": "số của ngày nào; bỏ trống là hôm nay",
    "what else is to be known": "điều cần biết thêm",
    "a file that proves it": "tệp minh chứng",
    "why the value that is there is corrected": "vì sao sửa số đang có",
    "the data folder; the configured one if absent": (
        "thư mục dữ liệu; bỏ trống là thư mục đã cài đặt"
    ),
}

"""What commands of indicators and evidence say of themselves: as in the code, in Vietnamese."""

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
    "What figures stand on, for an inspection.": "Minh chứng của số liệu, cho đoàn kiểm tra.",
    "Freeze what a commune's figures of a period stand on, as a ZIP file.": (
        "Chốt những gì đứng sau số liệu một kỳ của xã, thành một tệp ZIP."
    ),
    "the commune": "xã",
    "the file to write: .zip": "tệp sẽ ghi: .zip",
    "List the packs that were made.": "Liệt kê các tệp minh chứng đã lập.",
    "Check that nothing in a pack was changed.": "Kiểm tra tệp minh chứng có bị sửa không.",
    "the pack": "tệp minh chứng",
    "the pack that it must follow": "tệp minh chứng liền trước nó",
    "compare with this installation's register too": "so cả với sổ minh chứng của máy này",
    "Make a link with which an inspection team looks at the figures.": (
        "Cấp liên kết để một đoàn kiểm tra xem số liệu."
    ),
    "Residents' chats: block for a while.": "Khung chat của bà con: chặn một thời gian.",
    "Answer a chat nothing but dangers for some days; on record.": (
        "Không trả lời một khung chat trong mấy ngày, trừ tin nguy hiểm; có ghi nhật ký."
    ),
    "Answer a blocked chat again; on record.": "Bỏ chặn một khung chat; có ghi nhật ký.",
    "List the chats that are blocked, until when and why.": (
        "Liệt kê khung chat đang bị chặn, đến khi nào, vì sao."
    ),
    "the chat's number": "số của khung chat",
    "for how many days": "chặn mấy ngày",
    "whose figures": "số liệu của đơn vị nào",
    "what the team is called": "tên đoàn",
    "until it expires": "số ngày liên kết dùng được",
    "Lists that were imported, and taking one back.": (
        "Các lần nhập danh sách, và lấy lại khi nhầm."
    ),
    "The lists that were imported, the latest first, with their numbers.": (
        "Các lần nhập danh sách, mới nhất trước, kèm số của từng lần."
    ),
    "Take an import back; shows what goes and what stays, and does it with --yes.": (
        "Lấy lại một lần nhập; cho xem dòng nào bỏ, dòng nào giữ, và làm khi có --yes."
    ),
    "the number `bot imports list` shows": "số mà `bot imports list` cho xem",
    "take it back as it was shown": "lấy lại như đã cho xem",
    "What communes decide over the operator's default.": (
        "Điều xã tự quyết thay mặc định của máy chủ."
    ),
    "What stands for a unit in each setting, and who decided it.": (
        "Mỗi mục đang dùng giá trị nào, ai đặt."
    ),
    "Set a unit's own value; it holds for what is under it too.": (
        "Đặt giá trị riêng của đơn vị; các đơn vị cấp dưới cũng theo."
    ),
    "Take a unit's own value away: what is above it stands again.": (
        "Bỏ giá trị riêng: lại dùng giá trị của cấp trên hoặc của máy chủ."
    ),
    "which setting; `bot settings list` names them": "mục nào; `bot settings list` nêu tên",
    "as the officers' page has it": "viết như ở trang Cài đặt",
    "the commune, when there are several": "xã nào, khi máy có nhiều xã",
}

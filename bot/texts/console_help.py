"""The console's pages of kinds of help."""

HELP_PAGE = "Việc đã giúp"
HELP_SHEET = "Việc đã giúp"
HELP_SHEET_KIND = "Việc"
HELP_SHEET_MEASURE = "Đơn vị tính"
HELP_KINDS_EMPTY = "Chưa có danh mục việc nào để đếm."
HELP_ENTRIES_TITLE = "Sổ ghi việc đã giúp"
HELP_ENTRIES_EMPTY = "Trong kỳ này chưa ai ghi việc nào."
HELP_ENTRY_COLUMNS = ("Lúc", "Thôn", "Người ghi", "Việc", "Ghi chú", "Được đếm", "Tình trạng")
HELP_ENTRY_STATES = {"ok": "Có hiệu lực", "bad": "Đã rút"}
HELP_ENTRY_WITHDRAWN = "Đã rút mục này. Số liệu của ngày ghi đã bớt đi đúng phần ấy."
HELP_ENTRY_RESTORED = "Đã ghi lại mục này vào số liệu."
HELP_TICKET_WORDS = "phiếu {number}: {words}"
HELP_ALL_KINDS = "Mọi việc"

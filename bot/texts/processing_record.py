"""Words of the record of processing, which is written from the inventory."""

RECORD_TITLE = "Hồ sơ xử lý dữ liệu cá nhân"
RECORD_INTRO = (
    "Trang này máy viết ra từ sổ kê trong phần mềm (`bot privacy record`); đừng sửa tay.",
    "Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 và Nghị định 356/2025/NĐ-CP, cùng có"
    " hiệu lực từ ngày 01/01/2026.",
)
RECORD_PARTS = (
    (
        "Ai chịu trách nhiệm",
        "Xin hỏi cán bộ pháp chế: ai là bên kiểm soát, ai là bên xử lý, hợp đồng giữa hai bên, hồ"
        " sơ đánh giá tác động và việc chuyển dữ liệu ra nước ngoài qua Telegram, Zalo.",
    ),
    (
        "Sự đồng ý",
        "Đồng ý phải tự nguyện, cụ thể, được biết rõ; im lặng không phải là đồng ý. Máy ghi từng"
        " việc, lúc nào, theo lời nào. Trẻ từ 7 tuổi: cả con và cha mẹ hoặc người giám hộ đồng ý;"
        " dưới 7 tuổi: cha mẹ hoặc người giám hộ.",
    ),
    (
        "Thời hạn trả lời yêu cầu",
        "Báo đã nhận trong 2 ngày làm việc; xem, sửa trong 10 ngày; rút đồng ý trong 15 ngày; xóa"
        " trong 20 ngày; mỗi yêu cầu được gia hạn một lần.",
    ),
    (
        "Khi lộ dữ liệu",
        "Xin hỏi Công an và cán bộ pháp chế: báo cho ai, trong bao lâu, theo mẫu nào.",
    ),
)
RECORD_PURPOSES = "Dùng vào việc gì"
RECORD_PURPOSES_WORDS = "Mỗi việc được đồng ý và rút lại riêng, bằng lời trong khung chat:"
RECORD_TABLES = "Lưu những gì, bao lâu"
RECORD_TABLES_WORDS = (
    "Mỗi dòng là một loại dữ liệu của bà con. Cột «chữ» là những gì bị bỏ khi người ấy xin xóa hoặc"
    " khi hết hạn."
)
RECORD_COLUMNS = ("Dữ liệu", "Bảng", "Chữ của bà con", "Giữ chữ bao lâu", "Khi xin xóa")
RECORD_VISIT_DRAFT = "Ghi chép đến nhà đang viết dở"
RECORD_NO_WORDS = "không có chữ"
RECORD_KEPT_WITH = "cùng với `{table}`"
RECORD_UNTIL_ERASED = "đến khi rút đồng ý hoặc xin xóa"
RECORD_KEPT = "giữ để đếm hoặc làm bằng, không có chữ"
RECORD_YEARS = "{count} năm"
RECORD_DAYS = "{count} ngày"
RECORD_HOURS = "{count} giờ"
RECORD_ROWS_STAY = "bỏ chữ, còn dòng trống để đếm"
RECORD_ROWS_GO = "xóa cả dòng"

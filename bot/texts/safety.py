"""What is said after a fraud: what to do in which order, and on the day after."""

SAFETY_IN_ORDER = "Bác làm theo thứ tự:"
SAFETY_FAMILY = (
    "Chuyện của người nhà thì bác làm cùng người ấy: ngân hàng cần chính chủ tài khoản nói chuyện."
)
SAID_FAMILY = (
    *("mẹ tôi", "má tôi", "bố tôi", "ba tôi", "bà tôi", "ông tôi", "vợ tôi", "chồng tôi"),
    *("con tôi", "mẹ em", "má em", "bố em", "ba em", "bà em", "ông em", "mẹ cháu", "bố cháu"),
    *("bà cháu", "ông cháu", "mẹ con", "bố con", "mẹ mình", "bố mình", "ông nhà", "bà nhà"),
    *("nhà tôi", "bà cụ", "ông cụ", "hàng xóm"),
)
SAFETY_NEXT_DAY = {
    "vua-mat-tien": (
        "Hôm qua bác nhắn là nhà mình bị lừa mất tiền. Bác đã gọi ngân hàng và báo công an chưa ạ?"
    ),
    "vua-doc-ma": (
        "Hôm qua bác nhắn là lỡ đọc mã hoặc mật khẩu. Bác đã khóa tài khoản, đổi mật khẩu chưa ạ?"
    ),
    "lo-cai-app": (
        "Hôm qua bác nhắn là lỡ cài ứng dụng lạ. Bác đã gỡ ứng dụng và gọi ngân hàng chưa ạ?"
    ),
    "lo-bam-link": (
        "Hôm qua bác nhắn là lỡ bấm đường dẫn lạ. Bác đã xem lại tài khoản, đổi mật khẩu chưa ạ?"
    ),
    "zalo-bi-chiem": (
        "Hôm qua bác nhắn là bị chiếm Zalo hay Facebook. Bác đã lấy lại được và báo người quen"
        " chưa ạ?"
    ),
}
SAFETY_NEXT_DAY_ELSE = "Hôm qua bác nhắn là bị lừa. Bác đã gọi ngân hàng và báo công an chưa ạ?"
BUTTON_SAFETY_DONE = "Tôi làm rồi"
BUTTON_SAFETY_NOT_YET = "Tôi chưa làm được"
SAFETY_WELL_DONE = (
    "Tốt quá, cảm ơn bác. Bác giữ lại giấy tờ và tin nhắn. Ai gọi đến hứa lấy lại tiền mà đòi phí"
    " trước là lừa lần hai, bác đừng nghe."
)
SAFETY_NOT_YET = "Chưa muộn, bác làm ngay bây giờ. Tôi đã nhắn người trong Tổ gọi giúp bác."
SAFETY_NOT_YET_WORDS = "(Hôm sau bị lừa vẫn chưa báo ngân hàng, công an; cần người giúp.)"

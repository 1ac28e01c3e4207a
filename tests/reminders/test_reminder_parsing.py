"""What people say when they want to be reminded: a table of lines, and laws that hold for all."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reminders.reminder_parsing import MAX_AHEAD, is_reminder_request, parse_reminder
from bot.vietnamese.dates.calendar import lunar_days
from bot.vietnamese.letters import strip_tones

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE).astimezone(UTC)  # a Monday; rằm of the 10th month
SHOWN = "%d/%m/%Y %H:%M"

# The line, the matter, the moments by the commune's clock, the fault.
LINES = [
    ("nhắc tôi nộp thuế ngày 20/10 lúc 8h", "nộp thuế", "20/10/2027 08:00", "past"),
    ("nhac toi nop thue ngay 20/12 luc 8h", "nop thue", "20/12/2026 08:00", ""),
    ("nhắc tôi mai đi họp", "đi họp", "24/11/2026 08:00", ""),
    ("nhac toi mai di hop", "di hop", "24/11/2026 08:00", ""),
    ("nhac toi toi mai di hop", "di hop", "24/11/2026 19:00", ""),
    ("nhắc tôi tối mai đi họp", "đi họp", "24/11/2026 19:00", ""),
    ("nhắc tôi 8h tối nay xem thời sự", "xem thời sự", "23/11/2026 20:00", ""),
    ("nhắc tôi thứ 6 tuần sau nộp hồ sơ", "nộp hồ sơ", "04/12/2026 08:00", ""),
    ("nhắc tôi thứ sáu tuần sau nộp hồ sơ", "nộp hồ sơ", "04/12/2026 08:00", ""),
    ("nhac toi thu sau tuan toi nop ho so", "nop ho so", "04/12/2026 08:00", ""),
    ("nhắc tôi rằm tháng 8 âm cúng rằm", "cúng rằm", "15/09/2027 08:00", ""),
    ("nhắc tôi rằm đi chùa", "đi chùa", "", "no_time"),
    ("nhắc tôi 2 tiếng nữa tắt bếp", "tắt bếp", "23/11/2026 12:00", ""),
    ("nhắc tôi nửa tiếng nữa gọi con", "gọi con", "23/11/2026 10:30", ""),
    ("nhắc tôi một tiếng rưỡi nữa gọi con", "gọi con", "23/11/2026 11:30", ""),
    ("nhắc tôi sau 30 phút uống thuốc", "uống thuốc", "23/11/2026 10:30", ""),
    ("nhắc tôi cuối tháng đóng tiền điện", "đóng tiền điện", "30/11/2026 08:00", ""),
    ("nhắc tôi cuối tháng 2 đóng tiền điện", "đóng tiền điện", "28/02/2027 08:00", ""),
    ("nhắc tôi ngày 31/2 nộp hồ sơ", "nộp hồ sơ", "", "no_such_day"),
    ("nhắc tôi 29/2 nộp hồ sơ", "nộp hồ sơ", "", "no_such_day"),
    ("nhắc tôi lúc 8h uống thuốc", "uống thuốc", "23/11/2026 20:00, 24/11/2026 08:00", ""),
    ("nhắc tôi lúc 11h uống thuốc", "uống thuốc", "23/11/2026 11:00", ""),
    ("nhắc tôi 3h chiều đón cháu", "đón cháu", "23/11/2026 15:00", ""),
    ("nhắc tôi 3h đón cháu", "đón cháu", "23/11/2026 15:00", ""),
    ("nhắc tôi mai 3h đón cháu", "đón cháu", "24/11/2026 15:00, 24/11/2026 03:00", ""),
    ("nhắc tôi 15h sáng mai đón cháu", "đón cháu", "", "no_such_hour"),
    ("nhắc tôi 25h đón cháu", "đón cháu", "", "no_such_hour"),
    ("nhắc tôi mùng 5 đi giỗ", "đi giỗ", "13/12/2026 08:00, 05/12/2026 08:00", ""),
    ("nhắc tôi mùng 1 tết chúc ông bà", "chúc ông bà", "06/02/2027 08:00", ""),
    ("nhắc tôi mùng 5 tháng 5 âm cúng", "cúng", "09/06/2027 08:00", ""),
    ("nhắc tôi giao thừa", "", "05/02/2027 08:00", "no_matter"),
    ("nhắc tôi mỗi ngày uống thuốc", "uống thuốc", "", "no_time"),
    ("nhắc tôi uống thuốc", "uống thuốc", "", "no_time"),
    ("nhắc tôi", "", "", "no_matter"),
    ("nhắc tôi mai", "", "24/11/2026 08:00", "no_matter"),
    ("nhắc tôi hôm qua nộp", "nộp", "", "past"),
    ("nhắc tôi 1/1/2020 nộp", "nộp", "", "past"),
    ("nhắc tôi hôm nay nộp thuế", "nộp thuế", "", "no_time"),
    ("nhắc tôi sáng nay 8h nộp thuế", "nộp thuế", "", "past"),
    ("nhắc tôi chủ nhật đi lễ", "đi lễ", "29/11/2026 08:00", ""),
    ("nhắc tôi thứ 2 họp", "họp", "30/11/2026 08:00", ""),
    ("nhắc tôi thứ hai lúc 14h họp thôn", "họp thôn", "23/11/2026 14:00, 30/11/2026 14:00", ""),
    ("nhắc tôi gọi chị Mai lúc 2 giờ chiều", "gọi chị Mai", "23/11/2026 14:00", ""),
    ("nhắc tôi đem giấy tờ ra xã sáng thứ 5", "đem giấy tờ ra xã", "26/11/2026 08:00", ""),
    ("nhắc tôi nộp thuế năm nay ngày 15", "nộp thuế năm nay", "15/12/2026 08:00", ""),
    ("nhắc tôi ngày 15 tháng sau đóng học phí", "đóng học phí", "15/12/2026 08:00", ""),
    ("nhắc tôi 3 ngày nữa tái khám", "tái khám", "26/11/2026 08:00", ""),
    ("nhắc tôi hai tuần nữa tái khám", "tái khám", "07/12/2026 08:00", ""),
    ("nhắc tôi tuần sau tái khám", "tái khám", "30/11/2026 08:00", ""),
    ("nhắc tôi tháng sau tái khám", "tái khám", "01/12/2026 08:00, 23/12/2026 08:00", ""),
    ("nhắc tôi cuối tuần dọn nhà", "dọn nhà", "28/11/2026 08:00, 29/11/2026 08:00", ""),
    ("nhắc tôi 8 giờ kém 15 sáng mai ra bến xe", "ra bến xe", "24/11/2026 07:45", ""),
    ("nhắc tôi 8 rưỡi sáng mai ra bến xe", "ra bến xe", "24/11/2026 08:30", ""),
    ("nhắc tôi 8 giờ rưỡi sáng mai ra bến xe", "ra bến xe", "24/11/2026 08:30", ""),
    ("nhắc tôi 19:30 đi học lớp VNeID", "đi học lớp VNeID", "23/11/2026 19:30", ""),
    ("bot nhắc giúp tôi 5h sáng mai dậy", "dậy", "24/11/2026 05:00", ""),
    ("nhắc tôi 20 tháng 12 năm 2026 gia hạn bảo hiểm", "gia hạn bảo hiểm", "20/12/2026 08:00", ""),
    ("nhắc tôi 30 tết gói bánh", "gói bánh", "05/02/2027 08:00", ""),
    ("nhắc tôi 12h trưa ăn cơm", "ăn cơm", "23/11/2026 12:00", ""),
    ("nhắc tôi 12h đêm tắt bơm", "tắt bơm", "23/11/2026 23:59", ""),
    ("nhắc tôi uống 2 viên thuốc lúc 20h", "uống 2 viên thuốc", "23/11/2026 20:00", ""),
    ("nhắc tôi ngày 32 nộp", "nộp", "", "no_such_day"),
    ("nhắc tôi 20/13 nộp", "nộp", "", "no_such_day"),
    ("nhắc tôi năm 2030 ngày 1/1/2030 đi", "năm 2030 đi", "", "too_far"),
    ("nhắc tôi thứ 3 tuần này đi họp", "đi họp", "24/11/2026 08:00", ""),
    ("nhắc tôi chủ nhật tuần này đi họp", "đi họp", "29/11/2026 08:00", ""),
    ("nhắc tôi 9h nộp hồ sơ, mang theo căn cước", "nộp hồ sơ, mang theo căn cước", "23/11/2026 21:00, 24/11/2026 09:00", ""),  # noqa: E501
    ("nhắc tôi thứ bảy này dọn vệ sinh đường thôn", "dọn vệ sinh đường thôn", "28/11/2026 08:00", ""),  # noqa: E501
    ("nhắc anh chiều nay đón cháu lúc 4 rưỡi", "đón cháu", "23/11/2026 16:30", ""),
    ("nhắc tôi ngày 10/3 âm giỗ tổ", "giỗ tổ", "16/04/2027 08:00", ""),
    ("nhắc tôi mốt đi tiêm", "đi tiêm", "25/11/2026 08:00", ""),
    ("nhắc tôi ngày kia đi tiêm", "đi tiêm", "25/11/2026 08:00", ""),
    ("nhac tui 7h sang mai di cho", "di cho", "24/11/2026 07:00", ""),
    ("nhắc tôi 7h sáng mai đi chợ", "đi chợ", "24/11/2026 07:00", ""),
    ("nhac em 19h30 hop chi bo", "hop chi bo", "23/11/2026 19:30", ""),
    ("nhắc cháu 6h30 chiều nay đón em", "đón em", "23/11/2026 18:30", ""),
    ("nhắc bác sáng sớm mai tưới rau", "tưới rau", "24/11/2026 06:00", ""),
    ("nhắc tôi trưa mai gọi thợ", "gọi thợ", "24/11/2026 11:30", ""),
    ("nhắc tôi 1h trưa nay uống thuốc", "uống thuốc", "23/11/2026 13:00", ""),
    ("nhắc tôi đêm nay tắt bơm", "tắt bơm", "23/11/2026 19:00", ""),
    ("nhắc tôi 10h đêm nay khóa cổng", "khóa cổng", "23/11/2026 22:00", ""),
    ("nhắc tôi ngày mai lúc 9 giờ 15 ra UBND xã", "ra UBND xã", "24/11/2026 09:15", ""),
    ("nhắc tôi 9 giờ 15 phút ngày mai ra UBND xã", "ra UBND xã", "24/11/2026 09:15", ""),
    ("nhắc tôi vào lúc 14:05 ngày 1/12 họp", "họp", "01/12/2026 14:05", ""),
    ("nhắc tôi 1-12 họp", "họp", "01/12/2026 08:00", ""),
    ("nhắc tôi 01/12/2026 họp", "họp", "01/12/2026 08:00", ""),
    ("nhắc tôi ngày 1.12.2026 họp", "họp", "01/12/2026 08:00", ""),
    ("nhắc tôi 31/11 họp", "họp", "", "no_such_day"),
    ("nhắc tôi 29/2/2028 họp", "họp", "29/02/2028 08:00", ""),
    ("nhắc tôi 29/2/2027 họp", "họp", "", "no_such_day"),
    ("nhắc tôi ngày 20 họp", "họp", "20/12/2026 08:00", ""),
    ("nhắc tôi ngày 31 đóng sổ", "đóng sổ", "31/12/2026 08:00", ""),
    ("nhắc tôi ngày 25 tháng này họp", "họp", "25/11/2026 08:00", ""),
    ("nhắc tôi ngày 20 tháng này họp", "họp", "", "past"),
    ("nhắc tôi t5 họp", "họp", "26/11/2026 08:00", ""),
    ("nhắc tôi thứ năm họp", "họp", "26/11/2026 08:00", ""),
    ("nhắc tôi cn đi chùa", "đi chùa", "29/11/2026 08:00", ""),
    ("nhắc tôi CN tuần sau đi chùa", "đi chùa", "06/12/2026 08:00", ""),
    ("nhắc tôi tuần sau thứ 4 họp", "họp", "02/12/2026 08:00", ""),
    ("nhắc tôi đầu tuần sau nộp hồ sơ", "nộp hồ sơ", "30/11/2026 08:00", ""),
    ("nhắc tôi đầu tháng sau đóng tiền mạng", "đóng tiền mạng", "01/12/2026 08:00", ""),
    ("nhắc tôi giữa tháng đóng tiền mạng", "đóng tiền mạng", "15/12/2026 08:00", ""),
    ("nhắc tôi cuối tháng này đóng tiền mạng", "đóng tiền mạng", "30/11/2026 08:00", ""),
    ("nhắc tôi cuối tháng sau đóng tiền mạng", "đóng tiền mạng", "31/12/2026 08:00", ""),
    ("nhắc tôi cuối năm tổng kết", "tổng kết", "31/12/2026 08:00", ""),
    ("nhắc tôi 45 phút nữa tắt máy bơm", "tắt máy bơm", "23/11/2026 10:45", ""),
    ("nhắc tôi 10p nữa rút cơm", "rút cơm", "23/11/2026 10:10", ""),
    ("nhắc tôi 1 tiếng 30 phút nữa đón cháu", "đón cháu", "23/11/2026 11:30", ""),
    ("nhắc tôi trong 2 tiếng nữa gọi lại", "gọi lại", "23/11/2026 12:00", ""),
    ("nhắc tôi 2h nữa gọi lại", "gọi lại", "23/11/2026 12:00", ""),
    ("nhắc tôi 2 giờ nữa gọi lại", "gọi lại", "23/11/2026 12:00", ""),
    ("nhắc tôi sau 3 ngày đi lấy giấy", "đi lấy giấy", "26/11/2026 08:00", ""),
    ("nhắc tôi một tháng nữa gia hạn bảo hiểm y tế", "gia hạn bảo hiểm y tế", "23/12/2026 08:00", ""),  # noqa: E501
    ("nhắc tôi 6 tháng nữa khám lại", "khám lại", "23/05/2027 08:00", ""),
    ("nhắc tôi mùng 10 tháng giêng đi hội", "đi hội", "15/02/2027 08:00", ""),
    ("nhắc tôi rằm tháng bảy cúng", "cúng", "16/08/2027 08:00", ""),
    ("nhắc tôi rằm tháng 7 cúng", "cúng", "16/08/2027 08:00", ""),
    ("nhắc tôi rằm tháng chạp trả lễ", "trả lễ", "22/01/2027 08:00", ""),
    ("nhắc tôi mùng 2 tết về ngoại", "về ngoại", "07/02/2027 08:00", ""),
    ("nhắc tôi mùng 3 dương họp", "họp", "03/12/2026 08:00", ""),
    ("nhắc tôi 23 tháng chạp cúng ông táo", "cúng ông táo", "30/01/2027 08:00", ""),
    ("nhắc tôi 15/8 âm lịch trung thu", "trung thu", "15/09/2027 08:00", ""),
    ("nhắc tôi 30/2 âm làm giỗ", "làm giỗ", "06/04/2027 08:00", ""),
    ("nhắc tôi 31 âm làm giỗ", "làm giỗ", "", "no_such_day"),
    ("nhắc tôi 13 tháng 13 họp", "họp", "", "no_such_day"),
    ("nhắc tôi 8h60 họp", "họp", "", "no_such_hour"),
    ("nhắc tôi 24h họp", "họp", "23/11/2026 23:59", ""),  # midnight ends the day
    ("nhắc tôi 24 giờ ngày mai họp", "họp", "24/11/2026 23:59", ""),
    ("nhac toi 24:00 hop", "hop", "23/11/2026 23:59", ""),
    ("nhắc tôi 24g00 họp", "họp", "23/11/2026 23:59", ""),
    ("nhắc tôi 24h30 họp", "họp", "", "no_such_hour"),
    ("nhắc tôi mai 8h tôi đi chợ", "đi chợ", "24/11/2026 08:00", ""),
    ("nhac toi mai 8h30 tui di hop", "di hop", "24/11/2026 08:30", ""),
    ("nhắc tôi mai 8h mẹ tôi đi khám", "mẹ tôi đi khám", "24/11/2026 08:00", ""),
    ("nhắc tôi 25h họp", "họp", "", "no_such_hour"),
    ("nhắc tôi mai mừng ba 70 tuổi", "mừng ba 70 tuổi", "24/11/2026 08:00", ""),
    ("nhắc tôi 0h ngày mai", "", "24/11/2026 00:00", "no_matter"),
    ("nhắc tôi 0h ngày mai đặt vé", "đặt vé", "24/11/2026 00:00", ""),
    ("nhắc tôi 5h chiều hôm nay lấy hồ sơ nhé", "lấy hồ sơ", "23/11/2026 17:00", ""),
    ("nhớ nhắc tôi mai 8h30 mang căn cước ra xã nhé", "mang căn cước ra xã", "24/11/2026 08:30", ""),  # noqa: E501
    ("bạn nhắc giúp tôi ngày 5/12 đóng tiền điện với ạ", "đóng tiền điện", "05/12/2026 08:00", ""),
    ("làm ơn nhắc tôi ngày 5/12 đóng tiền điện", "đóng tiền điện", "05/12/2026 08:00", ""),
    ("nhắc cho tôi ngày 5/12 đóng tiền điện", "đóng tiền điện", "05/12/2026 08:00", ""),
    ("nhắc tôi hằng tháng đóng tiền điện", "đóng tiền điện", "", "no_day"),
    ("nhắc tôi mỗi sáng uống thuốc", "uống thuốc", "24/11/2026 08:00", ""),
    ("nhắc tôi đóng tiền điện hôm kia", "đóng tiền điện", "", "past"),
    ("nhắc tôi hôm trước nộp", "nộp", "", "past"),
    ("nhắc tôi 22/11 họp", "họp", "22/11/2027 08:00", "past"),
    ("nhắc tôi 22/11/2025 họp", "họp", "", "past"),
    ("nhắc tôi 20/1 làm căn cước", "làm căn cước", "20/01/2027 08:00", ""),
    ("nhắc tôi 1/1/2040 làm căn cước", "làm căn cước", "", "too_far"),
    ("nhắc tôi 11h15 uống thuốc", "uống thuốc", "23/11/2026 11:15", ""),
    ("nhắc tôi 9h45 uống thuốc", "uống thuốc", "23/11/2026 21:45, 24/11/2026 09:45", ""),
    ("nhắc tôi 22h30 uống thuốc", "uống thuốc", "23/11/2026 22:30", ""),
    ("nhắc tôi 4 rưỡi chiều mai đón cháu", "đón cháu", "24/11/2026 16:30", ""),
    ("nhắc tôi 6h mai dậy", "dậy", "24/11/2026 18:00, 24/11/2026 06:00", ""),
    ("nhắc tôi kia đi tiêm", "đi tiêm", "25/11/2026 08:00", ""),
    ("nhắc tôi ngày mốt 7h đi tiêm", "đi tiêm", "25/11/2026 07:00", ""),
    ("nhắc tôi thứ 7 9h nhà văn hóa thôn họp", "nhà văn hóa thôn họp", "28/11/2026 09:00", ""),
    ("nhắc tôi 9h sáng chủ nhật dọn vệ sinh", "dọn vệ sinh", "29/11/2026 09:00", ""),
    ("nhac toi 8h toi mai hop thon", "hop thon", "24/11/2026 20:00", ""),
    ("nhac toi toi nay hop thon", "hop thon", "23/11/2026 19:00", ""),
    ("nhac toi toi thu 7 hop thon", "hop thon", "28/11/2026 19:00", ""),
    ("nhắc tôi thứ 7 tới họp thôn", "họp thôn", "28/11/2026 08:00", ""),
    ("nhắc tôi tháng tới đóng học phí", "đóng học phí", "01/12/2026 08:00, 23/12/2026 08:00", ""),
    ("nhắc tôi mua 3 cân gạo chiều mai", "mua 3 cân gạo", "24/11/2026 14:00", ""),
    ("nhắc tôi nộp 12.5 triệu mai", "nộp 12.5 triệu", "24/11/2026 08:00", ""),
    ("nhắc tôi mua 1/2 cân thịt chiều mai", "mua 1/2 cân thịt", "24/11/2026 14:00", ""),
    ("nhắc tôi họp 19.30 mai", "họp", "24/11/2026 19:30", ""),
    ("nhắc tôi mai lúc 8.10 họp", "họp", "24/11/2026 08:10", ""),
    ("nhắc tôi 20/12 ngân hàng trả lãi", "ngân hàng trả lãi", "20/12/2026 08:00", ""),
    ("nhắc tôi 19.30 đóng cổng", "đóng cổng", "23/11/2026 19:30", ""),
    ("nhắc tôi 8.10 họp", "họp", "08/10/2027 08:00", "past"),
    ("nhắc tôi họp 19h3 mai", "họp", "", "no_such_hour"),
    ("nhắc tôi họp 8 giờ 5 phút sáng mai", "họp", "24/11/2026 08:05", ""),
    ("nhắc tôi họp 8:30pm mai", "họp", "24/11/2026 20:30", ""),
    ("nhắc tôi 4h tối mai đón cháu", "đón cháu", "", "no_such_hour"),
    ("nhắc tôi 2h đêm mai tắt bơm", "tắt bơm", "24/11/2026 02:00", ""),
    ("nhắc tôi 12h30 đêm nay tắt bơm", "tắt bơm", "", "no_such_hour"),
    ("nhắc tôi 5-7/12 đi hội", "đi hội", "05/12/2026 08:00, 07/12/2026 08:00", ""),
    ("nhắc tôi 2026-12-05 nộp đơn", "nộp đơn", "05/12/2026 08:00", ""),
    ("nhắc tôi 20/12/26 đi khám", "đi khám", "20/12/2026 08:00", ""),
    ("nhắc tôi mỗi tối uống thuốc", "uống thuốc", "23/11/2026 19:00", ""),
    ("nhắc tôi thứ 5 ngày 3/12 họp", "họp", "03/12/2026 08:00", ""),
    ("nhắc tôi thứ 6 ngày 3/12 họp", "họp", "03/12/2026 08:00, 04/12/2026 08:00", ""),
    ("nhắc tôi uống thuốc 1h kém 15 chiều", "uống thuốc", "23/11/2026 12:45", ""),
    ("nhắc tôi học lớp VNeID 19h30 thứ 3", "học lớp VNeID", "24/11/2026 19:30", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "matter", "moments", "fault"), LINES)
def test_a_line_is_understood_or_its_fault_is_named(
    line: str, matter: str, moments: str, fault: str
) -> None:
    assert is_reminder_request(line)
    wish = parse_reminder(line, now=NOW, zone=ZONE)
    shown = ", ".join(moment.astimezone(ZONE).strftime(SHOWN) for moment in wish.moments)
    assert (wish.matter, shown, wish.fault or "") == (matter, moments, fault)


def test_the_table_is_long_enough() -> None:
    assert len(LINES) >= 100


@pytest.mark.parametrize(
    "line",
    ["nhạc tôi yêu", "ai nhắc tôi thế", "nhắc nhở đóng đảng phí là gì", "tôi nhắc rồi", "", "nhắc"],
)
def test_what_is_no_wish_is_left_to_others(line: str) -> None:
    assert not is_reminder_request(line)


WORDS = st.sampled_from(
    [
        "nhắc",
        "tôi",
        "mai",
        "kia",
        "8h",
        "31/2",
        "20/10",
        "ngày",
        "tháng",
        "tuần",
        "sau",
        "rằm",
        "mùng",
        "5",
        "thứ",
        "6",
        "tối",
        "sáng",
        "nữa",
        "tiếng",
        "2",
        "cuối",
        "âm",
        "tết",
        "năm",
        "25h",
        "0",
        "99",
        "h",
        "chủ",
        "nhật",
        "một",
        "nửa",
        ",",
        ".",
        "đem",
        "1/1/0000",
        "30/2",
        "8:99",
        "ngày32",
    ]
)


@given(st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=60))
@example("ngày 00/00/0000")
def test_whatever_is_said_nothing_breaks_and_nothing_is_past(text: str) -> None:
    wish = parse_reminder(f"nhắc tôi {text}", now=NOW, zone=ZONE)
    assert all(NOW < moment <= NOW + MAX_AHEAD for moment in wish.moments) or wish.fault is not None
    assert wish.moments or wish.fault is not None
    assert wish.matter or wish.fault is not None


@given(
    st.datetimes(datetime(2026, 11, 23, 11), datetime(2027, 11, 1)),  # noqa: DTZ001
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "UTC"]),
)
def test_a_full_date_and_hour_is_that_instant_in_any_zone(at: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    line = f"nhắc tôi họp lúc {at.hour}:{at.minute:02} ngày {at.day}/{at.month}/{at.year}"
    wish = parse_reminder(line, now=datetime(2026, 11, 22, tzinfo=UTC), zone=zone)
    meant = at.replace(second=0, microsecond=0)
    assert meant.replace(tzinfo=zone).astimezone(UTC) in wish.moments
    assert wish.is_unambiguous or 1 <= at.hour <= 6


@given(st.integers(1, 600))
def test_a_span_is_a_span_of_instants_even_when_the_clock_changes(minutes: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    eve = datetime(2027, 3, 28, 0, 30, tzinfo=berlin).astimezone(UTC)
    wish = parse_reminder(f"nhắc tôi gọi điện {minutes} phút nữa", now=eve, zone=berlin)
    assert wish.moments == (eve + timedelta(minutes=minutes),)


@pytest.mark.parametrize("line", [line for line, *_ in LINES[:40]])
def test_without_tones_the_day_is_never_another_one_unasked(line: str) -> None:
    """Who types no tones may be asked more, or told it was not understood; not misunderstood."""
    with_tones = parse_reminder(line, now=NOW, zone=ZONE)
    without = parse_reminder(strip_tones(line), now=NOW, zone=ZONE)
    if with_tones.is_unambiguous and without.is_unambiguous:
        assert with_tones.moments == without.moments


def test_lunar_days_come_each_month_and_new_year_s_eve_each_year() -> None:
    since = NOW.date()
    days = lunar_days(15, None, since)
    found = [next(days) for _ in range(12)]
    assert all(27 <= (b - a).days <= 60 for a, b in pairwise(found))
    eves = lunar_days(30, 12, since)
    assert [next(eves).isoformat() for _ in range(3)] == ["2027-02-05", "2028-01-25", "2029-02-12"]

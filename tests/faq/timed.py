"""A small knowledge whose texts switch with the days, in files as they are shipped."""

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 30)

LEGAL = """
[[document]]
id = "tt-phi"
number = "Thông tư 7/2026/TT-BTC"
title = "Giảm nửa phí"
trust = "verified"
known_on = 2026-11-30
ends_on = 2026-12-31

[[document]]
id = "tt-phi-goc"
number = "Thông tư 73/2024/TT-BTC"
title = "Phí"
trust = "verified"
known_on = 2026-11-30

[[document]]
id = "nd-ho-tich"
number = "Nghị định 120/2025/NĐ-CP"
title = "Hộ tịch"
trust = "verified"
known_on = 2026-11-30
ends_on = 2027-02-28
replaced_by = "luat-ho-tich"

[[document]]
id = "luat-ho-tich"
number = "Luật Hộ tịch 03/2026"
title = "Hộ tịch"
trust = "verified"
known_on = 2026-11-30
"""

TOPICS = """
category = "Giấy tờ"

[[topic]]
id = "the"
title = "Làm lại thẻ căn cước"
answer = "Bác mang giấy đến Công an xã."
questions = ["làm lại thẻ căn cước", "mất thẻ căn cước thì làm sao"]
basis = ["tt-phi-goc"]
checked_on = 2026-11-30
expires_on = 2027-05-31
trust = "verified"

[[topic.detail]]
id = "phi"
kind = "phi"
answer = "Cấp lại thẻ: 35.000 đồng."
questions = ["cấp lại thẻ hết nhiêu tiền"]
basis = ["tt-phi: Điều 2"]
checked_on = 2026-11-30
expires_on = 2026-12-31
trust = "verified"

[[topic.detail]]
id = "phi"
kind = "phi"
valid_from = 2027-01-01
answer = "Cấp lại thẻ: 70.000 đồng."
questions = ["cấp lại thẻ hết nhiêu tiền"]
basis = ["tt-phi-goc"]
checked_on = 2026-11-30
expires_on = 2027-05-31
trust = "verified"

[[topic]]
id = "khai-sinh"
title = "Khai sinh cho con"
answer = "Bác làm ở xã."
steps = ["Mang giấy chứng sinh đến xã."]
questions = ["làm giấy khai sinh cho con", "con mới đẻ cần giấy gì"]
basis = ["nd-ho-tich"]
checked_on = 2026-11-30
expires_on = 2027-02-28
trust = "verified"

[[topic.detail]]
id = "o-dau"
kind = "o-dau"
valid_from = 2027-03-01
answer = "Nộp ở xã nào cũng được."
questions = ["khai sinh nộp ở xã nào"]
basis = ["luat-ho-tich"]
checked_on = 2026-11-30
expires_on = 2027-05-31
trust = "verified"

[[topic.change]]
valid_from = 2027-03-01
answer = "Từ nay bác làm ở xã nào cũng được."
basis = ["luat-ho-tich"]
expires_on = 2027-05-31
"""


def write_knowledge(folder: Path, topics: str = TOPICS, legal: str = LEGAL) -> Path:
    """The folder with these files in it."""
    for name, text in (("faq", topics), ("legal", legal)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "a.toml").write_text(text, encoding="utf-8")
    return folder

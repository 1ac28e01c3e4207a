"""`bot faq check` looks the recordings of answers over."""

from tests.cli.machine import Machine

TOPIC = 'id = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["ra xã"]\n'


def test_each_recording_that_cannot_be_used_is_a_line(machine: Machine) -> None:
    machine.file("faq/a.toml", f'category = "Mẫu"\n[[topic]]\n{TOPIC}')
    machine.file("voice/a.ogg", "no voice at all")
    machine.file("voice/README.md", "Cách ghi")
    machine.file("voice/khong-co.mp3", "ID3")
    ran = machine.bot("faq", "check", "--data", str(machine.folder))
    assert ran.code == 1
    assert ran.err.splitlines()[-2:] == [
        "voice/a.ogg: bên trong không phải tiếng nói đúng loại của đuôi tệp; hãy ghi lại.",
        "voice/khong-co.mp3: không có chủ đề nào mã «khong-co»; tên tệp phải là mã chủ đề.",
    ]

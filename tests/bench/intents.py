"""`make bench ARGS=intents`: how many wordings nobody taught each intent recognises, and what is
taken for a wish or a danger that is none."""

from collections import Counter

from bot.faq.intents import Emergency
from tests.faq.test_intents import intents, ordinary_talk, recognised, wordings


def main() -> None:
    """A line an intent: unseen wordings, recognised, and what the others were taken for."""
    index = intents()
    seen, right = Counter[str](), Counter[str]()
    missed: dict[str, list[str]] = {}
    for name, text in wordings():
        seen[name] += 1
        got = recognised(text)
        right[name] += got == name
        if got != name:
            missed.setdefault(name, []).append(f"{text} → {got}")
    print(f"{'intent':20} {'taught':>7} {'unseen':>7} {'right':>6}  needs")
    for name in sorted(index.intents):
        wish = index.intents[name]
        kind = "!" if isinstance(wish, Emergency) else " "
        taught = len(wish.questions)
        print(f"{kind}{name:19} {taught:7d} {seen[name]:7d} {right[name]:6d}  {wish.sure:.2f}")
    print(f"{'(none of them)':20} {'':>7} {seen['-']:7d} {right['-']:6d}")
    wanted = sum(count for name, count in seen.items() if name != "-")
    found = sum(count for name, count in right.items() if name != "-")
    print(f"wishes recognised: {found} of {wanted}")
    talk = ordinary_talk()
    alarms = [text for text in talk if index.recognise(text).emergency]
    wishes = [text for text in talk if index.recognise(text).best]
    print(f"ordinary talk: {len(talk)}, alarms {len(alarms)}, wishes {len(wishes)}")
    for name, lines in sorted(missed.items()):
        print(f"{name}: " + "; ".join(lines))


if __name__ == "__main__":
    main()

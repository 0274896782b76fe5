"""A small prompts folder without a mistake, and a way to plant one."""

from pathlib import Path

HABIT = """\
id = "be-kind"

[name]
en = "Be kind"
nb = "Vær snill"
sv = "Var snäll"
da = "Vær sød"

[definition]
en = "Say something kind."
nb = "Si noe snilt."
sv = "Säg något snällt."
da = "Sig noget sødt."

[done]
en = "You said it."
nb = "Du sa det."
sv = "Du sa det till någon."
da = "Du sagde det."

[why]
source = "S1"
en = "Because “kind” is good."
nb = "Fordi «snill» er bra."
sv = "För att ”snäll” är bra."
da = "Fordi »sød« er godt."

[[questions]]
id = "q1"
scale = "clarity"
advice = ["S1.5"]
en = "Is your leader kind?"
nb = "Er lederen din snill?"
sv = "Är din chef snäll?"
da = "Er din leder sød?"

[[nudges]]
id = "today"
advice = ["S1.8", "S0.25"]
moment = "morning"
checked = { en = "AB" }
en = "Today, be kind to $team."
nb = "Vær snill mot $team i dag."
sv = "Var snäll mot $team i dag."
da = "Vær sød mod $team i dag."

[[nudges]]
id = "before"
advice = ["S2.1"]
moment = "any"
retired = true
en = "Go first, $name."
nb = "Gå først, $name."
sv = "Gå först, $name."
da = "Gå forrest, $name."
"""
FOUR = 'en = "{}"\nnb = "{}"\nsv = "{}"\nda = "{}"\n'
SCALES = (
    "\n".join(
        f'[[{scale}]]\ncode = "{code}"\n{FOUR.format("Yes", "Ja", "Jo", "Jep")}'
        for scale, codes in (("recency", "3210"), ("clarity", "210"))
        for code in codes
    )
    + "[skip]\n"
    + FOUR.format("Skip", "Hopp", "Hoppa", "Spring")
)
SOURCES = "".join(
    f'[S{n}]\ntitle = "T{n}"\nauthor = ""\nlanguage = "nb"\nabout = "A text."\n'
    for n in range(5)
)
AVOID = """\
[everywhere]
en = ["synergy", "journey*"]
nb = ["må ikke"]
[questions]
en = ["great"]
"""
BE_KIND = "habits/be-kind.toml"


def write_prompts(root: Path) -> None:
    """Write a sound prompts folder with one habit into `root`."""
    (root / "habits").mkdir()
    (root / BE_KIND).write_text(HABIT, encoding="utf-8")
    (root / "scales.toml").write_text(SCALES, encoding="utf-8")
    (root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (root / "avoid.toml").write_text(AVOID, encoding="utf-8")


def replace(root: Path, file: str, old: str, new: str) -> None:
    """Put `new` where `old` stands first in `file`."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

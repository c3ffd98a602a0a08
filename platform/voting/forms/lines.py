"""Small tables typed as text: one row a line, "name: number"."""

from typing import Any

from kernel.forms import LongText
from kernel.i18n import N_, _

Rows = list[list[Any]]

NO_ROW = N_("“%(line)s” satırı okunamadı. Her satıra bir ad, iki nokta ve bir sayı yazın.")
TWICE = N_("“%(name)s” iki kez yazılmış.")
LONGEST_NAME = 120
MOST_DIGITS = 13


class Lines(LongText):
    """`.rows` is [[name, number], …] in the order typed; `scale` turns lira into kuruş."""

    rows: Rows
    scale = 1

    def process_data(self, value: Any) -> None:
        self.rows = [list(row) for row in value or ()]
        self.data = "\n".join(f"{name}: {self._shown(size)}" for name, size in self.rows)

    def _shown(self, size: int) -> str:
        return str(size) if self.scale == 1 else f"{size // self.scale:,}".replace(",", ".")

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.rows = []
        for line in (self.data or "").splitlines():
            if line.strip():
                self.rows.append(self._row(line))

    def _row(self, line: str) -> list[Any]:
        name, _colon, typed = line.rpartition(":")
        name = " ".join(name.split())
        digits, comma, rest = typed.strip().removesuffix("TL").strip().partition(",")
        digits = digits.replace("₺", "").replace(".", "").replace(" ", "")
        good = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
        if comma and rest.strip("0"):
            good = False
        if not (name and len(name) <= LONGEST_NAME and good):
            raise ValueError(_(NO_ROW, line=line.strip()))
        if any(name == known for known, _size in self.rows):
            raise ValueError(_(TWICE, name=name))
        return [name, int(digits) * self.scale]


class LiraLines(Lines):
    scale = 100

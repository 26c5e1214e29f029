"""All files that are no sales or are made to do harm."""

from tests.cases.hostile.case import case
from tests.cases.hostile.packed import packed
from tests.cases.hostile.parts import good, table, workbook, zipped
from tests.cases.hostile.texts import others, texts
from tests.cases.hostile.workbooks import workbooks


def names():
    """Yield good rows under names made to do harm: they are read, and the name does nothing."""
    for name in (
        "../../etc/passwd",
        "a\u202egnp.csv",
        "s\x00.csv",
        "C:\\con\\nul.csv",
        "x" * 4_000 + ".csv",
        "=cmd|' /C calc'!A0.csv",
        "sales.xlsx",
        "sales.exe",
    ):
        yield case(f"name {name[:20]!r}", good(), file_name=name)
    yield case("a workbook called .csv", workbook({"S": table()}), file_name="sales.csv")
    yield case("a ZIP called .xlsx", zipped({"sales.csv": good()}), file_name="sales.xlsx")
    yield case("formulas as cells", good().replace("Mug", "=cmd|' /C calc'!A0"))


def every_case():
    """Return all hostile files."""
    return [*texts(), *others(), *packed(), *workbooks(), *names()]

"""The pages of the evidence data: ``python -m validation.pages.evidence_data docs/evidence-data``."""

from __future__ import annotations

from collections.abc import Iterable

from musclebalance.evidence.dataset import TRIALS, USES, VERSION, describe, load, overlaps, row, tables

from ..page import folder, table

HEAD = f"""# Evidence data

These pages are generated from the data files of the package; do not edit them. Version {VERSION}.

Facts and figures only, each with the study it comes from. Almost all rows were read in abstracts; what an
abstract does not print is blank here and unknown to the library: it is never filled with a typical value.
Rows keep their ids (`P050`, `T14`, ...). Trial rows are split **by study**: a study to *calibrate* on is
never one to *validate* against; *context* rows are neither fitted nor scored.
`musclebalance.evidence.load("programmes")` gives a table, `evidence.row("P050")` a row with its citation.

The second edition (`second`, rows `N001` on) is calibrated on and scored with the first. A third of its
studies is held out by a rule that knows nothing of their results: a study is *validate* where
`int(hashlib.sha256(study.encode()).hexdigest(), 16) % 3 == 0`, else *calibrate*; a study that the first
edition fits or holds out keeps that use, and so does another paper of the same authors and year. A row is
*context* where its number cannot be predicted in principle, with the reason. `second_calibrate` and
`second_validate` hold the results in the model's terms, in files of their own: who asks for one never opens
the other.

Left and right sides, and pairs that share a bone, have a table of their own (`body`, rows `B001` on): it is
neither fitted nor scored; [what it carries](../body-evidence.md) is told on a page.

"""
#: What a reader wants to see of a table with many columns.
SHOWN = {
    "programmes": "study joint arm weeks outcome unit baseline_mean post_mean change_mean",
    "acute": "study joint arm time_after_min outcome unit change_mean p_or_result",
    "timecourse": "study joint arm phase t_value t_unit outcome unit mean",
    "reflex_and_stiffness": "study muscle intervention measure unit change_mean time_after time_unit "
    "result_text",
    "strength_balance": "study joint population measure unit baseline_mean post_mean change_mean",
    "second": "study joint arm phase weeks time_after outcome unit baseline_mean post_mean change_mean read",
    "meta_analyses": "study topic comparison outcome unit effect ci_low ci_high conclusion",
    "derived_constants": "constant value unit formula source_rows caution",
    "body": "study topic population exposure measure unit value spread finding null",
    "calibration_targets": "state_variable stimulus response value unit source seen_or_recalled",
}


#: Columns whose names in the data do not explain themselves.
COLUMNS = {
    "baseline_mean": "before", "post_mean": "after", "change_mean": "change",
    "time_after_min": "minutes after", "p_or_result": "p, or what was found", "t_value": "time",
    "t_unit": "unit of time", "mean": "value",
    "time_after": "time after", "time_unit": "unit of time", "result_text": "what was found",
    "ci_low": "95 % from", "ci_high": "to", "source_rows": "from rows", "state_variable": "state",
    "seen_or_recalled": "seen or recalled", "read": "what was read",
}  # fmt: skip
#: A table of so many rows is split by joint, where it names one.
LONG, NOT_NAMED = 30, "Joint not named"
TOCTREE = """```{{toctree}}
:hidden:

{names}
```
"""


def pages() -> dict[str, str]:
    """Every page by the name of its file: one for each table of results, and one that leads to them."""
    shown = [name for name in tables() if name in SHOWN]
    leads = TOCTREE.format(names="\n".join(map(_file, shown)))
    return {
        "index.md": HEAD + _overview() + _overlaps() + leads,
        **{f"{_file(n)}.md": _page(n) for n in shown},
    }


def _file(name: str) -> str:
    return name.replace("_", "-")


def _table(head: str, rows: Iterable[Iterable[object]]) -> str:
    return table(head, (map(_cell, row) for row in rows))


def _cell(value: object) -> str:
    """Text in which nothing is markup; bars are escaped by the table."""
    text = str(value)
    for sign in ("\\", "*", "_", "<", "$", "[", "`", "~"):
        text = text.replace(sign, "\\" + sign)
    return text


def _overview() -> str:
    rows = []
    for name in tables():
        about = describe(name)
        split = ""
        if name in TRIALS:
            split = ", ".join(f"{len(load(name, use, derived=False))} {use}" for use in USES)
        shown = f"[`{name}`]({_file(name)}.md)" if name in SHOWN else f"`{name}`"
        rows.append((shown, *map(_cell, (about["description"], about["rows"], split)), about["sha256"][:12]))
    return table("table | holds | rows | split | SHA-256 begins", rows)


def _overlaps() -> str:
    text = (
        "Some targets and derived constants rest on a study that is held out for validation. They may be "
        "shown but not fitted, else the held-out study would leak into the calibration:\n\n"
    )
    return text + _table("row | table | study | its validation rows", overlaps().itertuples(index=False))


def _page(name: str) -> str:
    """A table, by joint where it is long and names them."""
    about, columns, split = describe(name), SHOWN[name].split(), name in TRIALS
    parts: dict[str, list[list[str]]] = {}
    rows = load(name, derived=False).index
    groups = [column for column in ("joint", "muscle", "topic") if column in columns and len(rows) > LONG]
    by = groups[0] if groups else ""
    for key in rows:
        entry = row(key)
        where = next(filter(None, map(entry.fields.get, ("url_or_id", "doi_or_url", "url"))), "")
        shown = [entry.fields.get(column, "") for column in columns if column != by]
        part = (entry.fields.get(by) or NOT_NAMED) if by else ""
        parts.setdefault(part, []).append([key, *shown, *([entry.use] if split else []), where])
    named = [COLUMNS.get(column, column) for column in columns if column != by]
    head = " | ".join(["row", *named, *(["use"] if split else []), "where"])
    told = (
        f"# {about['description']}\n\n{len(rows)} rows of `{name}`; see [what the tables hold](index.md).\n\n"
    )
    order = sorted(parts, key=lambda part: (part == NOT_NAMED, -len(parts[part])))
    return told + "".join(
        (f"## {part[:1].upper()}{part[1:]}\n\n" if by else "") + _table(head, parts[part]) for part in order
    )


if __name__ == "__main__":
    folder(pages, "validation.pages.evidence_data")

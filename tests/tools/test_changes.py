"""What is new since a day: each thing once, and nothing that stands as it stood."""

from typing import Any

import pytest

from chartside.demo import PATIENT, record_json
from chartside.errors import ToolError
from chartside.fhir.record import open_record
from chartside.tools import changes


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    return open_record(path).open_chart(PATIENT)


async def lines(chart: Any, since: str, **more: Any) -> list[str]:
    return [row.line for row in (await changes(chart, since, **more)).items]


async def test_the_demo_record_says_what_is_new_since_october(demo: Any) -> None:
    found = await lines(demo, "2026-10-01")
    assert "2026-10-31 medicine started: Amoxicillin 500 mg capsule" in "\n".join(found)
    assert any(line.startswith("2026-10-06 medicine stopped: Metformin") for line in found)
    assert any(line.startswith("2026-11-03 result: Potassium, 5.9 mmol/L") for line in found)
    assert not any("Losartan" in line or "Apixaban" in line for line in found)


async def test_a_span_ends_where_it_is_told_to(demo: Any) -> None:
    found = await changes(demo, "2024-02-10", until="2024-02-16")
    assert found.items
    assert all("2024-02-10" <= row.date <= "2024-02-16" for row in found.items)


async def test_a_part_is_a_part_of_the_whole(demo: Any) -> None:
    whole = await changes(demo, "2026-10-01", limit=200)
    for part in ("problem", "medicine", "result", "vital", "event", "document", "order"):
        some = await changes(demo, "2026-10-01", part=part)
        assert some.items == tuple(row for row in whole.items if row.part == part)
        assert all(row.references for row in some.items)


async def test_a_year_alone_is_new_only_where_all_of_it_is(demo: Any) -> None:
    found = await changes(demo, "2019-10-15", part="medicine", until="2019-12-31")
    names = [row.name for row in found.items]
    assert "Apixaban 5 mg tablet" in names
    assert "Cholecalciferol 1000 units (over the counter)" not in names  # October 2019


async def test_an_entry_with_another_version_is_told_once(demo: Any) -> None:
    cited = ["MedicationRequest/losartan-2014-03", "MedicationRequest/spironolactone-2026-07"]
    found = await changes(demo, "2026-07-01", part="medicine", cited=cited)
    told = [row.what for row in found.items if row.references[0] in cited]
    assert sorted(told) == ["altered since", "medicine started"]


async def test_nothing_after_now_is_new(demo: Any) -> None:
    found = await changes(demo, "2012-01-01", limit=200)
    assert max(row.date for row in found.items) <= demo.as_of.date().isoformat()
    assert found.truncated
    assert found.next


async def test_a_day_that_is_none_is_refused(demo: Any) -> None:
    with pytest.raises(ToolError, match="since must be a date"):
        await changes(demo, "last week")

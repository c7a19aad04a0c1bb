"""Whose chart is open stands on every page, whether or not the EHR shows it too."""

from collections.abc import Callable
from typing import Any

import pytest

PAGES = ("/", "/ask", "/results", "/notes", "/images", "/worklist", "{draft}", "{draft}/decline")


@pytest.mark.parametrize("needed", [True, False])
def test_every_page_of_a_launch_that_needs_it_says_who_the_patient_is(
    comes: Callable[..., Any], needed: bool
) -> None:
    sidebar = comes(banner=needed)
    draft = f"/drafts/{sidebar.visit.drafts()[0].draft.id}"
    for page in PAGES:
        shown = sidebar.get(page.format(draft=draft))
        assert shown.status == 200, page
        (banner,) = shown.told("//header[contains(@class, 'banner')]")
        for fact in ("Nora Ellen Lindqvist", "14 August 1957", "female", "Patient/nora-lindqvist"):
            assert fact in banner, page

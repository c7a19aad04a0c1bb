"""What the tools on images give: one finding a row, with what a person checks it by."""

from dataclasses import dataclass
from typing import Final

LABEL: Final = "AI, not a diagnosis"


@dataclass(frozen=True, slots=True)
class ImageRow:
    """What a model said of images of the chart; without `said` it is an entry that has images.

    `where` names the instance and the frame, `report` whether the radiologist's report in the chart
    says the same, `reports` which ones. `sentence` is what a draft may say: it is there only where
    a report agrees, and cites both. `accuracy` is what was published for the model at this task.
    """

    reference: str
    date: str
    name: str
    said: str = ""
    where: str = ""
    report: str = ""
    reports: tuple[str, ...] = ()
    sentence: str = ""
    model: str = ""
    accuracy: str = ""
    notices: str = ""

    @property
    def references(self) -> tuple[str, ...]:
        """The entry that has the images, and the reports that it was compared with."""
        return (self.reference, *self.reports)

    @property
    def line(self) -> str:
        """`2022-01-12 Chest X-ray: pleural effusion: yes; report agrees; AI, not a diagnosis`."""
        head = " ".join(f"{self.date} {self.name}".split())
        if not self.said:
            return head
        where = f"({self.where})" if self.where else ""
        by = f"by {self.model}" if self.model else ""
        parts = (f"{self.said} {where}".strip(), self.report, by, self.accuracy, LABEL)
        return " ".join(f"{head}: {'; '.join(part for part in parts if part)}".split())

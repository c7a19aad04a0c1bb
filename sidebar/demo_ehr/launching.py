"""Opening an app in a context, as the EHR's page or a test does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from chartside.errors import UsageError
from chartside.sidebar.demo_ehr.clinic import USERS
from chartside.sidebar.demo_ehr.grants import Context, Grants
from chartside.sidebar.demo_ehr.people import Patients
from chartside.sidebar.demo_ehr.registration import Registration

FIRST_PATIENT: Final = "nora-lindqvist"


@dataclass(frozen=True, slots=True)
class Launching:
    """Gives out launches. Whoever is at the page signed in at a time: `signed_in`."""

    base: str
    clients: Mapping[str, Registration]
    grants: Grants
    patients: Patients
    signed_in: float
    first: str = FIRST_PATIENT
    """The chart that the page opens at first."""

    def app(self, client_id: str = "") -> Registration | None:
        """An app that can be launched: the one of this id, or the first."""
        held = [one for one in self.clients.values() if one.launch_url]
        return next((one for one in held if client_id in {"", one.client_id}), None)

    def app_origin(self) -> str:
        """Where the first app is; empty without one."""
        app = self.app()
        parts = urlsplit(app.launch_url if app else "")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def app_name(self) -> str:
        """What the first app is called."""
        app = self.app()
        return app.name if app else "No app"

    def launch(
        self, patient: str = "", *, user: str = "", client_id: str = "", **beside: Any
    ) -> str:
        """The address that opens an app; see `DemoEHR.launch`."""
        client = self.app(client_id)
        if client is None:
            raise UsageError("no app of this name with a launch address is registered")
        encounter = beside.pop("encounter", None)
        context = Context(
            user=user or USERS[0].reference,
            patient=patient,
            encounter=self.patients.latest_encounter(patient) if encounter is None else encounter,
            beside={"need_patient_banner": True, **beside},
            signed_in=self.signed_in,
        )
        asked = urlencode({"iss": self.base, "launch": self.grants.launch(context)})
        return f"{client.launch_url}{'&' if '?' in client.launch_url else '?'}{asked}"

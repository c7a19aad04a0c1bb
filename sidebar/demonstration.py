"""The service beside a small EHR, for `serve --demo`: no site loads any of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chartside.settings import settings as of_the_environment
from chartside.sidebar.demo_ehr.clinic import PASSWORD
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.running import DemoEHR
from chartside.sidebar.house import House
from chartside.sidebar.keys import Keys
from chartside.sidebar.launches.servers import CALLBACK
from chartside.sidebar.serving import Listening
from chartside.sidebar.site import Site, site_of


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A small EHR that runs, and the house that it launches: `address` is what a person opens."""

    house: House
    listening: Listening
    ehr: DemoEHR
    address: str
    password: str


@contextmanager
def demonstration(home: Path, where: Listening) -> Iterator[Demonstration]:
    """A small EHR on 127.0.0.1, and a house for it on localhost: another site, for a browser.

    Args:
        home: An empty folder; what is drafted and signed goes there.
        where: Where the house will listen.
    """
    listening = where.opened()
    url = f"http://localhost:{listening.url.rpartition(':')[2]}"
    app = Registration("chartside", redirect_uris=(f"{url}{CALLBACK}",), launch_url=f"{url}/launch")
    with DemoEHR(app, cds=url) as ehr:
        house = House(_demo_site(url, ehr), replace(of_the_environment(), home=home), Keys.fresh())
        yield Demonstration(house, listening, ehr, ehr.origin, PASSWORD)


def _demo_site(url: str, ehr: DemoEHR) -> Site:
    return site_of(
        {
            "url": url,
            "ehr": [
                {
                    "name": "demo",
                    "fhir": ehr.base,
                    "client_id": "chartside",
                    "frames": [ehr.origin],
                    "write_back": True,
                    "people": {
                        "Practitioner/dr-okafor": "physician",
                        "Practitioner/dr-novak": "physician",
                        "Practitioner/nurse-petersen": "nurse",
                    },
                    "cds": [{"iss": ehr.origin, "keys_url": ehr.page.hooking.jwks_url}],
                }
            ],
        }
    )

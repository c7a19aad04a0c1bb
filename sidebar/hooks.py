"""The CDS Hooks service of a house: who may call, what is prepared, where links lead."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry

from chartside.fhir.network import Web
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Budget, Caller, Opened, Surroundings, WebReader, open_service
from chartside.sidebar.house import House
from chartside.sidebar.preparing import Preparing
from chartside.sidebar.site import CdsClient, RegisteredEHR, Site


def cards_of(house: House, web: Web, registry: CollectorRegistry) -> Opened:
    """The service for every CDS client of every EHR of the site.

    Args:
        house: What it serves for.
        web: A client of the EHRs' origins and of the clients' keys (`card_origins`).
        registry: Where its counts go.

    Raises:
        UsageError: Two clients cannot be told apart, or a file of keys cannot be read.
        StoreError: The file of cards and feedback cannot be used.
    """
    around = Surroundings(
        url=house.site.url,
        launch=f"{house.site.url}/launch",
        folder=house.settings.home,
        registry=registry,
        prepared=Preparing(house),
        reader=WebReader(web),
        budget=Budget(processes=1),  # judging takes a processor that the event loop needs
    )
    return open_service(_callers(house.site, web), around)


def card_origins(site: Site) -> frozenset[str]:
    """The origins that the service asks: FHIR servers, and where keys of clients are."""
    keys = (one.keys_url for ehr in site.ehr for one in ehr.cds if one.keys_url)
    return frozenset((*(origin for ehr in site.ehr for origin in ehr.reach), *keys))


def _callers(site: Site, web: Web) -> Iterator[Caller]:
    for ehr in site.ehr:
        for client in ehr.cds:
            yield Caller(
                iss=client.iss,
                keys=_keys(client, web),
                jku=client.keys_url or "",
                tenant=client.tenant,
                bases=(ehr.fhir,),
                origins=_pages(ehr, client),
            )


def _keys(client: CdsClient, web: Web) -> KeySet:
    if client.jwks is not None:
        return KeySet.from_file(client.jwks)
    return KeySet.fetched(web, client.keys_url or "")


def _pages(ehr: RegisteredEHR, client: CdsClient) -> tuple[str, ...]:
    """Whose browsers may call: the EHR's own pages where nothing else is said."""
    return client.origins or ehr.frames

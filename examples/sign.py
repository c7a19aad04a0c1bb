"""From a draft to a signed document: what refuses before the signature, and what comes out after.

python examples/sign.py [RECORD]
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.draft import Verdict
from chartside.errors import PolicyError
from chartside.fhir.record import open_record
from chartside.grounding import check_draft
from chartside.settings import Settings
from chartside.signoff import (
    SignoffStore,
    create_identity,
    edit,
    file_document,
    open_signed,
    show,
    sign,
    unlock,
    verify,
)

PASSPHRASE = "an example, never a real one"  # noqa: S105 - of an identity that is gone in a second


def main() -> None:
    """Draft, try to take the draft out, review, sign, file, verify."""
    with tempfile.TemporaryDirectory() as folder:
        here = Settings(home=Path(folder))
        demo = Path(folder) / "demo.json"
        demo.write_bytes(record_json())
        record = open_record(sys.argv[1] if len(sys.argv) > 1 else demo)
        chart = record.open_chart()
        draft = asyncio.run(Assistant(record, settings=here).summarize(chart))

        store = SignoffStore(here.signoff)
        try:
            open_signed(store, draft.id)
        except PolicyError as refused:
            print(f"Refused, as it should be: {refused}")

        create_identity(here.identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
        signer = unlock(here.identities, "asha", PASSPHRASE)
        for sentence in draft.statements:
            if sentence.verdict is Verdict.CONTRADICTED:
                edit(store, draft.id, sentence.id, None, signer, chart=chart, checker=check_draft)

        page = show(store, draft.id, chart)
        to_attest = [
            s.id for s in store.draft(draft.id).statements if s.verdict is not Verdict.SUPPORTED
        ]
        signed = sign(
            store,
            draft.id,
            signer,
            meaning="author",
            chart=chart,
            seen=page.seen,
            attested=to_attest,  # a person looks at each; a script must not do this with a real one
        )
        print(f"Filed: {file_document(signed, here.documents).name}")
        print(f"Audit chain whole: {verify(store).ok}")


if __name__ == "__main__":
    main()

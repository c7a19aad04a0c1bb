"""Sentences kept back: only patients held out are spoken of in them.

Records held out show whether rules hold on other charts; these show whether they hold on other
words. Whoever writes rules reads neither this file nor what it makes.
"""

from typing import Final

RESERVED: Final[dict[str, tuple[str, ...]]] = {
    "reading": (
        "{Name} stood at {value} {on}",
        "Bloods taken {on} gave a {name} of {value}",
        "As of {date}, {name} {value}",
        "{Value} was the {name} {on}",
        "{Name}: {value}, measured {on}",
        "The {name} reported {on} is {value}",
        "{Who} had the {name} tested {on}: {value}",
        "Note {name} {value} from {date}",
    ),
    "latest": (
        "{Name} now {value}",
        "The last available {name} reads {value}",
        "At last measurement {name} was {value}",
        "{Whose} current {name} is {value}",
    ),
    "flagged": (
        "{Name} ran {flag}: {value} {on}",
        "There was {a_flag} {name} ({value}) {on}",
        "{On}, a {name} of {value} was flagged as {flag}",
    ),
    "staged": (
        "The {name} {on} is {value} ({stage} result)",
        "{Stage} report {on} gives {name} {value}",
    ),
    "pressure": (
        "{Who} was {bp} when BP was taken {on}",
        "Blood pressure came to {bp} {on}",
        "Office BP {on} {bp}",
        "{On}: {bp} (blood pressure)",
        "We measured a blood pressure of {bp} {on}",
    ),
    "shift": (
        "{Name} has moved from {first} ({from_date}) to {last} ({to_date}), i.e. it {went}",
        "Compared with {first} {start}, {name} {went}, reaching {last} {end}",
        "{Name}: {first} {start}, then {last} {end}; it {went}",
    ),
    "by": (
        "{Name} {went} by {by} between {from_date} and {to_date} ({first} then {last})",
        "A {change} of {by} in {name} was seen from {from_date} ({first}) to {to_date} ({last})",
    ),
    "bare": (
        "Comparing {from_date} with {to_date}, {name} {went}",
        "Over the period {from_date} to {to_date}, the patient's {name} {went}",
    ),
    "same": (
        "No change in {name} from {from_date} to {to_date}: {last} on both occasions",
        "{Name} held at {last} from {from_date} to {to_date}",
    ),
    "spread": (
        "Across {count} measurements in {year}, {name} lay between {low} and {high}",
        "{Year} saw {count} {name} results, from {low} up to {high}",
    ),
    "current": (
        "Medication at present: {drug}",
        "{Who} is maintained on {drug}",
        "{Drug} forms part of the present regimen",
        "Ongoing therapy with {drug}",
        "{Who} has an active prescription for {drug}",
    ),
    "on since": (
        "Since {since}, {who} has been treated with {drug}",
        "Ongoing {drug}, begun {on_since}",
        "{Drug} was commenced {on_since} and is still being taken",
    ),
    "held": ("{Drug} has been paused for now", "{Drug} is temporarily withheld"),
    "stopped": (
        "{Drug} has since been withdrawn",
        "{Who} came off {drug}",
        "{Drug} was ceased",
        "{Who} is off {drug}",
    ),
    "finished": (
        "{Who} used to take {drug}",
        "{Drug} is a past medication",
        "{Who} has been on {drug} before, not at present",
    ),
    "ended": (
        "{Drug} was withdrawn {on_until}",
        "Treatment with {drug} ended {on_until}",
        "{Who} came off {drug} {on_until}",
    ),
    "course": (
        "Between {since} and {until} {who} was treated with {drug}",
        "A course of {drug} ran from {since} to {until}",
    ),
    "prescribed": (
        "{Who} got a prescription for {drug} {on_since}",
        "{On_since} a script for {drug} was issued",
        "{Drug}: prescription of {date}",
        "An order for {drug} dates from {date}",
    ),
    "never": ("{Drug} has never been part of treatment", "{Who} does not take {drug}"),
    "active problem": (
        "{Who} lives with {name}",
        "Ongoing issues: {name}",
        "{Name} persists",
        "Current diagnoses include {name}",
        "{Who} suffers from {name}",
    ),
    "history problem": (
        "Background: {name}",
        "Hx of {name}",
        "{Name} features in the past history",
        "Previous diagnoses include {name}",
    ),
    "resolved problem": (
        "{Name} is no longer an issue",
        "{Who} has recovered from {name}",
        "{Name} - resolved",
    ),
    "suspected problem": ("{Name} is queried", "Working diagnosis of {name}, unconfirmed"),
    "absent problem": (
        "The chart holds no entry for {name}",
        "Nothing in the record points to {name}",
        "{Name} is not recorded",
    ),
    "denied problem": (
        "{Who} is free of {name}",
        "{Name} has never been diagnosed",
        "Without any history of {name}",
    ),
    "active since": (
        "{Name} dates back to {since} and is ongoing",
        "First diagnosed {on_since}: {name}, still active",
        "Onset of {name} was {on_since}; it remains active",
    ),
    "history since": (
        "{Who} developed {name} {on_since}",
        "{Name} was first noted {on_since}",
    ),
    "resolved on": ("{Name} cleared {on_until}", "By {until}, {name} had resolved"),
    "episode": (
        "An episode of {name} lasted from {since} to {until}",
        "{Name} began {on_since} and was over {on_until}",
    ),
    "allergy": (
        "{Who} must avoid {name} because of allergy",
        "Allergic: {name}",
        "{Name} is listed as an allergen",
    ),
    "reacting": (
        "Exposure to {name} led to {reaction}",
        "{Reaction} after {name} is on record as an allergy",
        "Allergic reaction to {name}: {reaction}",
    ),
    "outgrown": ("{Name} allergy: inactive", "{Who} is no longer considered allergic to {name}"),
    "no drug allergy": ("{Who} reports no drug allergies", "Drug allergies: none known"),
    "no  allergy": ("Allergies: none known", "{Who} has no allergies"),
    "relative": (
        "There is a family history of {name} ({relative})",
        "{Name} in the {relative}",
        "{Relative} affected by {name}",
    ),
    "aged relative": (
        "{Relative} developed {name} at the age of {age}",
        "Family history: {relative}, {name}, onset at {age}",
    ),
    "never smoker": ("{Who} does not smoke and never has", "Tobacco: never"),
    "former smoker": ("{Who} gave up smoking", "Tobacco: former use"),
    "current smoker": ("{Who} smokes", "Tobacco: current use"),
    "person": ("{Sex}, aged {age}", "A {sex} patient, {age} years old"),
    "procedure": (
        "{Name} took place {on}",
        "{On}: {name} carried out",
        "{Who} was taken for {name} {on}",
        "History of {name} {on}",
    ),
    "encounter": (
        "{Who} attended {on}: {name}",
        "There is a record of a {name} {on}",
        "The {name} {on} is on file",
    ),
    "immunization": (
        "{Who} was given {name} {on}",
        "Immunised {on} with {name}",
        "A dose of {name} was administered {on}",
    ),
    "imaging": ("Imaging {on}: {name}", "{Name} was carried out {on}"),
    "no procedure": ("{Name} was never carried out", "There has been no {name}"),
    "no encounter": ("{Who} did not attend {on}", "{On} brought no visit"),
    "no immunization": ("{Who} has had no {name}", "{Name} was never administered"),
    "no imaging": ("{Name} was never done", "There has been no {name}"),
    "declined": ("{Who} refused {name} {on}", "{Name} refused {on}"),
    "encounter why": (
        "{Reason} brought the patient in {on}",
        "{Who} attended {on} because of {reason}",
        "Reason for the {name} {on}: {reason}",
    ),
    "procedure why": (
        "{Reason} was the indication for {name} {on}",
        "{Name} {on}, indicated by {reason}",
    ),
    "finding": ("{Name} {on} - conclusion: {words}", "Conclusion of {name} dated {date}: {words}"),
    "stated finding": ("{Name} {on}, {stage} reading: {words}",),
    "tally encounter": (
        "{Who} came in {times} in {year}",
        "{Year}: {count} visits",
        "We saw the patient {times} during {year}",
    ),
    "tally reading": (
        "During {year}, {name} was tested {times}",
        "There are {count} {name} results from {year}",
    ),
    "tally immunization": ("{Name}: a total of {count} doses", "{Who} had {count} doses of {name}"),
    "tally procedure": ("In total, {name} was done {times}", "{Who} had {name} {times}"),
    "panel": ("Bloods {when}: {listed}", "Blood tests {when}: {listed}"),
    "signs": ("Observations {when}: {listed}", "Measured {when}: {listed}"),
    "medicines": ("Drug list: {listed}", "{Who} is taking {listed} at present"),
    "problems": ("Background of {listed}", "Medical problems: {listed}"),
}
"""By kind of fact, as `Voice.pattern` names it."""

"""Words that carry no claim of their own: grammar, verbs of reporting, adjectives of manner.

A word of a sentence must be explained by a cited source or stand here. So this list is what
decides how freely a true sentence may be phrased; names of diseases, drugs, tests, places and
people must never be added to it.
"""

from typing import Final

from chartside.grounding.reading.words import plain_words

_GRAMMAR: Final = """
a an the this that these those it its their there here he she they him her his hers them we our
you your i me my who whom whose which what when where why how if then than so but and or nor yet
both either neither not only also too as at by for from in into of off on onto out over per
through to toward towards under until till up upon via with within without about above across
after again against along among around before behind below beneath beside besides between beyond
despite down during except inside like near since throughout while whereas because although though
unless is are was were be been being am has have had having do does did done doing will would
shall should can could may might must cannot one another other others some any each every all most
more less least few fewer many much several own same such very just even ever never always often
sometimes usually again almost already still now once twice soon later earlier ago today currently
recently lately previously formerly initially finally subsequently thereafter meanwhile overall
approximately about roughly nearly respectively including included includes following followed
follows first second third fourth fifth last latest newest next new recent current prior previous
past former initial early late final single double whole total entire half part only alone
together apart total st nd rd th etc ie eg vs no yes none nothing something anything everything
whether however therefore thus hence moreover furthermore additionally otherwise instead rather
quite somewhat further far least either etc am pm per both upon among
"""
_REPORTING: Final = """
patient pt person individual known noted note notes noting documented document documents record
recorded records chart charted listed lists list reported report reports reporting states stated
says said shows showed shown showing reveals revealed demonstrated demonstrates indicates
indicated suggests suggested found finding findings seen see sees measured measurement
measurements measure checked check checks tested test tests testing taken take takes taking took
obtained drawn collected sample samples specimen value values level levels result results reading
readings number numbers figure figures reference range ranges limit limits normal interval unit
units given give gives giving administered receives received receive receiving got get gets
performed perform performing underwent undergo undergone carried completed made make makes making
used use uses using started start starts begun began begin ordered order orders requested request
requests prescribed prescription prescriptions prescribe dispensed issued continues continue
continued continuing remains remain remained remaining stays became become becomes came come comes
went gone going goes go diagnosed diagnosis diagnoses diagnosed identified identifies detected
confirmed confirms consistent compatible evidence history hx onset presents presented presenting
presentation complaint complaints complained complains reason reasons due cause caused causes
related secondary associated association underlying treated treat treatment treatments therapy
managed management manage manages regimen evaluated evaluation assessed assessment reviewed review
follow followup follows up plan plans planned recommended recommendation recommend advised advice
discussed discussion agreed attended attends attend visited came admitted discharged hospital
clinic practice office doctor dr physician clinician nurse provider team service department unit
ward care medical clinical health condition conditions problem problems disease diseases disorder
disorders illness issue issues concern concerns status state event events episode episodes case
cases date dated dates day days week weeks month months year years time times hour hours minute
minutes morning evening night bedtime noon meal meals food daily weekly monthly yearly annually
nightly once age aged old born male female man woman sex gender active inactive ongoing resolved
current known takes taking taken medication medications medicine medicines drug drugs dose doses
dosage dosing tablet tablets capsule capsules pill pills syrup elixir
linctus caplet caplets suspension solution mouth oral orally daily mg as needed prn
place placed existing present available mentioned mention according per based above below
described describe describing describes entry entries item items data information detail details
source sources document section summary key point points main major important significant
significantly notable notably regarding concerning respect terms set since well good better best
fair poor poorly worse worst bad great well-controlled controlled uncontrolled controlling control
stable stably longstanding long-standing long standing lifelong longterm long-term short term
chronic acute chronically acutely mild moderate severe mildly moderately severely slightly
markedly mostly largely mainly again additional extra regular regularly routine routinely
consecutive separate different various particular certain specific general generally typical
typically usual common commonly clearly apparent apparently marked newly began need needs
needed require required requires requiring want wants asked ask asks told felt feels feel wishes
expected expect likely unlikely possible probably maybe perhaps able unable allowed help helps
helped kept keep keeps put left on stopped stop stops ended end ends ending ceased held hold
paused resumed changed change changes changing switched switch replaced replace replacing adjusted
adjustment titrated titration reduced raised lowered increase increased decrease decreased
dropping rose rise rising fell falling trend trends trending trended course over improvement
improved improving worsening worsened worsen deteriorated deterioration progression progressed
progressive stability ranging ranged between average mean peak peaked minimum maximum highest
lowest high low higher lower elevated abnormal within outside effect effects effective well
tolerated tolerates tolerating tolerance response responded responding good adherence adherent
compliant compliance side adverse reaction reactions reacted experienced experience experiences
develops developed develop developing occurring occurred occur occurs happened happen resulted
resulting life lives living works work working home lifelong independent independently alone
time-to-time subject subjects name named called titled labelled labeled marked flagged coded code
currently most-recent mostrecent two-year baseline interim aware unaware attention call call-back
approximately est estimated estimate calculated computed derived shown ratio score rating index
percentage percent pertinent relevant respectively total totals count counts counted number
overall altogether different contains contain held holds holding containing mentions lists listing
because thanks owing given despite remarkable unremarkable otherwise comorbid comorbidity
comorbidities background significant pmh pmhx hpi bring brought brings brought run runs running
wants start-date end-date initiated initiation commenced introduced advises advise noted-on quote
quoted quotes read reads carries carry carrying bears bear lately presently nowadays old older
young younger adult on-going known-to actively formally officially physicians doctors clinicians
evident comes coming still-active standing stands stand stood fasting random being repeat repeated
repeats buy buys bought add adds added yr yrs yo y mo wk hr hrs
file files avoid avoids gave gives trigger triggers triggered thinks thought
mr mrs ms miss affects affect affected affecting involve involves involving persists persist
previously-known attending tell tells told
abruptly account administered administering advanced advised allegedly amounted amounting amounts
analyses analysis analyzed antecedent appear appeared appears applicable applied applies arose
arrived arrives arriving ascribed assayed attendance attendances attended attested attests
attributable attributed attributes bedside beginning begins belong belonging belongs blood-work
bloods bloodwork booster boosters bounced brought came captured catalog catalogue certainly
checked-in chronologically cited cites clinically clocked close closed closes collected collects
commences commencing conclude concluded concludes conclusion conclusions concomitant concurrent
consistently consulted consulting contact contacts contemporary continually continued-on
continuously correspond corresponding corresponds corroborated corroborates counting counts couple
covered covering covers crept dates definitely details determined determines diagnostic
diagnostically dipped dips displayed displays dosed doubled dozen dropped earliest edged emerged
endured ensuing entered enumerated enumerates equal equaled equalled equals evaluated evidently
evolved exam examination examinations examined exams exceeded exclusively exhibited exhibits
expressed extended extends feature featured features filed film films finish finishes foremost
frequently gauged gradually halved hand-held harbors historically hit hits holds hovered hovers
image imaged images imaging-wise impression impressions inched indefinitely inform informed
informs injected-in inoculated inoculation inoculations intermittently interpretation interpreted
interpreting intervening inventory jabs jumped jumps lab laboratory labs landed lasted lasts lay
ledger leveled levelled lies link linked links log logged logs lying manifested match matches
matching measures medically meets mentioned-in merely met multiple narrative notified notifies
nudged observation observed observes occasionally ones opened opens originated originates
ostensibly outlined outlines overview pair panel panels passed passes permanently persisted
persistently pertaining pertains picked picked-up picking picture placed places plateaued plunged
preceding prescriber prescribers prescribing presented previous-most problem-list proceeded
processed profile progressed progressively proved proven proves purely put puts quantified
radiographic radiographically radiological radiologically ran rapidly rarely reach reached reaches
read-out reader reading readings readout rebounded recorded-as recovered referenced references
referred refilled regime register registered registers registry relates relating released renew
renewed repeat repeated repeatedly reportedly retained return returned returns roster same-day
sampled sank sat scan scanned scans script scripts seem seemed seems seen-by seldom sent sequence
session sessions settled sharply simply simultaneous sits slid slipped slowly soared sole solely
sonographic span spanning spans specified specifies stayed stays steadily steady stemming stems
stood stored story studied studies study suddenly sum supplied supplies supply supplying surfaced
surged sustained swung tabulated taken-in tally telling temporarily testing ticked tied told
topped tops traced tracing trail trio tripled turned turns twos undoubtedly unfolded verified
w c o f u hx dx rx tx sx verifies view views visited visiting work-up workup worsening yield
yielded yields ought ref refs us whilst amongst investigated investigation investigations undertaken
undertake ix inv invx obs spread spreads sphygmomanometer cuff monitor analyzer machine namely hence
thereof comprise comprised comprises comprising besides likewise alongside plus separately
relative nr ri lln uln
re connection light grounds upon kco way form forms formed
utilization utilisation ex confirmation
"""
FRAME: Final = frozenset(plain_words(f"{_GRAMMAR} {_REPORTING}"))
"""In the form in which words are compared."""

"""Phrases that say how a problem, a medicine or an event stands: begun, held, over, not done.

The answers follow HL7 FHIR R4 condition-clinical, medicationrequest-status and event-status.
"""

from typing import Final

STANDING: Final = {
    "current": "on board, in use, being taken, relies on, stays on, kept on, in force"
    ", part of the regimen, still taken, takes, taking, is on, are on, remains on, maintained on"
    ", currently, continues, continue, continuing, continued on, uses, using"
    ", still taking, still takes, still on, on therapy with",
    "active": "followed for, followed up for, under follow-up for, managed for, in treatment for"
    ", dealing with, deals with, copes with, coping with, has to cope with, afflicted with"
    ", plagued by, burdened with, battling, battles, sufferer from, affected by, not resolved"
    ", has not resolved, have not resolved, unresolved, yet to resolve"
    ", not gone away, still has, still troubles, still present, remains an issue, contends with"
    ", remains a problem, continues to have, troubled by, bothered by, struggles with"
    ", under treatment for, still affects, not yet resolved, active, ongoing, persistent"
    ", persists, still active, remains active, current"
    ", lives with, current problem, suffers from, being treated for, living with",
    "stopped": "brought to an end, brought to a stop, brought to a halt, to a stop, left it"
    ", not so now, decision to stop, decided to stop, advised to stop, told to stop"
    ", asked to stop, come to an end, comes to an end, no longer, discontinuation, discontinue"
    ", discontinues, discontinuing, stopping, ceasing, cessation of"
    ", cessation, not at present, not presently, not now, not any more, not anymore"
    ", not any longer, not at the moment, not at this time, not an active, is not an active"
    ", came to a stop, taken off of, off of, been stopped, gave way to, made way for, halted"
    ", terminated, abandoned, given up, gave up"
    ", weaned off, tapered off"
    ", phased out, came to an end, has lapsed, lapsed, ceased to take, no longer part of"
    ", finished with, done with, wound down, dropped in favor of"
    ", d/c, dc'ed, dced, taken off the list, no longer needs, no longer in use, not in use"
    ", come off, has come off"
    ", replaced by, replaced with, was replaced by"
    ", switched to, was switched to, changed to, d/c'd, dc'd, withdrawn"
    ", has been withdrawn, stopped, discontinued, no longer takes, no longer taking"
    ", no longer on, no longer uses, ceased, was taken off, taken off, came off"
    ", is off, no longer taken, no longer prescribed, discontinuation of"
    ", stopped taking, quit taking, has ended, ended, expired, ran out"
    ", is not a current, not a current, not current, is not current, not currently"
    ", is not currently, not currently taken, not active, is not active",
    "held": "temporary halt, temporary break, temporary stop, pause in, pause of, pause"
    ", temporary pause, hold, holding, on pause, interrupted"
    ", temporarily withheld, temporarily held"
    ", temporarily discontinued, on hold, is on hold, are on hold, remains on hold, held"
    ", paused, withheld"
    ", temporarily stopped, suspended, put on hold, being held",
    "cancelled": "cancelled, canceled, never started, was never started, never taken"
    ", not started",
    "completed": "course complete, complete, completed, finished, completed a course of"
    ", course of, full course",
    "resolved": "was clear of, were clear of, does not count as active, not count as active"
    ", no longer counts as active"
    ", nothing remains of, nothing is left of, nothing left of, used to be"
    ", previously allergic, formerly allergic, once allergic"
    ", run its course, ran its course, is over, cleared up, got over, overcame"
    ", overcome, behind her, behind him, behind them, gone, gone away, disappeared, vanished"
    ", put to rest, laid to rest, came to a close, has passed, no longer an issue"
    ", no longer present, no longer listed, no longer troubles, no longer bothers"
    ", off the problem list, removed from the problem list, marked as resolved"
    ", a past problem, has closed, quiescent, bygone, one-time, no longer a problem"
    ", long over, is in the past, lies in the past"
    ", a thing of the past, former, formerly"
    ", used to have, cured, resolved, resolution, recovered from, recovered, healed"
    ", cleared, no longer has, inactive, no longer active, in remission, remission"
    ", abated, has resolved, resolved by, went away, settled, subsided",
    "past": "history that takes in, history takes in, in the past, was treated with, had, past"
    ", previously had, history of, past history of"
    r", previous, prior"
    ", remote, pmh, pmhx, hx, hx of, history, medical history, past medical history"
    ", was given, was taken, were given, was treated with, was on, were taken"
    ", previously been, formerly been, was active, were active, background of, background, pshx"
    ", psh, past surgical history"
    ", surgical history"
    ", used to take, took, had been, h/o, s/p, status post, previously took"
    ", previously on, used to be on",
    "ordered": "drug history, medication history, prescribing history, prescription history"
    ", prescription, prescription was given, script was given"
    ", was given a prescription, were given a prescription, given a prescription"
    ", given a script, was given a script, ordered, prescribed, written, was written"
    ", prescription for"
    ", a prescription for, started, initiated, began, begun, was started on"
    ", was prescribed, dispensed, issued, restarted, commenced, renewed, requested"
    ", placed on, was put on",
    "planned": "planned, scheduled, booked, upcoming, is due for, will undergo, to undergo"
    ", pending, awaiting, awaited",
    "open": "still active, still open, outstanding, not yet done, not yet completed"
    ", remains open, unfilled, not been done, has not been done, not yet performed"
    ", overdue, open, unfulfilled, order is still active",
    "declined": "chose to decline, opted to decline, decided to decline, elected to decline"
    ", said no"
    ", preferred to decline, wished to decline, declination of, declination, refusal of"
    ", not accepted, not taken up, declined"
    ", refused, not given, was not given, not administered, not done"
    ", was not done, not performed, deferred",
    "recurrent": "recurrent, recurred, relapsed, relapse, recurring",
}  # fmt: skip

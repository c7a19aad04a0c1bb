"""Public benchmarks run as suites: their file formats, their published forms, our counts.

One file of code and one declaration for each; what several share, or what needs more room, is a
package beside them. Nothing of a benchmark is shipped: without a user's copy an adapter runs on a
few invented cases in the benchmark's format.

values, heard      tables as benchmarks print them, and what an answer in words says
comparing          the one held against the other: right, wrong, or not for code to tell
wording            a question in the words of a person at the open chart
bedside            the assistant at the charts of a benchmark's record, and what it read
agentbench         FHIR-AgentBench: its questions, what was retrieved, a sample
ehrsql             EHRSQL 2024: its folder, its queries run read-only, whose chart is asked
medagent           MedAgentBench: its tasks, its FHIR server, its graders
multiple_choice    questions with options: MedQA, MedMCQA, PubMedQA
notes, pdsqi       benchmarks over clinical notes, and the scales of PDSQI-9
"""

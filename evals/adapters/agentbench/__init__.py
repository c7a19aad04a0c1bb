"""FHIR-AgentBench: questions about one patient's FHIR record, and the resources that answer them.

reading     the table of questions, as its authors publish it
retrieving  what was read and cited against the resources that answer
sample      a few questions in the same form about invented patients
"""

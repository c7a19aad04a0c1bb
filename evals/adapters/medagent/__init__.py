"""MedAgentBench written anew from its description: an agent, a FHIR server, three kinds of words.

    cases        tasks as the benchmark writes them, and what the agent is told it may call
    protocol     what an agent may say, and what it is answered
    environment  the server that it talks to: a store here or a FHIR server, and what was posted
    facts        what the answers rest on, read from that server before the agent begins
    reference    what is expected by those facts
    official     graders with the rules as published, their defects among them
    corrected    graders by what FHIR means, and by what the server has afterwards
    orders       an order or a measurement as FHIR says it, whatever its form
    sample       twenty tasks over invented patients

It knows no model: whoever plays it brings one.
"""

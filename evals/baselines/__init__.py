"""Other flows than ours, asked and graded as the assistant is.

navigator    the flow of Google's public EHR navigator, over any chat model
flow         what it shows a model, and how what a model says is read
answered     its answer as a draft
scripted     a stand-in for a model that answers by words alone
"""

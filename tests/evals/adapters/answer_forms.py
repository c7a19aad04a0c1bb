"""Forms in which models answer a question with options, and which option each of them means.

The forms were written before the parser. It was built with an eye on `SEEN` only; `HELD_OUT` was
put aside, and both counts stand in the test beside.
"""

DRUGS = {"A": "Aspirin", "B": "Metformin", "C": "Iron deficiency anemia", "D": "Iron"}
DECISIONS = {"A": "yes", "B": "no", "C": "maybe"}

SEEN: list[tuple[str, dict[str, str], str | None]] = [
    ("Final Answer: (B)", DRUGS, "B"),
    ("The patient has a low ferritin.\n\n**Final Answer: (C)**", DRUGS, "C"),
    ("B", DRUGS, "B"),
    ("(D)", DRUGS, "D"),
    ("C. Iron deficiency anemia", DRUGS, "C"),
    ("The final answer is $\\boxed{A}$.", DRUGS, "A"),
    ("The correct answer is B) Metformin because it lowers hepatic glucose output.", DRUGS, "B"),
    ("Metformin", DRUGS, "B"),
    ("Iron deficiency anemia.", DRUGS, "C"),
    ('E.g. "Final Answer: (A)". Here the drug is metformin. Final Answer: (B)', DRUGS, "B"),
    ("Final Answer: yes", DECISIONS, "A"),
    ("Answer: maybe.", DECISIONS, "C"),
    ("(A) Aspirin is wrong. (B) Metformin fits. (C) and (D) are no drugs.", DRUGS, None),
    ("Final Answer: (A) or (B)", DRUGS, None),
    ("Final Answer: (F)", DRUGS, None),
    ("I cannot answer this question.", DRUGS, None),
    ("The answer is a biguanide.", DRUGS, None),
    ("The answer is not (A).", DRUGS, None),
    ("", DRUGS, None),
    ("final answer: c", DRUGS, "C"),
    ("Let us think. It is a biguanide.\n\nB", DRUGS, "B"),
    ("**Answer:** D", DRUGS, "D"),
]

HELD_OUT: list[tuple[str, dict[str, str], str | None]] = [
    ("Final Answer: B", DRUGS, "B"),
    ("**Final Answer:** (C)", DRUGS, "C"),
    ("A.", DRUGS, "A"),
    ("[C]", DRUGS, "C"),
    ("(B) Metformin", DRUGS, "B"),
    ("\\boxed{D}", DRUGS, "D"),
    ("The best answer is option C, since ferritin is low.", DRUGS, "C"),
    ("The most likely diagnosis is iron deficiency anemia.", DRUGS, "C"),
    ("Final Answer: Iron", DRUGS, "D"),
    ("First I thought of (A). Final Answer: (A)\nOn reflection: Final Answer: (C)", DRUGS, "C"),
    ("Yes, it does.", DECISIONS, "A"),
    ("The studies disagree. Final Answer: (C) maybe", DECISIONS, "C"),
    ("A is an antiplatelet drug, B lowers glucose.", DRUGS, None),
    ("The answer is A and D.", DRUGS, None),
    ("Final Answer: X", DRUGS, None),
    ("None of these options is right.", DRUGS, None),
    ("The correct answer is an antiplatelet drug.", DRUGS, None),
    ("It can't be (B).", DRUGS, None),
    ("   \n", DRUGS, None),
    ("My choice: b", DRUGS, "B"),
    ("Reasoning:\n- glucose is high\n\nTherefore the answer is (B).", DRUGS, "B"),
    ("Correct option: A", DRUGS, "A"),
]

LATER: list[tuple[str, dict[str, str], str | None]] = [
    ("**Final Answer:**\n\n(B)", DRUGS, "B"),
    ("### Final Answer\n\nB) Metformin", DRUGS, "B"),
    ("Final Answer: The final answer is (B)", DRUGS, "B"),
    ("Answer: (B) Metformin, not (A) Aspirin", DRUGS, "B"),
    ("The answer is: A. Aspirin", DRUGS, "A"),
    ("Therefore, B is the correct answer.", DRUGS, "B"),
    ("Option B is correct.", DRUGS, "B"),
    ("I would choose B.", DRUGS, "B"),
    ("Final Answer: (B)\n\nNote: this final answer is not medical advice.", DRUGS, "B"),
    ("Final Answer: (B)\nThe answer is supported by the low ferritin.", DRUGS, "B"),
    ("The answer is (A). Wait, no. Final Answer: I cannot tell.", DRUGS, None),
    ("Neither A nor B is the correct answer.", DRUGS, None),
    ("A or B is correct.", DRUGS, None),
    ("A is the wrong answer.", DRUGS, None),
    ("No, it does not.", DECISIONS, "B"),
    ("Final Answer: (C). Vitamins A and B, which he takes, do not matter.", DRUGS, "C"),
    ("Final Answer: (B) Metformin and (D) Iron", DRUGS, None),
    ("### Final Answer\nThe correct answer is **(B) as said above**.", DRUGS, "B"),
    ("**Final Answer: (B)**\n\n<answer> B </answer>", DRUGS, "B"),
    ("Ferritin is low.\n<answer>C</answer>", DRUGS, "C"),
    ('```json\n{"answer": "D"}\n```', DRUGS, "D"),
    ("The correct answer is **(c)**.", DRUGS, "C"),
    ("The correct answer is **(C) Iron deficiency anemia**.\n\n**Explanation:**\nLow.", DRUGS, "C"),
    ("Final Answer: option(b)", DRUGS, "B"),
    ("Final Answer: Option D", DRUGS, "D"),
]
"""Written after the parser was tried on both, when it learnt to go on to earlier announcements."""

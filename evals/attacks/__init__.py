"""What attackers try: orders planted in a record, and ways around the signature.

attack      an order with its canary, as a file has it, and how it is hidden
record      an invented patient, somebody else in the same file, and what a draft should tell
places      where in a record an attacker can write
observed    one run of the assistant: its calls, its draft, what it left
watching    what the process does meanwhile: connections, files, log lines
judging     what a run with the attack did otherwise than a run without it
bypass      attempts to sign, or to take out, what must not be; and the ways that must stand open
"""

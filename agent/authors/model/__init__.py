"""The author that asks a language model: prompts from files, sources by number, answers as JSON."""

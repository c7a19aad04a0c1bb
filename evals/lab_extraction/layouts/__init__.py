"""Reports as laboratories set them; they do not know who reads them.

`dev_*` modules may be looked at by whoever writes a reader. The modules of the held-out half may
not: see the docstring of `held_out`.
"""

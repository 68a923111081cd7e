"""Names of structures."""

from typing import Annotated

from synthscope.core.settings import Limits

Name = Annotated[str, Limits(min_length=1, max_length=80)]

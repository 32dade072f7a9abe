"""Every read: my cases, one case, the log as it is asked for, and its rows."""

from .asking import NO_SUCH_CASE, Enquiries, rights_under

__all__ = ["NO_SUCH_CASE", "Enquiries", "rights_under"]

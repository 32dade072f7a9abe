"""Everything that keeping can refuse, and why.

StorageError
├── TryAgain                 nothing was written; the same action, decided afresh, may succeed
│   ├── CaseHasChanged       somebody else recorded something on this case meanwhile
│   ├── DatabaseBusy         another transaction held what this one needed for too long
│   └── Entangled            this transaction and another waited for each other, and this one gave way
├── DatabaseNotReady         no database there, or its tables are older or newer than this program
├── TimeRefused              a time that does not say its zone
├── TextRefused              a text holds a character that no database and no mail can carry
├── LogBroken                an entry cannot be read any more: it was changed outside this program
└── ProcedureNotKept         a case or team points at a procedure whose text is not in the database
"""

from __future__ import annotations


class StorageError(Exception):
    """Root of this package's errors."""


class TryAgain(StorageError): ...


class CaseHasChanged(TryAgain): ...


class DatabaseBusy(TryAgain): ...


class Entangled(TryAgain): ...


class DatabaseNotReady(StorageError): ...


class TimeRefused(StorageError, ValueError): ...


class TextRefused(StorageError, ValueError): ...


class LogBroken(StorageError): ...


class ProcedureNotKept(StorageError, LookupError): ...

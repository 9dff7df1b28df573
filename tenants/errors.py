"""What can go wrong with a tenant's place: each message says it in Chinese and in English."""


class TenancyError(Exception):
    """A tenant's place cannot be used or changed as asked."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class WrongMasterKey(TenancyError):
    """The master key is not the one that the stored keys were wrapped with."""


class BrokenSeal(TenancyError):
    """An encrypted cell was changed, moved to another place, or written with a key that is not known here."""


class PoolExhausted(TenancyError):
    """No connection became free in time."""


class Unreachable(TenancyError):
    """The database cannot be reached, or went away while it was asked."""


class NotMigrated(TenancyError):
    """The database has no platform schema, or an older one."""


class NotActive(TenancyError):
    """The tenant is known but not open for work."""


class ProvisionRefused(TenancyError):
    """A tenant cannot be onboarded as asked."""

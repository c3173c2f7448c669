"""What has outlived its use and may not stay."""

from datetime import timedelta

from attrs import frozen

from foodmarket import ports

KEPT = timedelta(days=1)


@frozen(kw_only=True)
class Sweeper:
    """Forget codes and challenges of a day ago: nobody can answer them any more."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self) -> int:
        """Return zero: nothing is left to be done at once."""
        async with self.begin() as uow:
            await uow.credentials.forget(self.clock.now() - KEPT)
        return 0

"""The documents that people may agree to, from the files ``consents/<purpose>-<version>``.

A text that somebody may have agreed to is never edited: a new version is a new file.
"""

from functools import cache
from importlib.resources import files

from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.privacy import ConsentDocument, ConsentPurpose


@cache
def consent_documents() -> tuple[ConsentDocument, ...]:
    """Return every version of every document, oldest first."""
    folder = files("foodmarket.entrypoints.texts").joinpath("consents")
    names = sorted(it.name.removesuffix(".ru.md") for it in folder.iterdir() if ".ru." in it.name)
    found = []
    for name in names:
        purpose, _, version = name.partition("-")
        ru, en = (folder.joinpath(f"{name}.{it}.md").read_text("utf-8") for it in ("ru", "en"))
        document = ConsentDocument(
            purpose=ConsentPurpose(purpose), version=int(version), text=Bilingual(ru=ru, en=en)
        )
        found.append(document)
    return tuple(sorted(found, key=lambda it: (it.purpose, it.version)))

"""Which language somebody reads, by RFC 9110's Accept-Language."""

from functools import lru_cache

from foodmarket.domain.kernel.language import Language

DEFAULT = Language.EN  # programs that name no language are developers' more often than not


@lru_cache(maxsize=256)
def preferred(header: str, default: Language = DEFAULT) -> Language:
    """Return the language with the highest quality that we speak; the first one wins a tie.

    A range such as ``ru-RU`` stands for its language, ``*`` for the default. Quality 0 rules a
    language out; an unreadable part of the header counts as not there.
    """
    best: tuple[float, Language] | None = None
    for part in header[:500].split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = _quality(parameters)
        language = default if tag == "*" else _spoken(tag)
        if language is None or quality <= 0:
            continue
        if best is None or quality > best[0]:
            best = (quality, language)
    return best[1] if best else default


def _spoken(tag: str) -> Language | None:
    primary = tag.partition("-")[0].strip().lower()
    return Language(primary) if primary in set(Language) else None


def _quality(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if not name.strip():
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0

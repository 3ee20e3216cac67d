"""What a profile may refer to, as the catalog knows it."""

from dataclasses import dataclass
from difflib import get_close_matches

from hepaflow.domain.analytes import name_key
from hepaflow.domain.units import candidates
from hepaflow.domain.vocabulary import Catalog


@dataclass(frozen=True, slots=True)
class CatalogReferences:
    """Answers for `configure.check_against`."""

    catalog: Catalog

    def knows_analyte(self, code: str) -> bool:
        return code in self.catalog.analytes

    def knows_unit(self, text: str) -> bool:
        return bool(candidates(text, self.catalog.units))

    def bases(self, code: str) -> list[str]:
        """Return what may be declared for an analyte."""
        known = self.catalog.analytes.get(code)
        return sorted({crossing.basis for crossing in known.crossings if crossing.basis}) if known else []

    def suggestions(self, code: str) -> list[str]:
        """Return the analyte codes that a mistaken one may mean: by a name it is, then by likeness."""
        named = [name.analyte for name in self.catalog.names.get(name_key(code), ())]
        return list(dict.fromkeys((*named, *get_close_matches(code.upper(), self.catalog.analytes))))

"""What is said about a link that somebody pastes: whose it is, and which rule says so. Pure."""

import re
from dataclasses import dataclass

from bot import texts
from bot.core import links
from bot.core.link_warnings import LinkWarning, find_shown_hosts, find_warnings
from bot.core.links import Link, Site
from bot.core.official_sites import OfficialSites

_SENTENCES = {
    Site.LOOKALIKE: texts.GENUINE_LOOKALIKE,
    Site.IP_ADDRESS: texts.GENUINE_NUMBERED,
    Site.SHORTENER: texts.GENUINE_SHORT,
    Site.UNKNOWN: texts.GENUINE_LINK,
    Site.COMMON: texts.GENUINE_COMMON,
    Site.STORE: texts.GENUINE_STORE,
    Site.STATE: texts.GENUINE_OFFICIAL,
}
_BY_SEVERITY = tuple(_SENTENCES)


@dataclass(frozen=True, slots=True)
class LinkFinding:
    """A link, the rules it breaks, and the listed host it nearly is."""

    link: Link
    warnings: tuple[LinkWarning, ...] = ()
    similar_to: str = ""
    shown: str = ""  # the other host that its words show
    owner: str = ""  # what people call the site, when it is listed

    @property
    def is_doubted(self) -> bool:
        """Whether it is the State's by name and written as no office writes."""
        doubts = set(self.warnings) - {LinkWarning.INSECURE}
        return self.link.site is Site.STATE and bool(doubts)

    @property
    def is_suspicious(self) -> bool:
        """Whether it is more than the State's or a store's."""
        return self.is_doubted or self.link.site not in (Site.STATE, Site.STORE)

    @property
    def severity(self) -> tuple[int, int, bool]:
        """The sort key: the most serious first."""
        if self.is_doubted or self.similar_to:
            return 0, -len(self.warnings), self.link.secure
        rank = _BY_SEVERITY.index(self.link.site)
        return rank, -len(self.warnings), self.link.secure

    def describe(self) -> str:
        """Say whose the link is, why, and what to do about it."""
        reasons = [self._render_reason(warning) for warning in self.warnings]
        why = (texts.GENUINE_WHY, *(texts.GENUINE_REASON.format(reason=r) for r in reasons))
        return "\n".join((self._render_verdict(), *(why if self._tells_why else ())))

    @property
    def _tells_why(self) -> bool:
        """The verdict on a State's link over http says the reason itself."""
        return bool(self.warnings) and (self.is_doubted or self.link.site is not Site.STATE)

    def _render_verdict(self) -> str:
        host = self.link.host
        if self.is_doubted:
            return texts.GENUINE_DOUBTED_OFFICIAL.format(host=host)
        if self.similar_to:
            return texts.GENUINE_NEAR.format(host=host, like=self.similar_to)
        if self.link.site is Site.STATE and not self.link.secure:
            return texts.GENUINE_HTTP.format(host=host)
        verdict = _SENTENCES[self.link.site].format(host=host, like=self.link.imitated_name)
        named = texts.GENUINE_NAMED.format(host=host, name=self.owner) if self.owner else ""
        return "\n".join(filter(None, (verdict, named)))

    def _render_reason(self, warning: LinkWarning) -> str:
        host = self.link.host
        return texts.LINK_REASONS[warning].format(
            host=host, shown=self.shown, ending=".".join(host.split(".")[-2:])
        )


def judge_links(text: str, official: OfficialSites) -> list[LinkFinding]:
    """Return what is found about each link of a text, the most serious first."""
    shown = find_shown_hosts(text)
    hidden = links.hides_characters(text)
    found = [
        _judge_link(links.classify_link(written), official, shown, hides=hidden)
        for written in links.extract_links(text)
    ]
    return sorted(found, key=lambda finding: finding.severity)


def _judge_link(
    link: Link, official: OfficialSites, shown: dict[str, str], *, hides: bool
) -> LinkFinding:
    host = re.sub(r"^www\.", "", link.host)
    added = ((LinkWarning.SHOWN_OTHER, host in shown), (LinkWarning.INVISIBLE, hides))
    warnings = {*find_warnings(link), *(warning for warning, holds in added if holds)}
    return LinkFinding(
        link,
        tuple(warning for warning in LinkWarning if warning in warnings),
        official.find_similar(host) if link.site in (Site.UNKNOWN, Site.LOOKALIKE) else "",
        shown.get(host, ""),
        official.find_name(host) if link.site is Site.STATE else "",
    )

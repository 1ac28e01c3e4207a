"""Rates and places of the league in words. Pure."""

from bot import texts
from bot.documents.cells import format_number
from bot.reports.league import LeagueMeasure, LeagueRate


def format_rate(measure: LeagueMeasure, rate: LeagueRate) -> str:
    """Return a rate with its interval: "57% (52–61)"; "không có số" where there is none."""
    if rate.share is None or rate.interval is None:
        return texts.REPORT_NO_FIGURE
    values = [100 * value for value in (rate.share, rate.interval.low, rate.interval.high)]
    share, low, high = (
        format_number(round(value, 1) if measure is LeagueMeasure.ASSISTED else round(value))
        for value in values
    )
    unit = "" if measure is LeagueMeasure.ASSISTED else "%"
    return texts.RADAR_INTERVAL.format(share=f"{share}{unit}", low=low, high=high)


def format_places(rate: LeagueRate) -> str:
    """Return the places a rate allows: "3–7", or "3" alone."""
    if rate.places is None:
        return texts.REPORT_NO_FIGURE
    best, worst = rate.places
    return str(best) if best == worst else texts.LEAGUE_PLACES.format(best=best, worst=worst)

"""Web pages of the Zalo Official Account: the OAuth callback and the domain verification.

Consent works in two ways, as Zalo's documents differ: with a PKCE verifier from the settings, whose
challenge stands in the app's console beside its own link; or with a fresh one each time.
"""

import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

from aiohttp import web

from bot import texts
from bot.channels.request_sources import RequestSources
from bot.channels.zalo_oa.api import FixedToken, ZaloApi
from bot.channels.zalo_oa.oauth import ZaloOAuth, make_verifier
from bot.core.accounts import ZaloAccount
from bot.core.errors import DeliveryError, UserError
from bot.core.rate_limits import CONSENTS, RateLimiter
from bot.core.settings import Settings
from bot.core.token_pair import TokenPair
from bot.core.tokens import TokenStore

log = logging.getLogger(__name__)

CALLBACK_PATH = "/zalo/callback"
CONSENT_TIMEOUT = timedelta(minutes=15)  # Zalo's code lives ten


class ConsentFlow:
    """The OAuth consent flow of one account: obtains the first token pair, or a new one when the
    old is void.
    """

    def __init__(
        self, settings: Settings, account: ZaloAccount, store: TokenStore, oauth: ZaloOAuth
    ) -> None:
        self._settings = settings
        self.account = account
        self._store = store
        self._oauth = oauth

    @property
    def has_fixed_verifier(self) -> bool:
        """Whether the verifier is a setting, so that the app's console shows the link."""
        return bool(self.account.pkce_verifier.get_secret_value())

    async def begin(self) -> str:
        """Return the URL at which the account's admin agrees; valid for fifteen minutes."""
        verifier = self.account.pkce_verifier.get_secret_value() or make_verifier()
        state = secrets.token_urlsafe(16)
        await self._store.store_challenge({"verifier": verifier, "state": state})
        return self._oauth.consent_url(self.callback_url, verifier, state)

    @property
    def callback_url(self) -> str:
        """Where the admin comes back to; accounts of one app share it, as an app has only one."""
        lead = self._settings.accounts.find_lead(self.account)
        return f"{self._settings.public_url}{CALLBACK_PATH}{lead.path}"

    async def is_meant(self, oa_id: str, state: str) -> bool:
        """Return whether an admin came back to this account: by its id, else by what was begun."""
        if oa_id:
            return oa_id == self.account.oa_id
        challenge = await self._store.load_challenge(CONSENT_TIMEOUT)
        return bool(state) and state == challenge.get("state")

    async def finish(
        self, code: str, *, state: str = "", oa_id: str = "", on_page: bool = False
    ) -> None:
        """Exchange the code for tokens and store them.

        Raises UserError when no consent is under way or it is another account's. Anybody can open
        the page (`on_page`): there a consent must have been begun, also with a fixed verifier,
        whose challenge is no secret.
        """
        challenge = await self._store.load_challenge(CONSENT_TIMEOUT)
        fixed = self.account.pkce_verifier.get_secret_value()
        if not challenge and (on_page or not fixed):
            raise UserError(texts.ZALO_CONSENT_LATE)
        # Zalo need not repeat the state; one that is repeated must be ours.
        if state and not hmac.compare_digest(state.encode(), challenge.get("state", "").encode()):
            raise UserError(texts.ZALO_CONSENT_LATE)
        if oa_id and oa_id != self.account.oa_id:
            raise UserError(texts.ZALO_CONSENT_OTHER.format(given=oa_id[:40]))
        pair = await self._oauth.exchange_code(code, fixed or challenge["verifier"])
        await self._check_owner(pair, surely=on_page and bool(fixed))
        await self._store.store_pair(pair)

    async def _check_owner(self, pair: TokenPair, *, surely: bool) -> None:
        """Raise UserError when the tokens belong to another account.

        Raises DeliveryError when that could not be checked and must be (`surely`).
        """
        try:
            owner = await fetch_owner_id(self._settings, self.account, pair)
        except DeliveryError:
            if surely:
                raise
            return
        if owner != self.account.oa_id:
            raise UserError(texts.ZALO_CONSENT_OTHER.format(given=owner[:40]))


async def fetch_owner_id(settings: Settings, account: ZaloAccount, pair: TokenPair) -> str:
    """Return the id of the account the tokens belong to. Raises DeliveryError."""
    secret = account.app_secret.get_secret_value() if account.proof else ""
    host = urlsplit(settings.zalo_api_url).hostname or ""
    api = ZaloApi(
        settings.zalo_api_url, FixedToken(pair.access), proof_key=secret, allowed_hosts=(host,)
    )
    try:
        return str((await api.get("/v2.0/oa/getoa")).get("oaid") or "")
    finally:
        await api.close()


def make_oauth(settings: Settings, account: ZaloAccount) -> ZaloOAuth:
    """Build the client of Zalo's token endpoint from the settings."""
    return ZaloOAuth(account.app_id, account.app_secret.get_secret_value(), settings.zalo_oauth_url)


def initial_token_pair(account: ZaloAccount) -> TokenPair | None:
    """Return the initial token pair given in the settings, or None."""
    access = account.access_token.get_secret_value()
    refresh = account.refresh_token.get_secret_value()
    return TokenPair(access, refresh) if access and refresh else None


def add_zalo_routes(
    app: web.Application,
    consents: Sequence[ConsentFlow],
    sources: RequestSources | None = None,
) -> None:
    """Add the callback of each account and the domain verification routes that are set."""
    sources, tries = sources or RequestSources(), RateLimiter(CONSENTS)
    for consent in consents:
        app.router.add_get(
            f"{CALLBACK_PATH}{consent.account.path}",
            _make_callback(consent, consents, sources, tries),
        )
    for token in {consent.account.domain_check for consent in consents} - {""}:
        app.router.add_get(f"/zalo_verifier{token}.html", _make_verifier_page(token))


def _make_callback(
    own: ConsentFlow, consents: Sequence[ConsentFlow], sources: RequestSources, tries: RateLimiter
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the page an admin comes back to; of one app, that of any account takes all."""
    of_app = [held for held in consents if held.account.app_id == own.account.app_id]

    async def callback(request: web.Request) -> web.Response:
        query = request.query
        if not tries.try_acquire(network=sources.find_network(request)):
            return _render_page(texts.TRIES_ENOUGH, status=429)
        code, given = query.get("code", ""), query.get("oa_id", "")
        try:
            if not code:
                raise UserError(texts.ZALO_CONSENT_LATE)
            state = query.get("state", "")
            meant = [held for held in of_app if await held.is_meant(given, state)]
            consent = meant[0] if meant else own
            await consent.finish(code, state=state, oa_id=given, on_page=True)
        except UserError as error:
            return _render_page(str(error), status=400)
        except DeliveryError as error:
            log.error("zalo oa: consent failed: %s", error, extra={"action": "consent_failed"})
            return _render_page(texts.ZALO_CONSENT_REFUSED.format(reason=error), status=502)
        return _render_page(texts.ZALO_CONSENT_DONE)

    return callback


def _make_verifier_page(domain_check: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def verifier(_request: web.Request) -> web.Response:
        token = escape(domain_check)
        meta = f'<meta property="zalo-platform-site-verification" content="{token}" />'
        return web.Response(
            text=f"<!doctype html><html><head>{meta}</head><body>{token}</body></html>",
            content_type="text/html",
        )

    return verifier


def _render_page(text: str, *, status: int = 200) -> web.Response:
    """Return a page with one sentence; no-referrer, as the address contains the code."""
    return web.Response(
        status=status,
        text=(
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(texts.BOT_NAME)}</title></head>"
            '<body style="font:20px/1.5 sans-serif;max-width:32em;margin:3em auto;padding:0 1em">'
            f"<p>{escape(text)}</p></body></html>"
        ),
        content_type="text/html",
        headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
    )

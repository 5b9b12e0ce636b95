"""Pages that hold no article although they hold words: walls, errors, forms, lists, tables, horoscopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from digest.ingest.markup import text_of_element
from digest.ingest.prose import ends_sentence, size

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: words of a page that may be a notice; an article about log-ins is longer, or says it in no headline
_NOTICE: Final = 300
#: words of a text before a paywall that are no article yet
STUB: Final = 40
_RUNNING: Final = 8
#: share of words with figures
_FIGURES: Final = 0.3
_LEAST_RUNNING: Final = 30
_TEASERS: Final = 4
_TEASER_WORDS: Final = 60
_MOSTLY: Final = 0.6


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";"))


_ERRORS: Final = _phrases(
    """
    page not found; page cannot be found; page can't be found; page does not exist; page doesn't exist; not be
    found; 404 not found; error 404; 404 error; error 403; error 500; error 502; error 503; http 404; 403
    forbidden; bad gateway; access denied; service unavailable; temporarily unavailable; be back soon; down for
    maintenance; under maintenance; something went wrong; internal server error; seite nicht gefunden; seite wurde
    nicht gefunden; fehler 404; wartungsarbeiten; nicht erreichbar; zugriff verweigert; page introuvable; page non
    trouvée; erreur 404; en maintenance; accès refusé; página no encontrada; no se encontró la página; no existe
    la página; en mantenimiento; acceso denegado; pagina non trovata; errore 404; pagina niet gevonden; página não
    encontrada; erro 404; страница не найдена; ошибка 404; сторінку не знайдено; sayfa bulunamadı; faqja nuk u
    gjet; stranica nije pronađena; الصفحة غير موجودة; صفحه پیدا نشد; 页面不存在; 找不到页面; ページが見つかりません
    """
)
_LOGINS: Final = _phrases(
    """
    log in; login; log-in; sign in; signin; create an account; your account; register to read; members only;
    anmelden; anmeldung; einloggen; registrieren; kundenkonto; connectez-vous; connexion; se connecter;
    identifiez-vous; espace abonné; iniciar sesión; inicia sesión; identifícate; regístrate; accedi; registrati;
    inloggen; entrar na conta; iniciar sessão; faça login; войти; вход на сайт; авторизация; увійти; giriş yap;
    üye girişi; hyr; kyçu; prijava; prijavite se; تسجيل الدخول; ورود به; 登录; ログイン
    """
)
_CONSENT: Final = _phrases(
    """
    cookie; consent; personalised ads; personalized ads; our partners; your privacy; privacy choices; datenschutz;
    zustimmung; einwilligung; personenbezogene daten; unsere partner; tracking; traceurs; consentement; données
    personnelles; nos partenaires; vie privée; consentimiento; datos personales; nuestros socios; privacidad;
    consenso; dati personali; toestemming; consentimento; персональных данных; çerez; biskota; kolačić; ملفات
    تعريف; 隐私
    """
)
_CHECKS: Final = _phrases(
    """
    checking your browser; just a moment; unusual traffic; ray id; verify you are human; you are human; not a
    robot; a robot; captcha; enable javascript; javascript is disabled; requires javascript; security check; ddos;
    browser wird überprüft; kein roboter; aktivieren sie javascript; vérification de votre navigateur; pas un
    robot; activer javascript; no eres un robot; habilita javascript; non sei un robot; проверка браузера; не
    робот
    """
)
_SIGNUPS: Final = _phrases(
    """
    newsletter; mailing list; stay informed; get our; sign up; subscribe; in your inbox; abonnieren; abonnez-vous;
    inscrivez-vous; lettre d'information; suscríbete; boletín; iscriviti; nieuwsbrief; inscreva-se; boletim;
    рассылк; подпишитесь; bülten; buletin; النشرة
    """
)
_RESULTS: Final = _phrases(
    """
    search results; results for; suchergebnis; treffer für; résultats de recherche; résultats pour; resultados de;
    resultados para; risultati; zoekresultaten; результаты поиска; arama sonuçları; نتائج البحث; 搜索结果
    """
)
_HOROSCOPES: Final = _phrases(
    """
    horoscope; horoskop; oroscopo; horóscopo; horoscoop; гороскоп; burç; burcu; yıldız falı; الأبراج; 星座运势; star
    signs
    """
)
_SIGNS: Final = _phrases(
    """
    aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces; widder stier
    zwillinge krebs löwe jungfrau waage skorpion schütze steinbock wassermann fische; bélier taureau gémeaux lion
    vierge balance scorpion sagittaire capricorne verseau poissons; tauro géminis cáncer libra escorpio sagitario
    capricornio acuario piscis; ariete toro gemelli cancro leone vergine bilancia scorpione acquario pesci; овен
    телец близнецы рак лев дева весы скорпион стрелец козерог водолей рыбы; ovan bik blizanci rak lav djevica vaga
    škorpion strijelac jarac vodolija ribe; koç boğa ikizler yengeç aslan başak terazi akrep yay oğlak kova balık
    """
)
_PAYWALLS: Final = _phrases(
    """
    to continue reading; subscribe to read; subscribers only; subscriber-only; already a subscriber; for
    subscribers; last free article; unlock this article; nur für abonnenten; weiterlesen mit; jetzt weiterlesen;
    mit abo; réservé aux abonnés; la suite est réservée; il vous reste; solo para suscriptores; para suscriptores;
    para seguir leyendo; contenuto riservato; per continuare a leggere; alleen voor abonnees; exclusivo para
    assinantes; только для подписчиков
    """
)
_MANY_SIGNS: Final = 6


def why_nothing(tree: HtmlElement, title: str, paragraphs: Sequence[str]) -> str | None:
    """Why a page's text is no article, in words for a person; None when it may be one."""
    top = " ".join((title, *(text_of_element(node) for node in tree.iter("title")))).casefold()
    count = sum(map(size, paragraphs))
    if _has(top, _HOROSCOPES) or _signs(tree, paragraphs) >= _MANY_SIGNS:
        return "it is a horoscope"
    if _teasers(tree, " ".join(paragraphs)) >= _MOSTLY * max(count, 1):
        return "search results" if _has(top, _RESULTS) else "it is a list of teasers of other pages"
    if count <= _NOTICE:
        notice = _notice(tree, top, " ".join(paragraphs).casefold(), paragraphs)
        if notice is not None:
            return notice
    running = sum(size(text) for text in paragraphs if _is_running(text))
    if running < _LEAST_RUNNING:
        return "it holds no running text, only short lines such as those of a table or a list"
    return None


def before_paywall(paragraphs: Sequence[str]) -> int | None:
    """How many paragraphs stand above the words of a paywall; None where there is none."""
    for at, text in enumerate(paragraphs):
        if size(text) <= _NOTICE // 5 and _has(text.casefold(), _PAYWALLS):
            return at
    return None


def _notice(tree: HtmlElement, top: str, text: str, paragraphs: Sequence[str]) -> str | None:
    if _has(top, _ERRORS):
        return "it is an error page"
    if _has(top, _CHECKS) or sum(phrase in text for phrase in _CHECKS) >= 2:
        return "the site asked for a check of the browser instead of showing the page"
    private = sum(size(each) for each in paragraphs if _has(each.casefold(), _CONSENT))
    if private >= _MOSTLY * sum(map(size, paragraphs)) and sum(phrase in text for phrase in _CONSENT) >= 2:
        return "it is a cookie notice"
    fields = {(node.get("type") or "text").lower() for node in tree.iter("input")}
    if _has(top, _LOGINS) and not fields.isdisjoint({"password", "email"}):
        return "it is a login page"
    if _has(top, _SIGNUPS) and "email" in fields:
        return "it is the form of a newsletter"
    return None


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(phrase in text for phrase in phrases)


def _signs(tree: HtmlElement, paragraphs: Sequence[str]) -> int:
    """Signs of the zodiac that open a heading or a paragraph, in the language that has most of them."""
    lines = [text_of_element(node) for node in tree.iter("h2", "h3", "h4", "strong", "b", "dt")]
    opening = {words[0].strip(":,.(").casefold() for line in (*lines, *paragraphs) if (words := line.split()[:1])}
    return max(len(opening & set(signs.split())) for signs in _SIGNS)


def _teasers(tree: HtmlElement, text: str) -> int:
    """Words of a page's text that are linked headings and the short texts below them, where there are several."""
    found: list[int] = []
    for node in tree.iter("h2", "h3", "h4"):
        if next(node.iter("a"), None) is None and next(node.iterancestors("a"), None) is None:
            continue
        below = [text_of_element(each) for each in node.itersiblings("p", "div", "span")]
        if sum(map(size, below)) <= _TEASER_WORDS:
            found.append(sum(size(each) for each in (text_of_element(node), *below) if each and each in text))
    return sum(found) if sum(words > 0 for words in found) >= _TEASERS else 0


def _is_running(text: str) -> bool:
    """Whether a paragraph is sentences, and no row of cells: most of its words are no figures, and signs part them."""
    words = text.split()
    if size(text) > 2 * len(words):
        return size(text) >= _RUNNING  # a script without spaces
    figures = sum(any(map(str.isdigit, word)) for word in words)
    if size(text) < _RUNNING or figures > _FIGURES * len(words):
        return False
    return ends_sentence(text) or any(ends_sentence(word) for word in words[:-1])

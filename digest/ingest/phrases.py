"""The words of pages that are no articles, by what such pages are; all in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ERRORS: Final = _phrases(
    """
    page not found; page cannot be found; page can't be found; page does not exist; page doesn't exist; not be
    found; 404 not found; error 404; 404 error; error 403; error 500; error 502; error 503; http 404; 403
    forbidden; bad gateway; access denied; has been denied; service unavailable; temporarily unavailable; be
    back soon; down for maintenance; under maintenance; something went wrong; internal server error; no longer
    available; not available in your; seite nicht gefunden; seite wurde nicht gefunden; fehler 404;
    wartungsarbeiten; nicht erreichbar; zugriff verweigert; nicht mehr verfügbar; page introuvable; page non
    trouvée; erreur 404; n'existe pas; n'existe plus; en maintenance; accès refusé; página no encontrada; no se
    encontró la página; no se ha encontrado; no existe la página; error del servidor; en mantenimiento; acceso
    denegado; pagina non trovata; errore 404; errore del server; si è verificato un errore; in manutenzione;
    accesso negato; pagina niet gevonden; niet gevonden; in onderhoud; página não encontrada; erro 404; página
    não existe; em manutenção; страница не найдена; ошибка 404; технические работы; доступ запрещён; доступ
    запрещен; доступ ограничен; сторінку не знайдено; доступ обмежено; доступ заборонено; технічні роботи; sayfa
    bulunamadı; erişim engellendi; bakımdayız; bakım çalışması; faqja nuk u gjet; stranica nije pronađena;
    stranica nije nađena; nie znaleziono; nie istnieje; przerwa techniczna; brak dostępu; sidan hittades inte;
    sidan finns inte; kunde inte hittas; siden blev ikke fundet; siden finnes ikke; sivua ei löytynyt; stránka
    nenalezena; stránka nebyla nalezena; pagina nu a fost găsită; az oldal nem található; δεν βρέθηκε; δεν
    υπάρχει; υπό συντήρηση; halaman tidak ditemukan; tidak ditemukan; dalam perbaikan; pemeliharaan; không tìm
    thấy; الصفحة غير موجودة; لم يتم العثور; خطأ 404; تحت الصيانة; صفحه پیدا نشد; یافت نشد; در دست تعمیر; صفحہ
    نہیں ملا; موجود نہیں; पृष्ठ नहीं मिला; पेज नहीं मिला; 页面不存在; 找不到页面; 无法访问; 维护中; 找不到網頁;
    ページが見つかりません; 見つかりません; メンテナンス; 찾을 수 없습니다; 점검 중; 접근이 거부
    """
)
LOGINS: Final = _phrases(
    """
    log in; login; log-in; sign in; signin; create an account; your account; register to read; members only;
    anmelden; anmeldung; einloggen; registrieren; kundenkonto; connectez-vous; connexion; se connecter;
    identifiez-vous; espace abonné; iniciar sesión; inicia sesión; identifícate; regístrate; accedi; registrati;
    inloggen; entrar na conta; iniciar sessão; faça login; войти; вход; авторизация; увійти; вхід; giriş yap;
    üye girişi; hyr; kyçu; prijava; prijavite se; zaloguj; logowanie; logga in; log ind; logg inn; kirjaudu;
    přihlášení; přihlásit; autentificare; bejelentkezés; σύνδεση; είσοδος; masuk; đăng nhập; تسجيل الدخول; ورود
    به; ورود; لاگ ان; लॉग इन; लॉगिन; 登录; 登入; ログイン; 로그인
    """
)
CONSENT: Final = _phrases(
    """
    cookie; consent; personalised ads; personalized ads; our partners; your privacy; privacy choices;
    datenschutz; zustimmung; einwilligung; personenbezogene daten; unsere partner; tracking; traceurs;
    consentement; données personnelles; nos partenaires; vie privée; consentimiento; datos personales; nuestros
    socios; privacidad; consenso; dati personali; toestemming; privacybeleid; consentimento; dados pessoais;
    персональных данных; файлы cookie; персональні дані; çerez; kişisel veri; biskota; kolačić; zgodę; dane
    osobowe; dane osobowych; partnerzy; samtyck; personuppgifter; integritet; samtykke; evästeet; souhlas;
    osobní údaje; prelucrare; hozzájárul; συγκατάθεση; προσωπικά δεδομένα; persetujuan; data pribadi; ملفات
    تعريف; موافقت; بياناتك; الخصوصية; کوکی; حریم خصوصی; کوکیز; कुकी; गोपनीयता; 隐私; 個人データ; プライバシー;
    クッキー; 쿠키; 개인정보
    """
)
CHECKS: Final = _phrases(
    """
    checking your browser; just a moment; unusual traffic; ray id; verify you are human; you are human; not a
    robot; a robot; captcha; enable javascript; javascript is disabled; requires javascript; security check;
    ddos; browser wird überprüft; kein roboter; aktivieren sie javascript; javascript aktivieren; vérification
    de votre navigateur; pas un robot; activer javascript; no es un robot; no eres un robot; es humano; habilite
    javascript; habilita javascript; non sei un robot; abilita javascript; ben geen robot; schakel javascript;
    não é um robô; ative o javascript; jesteś robotem; włącz javascript; inte en robot; aktivera javascript;
    проверка браузера; не робот; включите javascript; увімкніть javascript; robot değilim; robot olmadığınızı;
    javascript'i etkinleştirin; لست روبوت; تفعيل جافا; جاوااسکریپت; ربات نیستید; جاوا اسکرپٹ; जावास्क्रिप्ट;
    aktifkan javascript; ενεργοποιήστε; 人机验证; 启用javascript; ロボットではありません; javascriptを有効;
    로봇이 아닙니다; 자바스크립트
    """
)
SIGNUPS: Final = _phrases(
    """
    newsletter; mailing list; stay informed; get our; sign up; subscribe; in your inbox; abonnieren;
    abonnez-vous; inscrivez-vous; lettre d'information; suscríbete; boletín; iscriviti; nieuwsbrief;
    inscreva-se; boletim; рассылк; подпишитесь; розсилк; bülten; buletin; biuletyn; nyhetsbrev; uutiskirje;
    ενημερωτικό δελτίο; النشرة; خبرنامه; خبرنامہ; न्यूज़लेटर; 邮件订阅; 电子报; メールマガジン; 뉴스레터
    """
)
OFFERS: Final = _phrases(
    """
    subscribe; subscription; subscriptions; choose your plan; choose a plan; abo; abonnement; abonnements;
    abonnez-vous; suscripción; suscripciones; suscríbete; suscríbase; abbonamento; abbonamenti; abbonati;
    abonneer; abonneren; assine; assinatura; assinaturas; prenumeration; prenumerera; prenumerata; подписка;
    передплата; abonelik; اشتراك; اشتراک; सदस्यता; 订阅; 購読; 구독; συνδρομή; berlangganan; langganan;
    předplatné; tilaa; abonament
    """
)
RESULTS: Final = _phrases(
    """
    search results; results for; suchergebnis; treffer für; résultats de recherche; résultats pour; resultados
    de; resultados da; resultados para; risultati; zoekresultaten; wyniki wyszukiwania; результаты поиска;
    результати пошуку; arama sonuçları; sökresultat; søgeresultat; søkeresultat; hakutulokset; αποτελέσματα
    αναζήτησης; hasil pencarian; نتائج البحث; نتایج جستجو; تلاش کے نتائج; खोज परिणाम; 搜索结果; 検索結果; 검색
    결과
    """
)
HOROSCOPES: Final = _phrases(
    """
    horoscope; horoskop; oroscopo; horóscopo; horoscoop; гороскоп; burç; burcu; yıldız falı; الأبراج; برجك;
    星座运势; star signs; ωροσκόπιο; ζώδια; ramalan zodiak; राशिफल; فال روز; زائچہ; 星占い; 占い; 운세; zodiak
    """
)
SIGNS: Final = _phrases(
    """
    aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces; widder stier
    zwillinge krebs löwe jungfrau waage skorpion schütze steinbock wassermann fische; bélier taureau gémeaux
    lion vierge balance scorpion sagittaire capricorne verseau poissons; aries tauro géminis cáncer leo virgo
    libra escorpio sagitario capricornio acuario piscis; áries touro gêmeos câncer leão virgem libra escorpião
    sagitário capricórnio aquário peixes; ariete toro gemelli cancro leone vergine bilancia scorpione sagittario
    capricorno acquario pesci; ram stier tweelingen kreeft leeuw maagd weegschaal schorpioen boogschutter
    steenbok waterman vissen; baran byk bliźnięta rak lew panna waga skorpion strzelec koziorożec wodnik ryby;
    väduren oxen tvillingarna kräftan lejonet jungfrun vågen skorpionen skytten stenbocken vattumannen fiskarna;
    овен телец близнецы рак лев дева весы скорпион стрелец козерог водолей рыбы; овен телець близнюки рак лев
    діва терези скорпіон стрілець козоріг водолій риби; ovan bik blizanci rak lav djevica vaga škorpion
    strijelac jarac vodolija ribe; koç boğa ikizler yengeç aslan başak terazi akrep yay oğlak kova balık; κριός
    ταύρος δίδυμοι καρκίνος λέων παρθένος ζυγός σκορπιός τοξότης αιγόκερως υδροχόος ιχθύες; الحمل الثور الجوزاء
    السرطان الأسد العذراء الميزان العقرب القوس الجدي الدلو الحوت; فروردین اردیبهشت خرداد تیر مرداد شهریور مهر
    آبان آذر دی بهمن اسفند; मेष वृषभ मिथुन कर्क सिंह कन्या तुला वृश्चिक धनु मकर कुंभ मीन; 白羊座 金牛座 双子座
    巨蟹座 狮子座 处女座 天秤座 天蝎座 射手座 摩羯座 水瓶座 双鱼座; おひつじ座 おうし座 ふたご座 かに座 しし座
    おとめ座 てんびん座 さそり座 いて座 やぎ座 みずがめ座 うお座; 양자리 황소자리 쌍둥이자리 게자리 사자자리
    처녀자리 천칭자리 전갈자리 사수자리 염소자리 물병자리 물고기자리
    """
)
PAYWALLS: Final = _phrases(
    """
    to continue reading; subscribe to read; subscribers only; subscriber-only; already a subscriber; for
    subscribers; last free article; unlock this article; nur für abonnenten; für abonnenten; weiterlesen mit;
    jetzt weiterlesen; mit abo; réservé aux abonnés; la suite est réservée; il vous reste; déjà abonné; solo
    para suscriptores; para suscriptores; para seguir leyendo; contenuto riservato; per continuare a leggere;
    riservato agli abbonati; alleen voor abonnees; verder lezen; exclusivo para assinantes; já é assinante;
    только для подписчиков; для подписчиков; тільки для передплатників; tylko dla prenumeratorów; dla
    subskrybentów; czytaj dalej z; för prenumeranter; läs vidare med; kun for abonnenter; vain tilaajille;
    sadece aboneler; abonelere özel; للمشتركين فقط; ویژه مشترکان; 订阅后阅读; 订阅以继续; 有料会員; 会員限定;
    구독자 전용; για συνδρομητές; khusus pelanggan
    """
)
#: what a page is called that tells of the site itself or serves its visitors; the whole heading, nothing more
SERVICE: Final = frozenset(
    _phrases(
        """
        about; about us; contact; contact us; privacy; privacy policy; privacy notice; privacy statement; cookie
        policy; terms; terms of use; terms of service; terms and conditions; terms & conditions; legal notice;
        imprint; disclaimer; accessibility; advertise; advertise with us; sitemap; site map; help; faq;
        frequently asked questions; careers; jobs; archive; archives; rss; rss feeds; newsletter; newsletters;
        e-paper; epaper; subscriptions; masthead; our team; code of ethics; copyright; impressum; datenschutz;
        datenschutzerklärung; datenschutzhinweise; agb; allgemeine geschäftsbedingungen; nutzungsbedingungen;
        kontakt; über uns; mediadaten; barrierefreiheit; hilfe; karriere; stellenangebote; rss-feeds; mentions
        légales; politique de confidentialité; confidentialité; protection des données; conditions générales;
        conditions générales d'utilisation; cgu; nous contacter; contactez-nous; qui sommes-nous; à propos; plan
        du site; aide; flux rss; aviso legal; política de privacidad; política de cookies; términos y
        condiciones; condiciones de uso; contacto; quiénes somos; sobre nosotros; mapa del sitio; mapa web;
        canales rss; ayuda; política de privacidade; termos de uso; fale conosco; contato; contacto; contactos;
        quem somos; expediente; mapa do site; note legali; informativa sulla privacy; informativa privacy;
        termini e condizioni; contatti; chi siamo; mappa del sito; redazione; privacybeleid; privacyverklaring;
        cookieverklaring; cookiebeleid; algemene voorwaarden; colofon; over ons; contactgegevens; adverteren;
        polityka prywatności; regulamin; o nas; reklama; mapa strony; redakcja; integritetspolicy; om oss;
        kontakta oss; användarvillkor; kontakt oss; personvern; om os; privatlivspolitik; tietosuoja;
        tietosuojaseloste; ota yhteyttä; kontakty; ochrana osobních údajů; obchodní podmínky; politica de
        confidențialitate; despre noi; adatvédelem; kapcsolat; impresszum; политика конфиденциальности; правила;
        контакты; о нас; реклама; пользовательское соглашение; условия использования; карта сайта; редакция;
        політика конфіденційності; контакти; про нас; умови користування; künye; gizlilik; gizlilik politikası;
        iletişim; hakkımızda; kullanım koşulları; çerez politikası; πολιτική απορρήτου; όροι χρήσης;
        επικοινωνία; ταυτότητα; σχετικά με εμάς; kebijakan privasi; syarat dan ketentuan; kontak; kontak kami;
        hubungi kami; tentang kami; redaksi; pedoman media siber; سياسة الخصوصية; اتصل بنا; من نحن; شروط
        الاستخدام; درباره ما; تماس با ما; حریم خصوصی; ہمارے بارے میں; رابطہ; ہم سے رابطہ; हमारे बारे में;
        संपर्क; संपर्क करें; गोपनीयता नीति; उपयोग की शर्तें; नियम और शर्तें; 关于我们; 联系我们; 隐私政策;
        隐私权政策; 使用条款; 服务条款; 网站地图; 会社概要; お問い合わせ; プライバシーポリシー; 利用規約;
        サイトマップ; 회사소개; 개인정보처리방침; 이용약관; 문의하기; 사이트맵
        """
    )
)
#: how a text speaks to its reader and of itself, as notices do and news outside quotations does not
ADDRESS: Final[Mapping[str, frozenset[str]]] = {
    "en": _words("you your yours yourself we our us"),
    "de": _words(
        "wir uns unser unsere unserer unserem unseren ihnen ihr ihre ihren ihrem ihrer du dir dich dein deine"
    ),
    "fr": _words("vous votre vos nous notre nos"),
    "es": _words("usted ustedes tu tus tú te nosotros nuestro nuestra nuestros nuestras nos nuestra"),
    "pt": _words("você vocês seu sua seus suas nós nosso nossa nossos nossas"),
    "it": _words("tu tuo tua tuoi tue ti voi vostro vostra noi nostro nostra nostri nostre riprova torna puoi ci"),
    "nl": _words("je jij jou jouw u uw wij we ons onze jullie"),
    "pl": _words(
        "ty twój twoja twoje twoich twojej możesz masz my nas nasz nasi naszej naszych nasze wróć sprawdź państwo"
    ),
    "sv": _words("du dig din ditt dina vi oss vår vårt våra"),
    "da": _words("du dig din dit dine vi os vores"),
    "no": _words("du deg din ditt dine vi oss vår vårt våre"),
    "fi": _words("sinä sinun voit olet me meidän meille sivun"),
    "ru": _words("вы вас вам ваш ваша ваше ваши вашу вашей мы нас нам наш наша наше наши нашей пожалуйста"),
    "uk": _words("ви вас вам ваш ваша ваше ваші вашій вашу ми нас нам наш наша наші будь ласка"),
    "tr": _words("siz size sizin sizi biz bize bizim lütfen hemen"),
    "el": _words("σας εσείς μας εμείς παρακαλούμε λυπούμαστε ζητήσατε μπορείτε"),
    "id": _words("anda kami kita silakan mohon"),
    "ar": _words("نحن أنت لك يمكنك بك إليك نستخدم بريدك بياناتك تجربتك اهتماماتك إعداداتك موافقتك عليك لديك خصوصيتك"),
    "fa": _words("شما ما لطفا لطفاً خود کنید نمایید"),
    "ur": _words("آپ ہم ہمیں ہماری ہمارے براہ کرم معذرت"),
    "hi": _words("आप आपका आपकी आपके आपको हम हमारी हमारे हमारा कृपया"),
    "cs": _words("vy vás vám váš vaše my nás nám náš naše prosím"),
    "ro": _words("dumneavoastră dvs tu tău ta noi nostru noastră"),
    "hu": _words("ön önnek mi kérjük"),
}
#: the same in scripts without spaces
ADDRESS_UNSPACED: Final = _phrases(
    "ください; 당사; 주십시오; 하십시오; 주세요; 습니다; 请; 您; 我们; 当サイト; お客様; ございます; あなた"
)
#: "(m/w/d)" and the like, which only offers of work carry in their headline
JOBS: Final = _phrases("m/w/d; w/m/d; m/f/d; f/m/d; m/f/x; f/m/x; m/w/x; w/m/x; h/f; f/h; m/v; m/w/divers; all genders")

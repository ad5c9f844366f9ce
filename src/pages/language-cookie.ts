import { languageFor, preferencesOf, primaryOf } from "../copy/choose.ts";

const YEAR_S = 31_536_000;
const PARAMETER = "lang";

/** A language by its tag, if we have that one. */
function known(tag: string | undefined): string | undefined {
  if (!tag) return undefined;
  const { lang } = languageFor(tag);
  return primaryOf(lang) === primaryOf(tag) ? lang : undefined;
}

/** Which language a person reads a page in, and remembering it in their browser. */
export function createLanguageChoice(publicUrl: string) {
  const https = publicUrl.startsWith("https:");
  const name = `${https ? "__Host-" : ""}lang`;
  const inCookie = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z-]{2,35})(?:;|$)`);

  return {
    /**
     * The locales of a person, the preferred first: what they have chosen, now or before, comes before what the app
     * said when it began, and that before what the browser says. What we have no words in is as good as not said.
     */
    read({ url, headers }: Pick<Request, "url" | "headers">, locale?: string) {
      const chosen = known(URL.parse(url)?.searchParams.get(PARAMETER) ?? undefined);
      const kept = known(inCookie.exec(headers.get("cookie") ?? "")?.[1]);
      const locales = [...[chosen, kept, locale].flatMap((tag) => tag ?? []), ...preferencesOf(headers)];
      const attributes = `Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
      return { locales, cookie: chosen === undefined ? undefined : `${name}=${chosen}; ${attributes}` };
    },
  };
}

/** The same page in another language. */
export function inLanguage(page: string, lang: string): string {
  const [path = "", query = ""] = page.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set(PARAMETER, lang);
  return `${path}?${parameters}`;
}

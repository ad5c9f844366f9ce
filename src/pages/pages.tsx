import type { Child } from "hono/jsx";
import { languages } from "../copy/languages.ts";
import type { Translator } from "../copy/translator.ts";
import type { TranslatorFor } from "../copy/translators.ts";
import { Unavailable } from "../core/failure.ts";
import type { World } from "../core/ports.ts";
import type { Settings } from "../env.ts";
import { ButtonLink, type Fault, Problem } from "./components.tsx";
import { Document } from "./document.tsx";
import { createLanguageChoice, inLanguage } from "./language-cookie.ts";
import { page } from "./page.ts";
import { cssOf } from "./style.ts";

/** What a page says in one of its states. */
export type PageView = {
  /** The page's one `h1`, and what the tab is called. */
  readonly title: string;
  readonly body: Child;
  readonly status?: number | undefined;
  /** What is wrong: told first. */
  readonly fault?: Fault | undefined;
  /** What is new since the page was last shown; before the title in the tab alone. */
  readonly news?: string | undefined;
  /** Who asks, where that is not the app of the settings. */
  readonly appName?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the answer to the page's form leads in the end, if that is not one of our pages. */
  readonly formTarget?: string | readonly string[] | undefined;
  /** Whether the address holds a secret that works: the address bar shows `self` in its place, without a query. */
  readonly forgetQuery?: boolean;
  /**
   * Where this page is to be had by GET, path and query, if not where the request went; null: nowhere. In another
   * language it is to be had there too.
   */
  readonly self?: string | null | undefined;
  /** Whether the way on is back to the app. */
  readonly back?: boolean;
};

type StillWorks = {
  readonly still: "code" | "link";
  readonly requestId: string | null;
  /** Where the page is to be had by GET, path and query, if not where the request went. */
  readonly again?: string | undefined;
};

/** The pages for one request: in which language, and how to answer with one. */
export type Pages = {
  readonly words: Translator;
  show(view: PageView): Promise<Response>;
  /** A form that another site's page sent: nothing was done with it. `again` is where our page with that form is. */
  foreign(again?: string): Promise<Response>;
  /** Whatever was thrown, without a word of it. `what.still` works all the same. */
  failed(error: Error, what: StillWorks): Promise<Response>;
};

const RETRY_AFTER_S = 5;

/** What pages are made with. */
export type PagePorts = {
  readonly settings: Pick<Settings, "app" | "brand" | "defaultReturnUrl" | "publicUrl">;
  readonly world: Pick<World, "random">;
  readonly translatorFor: TranslatorFor;
};

/** The time zone that the platform takes a request to come from; a script that knows better rewrites times. */
const zoneOf = ({ cf }: Pick<Request, "cf">): string => {
  const { timezone } = (cf ?? {}) as { readonly timezone?: unknown };
  return typeof timezone === "string" ? timezone : "UTC";
};

/** What all hosted pages share: their frame, their looks, and which language they are in. */
export function createPages({ settings, world, translatorFor }: PagePorts) {
  const { logo, accent, supportUrl } = settings.brand;
  const css = cssOf(accent);
  const choice = createLanguageChoice(settings.publicUrl);
  const { defaultReturnUrl: home } = settings;
  // An app that has named no place to go back to leaves people on a page of ours, which leads nowhere.
  const leadsBack = !home.startsWith(`${settings.publicUrl}/identity/`);

  /** `locale` is what the app said when it began. */
  return async function pagesFor(request: Request, locale?: string): Promise<Pages> {
    const { locales, cookie } = choice.read(request, locale);
    const words = (await translatorFor(...locales)).inZone(zoneOf(request));
    const { pathname, search } = new URL(request.url);

    function show(view: PageView): Promise<Response> {
      const {
        title,
        body,
        status = 200,
        fault,
        news,
        forgetQuery = false,
        formTarget,
        self = pathname + search,
        back = false,
      } = view;
      const { appName = settings.app.name, headers } = view;
      const named = words.say("page.title", { title, app: appName });
      const told = news === undefined ? named : words.say("page.news_prefix", { news, title: named });
      return page(
        world,
        status,
        (nonce) => (
          <Document
            words={words}
            title={fault && news === undefined ? words.say("page.error_prefix", { title: told }) : told}
            appName={appName}
            css={css}
            logo={logo}
            supportUrl={supportUrl}
            languages={
              self === null ? [] : languages.map(({ lang, name }) => ({ lang, name, href: inLanguage(self, lang) }))
            }
            nonce={nonce}
            forget={forgetQuery ? (self ?? pathname).split("?", 1)[0] : undefined}
          >
            {fault && <Problem words={words} fault={fault} />}
            <h1>{title}</h1>
            {body}
            {back && leadsBack && (
              <ButtonLink href={home}>{words.say("page.back_to", { app: settings.app.name })}</ButtonLink>
            )}
          </Document>
        ),
        {
          lang: words.lang,
          headers: { ...headers, ...(cookie ? { "Set-Cookie": cookie } : {}) },
          formTargets: [formTarget ?? []].flat(),
        },
      );
    }

    return {
      words,
      show,

      foreign: (again) =>
        show({
          status: 403,
          title: words.say("origin.title"),
          self: again ?? null,
          body: (
            <>
              <p>{words.say("origin.text")}</p>
              {again !== undefined && <ButtonLink href={again}>{words.say("page.try_again")}</ButtonLink>}
            </>
          ),
        }),

      failed(error, { still, requestId, again = pathname + search }) {
        const unavailable = error instanceof Unavailable;
        return show({
          status: unavailable ? 503 : 500,
          title: words.say("server.title"),
          self: again,
          headers: unavailable ? { "Retry-After": String(RETRY_AFTER_S) } : {},
          body: (
            <>
              <p>{words.say(still === "code" ? "server.code" : "server.link")}</p>
              <ButtonLink href={again}>{words.say("page.try_again")}</ButtonLink>
              {requestId !== null && <p>{words.say("page.reference", { id: requestId })}</p>}
            </>
          ),
        });
      },
    };
  };
}

import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { linkCodeOf } from "../../core/link-code.ts";
import { fateOf, type LinkFate } from "../../core/link-fate.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { readBody } from "../../http/body.ts";
import { requestIdOf } from "../../http/headers.ts";
import { isOwnForm } from "../../http/same-site.ts";
import { seeOther } from "../../http/see-other.ts";
import { Address, ButtonLink } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { AGAIN, createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { ConfirmForm } from "../../pages/link-parts.tsx";
import { createOpenedLinks } from "../../pages/opened-links.ts";
import type { Services } from "../../services.ts";
import { DIALECT, readContext, requestOf } from "./context.ts";
import type { Refusal } from "./errors.ts";
import { readAccountId, readConfirmationCode } from "./parameters.ts";
import { CONFIRM } from "./paths.ts";

/** The two values of a link, as its mail carries them and its form sends them on. */
type Link = { readonly accountId: string; readonly code: string };

function readLink(values: URLSearchParams): Result<Link, Refusal> {
  const given = Object.fromEntries(values);
  const accountId = readAccountId(given, "account_id");
  if (!accountId.ok) return accountId;
  const code = readConfirmationCode(given);
  return code.ok ? ok({ accountId: accountId.value, code: code.value }) : code;
}

/** Where the page of a link is to be had by GET. */
const pageOf = ({ accountId, code }: Link): string =>
  `${CONFIRM}?${new URLSearchParams({ account_id: accountId, confirmation_code: code })}`;

/** What the address of the page after the press says, with the language of the page before: no redirect holds a code. */
const DONE = "done";

const nameOf = ({ accountId, code }: Link): string => `${DIALECT}|${accountId}|${code}`;

type Inspected = Result<{ readonly flow: Flow }, Failure>;

/** The request of a link, if there is one that it is or was of. */
function flowIn(found: Inspected): Flow | null {
  if (found.ok) return found.value.flow;
  return "flow" in found.failure ? found.failure.flow : null;
}

/**
 * Where a mail leads whose request named no page of the app's own. Opening it changes nothing, since mail scanners open
 * links too; its button confirms. What became of a link is told in the browser that had it while it worked; elsewhere
 * one that does nothing is one page, whatever the reason. It works with JavaScript off.
 */
export function createConfirmPage(services: Services) {
  const { settings, requests, keyring, world } = services;
  const { name: appName, id: appId } = settings.app;
  const { publicUrl, defaultReturnUrl: home } = settings;
  const pagesFor = createLinkPages(services, settings.payway.requestLifetimeMs);
  const opened = createOpenedLinks({ publicUrl, path: CONFIRM }, { keyring, world });

  const donePageOf = ({ words }: LinkPages): string => `${CONFIRM}?${DONE}=${words.lang}`;

  /** `self`: where the page is to be had by GET. */
  const done = ({ words, show }: LinkPages, self: string): Promise<Response> =>
    show({
      title: words.say("done.email.title"),
      self,
      body: (
        <>
          <p>{words.say("done.text")}</p>
          <ButtonLink href={home}>{words.say("page.continue_to", { app: appName })}</ButtonLink>
        </>
      ),
    });

  /** What became of a link, and what to do. */
  function tell({ words, show }: LinkPages, link: Link, fate: LinkFate): Promise<Response> {
    const self = pageOf(link);
    if (fate === "confirmed") {
      return show({
        title: words.say("link.used.title"),
        self,
        body: (
          <>
            <p>{words.say("link.used.text")}</p>
            <ButtonLink href={home}>{words.say("page.continue_to", { app: appName })}</ButtonLink>
          </>
        ),
      });
    }
    const titles = { old: "link.old.title", replaced: "link.replaced.title", stopped: "stopped.title" } as const;
    const texts = { old: "back.text", replaced: "link.replaced.text", stopped: "stopped.text" } as const;
    return show({
      status: 410,
      title: words.say(titles[fate]),
      self,
      back: true,
      body: <p>{words.say(texts[fate])}</p>,
    });
  }

  function ask({ words, show }: LinkPages, { id: flowId, address }: Flow, link: Link): Promise<Response> {
    const { accountId, code } = link;
    const masked = <Address words={words} value={maskAddress("email", address?.value ?? "")} />;
    return show({
      title: words.say("link.ask.title"),
      forgetQuery: true,
      body: (
        <>
          <p>{words.pieces("link.ask.account", { app: appName, address: masked })}</p>
          <ConfirmForm
            words={words}
            action={CONFIRM}
            fields={{ account_id: accountId, confirmation_code: code }}
            deny={<DenyForm words={words} code={linkCodeOf(flowId, code)} />}
          />
        </>
      ),
    });
  }

  const inspect = ({ accountId, code }: Link) => requests.inspect({ ...requestOf(appId, accountId), token: code });

  /** What became of a link, where that may be told. */
  async function fateIn({ headers }: Request, link: Link, found: Inspected): Promise<LinkFate | undefined> {
    const flow = flowIn(found);
    return flow && (await opened.knows(headers, nameOf(link))) ? fateOf(flow, world.now()) : undefined;
  }

  /** The pages for whoever has to do with the request: in the language of the mail. */
  const pagesOf = (request: Request, flow: Flow | null): Promise<LinkPages> =>
    pagesFor(request, flow ? readContext(flow.context).locale : undefined);

  /** After the press: a browser that keeps no cookies would not be told on a page by GET what it did. */
  async function confirmed(request: Request, link: Link, flow: Flow): Promise<Response> {
    const pages = await pagesOf(request, flow);
    const keepsCookies = await opened.knows(request.headers, nameOf(link));
    if (keepsCookies) return opened.remember(seeOther(donePageOf(pages)), DONE, flow);
    return opened.remember(await done(pages, pageOf(link)), nameOf(link), flow);
  }

  /** The page after the press, for a browser that has pressed. */
  async function afterwards(request: Request, locale: string): Promise<Response> {
    const pages = await pagesFor(request, locale);
    return (await opened.knows(request.headers, DONE)) ? done(pages, donePageOf(pages)) : pages.dead(404);
  }

  /** A link that there is nothing to press for. */
  async function over(request: Request, link: Link, found: Inspected): Promise<Response> {
    const fate = await fateIn(request, link, found);
    if (fate === undefined) return (await pagesFor(request)).dead(404);
    return tell(await pagesOf(request, flowIn(found)), link, fate);
  }

  return {
    async open(c: Context): Promise<Response> {
      const request = c.req.raw;
      const { searchParams } = new URL(request.url);
      const doneIn = searchParams.get(DONE);
      if (doneIn !== null) return afterwards(request, doneIn);
      const link = readLink(searchParams);
      if (!link.ok) return (await pagesFor(request)).dead(404);
      const found = await inspect(link.value);
      if (!found.ok || found.value.used) return over(request, link.value, found);
      const { flow } = found.value;
      const page = await ask(await pagesOf(request, flow), flow, link.value);
      return opened.remember(page, nameOf(link.value), flow);
    },

    async confirm(c: Context): Promise<Response> {
      const request = c.req.raw;
      const pages = await pagesFor(request);
      const body = await readBody(request);
      const link = body.ok ? readLink(new URLSearchParams(body.value.text)) : fail(undefined);
      if (!isOwnForm(request.headers, [publicUrl])) return pages.foreign(link.ok ? pageOf(link.value) : undefined);
      if (!link.ok) return pages.dead(404);
      const { accountId, code } = link.value;
      c.set(AGAIN, pageOf(link.value));
      const pressed = await requests.confirm({ ...requestOf(appId, accountId), token: code });
      if (pressed.ok) return confirmed(request, link.value, pressed.value);
      if (pressed.failure.reason === "too_soon") return pages.wait(pressed.failure.retryAt);
      // Pressed twice, or too late: what the link is by now decides, and whether there is anything left to do.
      const found = await inspect(link.value);
      if (found.ok && !found.value.used) {
        return pressed.failure.reason === "address_verified" ? done(pages, pageOf(link.value)) : pages.dead(404);
      }
      const flow = flowIn(found);
      return flow?.state === "verified" && (await opened.knows(request.headers, nameOf(link.value)))
        ? confirmed(request, link.value, flow)
        : over(request, link.value, found);
    },

    failed: async (c: Context, error: Error): Promise<Response> =>
      (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId: requestIdOf(c), again: c.get(AGAIN) }),
  };
}

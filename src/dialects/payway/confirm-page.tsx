import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { Failure } from "../../core/failure.ts";
import type { Flow } from "../../core/flow.ts";
import { fateOf, type LinkFate } from "../../core/link-fate.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { stopCodeOf } from "../../core/stop-code.ts";
import { readBody } from "../../http/body.ts";
import { requestIdOf } from "../../http/headers.ts";
import { isOwnForm } from "../../http/same-site.ts";
import { Address, ButtonLink } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { AGAIN, createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { ConfirmForm } from "../../pages/link-parts.tsx";
import { createOpenedLinks } from "../../pages/opened-links.ts";
import type { Services } from "../../services.ts";
import { DIALECT, requestOf } from "./context.ts";
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

  const done = ({ words, show }: LinkPages, link: Link): Promise<Response> =>
    show({
      title: words.say("done.email.title"),
      self: pageOf(link),
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
    const isOwn = home.startsWith(`${publicUrl}/identity/`);
    return show({
      status: 410,
      title: words.say(titles[fate]),
      self,
      body: (
        <>
          <p>{words.say(texts[fate])}</p>
          {!isOwn && <ButtonLink href={home}>{words.say("page.back_to", { app: appName })}</ButtonLink>}
        </>
      ),
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
            deny={<DenyForm words={words} code={stopCodeOf(flowId, code)} />}
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

  return {
    async open(c: Context): Promise<Response> {
      const pages = await pagesFor(c.req.raw);
      const link = readLink(new URL(c.req.url).searchParams);
      if (!link.ok) return pages.dead(404);
      const found = await inspect(link.value);
      if (found.ok && !found.value.used) {
        const { flow } = found.value;
        return opened.remember(await ask(pages, flow, link.value), nameOf(link.value), flow);
      }
      const fate = await fateIn(c.req.raw, link.value, found);
      return fate ? tell(pages, link.value, fate) : pages.dead(404);
    },

    async confirm(c: Context): Promise<Response> {
      const pages = await pagesFor(c.req.raw);
      const body = await readBody(c.req.raw);
      const link = body.ok ? readLink(new URLSearchParams(body.value.text)) : fail(undefined);
      if (!isOwnForm(c.req.raw.headers, [publicUrl])) return pages.foreign(link.ok ? pageOf(link.value) : undefined);
      if (!link.ok) return pages.dead(404);
      const { accountId, code } = link.value;
      c.set(AGAIN, pageOf(link.value));
      const confirmed = await requests.confirm({ ...requestOf(appId, accountId), token: code });
      if (confirmed.ok) return opened.remember(await done(pages, link.value), nameOf(link.value), confirmed.value);
      if (confirmed.failure.reason === "too_soon") return pages.wait(confirmed.failure.retryAt);
      // Pressed twice, or too late: what the link is by now decides, and whether there is anything left to do.
      const found = await inspect(link.value);
      if (found.ok && !found.value.used) {
        return confirmed.failure.reason === "address_verified" ? done(pages, link.value) : pages.dead(404);
      }
      const fate = await fateIn(c.req.raw, link.value, found);
      if (fate === "confirmed") return done(pages, link.value);
      return fate ? tell(pages, link.value, fate) : pages.dead(404);
    },

    failed: async (c: Context, error: Error): Promise<Response> =>
      (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId: requestIdOf(c), again: c.get(AGAIN) }),
  };
}

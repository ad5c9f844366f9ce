import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { Flow } from "../../core/flow.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { stopCodeOf } from "../../core/stop-code.ts";
import { readBody } from "../../http/body.ts";
import { requestIdOf } from "../../http/headers.ts";
import { Address, ButtonLink } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { createLinkPages, type LinkPages } from "../../pages/link-pages.tsx";
import { ConfirmForm } from "../../pages/link-parts.tsx";
import type { Services } from "../../services.ts";
import { requestOf } from "./context.ts";
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

/**
 * Where a mail leads whose request named no page of the app's own. Opening it changes nothing, since mail scanners open
 * links too; its button confirms. It works with JavaScript off.
 */
export function createConfirmPage(services: Services) {
  const { settings, requests } = services;
  const { name: appName, id: appId } = settings.app;
  const pagesFor = createLinkPages(services, settings.payway.requestLifetimeMs);

  const done = ({ words, show }: LinkPages, { accountId, code }: Link): Promise<Response> =>
    show({
      title: words.say("done.email.title"),
      self: `${CONFIRM}?${new URLSearchParams({ account_id: accountId, confirmation_code: code })}`,
      body: (
        <>
          <p>{words.say("done.text")}</p>
          <ButtonLink href={settings.defaultReturnUrl}>{words.say("page.continue_to", { app: appName })}</ButtonLink>
        </>
      ),
    });

  function ask(
    { words, show }: LinkPages,
    { id: flowId, address }: Flow,
    { accountId, code }: Link,
  ): Promise<Response> {
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

  return {
    async open(c: Context): Promise<Response> {
      const pages = await pagesFor(c.req.raw);
      const link = readLink(new URL(c.req.url).searchParams);
      if (!link.ok) return pages.dead(404);
      const found = await inspect(link.value);
      if (!found.ok) return pages.dead(404);
      return found.value.used ? done(pages, link.value) : ask(pages, found.value.flow, link.value);
    },

    async confirm(c: Context): Promise<Response> {
      const pages = await pagesFor(c.req.raw);
      const body = await readBody(c.req.raw);
      const link = body.ok ? readLink(new URLSearchParams(body.value.text)) : fail(undefined);
      if (!link.ok) return pages.dead(404);
      const { accountId, code } = link.value;
      const confirmed = await requests.confirm({ ...requestOf(appId, accountId), token: code });
      if (confirmed.ok) return done(pages, link.value);
      if (confirmed.failure.reason === "too_soon") return pages.wait(confirmed.failure.retryAt);
      // Pressed twice, or too late: what the link is by now decides, and whether there is anything left to do.
      const found = await inspect(link.value);
      const verified = confirmed.failure.reason === "address_verified";
      return found.ok && (found.value.used || verified) ? done(pages, link.value) : pages.dead(404);
    },

    failed: async (c: Context, error: Error): Promise<Response> =>
      (await pagesFor(c.req.raw)).failed(error, { still: "link", requestId: requestIdOf(c) }),
  };
}

import type { Context } from "hono";
import { maskAddress } from "../../core/address.ts";
import type { Flow } from "../../core/flow.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { stopCodeOf } from "../../core/stop-code.ts";
import { readBody } from "../../http/body.ts";
import { Address } from "../../pages/components.tsx";
import { DenyForm } from "../../pages/deny.tsx";
import { createLinkPages } from "../../pages/link-pages.tsx";
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
export function createConfirmPage({ settings, requests, world }: Services) {
  const { name: appName, id: appId } = settings.app;

  const { show, wait, failed } = createLinkPages(world, appName);

  const malformed = (): Promise<Response> =>
    show(400, {
      title: "This link does not work",
      body: <p>Open it from the mail again. If you copied it, copy all of it.</p>,
    });

  const dead = (): Promise<Response> =>
    show(410, {
      title: "This link no longer works",
      body: <p>It may be too old, or a newer one was sent. Use the newest mail, or ask {appName} for another one.</p>,
    });

  const done = (): Promise<Response> =>
    show(200, {
      title: "Email address confirmed",
      body: (
        <>
          <p>Thank you. There is nothing more to do here.</p>
          <p>
            <a class="button" href={settings.defaultReturnUrl}>
              Continue
            </a>
          </p>
        </>
      ),
    });

  const ask = ({ id: flowId, address }: Flow, { accountId, code }: Link): Promise<Response> =>
    show(200, {
      title: "Confirm this email address?",
      holdsSecret: true,
      body: (
        <>
          <p>
            There is an account at {appName} with the address{" "}
            <Address value={maskAddress("email", address?.value ?? "")} />. Is it yours?
          </p>
          <form method="post" action={CONFIRM} novalidate>
            <input type="hidden" name="account_id" value={accountId} />
            <input type="hidden" name="confirmation_code" value={code} />
            <button type="submit">Yes, confirm it</button>
          </form>
          <DenyForm code={stopCodeOf(flowId, code)} />
        </>
      ),
    });

  const inspect = ({ accountId, code }: Link) => requests.inspect({ ...requestOf(appId, accountId), token: code });

  return {
    async open(c: Context): Promise<Response> {
      const link = readLink(new URL(c.req.url).searchParams);
      if (!link.ok) return malformed();
      const found = await inspect(link.value);
      if (!found.ok) return dead();
      return found.value.used ? done() : ask(found.value.flow, link.value);
    },

    async confirm(c: Context): Promise<Response> {
      const body = await readBody(c.req.raw);
      const link = body.ok ? readLink(new URLSearchParams(body.value.text)) : fail(undefined);
      if (!link.ok) return malformed();
      const { accountId, code } = link.value;
      const confirmed = await requests.confirm({ ...requestOf(appId, accountId), token: code });
      if (confirmed.ok) return done();
      if (confirmed.failure.reason === "too_soon") return wait(confirmed.failure.retryAt);
      // Pressed twice, or too late: what the link is by now decides, and whether there is anything left to do.
      const found = await inspect(link.value);
      const verified = confirmed.failure.reason === "address_verified";
      return found.ok && (found.value.used || verified) ? done() : dead();
    },

    failed,
  };
}

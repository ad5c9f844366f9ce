import type { Context } from "hono";
import { AGAIN } from "../../pages/link-pages.tsx";
import { DeadLink } from "../../pages/link-parts.tsx";
import type { Services } from "../../services.ts";
import { createBeginPages } from "./begin-pages.ts";
import { createChangePages } from "./change-pages.ts";
import { createCodePages } from "./code-pages.tsx";
import { isVerCode } from "./errors.ts";
import { pageText } from "./faults.ts";
import { type Fields, fieldsOfQuery } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import { ABOUT, ABOUT_LINK, type Locations } from "./locations.ts";
import { createPageDesk, loginOf, NAMES, stateOf } from "./page-desk.ts";
import { StartAgain } from "./page-parts.tsx";

/** The hosted pages of a login that verifies something. Everything works with JavaScript off. */
export function createLoginPages(
  services: Services,
  { initiation, locations }: { readonly initiation: Initiation; readonly locations: Locations },
) {
  const { settings, world } = services;
  const pageDesk = createPageDesk(services, locations);
  const { desk, find, pagesFor } = pageDesk;
  const wiring = { initiation, desk: pageDesk };

  /** Which state the page would show: for the page itself, which waits that it is another one. */
  async function status(c: Context): Promise<Response> {
    const found = await find(fieldsOfQuery(c.req.url, NAMES));
    const state = found ? stateOf(found.flow, world.now()) : "expired";
    return c.json({ state }, 200, { "Cache-Control": "no-store" });
  }

  async function error(c: Context, fields: Fields): Promise<Response> {
    const code = fields["error_code"] ?? "";
    const login = loginOf(fields);
    const { show, words } = await desk(c, login);
    if (code === "VER_0006" && fields[ABOUT] === ABOUT_LINK) {
      const body = <DeadLink words={words} lifetimeMs={settings.policy.linkLifetimeMs} />;
      return show({ title: words.say("link.dead.title"), back: true, body });
    }
    const { title, text } = pageText(words, isVerCode(code) ? code : "VER_0006");
    return show({
      title,
      body: (
        <>
          <p>{text}</p>
          <StartAgain words={words} login={login} />
        </>
      ),
    });
  }

  /** Whatever was thrown, without a word of it. */
  const failed = async (c: Context, thrown: Error, requestId: string | null): Promise<Response> =>
    (await pagesFor(c.req.raw)).failed(thrown, { still: "code", requestId, again: c.get(AGAIN) });

  return {
    ...createBeginPages(services, wiring),
    ...createCodePages(services, wiring),
    ...createChangePages(services, wiring),
    status,
    error,
    failed,
  };
}

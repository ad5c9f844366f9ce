import type { World } from "../core/ports.ts";
import { wholeSeconds } from "../core/seconds.ts";
import { isDayClear, Moment } from "./components.tsx";
import { DeadLink } from "./link-parts.tsx";
import { createPages, type PagePorts, type Pages } from "./pages.tsx";

/** Under which name a press keeps with its request where the page of its link is to be had, should something fail. */
export const AGAIN = "again";

/** The pages behind links, for one request. */
export type LinkPages = Pages & {
  /** Guesses at the address are held back until `retryAt` (epoch milliseconds). */
  wait(retryAt: number): Promise<Response>;
  /**
   * A link that does nothing, whatever the reason: the same page, byte for byte but for its nonce, so that whoever has
   * no part in the request learns nothing of it.
   */
  dead(status: 400 | 404): Promise<Response>;
};

/** `locale` is what the call that sent the link said. */
export type LinkPagesFor = (request: Request, locale?: string) => Promise<LinkPages>;

/** What all pages behind links share: how they look, and how they say that there is nothing to press. */
export function createLinkPages(
  ports: PagePorts & { readonly world: Pick<World, "now"> },
  lifetimeMs: number,
): LinkPagesFor {
  const { world } = ports;
  const pagesFor = createPages(ports);

  return async (request, locale) => {
    const pages = await pagesFor(request, locale);
    const { words, show } = pages;
    return {
      ...pages,

      wait: (retryAt) =>
        show({
          status: 429,
          title: words.say("link.wait.title"),
          headers: { "Retry-After": String(wholeSeconds(retryAt - world.now())) },
          body: (
            <p>
              {words.pieces("link.wait.text", {
                time: <Moment words={words} at={retryAt} day={!isDayClear(retryAt, world.now())} />,
              })}
            </p>
          ),
        }),

      dead: (status) =>
        show({
          status,
          title: words.say("link.dead.title"),
          self: new URL(request.url).pathname,
          back: true,
          body: <DeadLink words={words} lifetimeMs={lifetimeMs} />,
        }),
    };
  };
}

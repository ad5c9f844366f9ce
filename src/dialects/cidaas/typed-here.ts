import type { Flow } from "../../core/flow.ts";
import type { Keyring, World } from "../../core/ports.ts";
import { createOpenedLinks } from "../../pages/opened-links.ts";
import { givenFor } from "./context.ts";
import type { Fields } from "./fields.ts";

/** Under which all pages are that show an address. */
const PAGES = "/identity";

const sameText = (one: string | undefined, other: string): boolean => one?.trim().toLowerCase() === other.toLowerCase();

/** Whether a call carries the address of a flow, as an app's redirect does: it tells whoever sent it nothing new. */
function carries({ email, mobile, phone }: Fields, flow: Flow): boolean {
  const given = givenFor(flow);
  return given !== undefined && [email, mobile, phone].some((text) => sameText(text, given.typed));
}

/** An address as its page shows it: whole or masked, and whether the browser is to remember that it may be whole. */
export type Telling = { readonly whole: boolean; readonly remember: boolean };

/**
 * In which browsers a flow's address was typed: it is shown whole there, and masked to everybody else, since whoever
 * knows the id of a flow need not know whom it is for. By a sealed cookie, as pages of links remember theirs.
 */
export function createTypedHere(
  publicUrl: string,
  ports: { readonly keyring: Pick<Keyring, "digest" | "open" | "seal">; readonly world: Pick<World, "now"> },
) {
  const typed = createOpenedLinks({ publicUrl, path: PAGES }, ports);
  return {
    remember: (response: Response, flow: Flow): Promise<Response> => typed.remember(response, flow.id, flow),

    async tell({ headers }: Request, fields: Fields, flow: Flow): Promise<Telling> {
      if (givenFor(flow) === undefined) return { whole: false, remember: false };
      if (await typed.knows(headers, flow.id)) return { whole: true, remember: false };
      const whole = carries(fields, flow);
      return { whole, remember: whole };
    },
  };
}

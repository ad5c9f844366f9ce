import type { AskedFrom } from "../core/message.ts";
import { deviceOf } from "./user-agent.ts";

const COUNTRY = /^[A-Z]{2}$/;
/** Cloudflare's codes for "unknown" and for Tor. */
const NOWHERE = ["XX", "T1"];
const LONGEST_CITY = 60;

function placeOf(cf: Request["cf"]): AskedFrom["place"] {
  const { country, city } = (cf ?? {}) as { readonly country?: unknown; readonly city?: unknown };
  if (typeof country !== "string" || !COUNTRY.test(country) || NOWHERE.includes(country)) return undefined;
  return typeof city === "string" && city !== "" ? { city: city.slice(0, LONGEST_CITY), country } : { country };
}

/** Where a request of somebody's own browser or app comes from. */
export function askedFrom({ headers, cf }: Pick<Request, "headers" | "cf">): AskedFrom {
  const device = deviceOf(headers);
  const place = placeOf(cf);
  return { ...(device ? { device } : {}), ...(place ? { place } : {}) };
}

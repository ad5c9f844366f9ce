import type { Outside } from "../provider.ts";
import { call, readText } from "../reply.ts";
import { type Certificate, readCertificate } from "./x509.ts";

const MOST = 8;
const MINUTE_MS = 60_000;

/** A certificate by its address; undefined if it cannot be had now. */
export type Certificates = (url: string) => Promise<Certificate | undefined>;

/**
 * Fetches certificates and keeps the last eight. One that could not be had is asked for again after a minute. Requests
 * at the same moment each fetch it: a promise that one request made is not another's to wait for.
 */
export function keepCertificates(outside: Outside): Certificates {
  const kept = new Map<string, { readonly certificate: Certificate | undefined; readonly fetchedAt: number }>();

  return async (url) => {
    const now = outside.now();
    const held = kept.get(url);
    if (held !== undefined && (held.certificate !== undefined || now - held.fetchedAt < MINUTE_MS)) {
      return held.certificate;
    }
    kept.delete(url);
    const [oldest] = kept.values();
    // Eight within a minute: somebody makes up addresses.
    if (kept.size >= MOST && oldest !== undefined && now - oldest.fetchedAt < MINUTE_MS) return undefined;
    const certificate = await fetched(outside, url);
    kept.set(url, { certificate, fetchedAt: now });
    for (const older of [...kept.keys()].slice(0, -MOST)) kept.delete(older);
    return certificate;
  };
}

async function fetched(outside: Outside, url: string): Promise<Certificate | undefined> {
  const response = await call(outside, url, { method: "GET", headers: {} });
  return response?.ok === true ? readCertificate((await readText(response)) ?? "") : undefined;
}

import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import type { Page } from "playwright-core";

/** What a page weighs on the wire, in bytes. */
export type Weight = {
  readonly gzip: number;
  readonly brotli: number;
  /** Of its script alone. */
  readonly scriptGzip: number;
};

// As servers compress what they make for each request: faster, and a little less, than they could.
const gzipped = (text: string): number => gzipSync(text, { level: 6 }).length;
const brotlied = (text: string): number =>
  brotliCompressSync(text, { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } }).length;

const scriptIn = (html: string): string =>
  [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, source]) => source).join("\n");

/** A page has everything in one document, its style and its script included. */
export function weigh(html: string): Weight {
  const script = scriptIn(html);
  return { gzip: gzipped(html), brotli: brotlied(html), scriptGzip: script === "" ? 0 : gzipped(script) };
}

/** Counts what `page` asks for; tells how many of these the document on screen took. Redirects on the way are not its own. */
export function countRequests(page: Page): () => number {
  let requests = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) requests = 0;
    if (!request.url().startsWith("data:")) requests += 1;
  });
  return () => requests;
}

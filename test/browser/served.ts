import type { Page, Response } from "playwright-core";

/** A document as a server sent it: what a checker reads, and what another browser can be shown again. */
export type Served = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
};

/** Watches which documents `page` is sent from now on; tells the one that is on screen. */
export function watchDocuments(page: Page): () => Promise<Served> {
  let shown: Response | undefined;
  page.on("response", (response) => {
    const isRedirect = response.status() >= 300 && response.status() < 400;
    if (response.request().isNavigationRequest() && !isRedirect) shown = response;
  });
  return async () => {
    if (!shown) throw new Error("nothing was served yet");
    return {
      url: shown.url(),
      status: shown.status(),
      headers: await shown.allHeaders(),
      html: await shown.text(),
    };
  };
}

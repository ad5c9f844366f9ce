/**
 * Where a form of a page leads, and its hidden fields, as a browser sends them when its button is pressed. The first
 * form, or the one with that button.
 */
export function formOf(html: string, button?: string): { readonly action: string; readonly fields: URLSearchParams } {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  // A form's button may stand outside it, so the first form is not looked for by one.
  const form = button === undefined ? forms[0] : forms.find((markup) => markup.includes(`${button}</button>`));
  const action = form && / action="([^"]+)"/.exec(form)?.[1];
  if (!action) throw new Error("the page has no such form");
  const hidden = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return { action, fields: new URLSearchParams([...hidden].map(([, name = "", value = ""]) => [name, value])) };
}

/** What a browser sends when a button of one of our own pages is pressed. */
export const fromOurPage = (body: URLSearchParams, origin = "https://verify.example.com") => ({
  method: "POST",
  headers: { origin },
  body,
});

/** How forms come in that are not of our pages. */
export const FOREIGN: readonly Record<string, string>[] = [
  {},
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
];

/** Where a browser ends up that was answered so: what went well leads to a page by GET. */
export async function landed(
  server: { fetch(path: string, init: RequestInit): Promise<Response> },
  answer: Response,
  headers: Record<string, string> = {},
): Promise<Response> {
  const next = answer.headers.get("location");
  return answer.status === 303 && next !== null ? server.fetch(next, { headers }) : answer;
}

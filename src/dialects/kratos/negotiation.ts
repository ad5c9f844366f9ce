/** How well `range` (one of an Accept header) covers `type`; undefined when it does not. More is more specific. */
function specificity(range: string, type: string): number | undefined {
  if (range === type) return 2;
  if (range === "*/*") return 0;
  return range.endsWith("/*") && type.startsWith(range.slice(0, -1)) ? 1 : undefined;
}

/** The weight a caller gives to `type`, and how exactly it was named. */
function weigh(accept: string, type: string): { readonly q: number; readonly exact: number } {
  let best = { q: 0, exact: -1 };
  for (const part of accept.split(",")) {
    const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const exact = specificity(range, type);
    if (exact === undefined || exact < best.exact) continue;
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    const q = quality === undefined ? 1 : Number.parseFloat(quality.slice(2));
    best = { q: Number.isNaN(q) ? 0 : q, exact };
  }
  return best;
}

/** Whether `Accept` asks for JSON rather than a page. No header, or only wildcards, is how browsers and curl ask. */
export function acceptsJson(accept: string | undefined): boolean {
  if (!accept || accept.length > 1_000) return false;
  const json = weigh(accept, "application/json");
  const html = weigh(accept, "text/html");
  return json.q > html.q || (json.q === html.q && json.q > 0 && json.exact > html.exact);
}

/** The media type of a `Content-Type` header, without its parameters. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/**
 * Whether to answer with JSON rather than send the browser to a page: asked for by `Accept`, or spoken by the caller
 * itself. (Kratos redirects a JSON body without a JSON `Accept`; no SDK wants that, and native clients then get HTML.)
 */
export const wantsJson = (headers: Headers): boolean =>
  acceptsJson(headers.get("accept") ?? undefined) ||
  mediaType(headers.get("content-type") ?? undefined) === "application/json";

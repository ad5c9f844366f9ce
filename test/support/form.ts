/**
 * Where a form of a page leads, and its hidden fields, as a browser sends them when its button is pressed. The first
 * form, or the one with that button.
 */
export function formOf(html: string, button = ""): { readonly action: string; readonly fields: URLSearchParams } {
  const form = (html.match(/<form[\s\S]*?<\/form>/g) ?? []).find((markup) => markup.includes(`${button}</button>`));
  const action = form && / action="([^"]+)"/.exec(form)?.[1];
  if (!action) throw new Error("the page has no such form");
  const hidden = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return { action, fields: new URLSearchParams([...hidden].map(([, name = "", value = ""]) => [name, value])) };
}

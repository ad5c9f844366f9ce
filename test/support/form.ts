/** Where the form of a page leads, and its hidden fields, as a browser sends them when the button is pressed. */
export function formOf(html: string): { readonly action: string; readonly fields: URLSearchParams } {
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
  if (!action) throw new Error("the page has no form");
  const hidden = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return { action, fields: new URLSearchParams([...hidden].map(([, name = "", value = ""]) => [name, value])) };
}

/**
 * `uri` with a parameter at the end of its query. Not through a URL parser, which would spell a native app's address
 * anew: the rest of it stays as it is registered, and a parameter of this name that it brought along goes.
 */
export function withParameter(uri: string, name: string, value: string): string {
  const [, base = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(uri) ?? [];
  const kept = query.split("&").filter((pair) => pair !== "" && pair.split("=", 1)[0] !== name);
  return `${base}?${[...kept, `${name}=${encodeURIComponent(value)}`].join("&")}${fragment}`;
}

/** `uri` with these parameters at the end of its query, those that have a value. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | null | undefined>>): string {
  return Object.entries(parameters).reduce(
    (led, [name, value]) => (value ? withParameter(led, name, value) : led),
    uri,
  );
}

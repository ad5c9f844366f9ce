/**
 * `uri` with `result=true` or `result=false` at the end of its query: the rest of it stays as it was registered, and
 * a `result` that it brought along goes.
 */
export function withResult(uri: string, result: boolean): string {
  const [, base = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(uri) ?? [];
  const kept = query.split("&").filter((pair) => pair !== "" && !/^result(?:=|$)/.test(pair));
  return `${base}?${[...kept, `result=${result}`].join("&")}${fragment}`;
}

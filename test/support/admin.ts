import { deployment, type TestBed } from "./world.ts";

export const bearer = { authorization: `Bearer ${deployment["ADMIN_TOKEN"]}` };

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

/** One call of the admin API, with JSON where there is any. */
export async function call(
  bed: TestBed,
  method: string,
  path: string,
  { json, body, headers = {} }: { json?: unknown; body?: BodyInit; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = json === undefined ? body : JSON.stringify(json);
  const response = await bed.fetch(`/admin${path}`, {
    method,
    headers: { ...bearer, ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** Where a problem says the fault is, with what it calls it. */
export const faults = ({ body }: Pick<Answer, "body">): readonly string[] =>
  ((body["errors"] ?? []) as { pointer?: string; parameter?: string; code: string }[]).map(
    ({ pointer, parameter, code }) => `${pointer ?? parameter} ${code}`,
  );

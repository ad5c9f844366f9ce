import { Agent, type IncomingHttpHeaders, request } from "node:http";

export type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

export type Call = {
  readonly json?: unknown;
  /** Sent as a browser sends a form of our own pages. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whom the call comes from, as Cloudflare would tell it. */
  readonly ip?: string;
  /** The access token of whom the call acts for. */
  readonly token?: string | undefined;
};

/** An HTTP client that keeps a fixed number of connections open, follows nothing and remembers nothing. */
export type Client = {
  readonly get: (path: string, call?: Call) => Promise<Reply>;
  readonly post: (path: string, call: Call) => Promise<Reply>;
  readonly close: () => void;
};

export function createClient({ hostname, port }: URL, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  function call(method: "GET" | "POST", path: string, { json, form, ip, token }: Call = {}): Promise<Reply> {
    const body = form ? `${new URLSearchParams(form)}` : JSON.stringify(json);
    const type = form ? "application/x-www-form-urlencoded" : "application/json";
    const headers = {
      ...(body === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(body) }),
      ...(form === undefined ? {} : { "sec-fetch-site": "same-origin" }),
      ...(ip === undefined ? {} : { "cf-connecting-ip": ip }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  return {
    get: (path, options) => call("GET", path, options),
    post: (path, options) => call("POST", path, options),
    close: () => agent.destroy(),
  };
}

/** For answers that no correct run gives. */
export function unexpected(what: string, { status, text }: Reply): never {
  throw new Error(`${what}: unexpected answer ${status} ${text.slice(0, 300)}`);
}

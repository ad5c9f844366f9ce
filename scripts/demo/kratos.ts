import { CookieJar } from "../../test/support/cookies.ts";
import { formOf } from "../../test/support/form.ts";
import type { Journey } from "./journey.ts";

type Flow = {
  readonly id: string;
  readonly state: string;
  readonly ui: { readonly action: string; readonly nodes: readonly { readonly attributes: Record<string, string> }[] };
};

const JSON_BOTH_WAYS = { accept: "application/json", "content-type": "application/json" };

/** A client of the Kratos dialect: a native app, or a browser if it has a jar for its cookies. */
function client(origin: string, jar?: CookieJar) {
  async function ask(url: string, init: RequestInit = {}): Promise<Flow> {
    const response = await fetch(new URL(url, origin), { ...init, headers: { ...JSON_BOTH_WAYS, ...jar?.header } });
    jar?.store(response);
    if (!response.ok) throw new Error(`${response.status} from ${url}: ${await response.text()}`);
    return (await response.json()) as Flow;
  }
  const csrfOf = ({ ui }: Flow): string | undefined =>
    ui.nodes.find(({ attributes }) => attributes["name"] === "csrf_token")?.attributes["value"];
  return {
    start: (query = "") => ask(`/auth/self-service/verification/${jar ? "browser" : "api"}${query}`),
    submit: (flow: Flow, fields: { email?: string; code?: string }, method = "code") =>
      ask(flow.ui.action, {
        method: "POST",
        body: JSON.stringify({ method, csrf_token: csrfOf(flow), ...fields }),
      }),
  };
}

function expectState(flow: Flow, state: string): void {
  if (flow.state !== state) throw new Error(`the flow is ${flow.state}, not ${state}`);
}

const byCode = (name: string, { address, browser }: { address: string; browser: boolean }): Journey => ({
  name,
  address,
  async run({ server, step }) {
    const app = client(server.origin, browser ? new CookieJar() : undefined);
    const flow = await step("start a flow", () => app.start());
    const sent = await step("give the address", () => app.submit(flow, { email: address }));
    expectState(sent, "sent_email");
    const { code } = await step("read the code in the outbox", () => server.mail(address));
    const passed = await step("give the code", () => app.submit(sent, { code: code ?? "" }));
    expectState(passed, "passed_challenge");
  },
});

const byLink: Journey = {
  name: "Kratos, a link by e-mail, opened in another browser",
  address: "grace@example.com",
  async run({ server, address, step }) {
    const app = client(server.origin, new CookieJar());
    const flow = await step("start a flow", () => app.start("?method=link"));
    expectState(await step("give the address", () => app.submit(flow, { email: address }, "link")), "sent_email");
    const { link } = await step("read the link in the outbox", () => server.mail(address));

    const jar = new CookieJar();
    /** Like a browser: takes cookies, says where a form comes from, follows to the page. */
    async function browse(url: string, init: RequestInit = {}): Promise<string> {
      const posted = init.method === "POST" ? { origin: server.origin } : {};
      const headers = { accept: "text/html", ...jar.header, ...posted };
      const reply = await fetch(new URL(url, server.origin), { ...init, headers, redirect: "manual" });
      jar.store(reply);
      const next = reply.headers.get("location");
      return next === null ? reply.text() : browse(next);
    }
    const page = await step("open the link, which confirms nothing yet", () => browse(link ?? ""));
    const { action, fields } = formOf(page);
    const last = await step("press its button", () => browse(action, { method: "POST", body: fields }));
    if (!last.includes("Email address confirmed")) throw new Error("the page does not say that it is confirmed");
  },
};

export const kratosJourneys: readonly Journey[] = [
  byCode("Kratos, a native app, a code by e-mail", { address: "ada@example.com", browser: false }),
  byCode("Kratos, a native app, a code by text message", { address: "+447700900123", browser: false }),
  byCode("Kratos, a browser, a code by e-mail", { address: "alan@example.com", browser: true }),
  byLink,
];

import { createAdmin } from "./admin/routes.ts";
import { createDevIssuer, KEY_SET_PATHS } from "./dev/issuer.ts";
import { createDevRoutes } from "./dev/routes.tsx";
import { createTokenRoutes } from "./dev/tokens.ts";
import { dialects, localeOf } from "./dialects/index.ts";
import { kratosPages } from "./dialects/kratos/pages/routes.tsx";
import type { Env } from "./env.ts";
import { createHooks } from "./hooks/routes.ts";
import { commonHeaders, requestIdOf } from "./http/headers.ts";
import { health, VERSION } from "./http/health.ts";
import { Hono } from "./http/hono.ts";
import { STOP } from "./pages/deny.tsx";
import { createNotFound } from "./pages/not-found.tsx";
import { createStopPages } from "./pages/stop-pages.tsx";
import type { Services } from "./services.ts";
import type { Problem } from "./settings/problems.ts";
import { RESULT_KEYS_PATH } from "./tokens/result-tokens.ts";
import { realWorld } from "./world.ts";

/** Everything this Worker answers, on services that are ready. */
export function createApp(services: Services): Hono {
  const { settings, world, webhooks, resultTokens } = services;
  const headers = commonHeaders(world, { https: settings.publicUrl.startsWith("https:") });
  /** Made when an operator first calls: nobody else has to wait for it. */
  let operators: Hono | undefined;
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    if (c.req.method === "POST" && !c.req.path.startsWith("/dev/")) webhooks.deliverSoon();
  });
  app.all("/admin/*", (c) => {
    operators ??= new Hono().use(headers).route("/admin", createAdmin(services));
    return operators.fetch(c.req.raw, c.env);
  });
  app.use(headers);
  app.route("/", health(settings.bindings, []));
  app.get("/version", (c) => c.json({ version: VERSION }));
  app.get(RESULT_KEYS_PATH, async (c) => c.json(await resultTokens.keySet()));
  // Before the dialects: the last route of one may take every address under its base path.
  app.route("/hooks", createHooks(services));
  app.route(STOP, createStopPages(services, localeOf));
  if (DEVELOPMENT) mountDevelopment(app, services);
  for (const dialect of dialects) {
    for (const basePath of dialect.basePaths) app.route(basePath || "/", dialect.routes(services, basePath));
  }
  app.route("/identity", kratosPages(services));
  const notFound = createNotFound(services);
  app.notFound((c) => notFound(c.req.raw));
  app.onError((error, c) => {
    world.log({ event: "request_failed", error: error.name, request_id: requestIdOf(c) });
    return c.json({ error: "internal_server_error" }, 500);
  });
  return app;
}

/** What only the build of `npm run dev` answers. */
function mountDevelopment(app: Hono, { settings, world, keyring, accounts }: Services): void {
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  app.route("/dev", createDevRoutes({ kv: settings.bindings.CODES, world, sleep }));
  const issuer = createDevIssuer(settings.publicUrl, keyring);
  app.route("/dev", createTokenRoutes({ issuer, accounts, world }));
  for (const path of KEY_SET_PATHS) app.get(path, async (c) => c.json(await issuer.keySet()));
}

/** What answers while settings are missing: nothing but the way to mend it. */
export function createUnreadyApp(env: Env, problems: readonly Problem[]): Hono {
  const app = new Hono();
  app.use(commonHeaders(realWorld, { https: false }));
  app.route("/", health(env, problems));
  app.all("*", (c) => c.json({ error: "not_configured", see: "/health/ready" }, 503, { "Retry-After": "60" }));
  return app;
}

import { createApp, createUnreadyApp } from "./app.ts";
import { everyMinute } from "./cron.ts";
import type { Env } from "./env.ts";
import { wokenUp } from "./queue.ts";
import { createServices, type Services } from "./services.ts";
import { realWorld } from "./world.ts";

type Instance = { readonly services: Services | undefined; readonly app: ReturnType<typeof createApp> };

/** Built on an isolate's first event and kept: settings and bindings do not change under a running Worker. */
let instance: Instance | undefined;

function instanceOf(env: Env): Instance {
  if (!instance) {
    const services = createServices(env, realWorld);
    instance = services.ok
      ? { services: services.value, app: createApp(services.value) }
      : { services: undefined, app: createUnreadyApp(env, services.failure) };
  }
  return instance;
}

export default {
  fetch: (request, env, context) => instanceOf(env).app.fetch(request, env, context),

  async scheduled(_controller, env) {
    const { services } = instanceOf(env);
    if (services) await everyMinute(services);
  },

  async queue(batch, env) {
    const { services } = instanceOf(env);
    if (services) await wokenUp(batch, services);
  },
} satisfies ExportedHandler<Env>;

import { bearer } from "../http/bearer.ts";
import { Hono } from "../http/hono.ts";
import { onFailure, problem } from "../http/problem.ts";
import type { Services } from "../services.ts";
import { accountRoutes } from "./accounts.ts";
import { clientRoutes, ticketRoutes } from "./clients.ts";
import { courierRoutes } from "./courier.ts";
import { eventRoutes } from "./events.ts";
import { flowRoutes } from "./flows.ts";
import { suppressionRoutes } from "./suppressions.ts";
import { trackRoutes } from "./tracks.ts";
import { webhookRoutes } from "./webhooks.ts";

/** What operators call, with the admin token. Whoever has none is not even told which addresses there are. */
export function createAdmin(services: Services): Hono {
  const app = new Hono();
  app.use(bearer(services.settings.adminToken, "admin"));
  app.route("/accounts", accountRoutes(services));
  app.route("/flows", flowRoutes(services));
  app.route("/clients", clientRoutes(services));
  app.route("/tickets", ticketRoutes(services));
  app.route("/tracks", trackRoutes(services));
  app.route("/events", eventRoutes(services));
  app.route("/webhooks", webhookRoutes(services));
  app.route("/courier/messages", courierRoutes(services));
  app.route("/courier/suppressions", suppressionRoutes(services));
  app.all("*", (c) => problem(c, { code: "not_found", detail: "There is no such address in the admin API." }));
  app.onError(onFailure(services.world, "admin"));
  return app;
}

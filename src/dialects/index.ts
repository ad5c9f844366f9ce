import { cidaas } from "./cidaas/routes.ts";
import type { Dialect } from "./dialect.ts";
import { kratos } from "./kratos/routes.ts";
import { payway } from "./payway/routes.ts";
import { transmit } from "./transmit/routes.ts";

/** Every wire language spoken here. */
export const dialects: readonly Dialect[] = [kratos, transmit, payway, cidaas];

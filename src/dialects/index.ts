import type { Flow } from "../core/flow.ts";
import { cidaas } from "./cidaas/routes.ts";
import type { Dialect } from "./dialect.ts";
import { kratos } from "./kratos/routes.ts";
import { payway } from "./payway/routes.ts";
import { transmit } from "./transmit/routes.ts";

/** Every wire language spoken here. */
export const dialects: readonly Dialect[] = [kratos, transmit, payway, cidaas];

/** The language of what a flow sent to people, where its dialect remembers one. */
export const localeOf = ({ dialect, context }: Pick<Flow, "dialect" | "context">): string | undefined =>
  dialects.find(({ name }) => name === dialect)?.localeOf?.(context);

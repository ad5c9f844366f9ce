import { env } from "cloudflare:workers";

/** What happens to a batch on its way to the database: `send` is the way there and back. */
export type Wire = (send: () => Promise<D1Result[]>) => Promise<D1Result[]>;

/** Real D1, at the other end of a wire that can count, fail and lose replies. */
export function wiredDatabase(wire: Wire): D1Database {
  const through = <Target extends D1Database | D1DatabaseSession>(target: Target): Target =>
    new Proxy(target, {
      get(_, key) {
        if (key === "batch") return (statements: D1PreparedStatement[]) => wire(() => target.batch(statements));
        if (key === "withSession" && "withSession" in target) {
          return (...given: Parameters<D1Database["withSession"]>) => through(target.withSession(...given));
        }
        return (Reflect.get(target, key) as (...given: unknown[]) => unknown).bind(target);
      },
    });
  return through(env.DB);
}

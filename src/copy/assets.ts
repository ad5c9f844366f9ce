import type { World } from "../core/ports.ts";
import type { LoadCatalogue } from "./translators.ts";

/** Of no host: an asset is named by its path alone. */
const FOLDER = "https://catalogues.invalid/";
const DEADLINE_MS = 3_000;

/** The texts of languages as they were uploaded with this version of the Worker: `catalogues/<lang>.json`. */
export function assetCatalogues(assets: Fetcher | undefined, { timer }: Pick<World, "timer">): LoadCatalogue {
  return async (lang) => {
    if (assets === undefined) throw new Error("ASSETS is not bound");
    const limit = timer(DEADLINE_MS);
    const late = limit.gone.then(() => {
      throw new Error("no answer in time");
    });
    try {
      const answer = await Promise.race([assets.fetch(`${FOLDER}${lang}.json`), late]);
      if (!answer.ok) throw new Error(`answered with ${answer.status}`);
      return await Promise.race([answer.json<Awaited<ReturnType<LoadCatalogue>>>(), late]);
    } finally {
      limit.cancel();
    }
  };
}

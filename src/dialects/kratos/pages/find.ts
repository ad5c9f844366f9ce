import { isUuid } from "../../../core/ids.ts";
import { createPages, type Pages } from "../../../pages/pages.tsx";
import type { Services } from "../../../services.ts";
import { DIALECT, localeOf, readContext } from "../context.ts";
import type { Desk } from "../desk.ts";
import { mayRead } from "../visitor.ts";
import { type ProblemProps, problemView } from "./problem-view.tsx";
import { type Shown, shownTo, startAgainUrl } from "./shown.ts";

type Problem = Omit<ProblemProps, "words">;
/** A flow for a page, or what is said in its place. */
export type Found = { readonly shown: Shown; readonly pages: Pages } | { readonly response: Promise<Response> };

/** Flows for pages, and what is shown where there is none. */
export function createFinder(services: Services, desk: Desk) {
  const { settings, verification, world } = services;
  const pagesFor = createPages(services);
  const inApp = { appId: settings.app.id, dialect: DIALECT };

  const problem = ({ show, words }: Pages, props: Problem): Promise<Response> => show(problemView({ words, ...props }));
  const problemFor = async (request: Request, props: Problem, locale?: string): Promise<Response> =>
    problem(await pagesFor(request, locale), props);

  /** The flow of a page, for whoever may see it. `locale` is the language that the page before was in. */
  async function find(request: Request, flowId: string | undefined, locale?: string): Promise<Found> {
    const say = (props: Problem) => ({ response: problemFor(request, props, locale) });
    if (flowId === undefined || !isUuid(flowId)) return say({ kind: "flow_param", status: 400 });
    const [visitor, found] = await Promise.all([
      desk.visitor(request.headers, flowId),
      verification.look({ ...inApp, flowId }),
    ]);
    if (!found.ok) return say({ kind: "flow_not_found", status: 404 });
    const { flow } = found.value;
    const over = flow.state === "expired" || flow.expiresAt <= world.now();
    if (over && flow.state !== "verified") {
      return say({ kind: "expired", status: 410, restart: startAgainUrl(readContext(flow.context)) });
    }
    if (!mayRead(flow, visitor)) return say({ kind: "csrf_mismatch", status: 403 });
    const pages = await pagesFor(request, localeOf(flow.context) ?? locale);
    const shown = shownTo(visitor, { look: found.value, words: pages.words, services });
    if (flow.state === "cancelled") {
      const restart = startAgainUrl(shown.context);
      return { response: problem(pages, { kind: "flow_cancelled", status: 410, restart }) };
    }
    return { shown, pages };
  }

  return { pagesFor, problem, problemFor, find };
}

export type Finder = ReturnType<typeof createFinder>;

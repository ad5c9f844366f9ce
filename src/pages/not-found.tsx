import { createPages, type PagePorts } from "./pages.tsx";

const acceptsPages = ({ headers, method }: Request): boolean =>
  (method === "GET" || method === "HEAD") && /\btext\/html\b/.test(headers.get("accept") ?? "");

/** What answers at an address where there is nothing: a page to people, who may have mistyped it, else one line. */
export function createNotFound(ports: PagePorts) {
  let pagesFor: ReturnType<typeof createPages> | undefined;

  return async (request: Request): Promise<Response> => {
    if (!acceptsPages(request)) return new Response("There is nothing at this address.", { status: 404 });
    pagesFor ??= createPages(ports);
    const { words, show } = await pagesFor(request);
    return show({
      status: 404,
      title: words.say("broken.title"),
      // Two slashes at its start would make its links lead to a host of that name.
      self: new URL(request.url).pathname.replace(/^\/+/, "/"),
      back: true,
      body: <p>{words.say("broken.text")}</p>,
    });
  };
}

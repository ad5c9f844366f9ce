/**
 * After a form that did what it was sent for: to a page that says so by GET, so that reading it again and going back
 * send nothing twice. `location` is a path with its query, or an address.
 */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });

/** The Worker under test, put in under this name when an instance starts. */
declare module "bench:worker" {
  const worker: { fetch(request: Request, env: unknown, context: ExecutionContext): Response | Promise<Response> };
  // biome-ignore lint/style/noDefaultExport: as every Worker has it
  export default worker;
}

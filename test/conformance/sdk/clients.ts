import * as client from "@ory/client";
import * as kratosClient from "@ory/kratos-client";

export type VerificationFlow = client.VerificationFlow;

/** The calls of the two SDKs that concern verification, as their own types have them. */
export type Frontend = Pick<
  client.FrontendApi,
  | "createBrowserVerificationFlow"
  | "createNativeVerificationFlow"
  | "getFlowError"
  | "getVerificationFlow"
  | "updateVerificationFlow"
>;

type Sdk = { readonly name: string; connect(basePath: string): Frontend };

const sdks: readonly Sdk[] = [
  {
    name: "@ory/client",
    connect: (basePath) => new client.FrontendApi(new client.Configuration({ basePath })),
  },
  {
    name: "@ory/kratos-client",
    connect: (basePath) => new kratosClient.FrontendApi(new kratosClient.Configuration({ basePath })),
  },
];

/** Each SDK at each place its users point it to. */
export const cases = sdks.flatMap(({ name, connect }, sdk) =>
  ["", "/auth"].map((mount, place) => ({
    name,
    mount,
    /** A number for this case alone, of the few that are kept free for examples. */
    phone: `+4477009000${sdk}${place}`,
    connect: (origin: string): Frontend => connect(`${origin}${mount}`),
  })),
);

export type Refusal = {
  readonly status: number;
  readonly data: { readonly error?: { readonly id?: string; readonly code?: number }; readonly use_flow_id?: string };
  readonly headers: Readonly<Record<string, unknown>>;
};

/** What a call was refused with, in the form that users of the SDKs catch it. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && "response" in error && error.response) return error.response as Refusal;
    throw error;
  }
  throw new Error("the call was not refused");
}

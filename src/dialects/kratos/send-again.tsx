import { Address } from "../../pages/components.tsx";
import { Form, find, Hidden, startAgainUrl } from "./flow-parts.tsx";
import type { InputNode } from "./nodes.ts";
import type { WireFlow } from "./wire.ts";

/** Where a message went, for whoever may know. */
export const SentTo = ({ node }: { readonly node: InputNode | undefined }) =>
  node?.attributes.value ? (
    <>
      {" "}
      to <Address value={node.attributes.value} />
    </>
  ) : null;

/** In place of a button that could not work in this browser. */
export const SEND_ELSEWHERE = "To get a new message, go back to where you asked for this one.";

/** What to do when no code arrives, and the ways on from there. */
export function SendAgain({ flow, byText }: { readonly flow: WireFlow; readonly byText: boolean }) {
  const elsewhere = startAgainUrl(flow);
  return (
    <>
      <h2>{byText ? "Not got the text message?" : "Not got the email?"}</h2>
      <ul>
        <li>{byText ? "Check that you have signal." : "Check the spam folder."}</li>
        <li>{byText ? "Check that the number is right." : "Check that the address is spelled right."}</li>
        <li>
          {byText
            ? "Text messages can take a few minutes. Then send a new code."
            : "Wait a minute, then send a new code."}
        </li>
      </ul>
      <Form flow={flow}>
        <Hidden node={find(flow, "email", "submit")} />
        <button type="submit" class="quiet">
          Send a new code
        </button>
      </Form>
      {elsewhere && (
        <p>
          <a href={elsewhere}>Use a different {byText ? "phone number or email address" : "email address"}</a>
        </p>
      )}
    </>
  );
}

import { Poll } from "../../../pages/sending.tsx";
import { pageOf, type Shown } from "./shown.ts";

/** Has the page go on by itself once the flow was finished elsewhere: it reads the flow as any client does. */
export function Watch({ shown }: { readonly shown: Shown }) {
  const { words, look, context, now } = shown;
  return (
    <Poll
      words={words}
      statusUrl={`${context.mount}/self-service/verification/flows?id=${look.flow.id}`}
      state="passed_challenge"
      secondsLeft={Math.max(0, Math.ceil((look.flow.expiresAt - now) / 1_000))}
      next={pageOf(shown)}
    />
  );
}

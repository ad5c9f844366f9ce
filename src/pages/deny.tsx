/** Where requests are stopped: short, since its whole address stands in mails. */
export const STOP = "/s";

/** The name of the form's field. */
export const STOP_FIELD = "stop";

/** The button for who did not ask for this. It changes something, so it is a form of its own, which works without script. */
export function DenyForm({
  code,
  label = "No, I did not ask for this",
}: {
  readonly code: string;
  readonly label?: string;
}) {
  return (
    <form method="post" action={STOP} novalidate>
      <input type="hidden" name={STOP_FIELD} value={code} />
      <button type="submit" class="quiet">
        {label}
      </button>
    </form>
  );
}

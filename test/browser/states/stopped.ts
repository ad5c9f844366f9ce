import { giveAddress, linkOf, open, type PageState, press, type Stage, start } from "./stage.ts";

/** The link by which whoever got a mail stops the request. */
async function stopLink(stage: Stage): Promise<string> {
  await start(stage);
  const { text } = await giveAddress(stage);
  const link = /https?:\/\/\S+\/s\?\S+/.exec(text)?.[0];
  if (link === undefined) throw new Error("no stop link in the mail");
  return link;
}

/** For people who did not ask for the message that they got. */
export const stopped: readonly PageState[] = [
  {
    name: "stop link opened",
    heading: "Stop this request?",
    async reach(stage) {
      await open(stage, await stopLink(stage));
    },
  },
  {
    name: "request stopped",
    heading: "This request was stopped",
    async reach(stage) {
      await open(stage, await stopLink(stage));
      await press(stage, "Stop this request");
    },
  },
  {
    name: "link denied",
    heading: "This request was stopped",
    async reach(stage) {
      await start(stage, "?method=link");
      await open(stage, linkOf(await giveAddress(stage)));
      await press(stage, "No, I did not ask for this");
    },
  },
  {
    name: "nothing to stop",
    heading: "This link does not work",
    reach: (stage) => open(stage, "/s?none"),
  },
];

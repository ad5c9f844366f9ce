import { describe, expect, it } from "vitest";
import { native, PHONE, withTexts } from "../../conformance/kratos/client.ts";
import { addAccount, testBed } from "../../support/world.ts";
import { linkOf, Reader, sentOn } from "./bed.ts";

/** An address as it is seen, and as it is said in place of what is seen. */
const addressIn = ({ html }: Reader) =>
  /<bdi class="address" dir="ltr" aria-hidden="true">([^<]*)<\/bdi><span class="vh">([^<]*)<\/span>/
    .exec(html)
    ?.slice(1);

describe("P36 a masked address is said in words, and its bullets are not", () => {
  it.each([
    ["en", "the address that starts with j and ends with END"],
    ["de", "die Adresse, die mit j beginnt und mit END endet"],
    ["ar", "العنوان الذي يبدأ بـ j وينتهي بـ END"],
  ])("of an e-mail address, on the page of a link, in %s", async (lang, said) => {
    const bed = testBed();
    const { email } = await sentOn(bed, `?method=link&lang=${lang}`);
    const end = email.slice(email.indexOf("@") - 1);
    const reader = await new Reader(bed).open(linkOf(bed));
    expect(addressIn(reader)).toEqual([`j•••${end}`, said.replace("END", end)]);
  });

  it.each([
    ["en", "the number that starts with +1 and ends with 1234"],
    ["de", "die Nummer, die mit +1 beginnt und mit 1234 endet"],
  ])("of a number, where a code that an app asked for is typed in, in %s", async (lang, said) => {
    const bed = testBed(withTexts);
    await addAccount([{ kind: "phone", value: PHONE }]);
    const app = native(bed);
    const flow = await app.init();
    expect((await app.send(flow, PHONE)).json.state).toBe("sent_email");
    const reader = await new Reader(bed).open(`/identity/verification?flow=${flow.id}&lang=${lang}`);
    expect(addressIn(reader)).toEqual(["+1 ••• ••• 1234", said]);
  });

  it("of an address with nothing before its bullets", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "a@example.org" }]);
    const reader = await new Reader(bed).open("/self-service/verification/browser?method=link");
    await reader.send({ email: "a@example.org" });
    const opened = await new Reader(bed).open(linkOf(bed));
    expect(addressIn(opened)).toEqual(["•••@example.org", "the address that ends with @example.org"]);
  });
});

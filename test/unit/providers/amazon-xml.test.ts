import { describe, expect, it } from "vitest";
import { readXml } from "../../../src/providers/amazon/xml.ts";

describe("XML as Amazon answers with it", () => {
  it.each([
    [
      '<?xml version="1.0"?>\n<a xmlns="urn:x"><b>1</b>\n<c><d> 2 </d></c><e/></a>\n',
      { "a/b": "1", "a/c/d": " 2 ", "a/e": "" },
    ],
    ["<a>&lt;b&gt; &amp;amp; &quot;&apos;&#34;&#x1F600;</a>", { a: '<b> &amp; "\'"😀' }],
    ["<a></a>", { a: "" }],
  ])("reads %s", (xml, want) => {
    expect(Object.fromEntries(readXml(xml) ?? [])).toEqual(want);
  });

  it.each([
    "",
    "text",
    "{}",
    "<a><b>1</b>",
    "<a><b>1</a></b>",
    "<a>1</b>",
    "</a>",
    "<a/><a/>",
    "<a><b>1</b><b>2</b></a>",
    "<a>1<b>2</b></a>",
    "<a><b>2</b>1</a>",
    "1<a/>",
    "<a/>1",
    "<a b='c'>1</a>",
    "<a><!-- 1 --></a>",
    "<a><![CDATA[1]]></a>",
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "<a>&b;</a>",
    "<a>& </a>",
    "<a>&#x110000;</a>",
    '<a><?xml version="1.0"?></a>',
    "<a>1</",
  ])("does not read %s", (xml) => {
    expect(readXml(xml)).toBeUndefined();
  });
});

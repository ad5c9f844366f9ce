// A declaration, a tag with at most the name of a namespace, or text.
const TOKEN = /<\?xml[^<>?]*\?>|<(\/?)([A-Za-z][A-Za-z0-9]*)(?:\s+xmlns="[^"<>]*")?\s*(\/?)>|([^<]+)/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The elements that hold text only, by their path (`ErrorResponse/Error/Code`). As much XML as the answers of Amazon's
 * query services use; undefined for anything more, for an element told twice, and for what breaks off.
 */
export function readXml(xml: string): ReadonlyMap<string, string> | undefined {
  const leaves = new Map<string, string>();
  const open: string[] = [];
  let text = "";
  let isLeaf = false;
  let roots = 0;

  const enter = (name: string): boolean => {
    if (text.trim() !== "") return false;
    if (open.length === 0) roots += 1;
    open.push(name);
    [text, isLeaf] = ["", true];
    return roots === 1;
  };
  const leave = (name: string): boolean => {
    const path = open.join("/");
    if (open.pop() !== name || (isLeaf ? leaves.has(path) : text.trim() !== "")) return false;
    if (isLeaf) leaves.set(path, text);
    [text, isLeaf] = ["", false];
    return true;
  };

  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [declaration, isClosing, name, isEmpty, written] = TOKEN.exec(xml) ?? [];
    if (declaration === undefined) return undefined;
    if (written !== undefined) {
      const plain = unescaped(written);
      if (plain === undefined) return undefined;
      text += plain;
    } else if (name === undefined) {
      if (at > 0) return undefined;
    } else if (!(isClosing ? !isEmpty && leave(name) : enter(name) && (!isEmpty || leave(name)))) {
      return undefined;
    }
  }
  return open.length === 0 && roots === 1 && text.trim() === "" ? leaves : undefined;
}

/** Text without its references; undefined if one is not of XML's own. */
function unescaped(written: string): string | undefined {
  let isKnown = true;
  const text = written.replace(REFERENCE, (reference, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name] ?? "";
    const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    if (point >= 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    isKnown = false;
    return reference;
  });
  return isKnown ? text : undefined;
}

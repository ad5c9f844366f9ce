const base64 = (bytes: readonly number[]): string => btoa(String.fromCharCode(...bytes));
const ascii = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));
const zeros = (count: number): readonly number[] => new Array<number>(count).fill(0);

/** The first bytes of each kind, and nothing that a viewer could show. */
export const images = {
  png: base64([0x89, ...ascii("PNG\r\n\x1a\n"), ...zeros(13)]),
  jpeg: base64([0xff, 0xd8, 0xff, 0xe0, ...zeros(8)]),
  gif: base64([...ascii("GIF89a"), ...zeros(6)]),
  oldGif: base64([...ascii("GIF87a"), ...zeros(6)]),
  webp: base64([...ascii("RIFF\0\0\0\0WEBP"), ...zeros(3)]),
  svg: btoa('<svg xmlns="http://www.w3.org/2000/svg"/>'),
} as const;

/** A PNG, by its first bytes, of as many base64 characters: a multiple of four. */
export const pngOfLength = (characters: number): string => images.png.slice(0, 12).padEnd(characters, "A");

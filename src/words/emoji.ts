/** An emoji that every program is meant to show (Unicode Technical Standard 51, RGI set), and nothing else. */
const oneEmoji = /^\p{RGI_Emoji}$/v;

/** Asks for the coloured form of a character that has another (Unicode, variation selector 16). */
const emojiForm = '\ufe0f';

/** The one emoji that a text is, also where its form is left out, as keyboards do; undefined for any other text. */
export function readEmoji(text: string): string | undefined {
  return [text, text + emojiForm].find((form) => oneEmoji.test(form));
}

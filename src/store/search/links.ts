/** Addresses of the web and of mail, as people write them in a text. */
const link = /\b(?:https?|ftp|mailto|partyline(?:\+clear)?):\/{0,2}[^\s/]/iu;

/** Whether a text has a link in it. */
export function hasLink(text: string): boolean {
  return link.test(text);
}
